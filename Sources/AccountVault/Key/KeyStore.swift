/// A place that keeps the vault key of one vault.
protocol KeyStore: Sendable {
  /// The key, if it is there.
  func load() throws(VaultError) -> VaultKey?

  /// Keeps a new key. The vault calls it from inside a write transaction, so that no two processes
  /// do it at once.
  func save(_ key: VaultKey) throws(VaultError)

  /// Starts the time limit of the key again, where the place has one.
  func extend() throws(VaultError)

  /// Forgets the key; none being there is fine.
  func remove() throws(VaultError)

  /// Finds out whether the place answers, whether or not it has the key.
  func probe() throws(VaultError)

  /// Seconds until the key goes by itself, as far as the place tells; `nil` when it has no time
  /// limit.
  func secondsLeft() throws(VaultError) -> Int?

  /// The same place, waited for no longer than so many seconds.
  func waiting(atMost seconds: Int) -> Self
}

extension KeyStore {
  func extend() throws(VaultError) {}
  func probe() throws(VaultError) {}
  func secondsLeft() throws(VaultError) -> Int? { nil }
  func waiting(atMost seconds: Int) -> Self { self }
}

extension VaultKeySource {
  /// - Parameter helperPath: where to look for helper programs; `nil` is `PATH`.
  func store(for folder: VaultFolder, helperPath: String?) -> any KeyStore {
    switch self {
    case .keyring: KeyringKey(folder: folder)
    case .file: KeyFile(folder: folder)
    case .helper(let name):
      HelperKey(folder: folder, helper: CredentialHelper(name: name, searchPath: helperPath))
    case .memory: MemoryKey()
    }
  }
}
