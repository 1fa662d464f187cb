import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// Folders as only a mount can make them: too small, or read-only. Each is mounted in a namespace of
/// its own and goes with the script that made it.
@Suite(
  .serialized, .enabled(if: MountNamespace.isPermitted, "mount namespaces are not permitted here"))
struct MountTests {
  /// What needs room in the state folder; `B` is the ID of another account than the selected one.
  private static let writing = [
    "switch B", "refresh", "login --username buyer@acme.example --password-stdin --account B",
    "logout", "logout --all",
  ]

  @Test(arguments: writing)
  func `a full disk is one sentence, and nothing is lost`(command: String) async throws {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let old = try bench.accountID("Acme Industrial")
      let new = try bench.accountID("Bolt & Nut Co")
      let words = command.replacing("B", with: new)
      // From no room at all to enough of it.
      let rooms = [0, 4, 8, 16, 24, 32, 40, 48, 64, 96, 128, 512]
      var codes: Set<Int32> = []
      for room in rooms {
        let cases = try await Mounts.run(
          bench, mounting: "mount -t tmpfs -o size=2m,mode=0700 tmpfs \"$state\"",
          """
          # The files of a vault nobody has open, and then all the room but so much.
          fill() { dd if=/dev/zero of="$state/filler" bs=1k 2>/dev/null; }
          truncate --size=\(room)k "$state/reserved" && fallocate --length \(max(room, 1))k "$state/reserved"
          fill; rm "$state/reserved"
          \(room == 0 ? "printf x >>\"$state/filler\" 2>/dev/null" : "")
          attempt \(words)
          rm "$state/filler"
          look
          """)
        let attempt = try #require(cases.first)
        codes.insert(attempt.exitCode)
        #expect([0, 6].contains(attempt.exitCode), "\(room) KiB: \(attempt)")
        if attempt.exitCode == 6 {
          #expect(attempt.isOneSentence, "\(room) KiB: \(attempt)")
          #expect(attempt.output == "", "\(room) KiB: \(attempt)")
        }
        try check(
          cases.dropFirst(), after: attempt, of: command, old: old, new: new, "\(room) KiB")
      }
      // Else the disk was never full, or never had room.
      #expect(codes == [0, 6], "\(codes)")
      try FaultReport.add(
        "full disk under `\(command.split(separator: " ")[0])`\(command.hasSuffix("--all") ? " of all" : "")",
        count: rooms.count, seed: nil, result: "done, or exit 6 with a sentence; nothing lost")
    }
  }

  @Test func `a read-only folder is 6 for what writes, and nothing is lost`() async throws {
    try await withBench(.showcase) { bench in
      try await bench.signIn(as: "Acme Industrial")
      let old = try bench.accountID("Acme Industrial")
      let new = try bench.accountID("Bolt & Nut Co")
      for command in Self.writing {
        let cases = try await Mounts.run(
          bench,
          mounting: """
            mount --bind "$template" "$state" && mount -o remount,bind,ro "$state"
            """,
          """
          attempt \(command.replacing("B", with: new))
          umount "$state"; mount --bind "$template" "$state"
          look
          """)
        let attempt = try #require(cases.first)
        #expect(attempt.exitCode == 6, "\(attempt)")
        #expect(attempt.isOneSentence, "\(attempt)")
        #expect(attempt.output == "", "\(attempt)")
        try check(cases.dropFirst(), after: attempt, of: command, old: old, new: new, "read-only")
      }
      try FaultReport.add(
        "read-only state folder", count: Self.writing.count, seed: nil,
        result: "exit 6 with a sentence; nothing lost")
    }
  }

  /// Whether the vault is as before when a command failed, and as the command leaves it when not.
  private func check(
    _ looks: some Collection<Outcome>, after attempt: Outcome, of command: String, old: String,
    new: String, _ place: String
  ) throws {
    let looks = Array(looks)
    try #require(looks.count == 3)
    let (list, current, request) = (looks[0], looks[1], looks[2])
    // A sign-out that could not replace the key, or empty the vault, says so and is one all the same.
    if command.hasPrefix("logout"), attempt.exitCode == 0 || list.exitCode == 3 {
      #expect(list.exitCode == 3, "\(place): \(list)")
      #expect(request.exitCode == 3, "\(place): \(request)")
      return
    }
    #expect(try list.json(RosterDocument.self).accounts.count == 12, "\(place)")
    let expected = attempt.exitCode == 0 && command.contains("B") ? new : old
    #expect(try current.json(AccountDocument.self).id == expected, "\(place)")
    // `logout --all` removes the key before anything else.
    let codes: [Int32] = command == "logout --all" ? [0, 3] : [0]
    #expect(codes.contains(request.exitCode), "\(place): \(request)")
  }
}

/// Scripts in a mount namespace of their own.
enum Mounts {
  /// Runs a script in which a copy of the bench's vault is on a mount.
  ///
  /// In it, `attempt ARGUMENT…` runs the program, and `look` runs the commands `list`, `current` and
  /// `api`, without the program's arguments of an attempt.
  ///
  /// - Parameter mounting: mounts `$state`; the vault is in `$template`, and copied when `$state` is
  ///   empty.
  /// - Returns: how each run ended.
  static func run(
    _ bench: Bench, mounting: String, _ script: String
  ) async throws -> [Outcome] {
    let home = Home()
    let template = "\(home.path)/template"
    try FileManager.default.copyItem(atPath: bench.home.state, toPath: template)
    let password = bench.store.member.password
    let whole = """
      set -u
      template=\(template) state=\(home.state) results=\(home.path)/results number=0
      mkdir -m 0700 "$state" "$results"
      \(mounting) || exit 9
      [ -e "$state/vault.sqlite" ] || cp -a "$template/." "$state/"
      attempt() {
        number=$((number + 1))
        printf %s '\(password)' | epswitch "$@" >"$results/$number.out" 2>"$results/$number.err"
        echo "$?" >"$results/$number.code"
      }
      look() {
        attempt list --format json
        attempt current --format json
        attempt api /v2/accounts
      }
      \(script)
      echo "$number"
      """
    let file = "\(home.path)/script"
    try Data(whole.utf8).write(to: URL(fileURLWithPath: file))
    let program = bench.program.setting(["EPSWITCH_STATE_DIR": home.state])
    let outcome = try await program.shell(
      "exec \(MountNamespace.command) bash \(file)")
    guard let count = Int(outcome.outputLines.last ?? "") else { throw Damage("\(outcome)") }
    return try (1...count).map { number in
      let path = "\(home.path)/results/\(number)"
      return Outcome(
        command: "run \(number)",
        output: try String(contentsOfFile: "\(path).out", encoding: .utf8),
        errors: try String(contentsOfFile: "\(path).err", encoding: .utf8),
        exitCode: Int32(
          try String(contentsOfFile: "\(path).code", encoding: .utf8)
            .trimmingCharacters(in: .newlines)) ?? -1)
    }
  }
}
