import AccountModel
import Foundation

@testable import AccountViewModel

/// A small world with a fixed clock, of which the tests tell.
enum Sample {
  /// 2023-11-14 22:13:20 UTC, by this machine and by the store.
  static let now = Date(timeIntervalSince1970: 1_700_000_000)

  /// So that moments are told alike on every machine.
  static let zone: TimeZone = {
    guard let zone = TimeZone(identifier: "UTC") else { fatalError("UTC is unknown.") }
    return zone
  }()

  static let acme = account("9e227208-b592-49c0-8c8f-043b66c634b0", "Acme Industrial", 86_352)
  static let bolt = account("87acbe78-921f-4a25-84db-09dc276754ba", "Bolt & Nut Co", 899)
  static let tokyo = account("1f0c2d3e-4b5a-4978-8695-a4b3c2d1e0f9", "東京金属株式会社", 86_320)
  static let zenith = account("c0ffee00-1234-4321-8888-0123456789ab", "Zenith Hospitals", 0)

  static let member = AccountMember(id: "member-1", username: "buyer@acme.example")
  static let label = "Acme staging · useast"

  /// Names and IDs as nobody should send them.
  static let hostile = [
    account("1\u{1B}[2J-aaaa", "Red\u{1B}[31m\u{202E}evil", 100_000_000),
    account("", "", nil),
    account(
      "dddddddd-1111-4111-8111-111111111111",
      "👩\u{200D}💻 Dev 🇩🇪 ❤\u{FE0F} with a name that goes on and on", 300_000),
    account("eeeeeeee-1111-4111-8111-111111111111", "שלום עולם", 5_000),
  ]

  /// One sign-in method, with what it asks for.
  static func offer(_ mechanism: Mechanism, username: String? = nil) -> SignInOffer {
    SignInOffer(preferring: mechanism, among: [mechanism], username: username)
  }

  static let profiles: [ProfileItem] = [
    ProfileItem(
      name: "staging", host: "useast.api.elasticpath.com", member: "buyer@acme.example",
      tint: .blue),
    ProfileItem(
      name: "live", host: "euwest.api.elasticpath.com", member: nil, isProduction: true, tint: .red),
  ]

  static let failure = UserMessage(
    "The store useast.api.elasticpath.com did not answer within 10 seconds.",
    unchanged: "You still act as Acme Industrial and the accounts are as they were.",
    recoverySuggestion: "Check the network, then press r to try again.")

  /// An account whose token lives so many seconds from now; without them its end is unknown.
  static func account(_ id: String, _ name: String, _ seconds: Int64?) -> Account {
    Account(
      id: AccountID(id), name: name,
      expiry: seconds.map { Expiry(epochSeconds: 1_700_000_000 + $0) })
  }

  static let sessionID = sessionID(.passwordProfile("profile-1"))

  static func sessionID(_ method: SignInMethod) -> SessionID {
    SessionID(
      store: Store(endpoint: endpoint, clientID: "client"), grantType: .implicit, method: method,
      memberID: member.id)
  }

  /// - Parameter selected: an account that is not in the roster is one that is gone.
  static func session(
    _ accounts: [Account] = [acme, bolt, tokyo, zenith], selected: AccountID? = acme.id,
    member: AccountMember = member, method: SignInMethod = .passwordProfile("profile-1"),
    impersonator: CleanText? = nil,
    shortfall: Roster.Shortfall? = nil, clock: ServerClock = ServerClock()
  ) -> Session {
    let roster = Roster(accounts, fetchedAt: now, shortfall: shortfall)
    return Session(
      summary: SessionSummary(
        id: sessionID(method), member: member,
        mechanism: method == .customer ? .customer : .password,
        selected: selected.map { roster[$0] ?? Account(id: $0, name: "", expiry: nil) },
        previous: nil, clock: clock, fetchedAt: now, impersonator: impersonator),
      roster: roster)
  }

