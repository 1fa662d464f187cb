import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch proxy` and `exec --proxy`, as programs use them.
@Suite(.serialized)
struct ProxyTests {
  /// Starts a proxy in the background, and comes on when it has said where it is.
  private static let start = """
    epswitch proxy $OPTIONS > ~/said 2> ~/log & proxy=$!
    until [ -s ~/said ]; do kill -0 $proxy || { cat ~/log; exit 99; }; sleep 0.05; done
    base=$(cat ~/said)
    """

  @Test func `every request acts as the account its line of the log names`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        """
        \(Self.start)
        echo "$base"
        for name in 'Bolt & Nut Co' 'Acme Industrial' 'Zenith Hospitals'; do
          curl -fs "$base/v2/accounts?secret=query" >/dev/null
          epswitch switch "$name" 2>/dev/null
        done
        curl -fs "$base/v2/accounts" >/dev/null
        kill -INT $proxy; wait $proxy; echo "ended $?"
        cat ~/log
        """
      ).succeeded()
      let lines = outcome.outputLines
      #expect(lines[0].wholeMatch(of: #/http://127\.0\.0\.1:\d+/[0-9a-f]{32}/#) != nil)
      #expect(lines[1] == "ended 130")
      let names = ["Acme Industrial", "Bolt & Nut Co", "Acme Industrial", "Zenith Hospitals"]
      let logged = lines.dropFirst(2)
      #expect(logged.count == 4, "\(outcome)")
      for (line, name) in zip(logged, names) {
        let id = try bench.accountID(name)
        #expect(line.contains(" GET /v2/accounts 200 ") && line.hasSuffix(" ms \(name) (\(id))"))
      }
      #expect(!outcome.output.contains("query"))
      let acted = bench.requests(to: "/v2/accounts").compactMap(\.actor?.accountID)
      #expect(try acted == names.map { try bench.accountID($0) })
      #expect(!lines.dropFirst().joined().contains(lines[0].suffix(32)))
    }
  }

  @Test func `the log can be read by programs, and one account be named`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.setting([
        "OPTIONS": "--log json --account Zenith"
      ]).shell(
        """
        \(Self.start)
        epswitch switch 'Bolt & Nut Co' 2>/dev/null
        curl -fs "$base/v2/accounts" >/dev/null
        kill -TERM $proxy; wait $proxy; echo "ended $?"; cat ~/log
        """
      ).succeeded()
      #expect(outcome.outputLines[0] == "ended 143")
      let entry = try #require(
        try JSONSerialization.jsonObject(with: Data(outcome.outputLines[1].utf8))
          as? [String: Any])
      #expect(entry["account_name"] as? String == "Zenith Hospitals")
      #expect(entry["method"] as? String == "GET")
      #expect(entry["status"] as? Int == 200)
    }
  }

  /// The umask of the tests leaves others something, so that bind(2) alone would let them in.
  @Test(.enabled(if: Program.canBeTraced, "ptrace is not permitted here"))
  func `a socket file is closed to others from its first moment`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let path = "\(bench.home.path)/s.sock"
      var status = stat()
      for call in 1... {
        let outcome = try await bench.program.run(
          ["proxy", "--socket", path], killedBefore: call
        ).outcome
        try #require(outcome.exitCode == 137, "\(outcome)")
        if lstat(path, &status) == 0 { break }
      }
      #expect(status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func `a socket file needs no key`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.setting(["OPTIONS": "--socket s.sock"]).shell(
        """
        cd ~; \(Self.start)
        stat -c %a s.sock
        curl -fs --unix-socket s.sock "$base/v2/accounts" | head -c 8; echo
        kill $proxy; wait $proxy; ls s.sock 2>/dev/null || echo gone
        """
      ).succeeded()
      #expect(outcome.outputLines == ["600", #"{"data":"#, "gone"])
    }
  }

  @Test func `production is for reading unless it is said, and the history says it all`()
    async throws
  {
    try await withBench { bench in
      let program = try bench.program(withProfile: "live", "production = true")
      let live = bench.with(program.setting(["EPSWITCH_REASON": "ticket 7"]))
      try await live.signIn(as: "Acme Industrial")
      let outcome = try await live.program.shell(
        """
        \(Self.start)
        curl -s -o /dev/null -w '%{http_code}\\n' "$base/v2/accounts"
        curl -s -o /dev/null -w '%{http_code}\\n' -X DELETE "$base/v2/carts/1"
        kill $proxy; wait $proxy; rm ~/said
        OPTIONS=--write; \(Self.start)
        curl -s -o /dev/null -X DELETE "$base/v2/carts/1"
        kill $proxy; wait $proxy
        epswitch history --format json
        """
      ).succeeded()
      #expect(outcome.outputLines.prefix(2) == ["200", "403"])
      #expect(bench.requests(to: "/v2/carts").map(\.method) == ["DELETE"])
      for what in ["started", "stopped", "DELETE /v2/carts/1"] {
        #expect(outcome.output.contains("ticket 7 – \(what)"), "\(outcome)")
      }
    }
  }

  // MARK: - exec

  @Test func `a program behind the proxy has no token, and acts all the same`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let tokens = try await bench.program.shell(
        "eval \"$(epswitch env --shell bash)\"; env | grep TOKEN"
      )
      .succeeded().outputLines.compactMap { $0.split(separator: "=", maxSplits: 1).last }
      #expect(tokens.count >= 3)
      // An account in the environment from before is not handed on either.
      let outcome = try await bench.program.shell(
        """
        eval "$(epswitch env --shell bash)"
        export EPSWITCH_CLIENT_SECRET=client-secret-canary
        epswitch exec --proxy -- bash -c '
          env; tr "\\0" "\\n" </proc/$$/cmdline; cat /proc/$PPID/cmdline | tr "\\0" "\\n"
          curl -fs "$EP_ENDPOINT/v2/accounts"; echo; exit 7'
        echo "exit $?"
        """)
      let id = try bench.accountID("Acme Industrial")
      #expect(outcome.output.contains(id))
      #expect(outcome.outputLines.last == "exit 7")
      for token in tokens where token.count > 30 {
        #expect(!outcome.text.contains(token), "a token")
      }
      #expect(!outcome.text.contains("client-secret-canary"))
      #expect(!outcome.text.contains("EP_ACCOUNT_TOKEN"))
    }
  }

  @Test func `the proxy ends with its program, which gets the signals`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        """
        epswitch exec --proxy -- bash -c '
          trap "echo told; exit 9" TERM; echo $EP_ENDPOINT > ~/base; while :; do sleep 0.05; done' &
        while [ ! -s ~/base ]; do sleep 0.05; done
        kill -TERM $!; wait $!; echo "exit $?"
        curl -s "$(cat ~/base)/v2/accounts" || echo "nobody there"
        epswitch exec --proxy -- bash -c 'kill -KILL $$'; echo "exit $?"
        epswitch exec --proxy -- no-such-program; echo "exit $?"
        """)
      #expect(
        outcome.outputLines == ["told", "exit 9", "nobody there", "exit 137", "exit 127"],
        "\(outcome)")
    }
  }

  @Test func `a token is kept renewed in a file of the user's`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let id = try bench.accountID("Acme Industrial")
      bench.server.setLifetime(33, ofAccount: id)
      try await bench.program.run("refresh").succeeded()
      let outcome = try await bench.program.setting(["XDG_RUNTIME_DIR": bench.home.path]).shell(
        """
        # Of a process that was killed; no process has that number.
        mkdir ~/epswitch-exec-999999999-abcdef && touch ~/epswitch-exec-999999999-abcdef/account-token
        epswitch exec --keep-alive -- bash -c '
          stat -c %a "$EP_ACCOUNT_TOKEN_FILE" "$EP_ACCESS_TOKEN_FILE"
          echo "$EP_ACCOUNT_NAME"; env | grep -c ^EP_ACCOUNT_TOKEN=
          cp "$EP_ACCOUNT_TOKEN_FILE" ~/first
          while cmp -s "$EP_ACCOUNT_TOKEN_FILE" ~/first; do sleep 0.1; done
          echo renewed; exit 5'
        echo "exit $?"; ls -d ~/epswitch-* 2>/dev/null || echo "nothing left"
        """)
      #expect(
        outcome.outputLines == [
          "600", "600", "Acme Industrial", "0", "renewed", "exit 5", "nothing left",
        ], "\(outcome)")
    }
  }
}
