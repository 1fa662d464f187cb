import AccountModel

/// The names and IDs of a roster in the form in which they are searched: made once, in one piece of
/// memory, so that a keystroke makes no strings.
struct FuzzyIndex: Sendable {
  /// Where the texts of one account lie in ``units``: the folded name, the name with its case, the
  /// ID, one after the other.
  struct Entry: Sendable {
    let start: Int
    let casedStart: Int
    let idStart: Int
    let end: Int
    let nameSignature: Signature
    let idSignature: Signature

    var id: Range<Int> { idStart..<end }

    func name(cased: Bool) -> Range<Int> { cased ? casedStart..<idStart : start..<casedStart }
  }

  private(set) var units: [UInt16] = []

  /// One for each account, in roster order.
  private(set) var entries: [Entry] = []

  init(_ accounts: [Account], folder: inout TextFolder) {
    entries.reserveCapacity(accounts.count)
    units.reserveCapacity(accounts.count * 96)
    for account in accounts {
      let start = units.count
      folder.append(account.name, to: &units, casing: .folded)
      let casedStart = units.count
      folder.append(account.name, to: &units, casing: .kept)
      let idStart = units.count
      folder.append(account.id.rawValue, to: &units, casing: .folded)
      entries.append(
        Entry(
          start: start, casedStart: casedStart, idStart: idStart, end: units.count,
          nameSignature: Signature(of: units[start..<casedStart]),
          idSignature: Signature(of: units[idStart...])))
    }
  }
}