  static func dashboard(
    _ session: Session? = session(), purpose: Dashboard.Purpose = .dashboard,
    isProduction: Bool = false, usesMouse: Bool = false, hasStorefront: Bool = false,
    isDesk: Bool = false,
    signIn: SignInOffer? = SignInOffer(),
    profiles: ProfileOffer = .unavailable("There are no profiles."),
    preferences: ListPreferences = ListPreferences(), terminalChoice: String? = nil,
    _ columns: Int = 80, _ rows: Int = 24
  ) -> Dashboard {
    Dashboard(
      session: session, purpose: purpose,
      store: ShownStore(
        label: label, isProduction: isProduction, signIn: signIn, isDesk: isDesk,
        hasStorefront: hasStorefront, usesMouse: usesMouse),
      profiles: profiles, preferences: preferences, terminalChoice: terminalChoice, now: now,
      zone: zone,
      size: Size(columns: columns, rows: rows))
  }

  static func dashboard(_ columns: Int, _ rows: Int) -> Dashboard {
    dashboard(session(), columns, rows)
  }

  /// So many accounts with different names.
  static func accounts(_ count: Int) -> [Account] {
    (0..<count).map { number in
      let digits = String(100_000 + number)
      return account("\(digits)-0000-4000-8000-000000000000", "Account \(digits)", 5_000)
    }
  }

  private static let endpoint: Endpoint = {
    guard let endpoint = try? Endpoint("https://useast.api.elasticpath.com") else {
      fatalError("The address of the sample store is invalid.")
    }
    return endpoint
  }()
}

extension Sample {
  /// What a store tells about Bolt & Nut Co.
  static let boltDetails: AccountDetails = {
    var details = AccountDetails(id: bolt.id, .loading)
    details.record = .known(
      AccountRecord(
        id: bolt.id, name: bolt.name, legalName: "Bolt & Nut Company Ltd",
        registrationID: "HRB 86786", externalReference: "C-204711", parentID: acme.id,
        ancestors: [AccountID("5a1e0c11-77aa-4b1b-9d3e-2f0b6a5b9e01"), acme.id],
        tagIDs: ["tag-1", "tag-2"]))
    details.ancestors = .known([
      .init(id: AccountID("5a1e0c11-77aa-4b1b-9d3e-2f0b6a5b9e01"), name: nil),
      .init(id: acme.id, name: acme.name),
    ])
    details.tags = .known(["Export", "Net 30"])
    details.memberCount = .known(14)
    details.orders = .known(
      ContentSummary(
        count: 3,
        last: .init(
          title: "PO-31337", date: now.addingTimeInterval(-86_400),
          total: Money(formatted: "€1,204.00", amount: 120_400, currency: "EUR"))))
    details.carts = .known(
      ContentSummary(
        count: 1, last: .init(title: "Spare parts", date: now, total: Money(formatted: "€99.50"))))
    return details
  }()

  static let boltClaims: [ShownDetails.Claim] = [
    .init(name: "scope", value: bolt.id.rawValue), .init(name: "sub", value: "member-1"),
    .init(name: "iat", value: "1699997299"), .init(name: "exp", value: "1700000899"),
  ]

  static func details(
    _ store: AccountDetails, claims: [ShownDetails.Claim] = []
  ) -> DashboardMessage {
    .detailsLoaded(ShownDetails(in: sessionID, claims: claims, store: store))
  }
}

extension Dashboard {
  /// Presses keys one after the other and gives the effects of the last one.
  @discardableResult
  mutating func press(_ keys: Key...) -> [DashboardEffect] {
    var effects: [DashboardEffect] = []
    for key in keys { effects = update(.keyPressed(key)) }
    return effects
  }

  /// Takes a fact in, where its effects do not matter or are looked at.
  @discardableResult
  mutating func receive(_ message: DashboardMessage) -> [DashboardEffect] { update(message) }

  /// The form being filled in; `nil` when there is none.
  var form: SignInForm? { signInPanel?.form }

  /// The one-time password as far as it was typed; `nil` when none is asked for.
  var code: Secret? {
    if case .oneTimePassword(let code, _) = signInPanel?.step { code } else { nil }
  }

  /// Types a text letter by letter.
  mutating func type(_ text: String) {
    for character in text { press(.character(character)) }
  }

  /// The picture as a person reads it, without the spaces at the ends of lines.
  var picture: String {
    render().lines.map(\.text).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

extension Line {
  var text: String { spans.map(\.text).joined() }
}
