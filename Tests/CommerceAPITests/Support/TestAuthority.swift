import Foundation
import Subprocess
import Testing

/// A certificate authority made by OpenSSL's program, in a folder that lives as long as the value.
final class TestAuthority: Sendable {
  /// A certificate with its key, and those that lead from it to the root, without the root.
  struct Issued: Sendable {
    let certificate: String
    let key: String
    var chain: [String] = []
  }

  let folder: String
  let root: Issued
  /// An authority between the root and the servers.
  let intermediate: Issued

  /// The root's certificate, for `--ca-file`.
  var file: String { root.certificate }

  init(name: String = "Test Root") async throws {
    let folder = NSTemporaryDirectory() + "authority-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    self.folder = folder
    try Self.settings(folder).write(
      toFile: folder + "/openssl.cnf", atomically: true, encoding: .utf8)
    try Data().write(to: URL(filePath: folder + "/index.txt"))
    root = Issued(certificate: folder + "/root.pem", key: folder + "/root.key")
    try await openssl(
      ["req", "-x509", "-config", folder + "/openssl.cnf", "-extensions", "authority"]
        + Self.newKey(root.key) + ["-days", "30", "-subj", "/CN=\(name)", "-out", root.certificate])
    intermediate = try await Self.issue(
      "Test Intermediate", by: root, in: folder, extensions: "authority")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A certificate for a server.
  ///
  /// - Parameters:
  ///   - names: as `subjectAltName` has them, such as `DNS:localhost`.
  ///   - dates: from when and until when it is valid, as `20200101000000Z`.
  ///   - isDirect: whether the root issued it, instead of the intermediate authority.
  func issue(
    _ names: String = "DNS:localhost,IP:127.0.0.1,IP:::1", dates: (String, String)? = nil,
    isDirect: Bool = false
  ) async throws -> Issued {
    var issued = try await Self.issue(
      "Test Server", by: isDirect ? root : intermediate, in: folder, names: names, dates: dates)
    if !isDirect { issued.chain = [intermediate.certificate] }
    return issued
  }

  /// A certificate that no authority issued.
  func selfSigned() async throws -> Issued {
    let issued = Issued(
      certificate: "\(folder)/\(UUID().uuidString).pem", key: "\(folder)/\(UUID().uuidString).key")
    try await openssl(
      ["req", "-x509", "-config", folder + "/openssl.cnf", "-extensions", "server"]
        + Self.newKey(issued.key)
        + [
          "-days", "2", "-subj", "/CN=Test Server", "-addext", "subjectAltName=DNS:localhost",
          "-out", issued.certificate,
        ])
    return issued
  }

  private static func issue(
    _ name: String, by issuer: Issued, in folder: String, extensions: String = "server",
    names: String? = nil, dates: (String, String)? = nil
  ) async throws -> Issued {
    let id = UUID().uuidString
    let request = "\(folder)/\(id).csr"
    let issued = Issued(certificate: "\(folder)/\(id).pem", key: "\(folder)/\(id).key")
    try await openssl(
      ["req", "-new", "-config", folder + "/openssl.cnf"] + newKey(issued.key)
        + ["-subj", "/CN=\(name)", "-out", request]
        + (names.map { ["-addext", "subjectAltName=\($0)"] } ?? []))
    let period = dates.map { ["-startdate", $0.0, "-enddate", $0.1] } ?? ["-days", "2"]
    try await openssl(
      [
        "ca", "-batch", "-notext", "-config", folder + "/openssl.cnf", "-extensions", extensions,
        "-cert", issuer.certificate, "-keyfile", issuer.key, "-in", request, "-out",
        issued.certificate,
      ] + period)
    return issued
  }

  private static func newKey(_ path: String) -> [String] {
    ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", path]
  }

  private static func settings(_ folder: String) -> String {
    """
    [req]
    distinguished_name = name
    [name]
    [ca]
    default_ca = all
    [all]
    new_certs_dir = \(folder)
    database = \(folder)/index.txt
    rand_serial = yes
    unique_subject = no
    default_md = sha256
    policy = any
    copy_extensions = copy
    [any]
    commonName = supplied
    [server]
    basicConstraints = CA:FALSE
    [authority]
    basicConstraints = critical,CA:TRUE
    keyUsage = keyCertSign
    """
  }
}

/// Runs OpenSSL's program to its end.
private func openssl(_ arguments: [String]) async throws {
  let result = try await Subprocess.run(
    .name("openssl"), arguments: Arguments(arguments), output: .discarded,
    error: .string(limit: 1 << 16))
  try #require(
    result.terminationStatus.isSuccess, "\(arguments): \(result.standardError)")
}

/// `openssl s_server`, which answers each request with a page about the connection.
final class OpenSSLServer: @unchecked Sendable {
  let port: Int
  private let process = Process()

  init(
    _ issued: TestAuthority.Issued, host: String = "127.0.0.1", arguments: [String] = []
  ) throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    var all = [
      "openssl", "s_server", "-www", "-accept", "\(host):0", "-cert", issued.certificate, "-key",
      issued.key,
    ]
    if let chain = issued.chain.first { all += ["-cert_chain", chain] }
    process.arguments = all + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    var text = ""
    var port: Int?
    while port == nil {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else { break }
      text += String(decoding: part, as: UTF8.self)
      port = text.firstMatch(of: /ACCEPT .*:([0-9]+)\n/).flatMap { Int($0.output.1) }
    }
    self.port = try #require(port, "s_server said: \(text)")
  }

  // A child inherits blocked signals, and waiting would block a thread that other tests need.
  deinit { kill(process.processIdentifier, SIGKILL) }
}
