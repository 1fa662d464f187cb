import AccountCore
import AccountModel
import AccountVault
import Foundation
import ProfileSettings

extension Doctor {
  /// What others may do with our folders and files.
  func fileFindings() -> [Finding] {
    let findings = context.vault.unsafePaths().map(vaultFinding) + settingsPathFindings()
    return findings.isEmpty
      ? [.pass(.files, "Folders and files are yours and closed to others.")] : findings
  }

  private func vaultFinding(_ unsafe: UnsafeVaultPath) -> Finding {
    let explanation = VaultError.unsafe(path: unsafe.path, unsafe.fault).explanation
    guard unsafe.isMended else { return .fail(.files, explanation) }
    return .warn(
      .files, explanation.happened,
      remedy: "epswitch closes it whenever it opens the vault. Find out what opens it to others.")
  }

  /// Who can write the settings can send the next password elsewhere.
  private func settingsPathFindings() -> [Finding] {
    let file = context.settingsFile.path
    let folder = (file as NSString).deletingLastPathComponent
    return [folder, file].compactMap { path in
      var status = stat()
      // Through links, as the file is read.
      guard stat(path, &status) == 0 else { return nil }
      guard status.st_uid == geteuid() || status.st_uid == 0 else {
        return .warn(
          .files, "\(path) belongs to user \(status.st_uid), who can change the settings.",
          remedy: "Make it yours with chown.")
      }
      guard status.st_mode & 0o022 != 0 else { return nil }
      return .warn(
        .files,
        "\(path) can be changed by others (mode \(String(status.st_mode & 0o777, radix: 8))).",
        remedy: "Take that right away: chmod go-w \(path)")
    }
  }

  /// Whether what is sealed can be opened.
  func keyFinding() -> Finding {
    guard let keySource else {
      return .fail(
        .vaultKey,
        "EPSWITCH_VAULT_KEY is “\(cleanText(environment.vaultKey ?? "", limit: 40))”, which is no "
          + "place for the key.", remedy: "Use keyring, helper:NAME or file.")
    }
    let place = keySource.place
    do throws(VaultError) {
      switch try context.vault.keyStatus(waitingAtMost: Self.limitInSeconds) {
      case .notNeeded:
        return .pass(.vaultKey, "Nothing is sealed yet; the key will be kept in \(place).")
      case .present(let seconds):
        let limit = seconds.map { " " + keySource.limit(inSeconds: $0) } ?? ""
        return .pass(.vaultKey, "The key is in \(place).\(limit)")
      case .lost:
        return .fail(
          .vaultKey, "The key that opens the vault is not in \(place).",
          remedy: "Sign in again with `epswitch login`, or set EPSWITCH_VAULT_KEY as it was.")
      }
    } catch {
      return .fail(.vaultKey, error.explanation)
    }
  }
}

extension VaultKeySource {
  fileprivate var place: String {
    switch self {
    case .keyring: "the kernel's keyring"
    case .file: "a file beside the vault, which protects less"
    case .helper(let name): name.program
    case .memory: "memory"
    }
  }

  /// What a time limit means, cut to its largest unit as the kernel tells it.
  fileprivate func limit(inSeconds seconds: Int) -> String {
    let (count, unit) =
      switch seconds {
      case 172_800...: (seconds / 86_400, "days")
      case 7200...: (seconds / 3600, "hours")
      default: (seconds / 60, "minutes")
      }
    return "It goes in \(count) \(unit) unless the vault is written to before, and with a restart "
      + "of the machine."
  }
}
