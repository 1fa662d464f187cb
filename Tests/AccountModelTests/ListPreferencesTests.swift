import AccountModel
import Foundation
import Testing

struct ListPreferencesTests {
  private let session = Self.sessionID("member-1")
  private let accounts = ["a", "b", "c", "d"].map {
    Account(id: AccountID($0), name: $0, expiry: nil)
  }

  @Test func `favourites come first, then those used last, then the others by name`() {
    var preferences = ListPreferences()
    #expect(order(preferences) == ["a", "b", "c", "d"])
    preferences.use(AccountID("c"), of: session)
    preferences.use(AccountID("d"), of: session)
    #expect(order(preferences) == ["d", "c", "a", "b"])
    preferences.setFavourite(true, AccountID("b"), of: session)
    #expect(order(preferences) == ["b", "d", "c", "a"])
    preferences.order = .name
    #expect(order(preferences) == ["b", "a", "c", "d"])
    preferences.setFavourite(false, AccountID("b"), of: session)
    #expect(order(preferences) == ["a", "b", "c", "d"])
  }

  @Test func `another member has other favourites`() {
    var preferences = ListPreferences()
    preferences.setFavourite(true, AccountID("d"), of: session)
    #expect(preferences.favourites(of: Self.sessionID("member-2")).isEmpty)
    #expect(preferences.arranged(accounts, of: Self.sessionID("member-2")) == accounts)
  }

  @Test func `each terminal goes back to what it chose itself`() {
    var preferences = ListPreferences()
    let (a, b, c) = (AccountID("a"), AccountID("b"), AccountID("c"))
    preferences.use(b, of: session, in: "one", before: a)
    #expect(preferences.previous(in: "one", of: session, actingAs: b) == a)
    preferences.use(c, of: session, in: "two", before: b)
    #expect(preferences.previous(in: "one", of: session, actingAs: b) == a)
    #expect(preferences.previous(in: "two", of: session, actingAs: c) == b)
    // The terminal follows a default that was changed elsewhere: back is what it chose last.
    #expect(preferences.previous(in: "one", of: session, actingAs: c) == b)
    #expect(preferences.previous(in: "three", of: session, actingAs: c) == nil)
    preferences.use(a, of: session, in: "one")
    #expect(preferences.previous(in: "one", of: session, actingAs: a) == b)
  }

  @Test func `what is kept is read back`() throws {
    var preferences = ListPreferences()
    preferences.order = .name
    preferences.setFavourite(true, AccountID("b"), of: session)
    preferences.use(AccountID("c"), of: session, in: "one", before: AccountID("a"))
    let data = try JSONEncoder().encode(preferences)
    #expect(try JSONDecoder().decode(ListPreferences.self, from: data) == preferences)
  }

  @Test(arguments: [
    "{}", #"{"version":9,"order":"sideways"}"#, #"{"sessions":[1,2]}"#, #"{"terminals":{"a":1}}"#,
    #"{"sessions":{"x":{"favourites":"no","recent":[]}}}"#,
  ])
  func `what is not understood counts as not there`(text: String) throws {
    let read = try JSONDecoder().decode(ListPreferences.self, from: Data(text.utf8))
    #expect(read == ListPreferences())
  }

  @Test func `the number of everything that is kept has a limit`() {
    var preferences = ListPreferences()
    for number in 0..<1_200 {
      preferences.use(AccountID("\(number)"), of: session, in: "\(number)")
      preferences.setFavourite(true, AccountID("\(number)"), of: session)
    }
    #expect(preferences.recent(of: session).count == ListPreferences.limits.recent)
    #expect(preferences.favourites(of: session).count == ListPreferences.limits.favourites)
    #expect(preferences.recent(of: session).first == AccountID("1199"))
    #expect(preferences.previous(in: "1", of: session, actingAs: nil) == nil)
  }

  private func order(_ preferences: ListPreferences) -> [String] {
    preferences.arranged(accounts, of: session).map(\.name)
  }

  private static func sessionID(_ member: String) -> SessionID {
    guard let endpoint = try? Endpoint("https://useast.api.elasticpath.com") else {
      fatalError("The address of the sample store is invalid.")
    }
    return SessionID(
      store: Store(endpoint: endpoint, clientID: "client"), grantType: .implicit,
      method: .passwordProfile("profile-1"), memberID: member)
  }
}
