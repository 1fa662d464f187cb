import Foundation
import Testing

/// A temporary folder with shell scripts that stand for browsers; it goes with the last reference.
final class BrowserFolder: Sendable {
  private let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appending(path: "browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    // The only program of the system that the folder offers: no real browser is ever opened.
    try FileManager.default.createSymbolicLink(
      atPath: path("env"), withDestinationPath: "/usr/bin/env")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func path(_ name: String) -> String { root.appending(path: name).path }

  /// An environment whose `PATH` is this folder.
  func environment(browser: String) -> [String: String] {
    ["BROWSER": browser, "PATH": root.path]
  }

  /// Writes an executable script and returns its path.
  @discardableResult func script(_ name: String, _ commands: String) throws -> String {
    try Data("#!/bin/sh\n\(commands)\n".utf8).write(to: root.appending(path: name))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path(name))
    return path(name)
  }

  /// A browser that stays until ``endForegroundBrowser()``, or 180 seconds at most; any signal that
  /// a shell can see shows in `ended`.
  func foregroundBrowser() throws -> String {
    try script(
      "foreground",
      """
      trap 'echo by signal > "\(path("ended"))"; exit 1' HUP INT TERM
      echo started > "\(path("started"))"
      count=0
      while [ ! -e "\(path("end"))" ] && [ $count -lt 1200 ]; do
        /bin/sleep 0.05
        count=$((count + 1))
      done
      echo by itself > "\(path("ended"))"
      """)
  }

  func endForegroundBrowser() async throws {
    try Data().write(to: root.appending(path: "end"))
  }

  func text(of name: String) -> String? {
    try? String(contentsOf: root.appending(path: name), encoding: .utf8)
  }

  /// The text of a file once it holds any, within two minutes.
  func waitForText(of name: String) async throws -> String {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
      if let text = text(of: name), !text.isEmpty { return text }
      try await Task.sleep(for: .milliseconds(10))
    }
    try #require(Bool(false), "\(name) was never written")
    return ""
  }
}
