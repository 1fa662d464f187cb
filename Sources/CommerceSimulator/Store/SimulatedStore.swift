/// What kind of members and rosters a simulated store has.
package enum Scenario: String, CaseIterable, Sendable {
  /// A dozen believable accounts in several scripts, with lifetimes that differ.
  case showcase
  /// 10,000 accounts, or as many as asked for.
  case large
  /// Names that attack a terminal, and every odd shape of a field that was seen in the wild.
  case hostile
  /// A member of no account: signed in, and nothing to switch to.
  case empty
  /// One account, answered as a single object instead of an array.
  case single
  /// A support desk: two password profiles, in which one user name belongs to two members and one
  /// member has two user names; and a customer with the e-mail address of a member.
  case desk
}

/// The data of a simulated store: its client, its realms and its members with their rosters.
///
/// Everything follows from the scenario and the seed, so two stores of the same seed are equal.
package struct SimulatedStore: Hashable, Sendable {
  package static let defaultSeed: UInt64 = 2_021

  /// How long tokens live where nothing else is said, in seconds.
  package static let defaultLifetime = 86_400

  package let scenario: Scenario
  package let seed: UInt64
  /// How long the store's tokens live, in seconds, as its settings say. In `showcase` the accounts
  /// differ unless a lifetime was asked for, and `hostile` has one whose tokens are born expired.
  package let tokenLifetime: Int

  package let storeID: String
  /// The client whose access token mints account tokens.
  package let clientID = "simulator-client"
  /// What `client_credentials` needs, for every client ID of the store.
  package let clientSecret = "simulator-secret"
  /// Further client IDs of the same store.
  package var otherClientIDs: Set<String> = []

  /// The realm of account members, which is listed last, and another one.
  package let realms: [AuthenticationRealm]
  /// The realm of account members.
  package let realmID: String
  /// The client ID for OpenID Connect, which the account authentication settings tell.
  package let openIDClientID = "account-management"

  /// Who can sign in. The first one signs in by OpenID Connect too.
  package var members: [Member]
  /// Accounts that are in nobody's roster, above others in the hierarchy.
  package let headOffices: [SimulatedAccount]
  /// The legacy customer.
  package let customer: Customer

  package var allowsSelfSignUp = true
  /// Refuses a second user name of one member in one password profile with 422. The vendor's documents
  /// do not say which it is.
  package var allowsOneInfoPerProfile = true
  /// Refuses the account authentication settings to an implicit access token with 403.
  package var hidesSettings = false
  /// Leaves `links` out of the rows when OpenID profiles are listed; a profile by its ID has them.
  package var omitsOpenIDLinks = false
  /// The redirect URIs that the OpenID client may name.
  package var redirectURIs = ["http://localhost:8080/callback"]
  /// Accepts `http://localhost` at any port besides ``redirectURIs``.
  package var allowsAnyLocalhostPort = true

  /// - Parameters:
  ///   - accounts: how many accounts the first member has, for the scenarios that can grow: `large`
  ///     (10,000 unless given) and `hostile` (its own 120 at least).
  ///   - lifetime: how long every token lives, in seconds; `nil` for a day.
  ///   - impersonation: adds a second password profile with a member for support staff, so that
  ///     signing in has to name one; `desk` has its own.
  package init(
    scenario: Scenario, seed: UInt64 = defaultSeed, accounts: Int? = nil, lifetime: Int? = nil,
    impersonation: Bool = false
  ) {
    self.scenario = scenario
    self.seed = seed
    let tokenLifetime = lifetime ?? Self.defaultLifetime
    self.tokenLifetime = tokenLifetime
    var random = SplitMix64(seed: seed)
    storeID = random.uuid()
    realmID = random.uuid()
    let openIDProfile = OpenIDProfile(id: random.uuid(), name: "Simulated Identity Provider")
    let customerID = random.uuid()
    let (ownProfileID, supportProfileID) = (random.uuid(), random.uuid())
    let (memberID, supportMemberID) = (random.uuid(), random.uuid())
    let customerRealmID = random.uuid()
    let customerProfile = OpenIDProfile(id: random.uuid(), name: "Customer Identity Provider")

    let isDesk = scenario == .desk
    let own = PasswordProfile(
      id: ownProfileID, name: isDesk ? "Members" : "Buyers", usernameFormat: .email,
      enablesOneTimePasswords: true)
    let support = PasswordProfile(
      id: supportProfileID, name: isDesk ? "Impersonation" : "Impersonation Profile",
      usernameFormat: .any, enablesOneTimePasswords: false)
    realms = [
      AuthenticationRealm(
        id: customerRealmID, name: "Buyer Organization",
        originType: "customer-authentication-settings", passwordProfiles: [],
        openIDProfiles: [customerProfile]),
      AuthenticationRealm(
        id: realmID, name: "Account Management Realm",
        originType: "account_authentication_settings",
        passwordProfiles: impersonation || isDesk ? [own, support] : [own],
        openIDProfiles: [openIDProfile]),
    ]

    let roster: [SimulatedAccount] =
      switch scenario {
      case .showcase: Self.showcaseRoster(seed: seed, lifetime: lifetime)
      case .desk: Self.showcaseRoster(seed: seed, lifetime: tokenLifetime)
      case .large:
        (0..<(accounts ?? 10_000)).map {
          Self.generatedAccount($0, seed: seed, lifetime: tokenLifetime)
        }
      case .hostile: Self.hostileRoster(seed: seed, atLeast: accounts ?? 0)
      case .empty: []
      case .single: [Self.generatedAccount(0, seed: seed, lifetime: tokenLifetime)]
      }
    let buyer = "buyer@acme.example"
    let ownCredential = Member.PasswordCredential(
      passwordProfileID: ownProfileID, username: buyer, password: "demo-password")
    func supportCredential(_ username: String, _ password: String) -> Member.PasswordCredential {
      Member.PasswordCredential(
        passwordProfileID: supportProfileID, username: username, password: password)
    }
    if isDesk {
      members = [
        Member(
          id: memberID, name: "Ada Buyer", email: buyer,
          credentials: [ownCredential, supportCredential("agent", "agent-password")],
          accounts: roster),
        Member(
          id: supportMemberID, name: "Sam Support", email: "support@store.example",
          credentials: [supportCredential(buyer, "support-password")],
          accounts: Self.deskRoster(sharing: roster, seed: seed)),
      ]
    } else {
      members = [
        Member(
          id: memberID, name: "Ada Buyer", email: buyer, credentials: [ownCredential],
          accounts: roster)
      ]
      if impersonation {
        members.append(
          Member(
            id: supportMemberID, name: "Sam Support", email: "support@store.example",
            credentials: [supportCredential("support", "support-password")], accounts: roster))
      }
    }
    headOffices =
      switch scenario {
      case .showcase, .desk: [Self.headOffice(seed: seed)]
      default: []
      }
    customer = Customer(
      id: customerID, name: "Ada Buyer", email: buyer,
      password: isDesk ? "customer-password" : ownCredential.password)
  }
}

extension SimulatedStore {
  /// The first member.
  package var member: Member { members[0] }

  /// The accounts of the first member, in the order the API lists them.
  package var roster: [SimulatedAccount] { member.accounts }

  /// The member whose user name in a profile this is.
  package func member(username: String, passwordProfileID: String) -> Member? {
    members.first { $0.hasCredential(username: username, passwordProfileID: passwordProfileID) }
  }

  /// The realm of account members.
  package var realm: AuthenticationRealm { realms.first { $0.id == realmID } ?? realms[0] }

  /// The password profiles of account members.
  package var passwordProfiles: [PasswordProfile] { realm.passwordProfiles }

  /// The OpenID profile of account members.
  package var openIDProfileID: String { realm.openIDProfiles[0].id }

  /// Whether signing up creates an account of the new member's name.
  var createsAccountOnSignUp: Bool { scenario != .empty }

  func isKnown(clientID: String?) -> Bool {
    clientID.map { $0 == self.clientID || otherClientIDs.contains($0) } ?? false
  }
}

extension Member {
  func hasCredential(username: String, passwordProfileID: String) -> Bool {
    credentials.contains {
      $0.username == username && $0.passwordProfileID == passwordProfileID
    }
  }
}
