import AccountModel
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSOCKS
import NIOSSL

/// What an error of the HTTP library means.
enum TransportFailure: Error {
  case known(APIError)
  /// The certificate was refused; why, the library does not say.
  case certificateRefused(isWrongHost: Bool)
}

extension TransportFailure {
  /// - Parameters:
  ///   - proxy: the proxy the connection goes through; a connection that cannot be made is one to it.
  ///   - attempt: seconds the request was allowed.
  init(
    _ error: any Error, proxy: Proxy?, limits: HTTPTransport.Limits, attempt: Int,
    waitingFor wait: APIError.Wait
  ) {
    func unreachable(_ reason: String) -> TransportFailure {
      guard let proxy else { return .known(.unreachable(reason)) }
      return .known(.proxyFailed(ProxyFailure(proxy: proxy, fault: .unreachable(reason))))
    }
    func ofProxy(_ fault: ProxyFailure.Fault) -> TransportFailure {
      guard let proxy else { return .known(.unreachable("the connection failed")) }
      return .known(.proxyFailed(ProxyFailure(proxy: proxy, fault: fault)))
    }
    switch error {
    case let failure as TransportFailure: self = failure
    case let error as APIError: self = .known(error)
    case is CancellationError: self = .known(.cancelled)
    case let error as InvalidResponse: self = .known(.unreadable(error.reason))
    case let error as HTTPClientError:
      switch error {
      case .cancelled: self = .known(.cancelled)
      case .connectTimeout:
        self =
          proxy == nil
          ? .known(.timedOut(seconds: limits.connect, waitingFor: .connection))
          : ofProxy(.timedOut(seconds: limits.connect))
      case .tlsHandshakeTimeout:
        self = .known(.timedOut(seconds: limits.connect, waitingFor: .handshake))
      case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
        self = ofProxy(.timedOut(seconds: limits.connect))
      case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
        self = .known(.timedOut(seconds: attempt, waitingFor: wait))
      case .proxyAuthenticationRequired:
        self = ofProxy(proxy?.user == nil ? .credentialsMissing : .credentialsRefused)
      case .invalidProxyResponse: self = ofProxy(.refused)
      case .remoteConnectionClosed: self = .known(.unreachable("the connection broke"))
      default: self = .known(.unreachable(error.shortDescription))
      }
    case is SOCKSError.ConnectionFailed: self = ofProxy(.refused)
    case is SOCKSError.NoValidAuthenticationMethod, is SOCKSError.InvalidAuthenticationSelection:
      self = ofProxy(.credentialsMissing)
    case is SOCKSError.InvalidProtocolVersion, is SOCKSError.InvalidReservedByte,
      is SOCKSError.InvalidAddressType, is SOCKSError.UnexpectedRead:
      self = ofProxy(.notAProxy)
    case HTTPParserError.invalidEOFState, HTTPParserError.closedConnection:
      self = .known(.unreachable("the connection broke in the middle of an answer"))
    case is HTTPParserError, is NIOHTTPDecoderError:
      self =
        wait == .connection && proxy?.kind == .http
        ? ofProxy(.notAProxy) : .known(.unreadable("the answer is not valid HTTP"))
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self = Self.ofTLS(error)
    case let error as IOError: self = unreachable(String(cString: strerror(error.errnoCode)))
    case let error as NIOConnectionError: self = unreachable(error.summary)
    default: self = .known(.unreachable("the connection failed"))
    }
  }

  private static func ofTLS(_ error: any Error) -> TransportFailure {
    if error as? NIOSSLExtraError == .failedToValidateHostname {
      return .certificateRefused(isWrongHost: true)
    }
    if case NIOSSLError.unableToValidateCertificate = error {
      return .certificateRefused(isWrongHost: true)
    }
    // The library gives the reason only as text.
    let text = "\(error)"
    func says(_ reasons: String...) -> Bool { reasons.contains { text.contains($0) } }
    if says("CERTIFICATE_VERIFY_FAILED") { return .certificateRefused(isWrongHost: false) }
    if says("PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL") { return .known(.untrusted(.oldVersion)) }
    if says("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "HTTPS_PROXY_REQUEST") {
      return .known(.untrusted(.notTLS))
    }
    if case NIOSSLError.uncleanShutdown = error {
      return .known(.unreachable("the connection broke"))
    }
    return .known(.untrusted(.handshakeFailed))
  }
}

extension InvalidResponse {
  fileprivate var reason: String {
    switch self {
    case .status(let code): "the answer is not valid HTTP (its status is \(code))"
    case .tooManyInterimResponses:
      "the answer is not valid HTTP (interim answers without a final one)"
    case .tooManyBytes(let limit): "the answer takes more than \(limit >> 20) MiB"
    case .unsolicited: "the answer is not valid HTTP (it came before the request)"
    }
  }
}

extension NIOConnectionError {
  /// What went wrong for the last address tried, in the words of the system.
  fileprivate var summary: String {
    if dnsAError != nil || dnsAAAAError != nil, connectionErrors.isEmpty {
      return "the host name \(cleanText(host, limit: 100)) is unknown"
    }
    if let failure = connectionErrors.last?.error as? IOError {
      return String(cString: strerror(failure.errnoCode))
    }
    return "no address of \(cleanText(host, limit: 100)) answers"
  }
}
