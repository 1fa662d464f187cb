import Foundation
import Synchronization

/// The vault key in a secret store behind a credential helper.
struct HelperKeyStore: KeyStore {
  let folder: VaultFolder
  var helper: CredentialHelper

  private let hang = Hang()

  var isImmediate: Bool { false }

  /// Seconds to wait for a process that may be asking a helper for one key and giving it another.
  static let patience = 70

  func load() throws(VaultError) -> VaultKeys? {
    let address = try address()
    let found = try hang.remembering { () throws(VaultError) in try helper.get(address) }
    guard let secret = found else { return nil }
    guard let bytes = Data(base64Encoded: secret), let keys = VaultKeys(bytes: bytes) else {
      throw .keyMalformed(source: .helper(helper.name))
    }
    return keys
  }

  /// A helper that only says that it keeps the key is found out at once, and not by the next command.
  func save(_ keys: VaultKeys) throws(VaultError) {
    let address = try address()
    try hang.remembering { () throws(VaultError) in
      try helper.store(keys.bytes.base64EncodedString(), at: address, user: "epswitch")
    }
    guard try load()?.ids == keys.ids else {
      throw .helperFailed(helper.name, reason: "it did not keep the key")
    }
  }

  func remove() throws(VaultError) { try helper.erase(try address()) }

  /// Asks for a secret that no vault has.
  func probe() throws(VaultError) { _ = try helper.get("epswitch://vault/none") }

  func waiting(atMost seconds: Int) -> HelperKeyStore {
    var limited = self
    limited.helper.timeout = min(helper.timeout, seconds)
    return limited
  }

  /// What the key is kept under.
  private func address() throws(VaultError) -> String {
    "epswitch://vault/\(try folder.fingerprint())"
  }
}

extension HelperKeyStore {
  /// Remembers for a while that the helper did not answer, so that one command does not wait for it
  /// again and again.
  private final class Hang: Sendable {
    private static let pause = Duration.seconds(60)

    private let state = Mutex<(error: VaultError, until: ContinuousClock.Instant)?>(nil)

    func remembering<Value>(
      _ work: () throws(VaultError) -> Value
    ) throws(VaultError) -> Value {
      if let known = state.withLock(\.self), ContinuousClock.now < known.until {
        throw known.error
      }
      do throws(VaultError) {
        return try work()
      } catch {
        if case .helperTimedOut = error {
          state.withLock { $0 = (error, ContinuousClock.now + Self.pause) }
        }
        throw error
      }
    }
  }
}

/// A credential helper as Docker defines it: a program that keeps secrets under an address, asked
/// through its standard input and output. A secret is never among its arguments. See
/// <https://github.com/docker/docker-credential-helpers>.
struct CredentialHelper: Sendable {
  let name: HelperName

  /// Where to look for the program, as in `PATH`; `nil` is this process's own.
  var searchPath: String?

  /// Seconds it may take; it may have to ask a person for a pass phrase.
  var timeout = 30

  private enum Verb: String { case store, get, erase }

  private struct Credential: Codable {
    let address: String
    let user: String
    let secret: String

    enum CodingKeys: String, CodingKey {
      case address = "ServerURL"
      case user = "Username"
      case secret = "Secret"
    }
  }

  /// The secret under an address, if there is one.
  func get(_ address: String) throws(VaultError) -> String? {
    guard let answer = try ask(.get, Data(address.utf8)) else { return nil }
    guard let credential = try? JSONDecoder().decode(Credential.self, from: answer) else {
      throw .helperFailed(name, reason: "its answer is not a credential")
    }
    // docker-credential-pass gives an empty secret for what it does not know.
    return credential.secret.isEmpty ? nil : credential.secret
  }

  func store(_ secret: String, at address: String, user: String) throws(VaultError) {
    let credential = Credential(address: address, user: user, secret: secret)
    guard let request = try? JSONEncoder().encode(credential),
      try ask(.store, request, secret: secret) != nil
    else { throw .helperFailed(name, reason: "it did not keep the secret") }
  }

  /// Forgets the secret under an address; none being there is fine.
  func erase(_ address: String) throws(VaultError) { _ = try ask(.erase, Data(address.utf8)) }

  /// Runs the helper to its end.
  ///
  /// - Parameter secret: what is given to it, which its messages may repeat.
  /// - Returns: what it wrote, or `nil` when it knows no such secret.
  private func ask(
    _ verb: Verb, _ request: Data, secret: String? = nil
  ) throws(VaultError) -> Data? {
    let answer: ChildProcess.Answer
    do throws(ChildProcess.Failure) {
      answer = try ChildProcess(program: try program(), arguments: [verb.rawValue])
        .answer(to: request, within: timeout)
    } catch {
      switch error {
      case .notFound: throw .helperMissing(name)
      case .timedOut: throw .helperTimedOut(name, seconds: timeout)
      case .system(let code): throw .helperFailed(name, reason: String(cString: strerror(code)))
      }
    }
    if answer.succeeded { return answer.output }
    // The protocol has errors on the standard output.
    let reason = HelperMessage.readable(answer.output, secret: secret)
    if reason == "credentials not found in native keychain" { return nil }
    throw .helperFailed(name, reason: reason.isEmpty ? "it does not say why" : reason)
  }

  /// The path of the program; relative folders are skipped.
  private func program() throws(ChildProcess.Failure) -> String {
    let folders = searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = folders.split(separator: ":").filter { $0.hasPrefix("/") }
      .map { "\($0)/\(name.program)" }
    guard let path = candidates.first(where: { access($0, X_OK) == 0 }) else { throw .notFound }
    return path
  }
}
