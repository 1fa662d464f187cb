import AccountModel
import CommerceAPI
import Foundation

extension TrustFault {
  /// What is wrong, as a sentence.
  func summary(at endpoint: Endpoint) -> CleanText {
    switch self {
    case .unreadableAuthorities(let source, let path):
      "\(source) names \(path), which is not readable, so no store can be trusted."
    case .noCertificates(let source, let path):
      "\(source) names \(path), which holds no certificate in PEM format."
    case .noAuthorities:
      "\(endpoint) is not trusted: this machine has no certificate authorities."
    case .expired(let name, let date):
      "\(endpoint) is not trusted: the certificate “\(name)” expired on \(written(date))."
    case .notYetValid(let name, let date):
      "\(endpoint) is not trusted: the certificate “\(name)” is not valid before \(written(date))."
    case .wrongHost(let names):
      "\(endpoint) is not trusted: its certificate is for "
        + "\(names.isEmpty ? "another host" : names.joined(separator: ", ")), not for "
        + "\(endpoint.host)."
    case .selfSigned(let name):
      "\(endpoint) is not trusted: its certificate “\(name)” is self-signed."
    case .unknownAuthority(let name):
      "\(endpoint) is not trusted: its certificates lead to “\(name)”, which is not among the "
        + "trusted authorities."
    case .incompleteChain(let issuer):
      "\(endpoint) is not trusted: it sends only its own certificate, issued by “\(issuer)”, and "
        + "none that leads from there to a trusted authority."
    case .invalidCertificate: "\(endpoint) is not trusted: its certificate is not valid."
    case .oldVersion: "\(endpoint) is not trusted: it does not speak TLS 1.2 or newer."
    case .notTLS: "\(endpoint) is not trusted: what answers there does not speak TLS."
    case .handshakeFailed: "\(endpoint) is not trusted: the TLS handshake failed."
    }
  }

  /// What to do.
  func recovery(at endpoint: Endpoint) -> Remedy {
    switch self {
    case .unreadableAuthorities(let source, _), .noCertificates(let source, _):
      "Correct \(source): it takes a file of certificate authorities in PEM format."
    case .noAuthorities:
      "Install the package ca-certificates, or name a file of certificate authorities with "
        + "--ca-file."
    case .expired, .notYetValid:
      "Check this machine's clock (\(written(Date()))); if it is right, the administrator of the "
        + "store has to renew the certificate."
    case .wrongHost: "Check the endpoint: it may be misspelt, or another server answers for it."
    case .selfSigned:
      "If you know the server, name a file with this certificate with --ca-file."
    case .unknownAuthority(let name):
      "If “\(name)” is a certificate authority of your own, name its file with --ca-file."
    case .incompleteChain(let issuer):
      "If “\(issuer)” is a certificate authority of your own, name its file with --ca-file; if it "
        + "is an intermediate one, the server has to send its certificate too."
    case .invalidCertificate:
      "If it uses a certificate authority of your own, name its file with --ca-file."
    case .oldVersion: "Ask the administrator of the store to turn on TLS 1.2 or 1.3."
    case .notTLS, .handshakeFailed: "Check the endpoint and its port."
    }
  }
}

/// A day and time in UTC.
private func written(_ date: Date) -> String {
  Expiry(date).iso8601
}

extension ProxyFailure {
  /// What is wrong, as a sentence.
  func summary(_ place: Endpoint) -> CleanText {
    let name: CleanText = "The proxy \(proxy.address) (from \(proxy.variable))"
    switch fault {
    case .unreachable(let reason): return "\(name) cannot be reached: \(reason)."
    case .timedOut(let seconds):
      return "\(name) made no connection to \(place) within \(seconds) seconds."
    case .credentialsMissing: return "\(name) asks for a user name and password."
    case .credentialsRefused: return "\(name) refused the user name or the password."
    case .refused: return "\(name) refused to connect to \(place)."
    case .notAProxy: return "\(name) does not answer as a proxy of its kind."
    }
  }

  /// What to do.
  var recovery: Remedy {
    switch fault {
    case .unreachable, .notAProxy:
      "Correct or unset \(proxy.variable), or list the host in NO_PROXY."
    case .timedOut: "Check the proxy, or try again later."
    case .credentialsMissing where proxy.kind == .socks5:
      "A user name is not supported for a SOCKS proxy: use one that asks for none."
    case .credentialsMissing:
      "Put them into \(proxy.variable): http://USER:PASSWORD@\(proxy.address)."
    case .credentialsRefused:
      "Correct them in \(proxy.variable); percent-encode special characters."
    case .refused:
      "Ask the administrator of the proxy to allow it, or list the host in NO_PROXY."
    }
  }
}
