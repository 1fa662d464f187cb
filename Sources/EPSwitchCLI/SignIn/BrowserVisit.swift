import AccountCore
import AccountModel
import ArgumentParser
import CommerceAPI
import Foundation
import SignInCallback

/// Waits for the answer of an OpenID provider: the browser's visit to this machine, or the address
/// it ended up at, pasted by the person.
struct BrowserVisit: Sendable {
  let request: AuthorizationRequest
  let limit: Duration

  /// - Parameters:
  ///   - lines: what the person types or pastes, one of which may be the answer; `nil` for nobody.
  ///   - onRefusal: told why a line is not the answer; waiting goes on.
  ///   - onListening: called when the browser can be sent off.
  /// - Throws: ``AccountCore/Failure/authorization(_:)``, ``WaitingFailure``.
  func proof<Lines: AsyncSequence<String, Never> & Sendable>(
    pasted lines: Lines?, onRefusal: @escaping @Sendable (Explanation) -> Void,
    onListening: @escaping @Sendable () async -> Void
  ) async throws -> SignInProof {
    try await withThrowingTaskGroup(of: SignInProof.self) { group in
      group.addTask { try await visited(onListening) }
      if let lines { group.addTask { try await pasted(lines, onRefusal) } }
      defer { group.cancelAll() }
      guard let proof = try await group.next() else { throw Failure.cancelled }
      return proof
    }
  }

  private func visited(
    _ onListening: @escaping @Sendable () async -> Void
  ) async throws -> SignInProof {
    let uri = request.redirectURI
    let request = request
    let address: String
    do throws(CallbackError) {
      address = try await CallbackServer(port: uri.port, path: uri.path)
        .waitForVisit(within: limit, onListening: onListening) { visit in
          do throws(AuthorizationError) {
            _ = try request.proof(from: visit)
            return .accepted
          } catch {
            return switch error {
            case .refused(let words): .refused(words)
            default: .ignored
            }
          }
        }
    } catch {
      if error == .cancelled { throw Failure.cancelled }
      throw WaitingFailure(error: error)
    }
    return try proof(from: address)
  }

  /// Lines until one is the answer; what is not is told and waited on.
  private func pasted(
    _ lines: some AsyncSequence<String, Never>, _ onRefusal: (Explanation) -> Void
  ) async throws -> SignInProof {
    for await line in lines {
      let address = line.trimmingCharacters(in: .whitespaces)
      guard !address.isEmpty else { continue }
      do throws(Failure) {
        return try proof(from: address)
      } catch {
        if case .authorization(.refused) = error { throw error }
        onRefusal(error.explanation)
      }
    }
    // Nobody pastes any more: the browser alone can answer now.
    try await Task.sleep(for: limit)
    throw Failure.cancelled
  }

  private func proof(from address: String) throws(Failure) -> SignInProof {
    do throws(AuthorizationError) {
      return try request.proof(from: address)
    } catch {
      throw .authorization(error)
    }
  }
}

/// Nobody's answer to the sign-in arrived.
struct WaitingFailure: ExplainedError {
  let error: CallbackError

  var exitCode: ExitCode { .signInNeeded }

  var explanation: Explanation {
    let kept = "Nothing was changed."
    return switch error {
    case .portBusy(let port):
      Explanation(
        "Another program uses port \(port) of this machine, where the browser would come back to.",
        kept: kept,
        remedy: "End it, or choose another registered address with --redirect-uri.")
    case .cannotListen(let reason):
      Explanation(
        "This machine does not let us wait for the browser: \(cleanText(reason)).", kept: kept,
        remedy: "Choose another registered address with --redirect-uri.")
    case .timedOut(let limit):
      Explanation(
        "The browser did not come back within \(limit.components.seconds) seconds.", kept: kept,
        remedy: "Start again; was the window closed?")
    case .cancelled: Explanation("Cancelled.", kept: kept)
    }
  }
}
