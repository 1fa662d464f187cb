import AccountCore
import AccountModel
import AccountVault
import ArgumentParser
import CommerceAPI
import Foundation
import ProfileSettings

/// Looks at everything epswitch needs, one thing after another. What is wrong with one never keeps
/// it from looking at the others; it changes nothing.
struct Doctor {
  /// How long one question may take, in seconds.
  static let limitInSeconds = 10

  let context: CommandContext
  /// Where the vault key is kept; `nil` when `EPSWITCH_VAULT_KEY` names no such place.
  let keySource: VaultKeySource?
  let environment: Environment

  init(_ options: GlobalOptions, environment: Environment) throws {
    self.environment = environment
    keySource = environment.vaultKey.map { VaultKeySource($0) } ?? .keyring
    // With a bad place for the key there is still a vault to look at.
    context = try CommandContext(
      options,
      environment: keySource == nil ? environment.without("EPSWITCH_VAULT_KEY") : environment)
  }

  /// - Parameter report: told of each finding as soon as it is made.
  /// - Returns: all of them.
  func examine(report: (Finding) -> Void) async -> [Finding] {
    var all: [Finding] = []
    func note(_ findings: [Finding]) {
      findings.forEach(report)
      all += findings
    }
    let (settings, ofSettings) = settingsFindings()
    note(ofSettings)
    // Before the vault is opened, which takes away what others may do with it.
    note(fileFindings())
    let key = keyFinding()
    note([key])
    let opensVault = key.verdict != .fail
    do {
      let patient = try patient(for: context.target(in: settings), opensVault: opensVault)
      let visit = await storeFindings(patient)
      note(visit.findings)
      note(await sessionFindings(patient, bearer: visit.bearer, opensVault: opensVault))
    } catch {
      note([Self.storeFinding(error)])
    }
    note(await terminalFindings())
    return all
  }

  /// A store that is looked at.
  struct Patient: Sendable {
    let target: Target
    let access: StoreAccess
  }

  /// - Parameter opensVault: whether the vault may be asked for the secret of the client.
  private func patient(for target: Target, opensVault: Bool) throws -> Patient {
    var profile = target.profile
    if !opensVault { profile?.grant = nil }
    let limit = Self.limitInSeconds
    let access = try context.access(
      to: Target(store: target.store, profile: profile),
      limits: HTTPTransport.Limits(connect: limit, attempt: limit), retry: RetryPolicy(attempts: 1))
    return Patient(target: target, access: access)
  }

  /// Why there is no store to look at.
  private static func storeFinding(_ error: any Error) -> Finding {
    switch error {
    case let error as UsageFailure:
      // Without a store much can be done; the rest waits until one is named. What is named and
      // cannot be is another matter.
      error.explanation.remedy.map { .warn(.store, error.explanation.happened, remedy: $0) }
        ?? .fail(
          .store, error.explanation.happened,
          remedy: "Correct it where it is set: --endpoint or EPSWITCH_ENDPOINT.")
    case let error as SettingsError: .fail(.store, error.explanation)
    case let error as Failure: .fail(.store, error.explanation)
    default: .fail(.store, "The store is not known: \(error).", remedy: "Report this.")
    }
  }
}

extension Environment {
  /// The same environment without one variable.
  fileprivate func without(_ name: String) -> Environment {
    var variables = all
    variables[name] = nil
    return Environment(variables)
  }

  /// Whether the locale says that text is UTF-8; the first of these variables that is set counts.
  var writesUTF8: Bool {
    let locale = self["LC_ALL"] ?? self["LC_CTYPE"] ?? self["LANG"] ?? ""
    return ["utf-8", "utf8"].contains { locale.lowercased().hasSuffix($0) }
  }
}
