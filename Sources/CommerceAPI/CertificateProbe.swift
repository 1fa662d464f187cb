import AccountModel
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Asks a server whose certificate was refused for its certificates, to say what is wrong with them.
/// The library says only that they were refused. Nothing is sent but the handshake, which is broken
/// off.
struct CertificateProbe: Sendable {
  let endpoint: Endpoint
  let proxy: Proxy?
  /// Seconds until it gives up.
  let limit: Int

  /// The certificates as the server sends them, its own first; empty where it sent none.
  func chain() async -> [NIOSSLCertificate] {
    let found = FoundChain()
    var configuration = HTTPClient.Configuration()
    configuration.httpVersion = .http1Only
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(Int64(limit)))
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.proxy = proxy?.configuration
    configuration.http1_1ConnectionDebugInitializer = { channel in
      handshake(on: channel, found)
    }
    let client = HTTPClient(
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    // Without TLS of its own, the client leaves the handshake to the initializer, behind the proxy.
    let address = "http" + endpoint.origin.dropFirst(endpoint.scheme.rawValue.count)
    _ = try? await client.execute(
      HTTPClientRequest(url: address), timeout: .seconds(Int64(limit)))
    try? await client.shutdown()
    return found.chain
  }

  /// Begins the handshake, keeps the certificates and refuses them. The future fails always, so that
  /// no request is sent.
  private func handshake(on channel: any Channel, _ found: FoundChain) -> EventLoopFuture<Void> {
    let done = channel.eventLoop.makePromise(of: Void.self)
    do {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.minimumTLSVersion = .tlsv12
      tls.applicationProtocols = ["http/1.1"]
      // The callback decides; no file has to be read.
      tls.trustRoots = .certificates([])
      let handler = try NIOSSLClientHandler(
        context: NIOSSLContext(configuration: tls),
        serverHostname: NetworkAddress(endpoint.host) == nil ? endpoint.host : nil,
        customVerificationCallback: { certificates, decision in
          found.chain = certificates
          decision.succeed(.failed)
        })
      try channel.pipeline.syncOperations.addHandler(handler, position: .first)
    } catch {
      channel.close(promise: nil)
    }
    channel.eventLoop.scheduleTask(in: .seconds(Int64(limit))) { channel.close(promise: nil) }
    channel.closeFuture.whenComplete { _ in done.fail(ProbeEnded()) }
    return done.futureResult
  }
}

private struct ProbeEnded: Error {}

private final class FoundChain: Sendable {
  private let state = Mutex<[NIOSSLCertificate]>([])

  var chain: [NIOSSLCertificate] {
    get { state.withLock { $0 } }
    set { state.withLock { $0 = newValue } }
  }
}

extension TrustFault {
  /// What is wrong with a chain that was refused.
  ///
  /// - Parameter isWrongHost: whether the certificate was refused for the name of the host alone.
  init(chain: [NIOSSLCertificate], isWrongHost: Bool, now: Date) {
    if isWrongHost {
      self = .wrongHost(names: chain.first.map(names) ?? [])
      return
    }
    for certificate in chain {
      let name = CertificateNames(certificate)?.subjectName ?? "without a name"
      let end = Date(timeIntervalSince1970: Double(certificate.notValidAfter))
      let start = Date(timeIntervalSince1970: Double(certificate.notValidBefore))
      if end < now {
        self = .expired(name: name, on: end)
        return
      }
      if start > now {
        self = .notYetValid(name: name, before: start)
        return
      }
    }
    guard let last = chain.last.flatMap(CertificateNames.init) else {
      self = .invalidCertificate
      return
    }
    switch (chain.count, last.isSelfIssued) {
    case (1, true): self = .selfSigned(name: last.subjectName)
    case (1, false): self = .incompleteChain(issuer: last.issuerName)
    default: self = .unknownAuthority(name: last.issuerName)
    }
  }
}

/// The host names of a certificate, at most five.
private func names(_ certificate: NIOSSLCertificate) -> [String] {
  certificate._subjectAlternativeNames().lazy
    .filter { $0.nameType == .dnsName }
    .map { name in
      let text = name.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
      return cleanText(text, limit: 80)
    }
    .prefix(5).map(\.self)
}
