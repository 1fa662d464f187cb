import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What a person may find themselves in when a command fails.
enum Situation: String, CaseIterable, CustomTestStringConvertible {
  case nobodySignedIn
  case sessionExpired
  case noNetwork
  case stateIsLink, stateIsFile, vaultIsLink, vaultIsGarbage
  case keyIsOpen, keyIsLost, keyHelperIsMissing
  case vaultIsChanged

  var testDescription: String { rawValue }

  /// Brings the bench into the situation; gives the program as it runs there.
  func prepare(_ bench: Bench) async throws -> Program {
    let state = bench.home.state
    switch self {
    case .nobodySignedIn: break
    case .sessionExpired: try await bench.signInToExpired(as: "Acme Industrial")
    default: try await bench.signIn(as: "Acme Industrial")
    }
    switch self {
    case .nobodySignedIn, .sessionExpired: break
    case .noNetwork: await bench.server.stop()
    case .stateIsLink:
      try FileManager.default.moveItem(atPath: state, toPath: state + ".real")
      symlink(state + ".real", state)
    case .stateIsFile:
      try FileManager.default.removeItem(atPath: state)
      try Data().write(to: URL(fileURLWithPath: state))
    case .vaultIsLink:
      let vault = state + "/vault.sqlite"
      try FileManager.default.moveItem(atPath: vault, toPath: vault + ".real")
      symlink(vault + ".real", vault)
    case .vaultIsGarbage:
      // The log of the database would repair it.
      for name in try FileManager.default.contentsOfDirectory(atPath: state)
      where name.hasPrefix("vault.sqlite-") {
        try FileManager.default.removeItem(atPath: "\(state)/\(name)")
      }
      try Data(repeating: 0x5A, count: 8192)
        .write(to: URL(fileURLWithPath: state + "/vault.sqlite"))
    case .keyIsOpen: chmod(state + "/vault.key", 0o644)
    case .vaultIsChanged:
      try await bench.program.shell(
        "sqlite3 '\(state)/vault.sqlite' \"UPDATE session SET member_name = 'Somebody Else'\""
      ).succeeded()
    case .keyIsLost: unlink(state + "/vault.key")
    case .keyHelperIsMissing:
      return bench.program.setting(["EPSWITCH_VAULT_KEY": "helper:not-installed"])
    }
    return bench.program
  }
}
