import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The key stores that people have, as Debian packages them.
@Suite(.serialized, .enabled(if: runsHeavyTests))
struct KeyStoreTests {
  /// A day with the program: each line ends the test when it fails.
  private func day(_ bench: Bench) throws -> String {
    """
    set -euo pipefail
    login() { echo '\(bench.store.member.password)' \
      | epswitch login --username '\(bench.store.member.username)' --password-stdin "$@"; }
    login --account 'Acme Industrial'
    epswitch current --format json | grep -q '\(try bench.accountID("Acme Industrial"))'
    epswitch switch bolt
    epswitch exec -- true
    test ! -e "$EPSWITCH_STATE_DIR/vault.key"
    epswitch doctor || test $? = 1
    cp -r "$EPSWITCH_STATE_DIR" "$HOME/before"
    epswitch logout
    rm -r "$EPSWITCH_STATE_DIR"
    cp -r "$HOME/before" "$EPSWITCH_STATE_DIR"
    # The copy is from before the sign-out, and its key is gone.
    epswitch token && exit 90 || test $? = 3
    login
    epswitch logout --all
    epswitch current && exit 91 || test $? = 3
    echo the day is over
    """
  }

  @Test func `pass keeps the key`() async throws {
    try await withBench(key: "helper:pass") { bench in
      let outcome = try await bench.program.shell(
        """
        trap 'gpgconf --kill all' EXIT
        gpg --batch --quiet --passphrase '' --quick-gen-key test@example.com default default never
        pass init test@example.com > /dev/null
        \(day(bench))
        test -z "$(find "$HOME/.password-store" -name '*.gpg' -path '*docker-credential-helpers*')"
        """, within: .seconds(300))
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.contains("the day is over"), "\(outcome)")
    }
  }

  @Test func `the secret service of GNOME keeps the key`() async throws {
    try await withBench(key: "helper:secretservice") { bench in
      try day(bench).write(
        toFile: "\(bench.home.path)/day", atomically: true, encoding: .utf8)
      let outcome = try await bench.program.shell(
        """
        dbus-run-session -- bash -c '
          printf pass | gnome-keyring-daemon --unlock --components=secrets > /dev/null
          bash "$HOME/day"'
        """, within: .seconds(300))
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(outcome.output.contains("the day is over"), "\(outcome)")
    }
  }
}
