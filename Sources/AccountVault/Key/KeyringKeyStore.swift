import CKeyring
import Foundation

/// The vault key in the Linux kernel, in the user's persistent keyring, or the user keyring where
/// the kernel has no persistent ones.
///
/// Every process of the same user can find and read it, through another login too; nobody else
/// can. It is gone after a restart of the machine, seven days after the last write, or when the
/// kernel drops the persistent keyring: three days after a process last asked for it, unless
/// `/proc/sys/kernel/keys/persistent_keyring_expiry` says otherwise. Each load and each write ask
/// for it, and so start these days again. See persistent-keyring(7).
struct KeyringKeyStore: KeyStore {
  let folder: VaultFolder

  /// Seconds the key lives after the last write.
  static let lifetime: UInt32 = 7 * 24 * 3600

  /// Enough to find, read, share and prolong the key; writing is left out, so that nothing can
  /// change it in place.
  private static let permissions =
    (CK_VIEW | CK_READ | CK_SEARCH | CK_LINK | CK_SETATTR) << CK_POSSESSOR_SHIFT
    | (CK_VIEW | CK_READ | CK_SEARCH | CK_LINK | CK_SETATTR) << CK_OWNER_SHIFT

  func load() throws(VaultError) -> VaultKeys? {
    guard let serial = try find() else { return nil }
    var bytes = [UInt8](repeating: 0, count: VaultKeys.size)
    let count = ck_read(serial, &bytes, bytes.count)
    if Self.meansAbsent(count) { return nil }
    guard try Self.checked(count) <= bytes.count,
      let keys = VaultKeys(bytes: Data(bytes.prefix(count)))
    else { throw .keyMalformed(source: .keyring) }
    return keys
  }

  func save(_ keys: VaultKeys) throws(VaultError) {
    let keyring = try Self.keyring()
    let replaced = try find()
    let bytes = Array(keys.bytes)
    // It is made ready where only this process sees it, and appears to the others as a whole.
    let serial = ck_serial(
      try Self.checked(
        ck_add(try description(), bytes, bytes.count, CK_PROCESS_KEYRING)))
    defer { _ = ck_unlink(serial, CK_PROCESS_KEYRING) }
    try Self.checked(ck_set_permissions(serial, Self.permissions))
    try Self.checked(ck_set_timeout(serial, Self.lifetime))
    try Self.checked(ck_link(serial, keyring))
    // Who looked it up before could still read it.
    if let replaced, replaced != serial { _ = ck_invalidate(replaced) }
  }

  func extend(_ keys: VaultKeys) throws(VaultError) -> Bool {
    guard try load()?.ids == keys.ids, let serial = try find() else { return false }
    let result = ck_set_timeout(serial, Self.lifetime)
    if Self.meansAbsent(result) { return false }
    try Self.checked(result)
    return true
  }

  func remove() throws(VaultError) {
    guard let serial = try find() else { return }
    let result = ck_invalidate(serial)
    if !Self.meansAbsent(result) { try Self.checked(result) }
  }

  func probe() throws(VaultError) { _ = try Self.keyring() }

  /// The kernel tells it in `/proc/keys` alone, cut to its largest unit: `59m`, `6d`.
  func secondsLeft() throws(VaultError) -> Int? {
    guard let serial = try find(),
      let table = try? String(contentsOfFile: "/proc/keys", encoding: .utf8)
    else { return nil }
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      // Serial number, flags, users, time left.
      guard fields.count > 3, UInt32(fields[0], radix: 16) == UInt32(bitPattern: serial) else {
        continue
      }
      return Self.seconds(String(fields[3]))
    }
    return nil
  }

  /// Reads a time as `/proc/keys` writes it; `nil` for `perm`, which is no limit.
  static func seconds(_ text: String) -> Int? {
    let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()) else {
      return text == "expd" ? 0 : nil
    }
    return count * unit
  }

  private func find() throws(VaultError) -> ck_serial? {
    let result = ck_search(try Self.keyring(), try description())
    return Self.meansAbsent(result) ? nil : ck_serial(try Self.checked(result))
  }

  /// What the key is called in the keyring.
  func description() throws(VaultError) -> String { "epswitch:\(try folder.fingerprint())" }

  /// The keyring to keep it in. The kernel lets only those use a persistent keyring who have it
  /// linked, so each call links it to this process.
  private static func keyring() throws(VaultError) -> ck_serial {
    let persistent = ck_persistent_keyring(CK_PROCESS_KEYRING)
    if persistent == -Int(EOPNOTSUPP) { return CK_USER_KEYRING }
    return ck_serial(try checked(persistent))
  }

  private static func meansAbsent(_ result: Int) -> Bool {
    [ENOKEY, EKEYEXPIRED, EKEYREVOKED].contains { result == -Int($0) }
  }

  @discardableResult
  private static func checked(_ result: Int) throws(VaultError) -> Int {
    guard result < 0 else { return result }
    throw .keyringUnavailable(reason: String(cString: strerror(Int32(-result))))
  }
}
