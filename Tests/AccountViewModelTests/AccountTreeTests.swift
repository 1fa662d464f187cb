import AccountModel
import Testing

@testable import AccountViewModel

struct AccountTreeTests {
  private static func account(_ name: String) -> Account {
    Account(id: AccountID("id-\(name)"), name: name, expiry: nil)
  }

  /// - Parameter parents: an account with those above it, the root first.
  private static func directory(_ parents: [(String, [String])]) -> AccountDirectory {
    AccountDirectory(
      parents.map { name, ancestors in
        AccountRecord(
          id: AccountID("id-\(name)"), name: name,
          ancestors: ancestors.map { AccountID("id-\($0)") })
      })
  }

  private func text(_ names: [String], _ parents: [(String, [String])]) -> [String] {
    let tree = AccountTree(names.map(Self.account), Self.directory(parents))
    return zip(tree.accounts, tree.depths).map { account, depth in
      String(repeating: "-", count: Int(depth)) + account.name
    }
  }

  @Test func `each account stands below its parent, and siblings keep their order`() {
    #expect(
      text(
        ["Bolt", "Acme", "Zenith", "Casting", "Nut"],
        [
          ("Bolt", ["Group", "Acme"]), ("Nut", ["Group", "Acme", "Bolt"]),
          ("Casting", ["Group", "Acme"]), ("Acme", ["Group"]),
        ]) == ["Acme", "-Bolt", "--Nut", "-Casting", "Zenith"])
  }

  @Test func `an account whose parent is another member's stands below the one above that`() {
    #expect(
      text(["Acme", "Nut"], [("Nut", ["Acme", "Somebody else's"])]) == ["Acme", "-Nut"])
  }

  @Test func `accounts that a store calls parts of each other are all listed once`() {
    #expect(
      text(["A", "B", "C"], [("A", ["B"]), ("B", ["A"]), ("C", ["C"])]).sorted()
        == ["-B", "A", "C"])
  }

  @Test func `a hierarchy deeper than the screen is drawn to its last account`() {
    let names = (0..<400).map { "n\($0)" }
    let parents = names.indices.dropFirst().map { (names[$0], [names[$0 - 1]]) }
    let tree = AccountTree(names.map(Self.account), Self.directory(parents))
    #expect(tree.accounts.map(\.name) == names)
    #expect(tree.depths.last == AccountTree.mostDepth)
    #expect(tree.rows(showing: [399]).positions.count == 400)
  }

  @Test func `in the tree a filter shows what is above a match, faint`() {
    var dashboard = Sample.dashboard(80, 16)
    let directory = AccountDirectory(
      [
        AccountRecord(id: Sample.zenith.id, parentID: Sample.bolt.id),
        AccountRecord(id: Sample.bolt.id, parentID: Sample.acme.id),
      ], isComplete: true)
    #expect(dashboard.press(.character("h")) == [.loadDirectory(Sample.sessionID)])
    dashboard.receive(.directoryLoaded(directory, of: Sample.sessionID))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
           NAME, AS A TREE                                   ID              EXPIRES
      ▌1 ● Acme Industrial            9e227208-b592-49c0-8c8f-043b66c634b0   23h 59m
       2   └ Bolt & Nut Co                                   87acbe78…54ba   14m 59s !
       3     └ Zenith Hospitals                              c0ffee00…89ab   expired ×
       4   東京金属株式会社                                  1f0c2d3e…e0f9   23h 58m





      ────────────────────────────────────────────────────────────────────────────────
       ✓ Listed as a tree. Press h for the list.
       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
    dashboard.press(.character("/"))
    dashboard.type("zen")
    #expect(dashboard.list.rowCount == 3)
    #expect(dashboard.list.foundCount == 1)
    #expect(dashboard.list.current == Sample.zenith)
    #expect(dashboard.picture.contains("1 of 4"))
    let above = dashboard.render().lines.flatMap(\.spans).first {
      $0.text.contains("Bolt & Nut Co")
    }
    #expect(above?.style == .faint)
    dashboard.press(.escape, .character("h"))
    #expect(dashboard.list.tree == nil)
    #expect(!dashboard.picture.contains("AS A TREE"))
  }

  @Test func `a store without parents shows the list, and says so`() {
    var dashboard = Sample.dashboard(80, 16)
    dashboard.press(.character("h"))
    dashboard.receive(
      .directoryLoaded(AccountDirectory([], isComplete: true), of: Sample.sessionID))
    #expect(dashboard.list.tree == nil)
    #expect(dashboard.picture.contains("No account is a part of another"))
  }

  @Test func `a store that does not tell leaves the list`() {
    var dashboard = Sample.dashboard(80, 16)
    dashboard.press(.character("h"))
    dashboard.receive(.failed(UserMessage("The store does not tell."), signInNeeded: false))
    #expect(dashboard.list.tree == nil)
    #expect(!dashboard.showsTree)
    #expect(dashboard.picture.contains("The store does not tell."))
  }
}
