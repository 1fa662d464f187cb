/// The data of a simulated store: its client, its realm and the member with a roster.
///
/// Everything follows from the scenario and the seed, so two stores of the same seed are equal.
package struct SimulatedStore: Hashable, Sendable {
  package static let defaultSeed: UInt64 = 2_021

  /// What the store's tokens live unless an account says otherwise, in seconds.
  package static let defaultLifetime = 86_400

  package let scenario: Scenario
  package let seed: UInt64

  package let storeID: String
  /// The client whose bearer mints account tokens.
  package let clientID = "simulator-client"
  package let clientSecret = "simulator-secret"

  package let realmID: String
  /// The client ID for OpenID Connect, which the account authentication settings tell.
  package let openIDClientID = "account-management"
  package let openIDProfileID: String
  package let passwordProfiles: [PasswordProfile]

  /// Who signs in, by every mechanism.
  package let member: Member
  /// The accounts of the member, in the order the API lists them. IDs repeat in `hostile`.
  package let roster: [SimulatedAccount]
  /// A support agent with the same roster, when the store has an impersonation profile.
  package let supportMember: Member?
  /// The legacy customer; it signs in with the member's e-mail address and password.
  package let customerID: String

  package var allowsSelfSignUp = true
  /// The redirect URIs that the OpenID client may name.
  package var redirectURIs = ["http://localhost:8080/callback"]
  /// Accepts `http://localhost` at any port besides ``redirectURIs``.
  package var allowsAnyLocalhostPort = true

  /// - Parameters:
  ///   - accounts: how many accounts the roster has, for the scenarios that can grow: `large`
  ///     (10,000 unless given) and `hostile` (its own 120 at least).
  ///   - impersonation: adds a second password profile for support staff, so that signing in
  ///     has to name one.
  package init(
    scenario: Scenario, seed: UInt64 = defaultSeed, accounts: Int? = nil,
    impersonation: Bool = false
  ) {
    self.scenario = scenario
    self.seed = seed
    var random = SplitMix64(seed: seed)
    storeID = random.uuid()
    realmID = random.uuid()
    openIDProfileID = random.uuid()
    customerID = random.uuid()
    let buyers = PasswordProfile(
      id: random.uuid(), name: "Buyers", usernameFormat: .email, enablesOneTimePasswords: true)
    let support = PasswordProfile(
      id: random.uuid(), name: "Impersonation Profile", usernameFormat: .any,
      enablesOneTimePasswords: false)
    passwordProfiles = impersonation ? [buyers, support] : [buyers]
    member = Member(
      id: random.uuid(), name: "Ada Buyer", email: "buyer@acme.example",
      username: "buyer@acme.example", password: "demo-password", passwordProfileID: buyers.id)
    let agent = Member(
      id: random.uuid(), name: "Sam Support", email: "support@store.example",
      username: "support", password: "support-password", passwordProfileID: support.id)
    supportMember = impersonation ? agent : nil
    roster =
      switch scenario {
      case .showcase: Self.showcaseRoster(seed: seed)
      case .large: (0..<(accounts ?? 10_000)).map { Self.generatedAccount($0, seed: seed) }
      case .hostile: Self.hostileRoster(seed: seed, atLeast: accounts ?? 0)
      case .empty: []
      case .single: [Self.generatedAccount(0, seed: seed)]
      }
  }

  /// Whether signing up creates an account of the new member's name.
  var createsAccountOnSignUp: Bool { scenario != .empty }
}
