import AccountModel
import AccountVault
import CommerceAPI
import Foundation
import ProfileSettings

/// Checks everything epswitch needs, one thing after another. What is wrong with one never keeps it
/// from checking the others; it changes nothing.
package struct Diagnostics: Sendable {
  /// How long one check may take, in seconds.
  package static let limitInSeconds = 10

  let service: AccountService

  package init(_ configuration: AccountService.Configuration) {
    // Without a valid place for the key there is still a vault to check.
    service = AccountService(
      configuration, keySource: AccountService.keySource(configuration.variables))
  }

  /// The same checks as if there were no settings.
  private func withoutSettings() -> Diagnostics {
    var configuration = service.configuration
    configuration.configDirectory = nil
    return Diagnostics(configuration)
  }

  /// - Parameter report: told of each finding as soon as it is made.
  /// - Returns: all of them.
  package func run(report: (Finding) -> Void) async -> [Finding] {
    var all: [Finding] = []
    func note(_ findings: [Finding]) {
      findings.forEach(report)
      all += findings
    }
    let ofSettings = settingsFindings()
    note(ofSettings)
    // Before the vault is opened, which restricts permissions.
    note(fileFindings())
    let key = keyFinding()
    note([key])
    let usable = ofSettings.contains { $0.verdict == .fail } ? withoutSettings() : self
    await usable.checkStore(opensVault: key.verdict != .fail, note)
    return all
  }

  private func checkStore(opensVault: Bool, _ note: ([Finding]) -> Void) async {
    do throws(AccountError) {
      let selector = try service.selector()
      let (findings, accessToken) = await storeFindings(selector, opensVault: opensVault)
      note(findings)
      note(await impersonationFindings(selector))
      note(await sessionFindings(selector, accessToken: accessToken, opensVault: opensVault))
    } catch {
      note([Self.storeFinding(error)])
      note(await impersonationFindings(nil))
    }
  }

  /// Why there is no store to check.
  private static func storeFinding(_ error: AccountError) -> Finding {
    // Without a store much can be done; the rest waits until one is named.
    error.kind == .storeUnnamed
      ? .warn(
        .store, error.userMessage.summary,
        recoverySuggestion: error.userMessage.recoverySuggestion ?? "Name one with --endpoint.")
      : .fail(.store, error.userMessage)
  }
}

// MARK: - Settings and files

extension Diagnostics {
  private func settingsFindings() -> [Finding] {
    guard let file = service.settingsFile else {
      return [.pass(.settings, "No settings are used.")]
    }
    do throws(SettingsError) {
      let settings = try file.load()
      let findings = try [unknownKeyFinding(file.unknownKeys()), inUseFinding(settings)]
        .compactMap(\.self)
      return findings.isEmpty ? [passing(settings, file)] : findings
    } catch {
      return [.fail(.settings, error.userMessage)]
    }
  }

  private func passing(_ settings: Settings, _ file: SettingsFile) -> Finding {
    guard FileManager.default.fileExists(atPath: file.path) else {
      return .pass(.settings, "There is no settings file \(file.path); none is needed.")
    }
    let count = settings.profiles.count
    let name = service.profileName(in: settings)
    return .pass(
      .settings,
      "\(file.path): \(count == 1 ? "1 profile" : "\(count) profiles"), "
        + "\(name.map { "\($0) in use" } ?? "none in use").")
  }

  private func unknownKeyFinding(_ unknown: [UnknownKey]) -> Finding? {
    guard let first = unknown.first else { return nil }
    let others = unknown.count == 1 ? "" : ", and \(unknown.count - 1) more"
    let known = ProfileKey.allCases.map(\.rawValue).joined(separator: ", ")
    return .warn(
      .settings,
      "\(first.place): \(first.key, limit: 80) is not a key epswitch knows\(others).",
      recoverySuggestion: "Correct it; a profile has \(known) and headers.")
  }

