import ArgumentParser
import ProfileSettings

extension SettingsError: ExplainedError {
  var exitCode: ExitCode {
    switch self {
    case .badName, .noSuchProfile, .profileExists, .invalid(nil, _, _): .usage
    default: .failure
    }
  }
}
