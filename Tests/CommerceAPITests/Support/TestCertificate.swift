import Foundation
import NIOSSL
import Subprocess
import Testing

/// A new certificate for a host and its key, in files that live as long as the value. Made by
/// OpenSSL's program.
final class TestCertificate: Sendable {
  private let folder: URL
  /// A PEM file; the certificate is its own authority.
  var certificatePath: String { folder.appending(path: "certificate.pem").path }
  private var keyPath: String { folder.appending(path: "key.pem").path }

  init(host: String = "localhost") async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let result = try await Subprocess.run(
      .name("openssl"),
      arguments: [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "2", "-subj", "/CN=\(host)", "-addext", "subjectAltName=DNS:\(host)", "-keyout",
        keyPath, "-out", certificatePath,
      ], output: .discarded, error: .discarded)
    try #require(result.terminationStatus.isSuccess)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A server that shows the certificate.
  ///
  /// - Parameter newest: the newest version of TLS it speaks.
  func serverConfiguration(newest: TLSVersion? = nil) throws -> TLSConfiguration {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificatePath).map {
        .certificate($0)
      },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: keyPath, format: .pem)))
    configuration.minimumTLSVersion = .tlsv1
    configuration.maximumTLSVersion = newest
    return configuration
  }
}
