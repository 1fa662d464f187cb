import AccountModel
import Foundation
import ProfileSettings

extension Doctor {
  /// - Returns: what the settings file says, or no settings where it cannot be read; and how it is.
  func settingsFindings() -> (settings: Settings, findings: [Finding]) {
    let file = context.settingsFile
    do throws(SettingsError) {
      let settings = try file.load()
      let findings = try [unknownKeyFinding(file.unknownKeys()), inUseFinding(settings)]
        .compactMap(\.self)
      return (settings, findings.isEmpty ? [passing(settings)] : findings)
    } catch {
      return (Settings(), [.fail(.settings, error.explanation)])
    }
  }

  private func passing(_ settings: Settings) -> Finding {
    let path = context.settingsFile.path
    guard FileManager.default.fileExists(atPath: path) else {
      return .pass(.settings, "There is no settings file \(path); none is needed.")
    }
    let count = settings.profiles.count
    let name = context.profileName(in: settings)
    return .pass(
      .settings,
      "\(path): \(count == 1 ? "1 profile" : "\(count) profiles"), "
        + "\(name.map { "\($0) in use" } ?? "none in use").")
  }

  private func unknownKeyFinding(_ unknown: [UnknownKey]) -> Finding? {
    guard let first = unknown.first else { return nil }
    let others = unknown.count == 1 ? "" : ", and \(unknown.count - 1) more"
    return .warn(
      .settings,
      "\(first.place): \(cleanText(first.key, limit: 80)) is no key epswitch knows\(others).",
      remedy: "Correct it; a profile has \(ProfileKey.choices) and headers.")
  }

  private func inUseFinding(_ settings: Settings) -> Finding? {
    guard let name = settings.nameInUse, settings[name] == nil else { return nil }
    return .warn(
      .settings, "The profile in use, “\(cleanText(name, limit: 64))”, is not there.",
      remedy: "Choose another with `epswitch profile use NAME`.")
  }
}
