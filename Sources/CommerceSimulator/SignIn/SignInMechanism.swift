/// A way in which a member proves who it is.
protocol SignInMechanism: Sendable {
  /// The value of `authentication_mechanism`.
  static var name: String { get }

  init()

  /// The member whom `data` of the body, or a header, proves to be there.
  func member(
    proving proof: JSONValue, _ exchange: Exchange, endpoints: Endpoints
  ) throws(CommerceError) -> Member
}

/// The mechanisms that the API knows.
enum SignInMechanisms {
  static let all: [String: any SignInMechanism] = Dictionary(
    uniqueKeysWithValues: mechanisms.map { ($0.name, $0.init()) })

  private static let mechanisms: [any SignInMechanism.Type] = [
    OpenIDMechanism.self, PasswordMechanism.self, PasswordlessMechanism.self,
    SelfSignUpMechanism.self, SwitchMechanism.self,
  ]
}
