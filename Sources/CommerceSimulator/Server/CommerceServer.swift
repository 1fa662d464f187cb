package import Foundation
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// A Commerce store on loopback: real HTTP, simulated data.
package final class CommerceServer: Sendable {
  package let store: SimulatedStore
  /// The port of 127.0.0.1 that the server listens on.
  package let port: Int
  /// What goes wrong; may be changed while the server runs.
  package let faults: Faults

  private let endpoints: Endpoints
  private let running: Task<Void, Never>

  private init(endpoints: Endpoints, port: Int, running: Task<Void, Never>) {
    self.endpoints = endpoints
    self.port = port
    self.running = running
    store = endpoints.store
    faults = endpoints.faults
  }

  /// Starts a server on 127.0.0.1, and returns when it listens.
  ///
  /// - Parameters:
  ///   - port: 0 takes any that is free.
  ///   - latency: how long each answer takes at least.
  ///   - now: the server's clock, for the `Date` header and every expiry.
  package static func start(
    _ store: SimulatedStore, port: Int = 0, latency: Duration = .zero,
    now: @escaping @Sendable () -> Date = { Date() }
  ) async throws(SimulatorError) -> CommerceServer {
    let endpoints = Endpoints(store, openedAt: now())
    let responder = CommerceResponder(endpoints: endpoints, latency: latency, now: now)
    let (listening, continuation) = AsyncThrowingStream<Int, any Error>.makeStream()
    let server = Server(
      childChannelSetup: HTTP1Channel(responder: responder.respond),
      configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        if let port = channel.localAddress?.port { continuation.yield(port) }
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: Logger(label: "commerce-simulator") { _ in SwiftLogNoOpLogHandler() })
    let running = Task {
      do {
        try await server.run()
        continuation.finish()
      } catch {
        continuation.finish(throwing: error)
      }
    }
    do {
      for try await boundPort in listening {
        return CommerceServer(endpoints: endpoints, port: boundPort, running: running)
      }
    } catch {
      let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) }
      throw .cannotListen(port: port, reason: reason ?? "\(error)")
    }
    // Only a cancelled caller comes here, and the server must not outlive its start.
    running.cancel()
    throw .cannotListen(port: port, reason: "cancelled")
  }

  /// Closes the port and every connection, and returns when that is done.
  package func stop() async {
    running.cancel()
    await running.value
  }

  deinit { running.cancel() }
}

// MARK: - What happened

extension CommerceServer {
  /// `http://127.0.0.1:PORT`
  package var baseURL: String { "http://127.0.0.1:\(port)" }

  /// What arrived so far, the newest last; the control endpoints are not counted. At least the
  /// last 5,000 are kept.
  package var requests: [RecordedRequest] { endpoints.requests.requests }

  /// The most requests that were in flight at the same time.
  package var peakInFlight: Int { endpoints.requests.peakInFlight }

  /// How many requests are not answered yet; one whose client is gone counts until it is done.
  package var inFlight: Int { endpoints.requests.inFlight }

  /// How many tokens were handed out.
  package var issued: IssueCounts { endpoints.requests.issued }

  /// Empties ``requests``, ``peakInFlight`` and ``issued``.
  package func forgetRequests() { endpoints.requests.clear() }

  /// The one-time passwords that were "sent" and not used yet.
  package var oneTimeCodes: [OneTimeCode] { endpoints.issued.oneTimeCodes }

  /// The members as they are now, those who signed up included.
  package var members: [Member] { endpoints.members.members }
}

// MARK: - Changes while it runs

extension CommerceServer {
  /// How many requests the faults ``Fault/held`` and ``Fault/heldAnswer`` keep now.
  package var heldRequests: Int { endpoints.held.count }

  /// Lets the requests go that these faults keep; those that come later are kept again.
  package func releaseHeldRequests() { endpoints.held.release() }

  /// Ends every token of an account that was minted so far: it is refused with 401, whatever its
  /// `expires` said. Tokens minted later live.
  package func expireTokens(ofAccount accountID: String) {
    endpoints.mint.expireTokens(ofAccount: accountID)
  }

  /// Ends every access token that was issued so far.
  package func revokeAccessTokens() { endpoints.issued.revokeAccessTokens() }

  /// Changes how long the tokens of an account live that are minted from now on.
  ///
  /// - Parameter seconds: negative for tokens that are expired as they are minted.
  /// - Returns: false when there is no such account.
  @discardableResult
  package func setLifetime(_ seconds: Int, ofAccount accountID: String) -> Bool {
    endpoints.members.setLifetime(seconds, ofAccount: accountID)
  }

  /// Puts an account at the end of a member's roster.
  ///
  /// - Returns: false when there is no such member, or the account is in its roster already.
  @discardableResult
  package func add(_ account: SimulatedAccount, toMember memberID: String) -> Bool {
    endpoints.members.add(account, toMember: memberID)
  }

  /// Takes an account out of a member's roster; the tokens the member holds for it are 404.
  ///
  /// - Returns: false when it was not there.
  @discardableResult
  package func removeAccount(_ accountID: String, fromMember memberID: String) -> Bool {
    endpoints.members.removeAccount(accountID, fromMember: memberID)
  }
}

/// Why a simulated store could not start.
package enum SimulatorError: Error, Equatable {
  /// The port is taken, or this process may not listen on it.
  case cannotListen(port: Int, reason: String)
}