  private func inUseFinding(_ settings: Settings) -> Finding? {
    guard let name = settings.nameInUse, settings[name] == nil else { return nil }
    return .warn(
      .settings, "The profile in use, “\(name, limit: 64)”, does not exist.",
      recoverySuggestion: "Choose another with `epswitch profile use NAME`.")
  }

  /// What others may do with our folders and files.
  private func fileFindings() -> [Finding] {
    let findings = service.vault.unsafePaths().map(vaultFinding) + settingsPathFindings()
    return findings.isEmpty
      ? [.pass(.files, "Folders and files are yours and not accessible to others.")] : findings
  }

  private func vaultFinding(_ unsafe: UnsafeVaultPath) -> Finding {
    let message = VaultError.unsafe(path: unsafe.path, unsafe.fault).userMessage
    guard unsafe.isMended else { return .fail(.files, message) }
    return .warn(
      .files, message.summary,
      recoverySuggestion: "epswitch closes it whenever it opens the vault. Find out what opens it "
        + "to others.")
  }

  /// Who can write the settings can send the next password elsewhere.
  private func settingsPathFindings() -> [Finding] {
    guard let file = service.settingsFile?.path else { return [] }
    let folder = (file as NSString).deletingLastPathComponent
    return [folder, file].compactMap { path in
      var status = stat()
      // Through links, as the file is read.
      guard stat(path, &status) == 0 else { return nil }
      guard status.st_uid == geteuid() || status.st_uid == 0 else {
        return .warn(
          .files, "\(path) belongs to user \(status.st_uid), who can change the settings.",
          recoverySuggestion: "Make it yours with chown.")
      }
      guard status.st_mode & 0o022 != 0 else { return nil }
      return .warn(
        .files,
        "\(path) can be changed by others (mode \(String(status.st_mode & 0o777, radix: 8))).",
        recoverySuggestion: "Remove that permission: chmod go-w \(path)")
    }
  }
}

// MARK: - The vault key

extension Diagnostics {
  /// Whether what is sealed can be opened.
  private func keyFinding() -> Finding {
    guard let source = service.keySource else {
      return .fail(
        .vaultKey, AccountService.invalidKeySource(service.variables),
        recoverySuggestion: "Use keyring, helper:NAME or file.")
    }
    do throws(VaultError) {
      switch try service.vault.keyStatus(waitingAtMost: Self.limitInSeconds) {
      case .notNeeded:
        return .pass(
          .vaultKey, "Nothing is sealed yet; the key will be kept in \(source.place)\(source.risk)."
        )
      case .present(let seconds):
        try service.vault.requireAuthentic()
        try service.vault.requireWritable()
        let limit = seconds.map { " " + source.limit(inSeconds: $0) } ?? ""
        return .pass(.vaultKey, "The key is in \(source.place)\(source.risk).\(limit)")
      case .lost:
        return .fail(
          .vaultKey, "The key that opens the vault is not in \(source.place).",
          recoverySuggestion:
            "Sign in again with `epswitch login`, or set EPSWITCH_VAULT_KEY as it "
            + "was.")
      }
    } catch {
      return .fail(.vaultKey, error.userMessage)
    }
  }
}

extension VaultKeySource {
  fileprivate var place: String {
    switch self {
    case .keyring: "the kernel keyring"
    case .file: "a file beside the vault"
    case .helper(let name): name.program
    }
  }

  /// A clause about the place.
  fileprivate var risk: String { self == .file ? ", which protects less" : "" }

  /// What a time limit means, cut to its largest unit as the kernel tells it.
  fileprivate func limit(inSeconds seconds: Int) -> String {
    let (count, unit) =
      switch seconds {
      case 172_800...: (seconds / 86_400, "days")
      case 7200...: (seconds / 3600, "hours")
      default: (seconds / 60, "minutes")
      }
    return "It expires in \(count) \(unit) unless the vault is written to first. A restart "
      + "of the machine removes it."
  }
}
