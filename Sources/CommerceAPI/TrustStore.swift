import Foundation
import NIOSSL

/// Which certificate authorities are trusted.
package struct TrustStore: Hashable, Sendable {
  /// What names a file or folder: an option, a variable, or `nil` for the system.
  fileprivate struct Place: Hashable, Sendable {
    let path: String
    let source: String
  }

  private var places: [Place]

  /// The authorities of `--ca-file`; else of `SSL_CERT_FILE` and `SSL_CERT_DIR`, as OpenSSL reads
  /// them; else of the system.
  ///
  /// - Parameter root: where the system's files are looked for.
  package init(file: String?, environment: [String: String], root: String = "") {
    func variable(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let file {
      places = [Place(path: file, source: "--ca-file")]
      return
    }
    places = variable("SSL_CERT_FILE").map { [Place(path: $0, source: "SSL_CERT_FILE")] } ?? []
    // A list of folders, as OpenSSL has it.
    places += (variable("SSL_CERT_DIR") ?? "").split(separator: ":")
      .map { Place(path: String($0), source: "SSL_CERT_DIR") }
    guard places.isEmpty else { return }
    let system =
      Self.systemFiles.first { isDirectory(root + $0) == false }
      ?? Self.systemFolders.first { isDirectory(root + $0) == true }
    places = system.map { [Place(path: root + $0, source: "the system")] } ?? []
  }

  /// The files and folders that are used.
  package var paths: [String] { places.map(\.path) }

  /// What a TLS library is given of a place.
  package enum Source: Hashable, Sendable {
    /// A file of certificates, or a folder of hashed names.
    case path(String)
    /// Certificates in DER.
    case certificates([[UInt8]])
  }

  /// Puts the places into a configuration.
  ///
  /// - Throws: see ``sources()``.
  func apply(to tls: inout TLSConfiguration) throws(APIError) {
    // The library's own choice is not wanted besides.
    tls.trustRoots = .certificates([])
    tls.additionalTrustRoots = try sources().map { source in
      switch source {
      case .path(let path): .file(path)
      case .certificates(let all):
        .certificates(all.compactMap { try? NIOSSLCertificate(bytes: $0, format: .der) })
      }
    }
  }

  /// Checks the places, and reads those that a TLS library would not read whole.
  ///
  /// - Throws: ``APIError/untrusted(_:)`` where one cannot be read, or none is there.
  package func sources() throws(APIError) -> [Source] {
    guard !places.isEmpty else { throw .untrusted(.noAuthorities) }
    var sources: [Source] = []
    for place in places {
      guard FileManager.default.isReadableFile(atPath: place.path),
        let isFolder = isDirectory(place.path)
      else {
        throw .untrusted(.unreadableAuthorities(source: place.source, path: place.path))
      }
      // OpenSSL looks for hashed names in a folder; whoever names one may have left them out.
      let readsAll = isFolder && place.source != "the system"
      sources.append(
        readsAll ? .certificates(try certificates(inFolder: place)) : .path(place.path))
    }
    // The library says only that it failed.
    for place in places where place.source != "the system" && isDirectory(place.path) == false {
      guard (try? NIOSSLCertificate.fromPEMFile(place.path))?.isEmpty == false else {
        throw .untrusted(.noCertificates(source: place.source, path: place.path))
      }
    }
    return sources
  }

  private func certificates(inFolder place: Place) throws(APIError) -> [[UInt8]] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: place.path) else {
      throw .untrusted(.unreadableAuthorities(source: place.source, path: place.path))
    }
    return names.sorted().flatMap { name in
      let found = try? NIOSSLCertificate.fromPEMFile("\(place.path)/\(name)")
      return (found ?? []).compactMap { try? $0.toDERBytes() }
    }
  }

  /// The bundles of Debian, Ubuntu, Alpine and Arch; Fedora and RHEL up to 42; openSUSE; newer
  /// Fedora and RHEL; a small Alpine.
  private static let systemFiles = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem", "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  private static let systemFolders = ["/etc/ssl/certs", "/etc/pki/tls/certs"]
}

/// Whether something is a folder; `nil` when it is not there.
private func isDirectory(_ path: String) -> Bool? {
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
  return isDirectory.boolValue
}
