import Foundation
import Subprocess
import Synchronization

/// A credential helper in the manner of Docker's: a program that keeps secrets under an address,
/// spoken to through its standard input and output. A secret is never among its arguments.
struct CredentialHelper: Sendable {
  let name: HelperName

  /// Where to look for the program, as in `PATH`; `nil` is this process's own.
  var searchPath: String?

  /// Seconds it may take; it may have to ask a person for a pass phrase.
  var timeout = 30

  private enum Verb: String { case store, get, erase }

  private struct Credential: Codable {
    let ServerURL: String
    let Username: String
    let Secret: String
  }

  /// The secret under an address, if there is one.
  func get(_ address: String) throws(VaultError) -> String? {
    guard let answer = try ask(.get, Data(address.utf8)) else { return nil }
    guard let credential = try? JSONDecoder().decode(Credential.self, from: answer) else {
      throw .helperFailed(name, reason: "its answer is no credential")
    }
    return credential.Secret
  }

  func store(_ secret: String, at address: String, user: String) throws(VaultError) {
    let credential = Credential(ServerURL: address, Username: user, Secret: secret)
    guard let request = try? JSONEncoder().encode(credential), try ask(.store, request) != nil
    else { throw .helperFailed(name, reason: "it did not keep the secret") }
  }

  /// Forgets the secret under an address; none being there is fine.
  func erase(_ address: String) throws(VaultError) { _ = try ask(.erase, Data(address.utf8)) }

  /// Runs the helper to its end.
  ///
  /// - Returns: what it wrote, or `nil` when it knows no such secret.
  private func ask(_ verb: Verb, _ request: Data) throws(VaultError) -> Data? {
    let answer = waiting(seconds: timeout) { () async -> Result<Answer, VaultError> in
      do throws(VaultError) {
        return .success(try await run(verb, request))
      } catch {
        return .failure(error)
      }
    }
    guard let answer = try answer?.get() else { throw .helperTimedOut(name, seconds: timeout) }
    if answer.succeeded { return answer.output }
    // The protocol has errors on the standard output.
    let reason = String(decoding: answer.output, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    if reason == "credentials not found in native keychain" { return nil }
    throw .helperFailed(name, reason: reason)
  }

  private struct Answer: Sendable {
    let output: Data
    let succeeded: Bool
  }

  private func run(_ verb: Verb, _ request: Data) async throws(VaultError) -> Answer {
    do {
      let result = try await Subprocess.run(
        .name(name.program), arguments: [verb.rawValue],
        environment: searchPath.map { .inherit.updating(["PATH": $0]) } ?? .inherit,
        input: .data(request), output: .data(limit: 64 * 1024), error: .discarded)
      return Answer(
        output: result.standardOutput, succeeded: result.terminationStatus.isSuccess)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw .helperMissing(name)
    } catch {
      throw .helperFailed(name, reason: "\(error)")
    }
  }
}

/// Waits in synchronous code for asynchronous work; after so many seconds the work is cancelled,
/// which ends its process, and the answer is `nil`.
///
/// The vault is synchronous since SQLite and the keyring are; the helper alone is not. The work
/// runs on other threads than the one that waits, and the bound holds even if there were none.
private func waiting<Value: Sendable>(
  seconds: Int, for work: @escaping @Sendable () async -> Value
) -> Value? {
  let result = Awaited<Value>()
  let done = DispatchSemaphore(value: 0)
  let task = Task.detached {
    let value = await work()
    result.value.withLock { $0 = value }
    done.signal()
  }
  if done.wait(timeout: .now() + .seconds(seconds)) == .timedOut { task.cancel() }
  return result.value.withLock(\.self)
}

private final class Awaited<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}
