import Foundation

/// A namespace of mounts of its own, in which a test changes what a program finds on this machine.
package enum MountNamespace {
  /// Whether this system lets a process make one; containers may refuse it.
  package static let isPermitted: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["--mount"] + users + ["mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// What a command of a shell begins with that is to run in one.
  package static var command: String {
    (["unshare", "--mount"] + users).joined(separator: " ")
  }

  private static var users: [String] { geteuid() == 0 ? [] : ["--map-root-user"] }
}
