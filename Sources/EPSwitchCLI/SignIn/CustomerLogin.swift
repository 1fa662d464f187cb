import AccountCore
import AccountModel

/// Signs a customer in (legacy): one identity, nothing to switch.
struct CustomerLogin {
  let login: LoginContext

  func session() async throws -> Session {
    let email =
      try login.options.email ?? login.username(asking: "E-mail: ")
    return try await login.access.signInCustomer(
      email: email, password: try login.password(), reason: login.reason)
  }
}
