import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

@Suite struct TimeLimitTests {
  @Test func `work that ends in time gives its value`() async throws {
    #expect(try await within(.seconds(30), "work") { 7 } == 7)
  }

  @Test func `an error of the work is passed on`() async throws {
    await #expect(throws: CocoaError.self) {
      try await within(.seconds(30), "work") { throw CocoaError(.fileNoSuchFile) }
    }
  }

  @Test func `work that takes too long is cancelled and named`() async throws {
    let error = await #expect(throws: TimedOut.self) {
      try await within(.milliseconds(10), "the work") { try await Task.sleep(for: .seconds(600)) }
    }
    #expect(error?.what == "the work")
  }

  @Test func `a condition that never holds ends with its limit`() async throws {
    await #expect(throws: TimedOut.self) {
      try await eventually("nothing", within: .milliseconds(50)) { false }
    }
  }
}

@Suite struct ProgramTests {
  /// A home in which a script is found as `epswitch`.
  private func program(_ script: String) throws -> Program {
    let program = Program()
    let path = "\(program.home.path)/epswitch"
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(chmod(path, 0o700) == 0)
    return program.setting(["PATH": "\(program.home.path):/usr/bin:/bin"])
  }

  @Test func `programs with different variables run at once, outcomes in order`() async throws {
    // Each waits for the other's file, so they only end when both run.
    let program = try program(
      """
      touch "$HOME/$MINE"
      while ! test -e "$HOME/$OTHER"; do sleep 0.02; done
      echo "$MINE $1"
      """)
    let outcomes = try await runAtOnce([
      Run(program.setting(["MINE": "a", "OTHER": "b"]), "first"),
      Run(program.setting(["MINE": "b", "OTHER": "a"]), "second"),
    ])
    #expect(outcomes.map(\.output) == ["a first\n", "b second\n"])
  }

  @Test func `one program runs many times at once`() async throws {
    let program = try program("echo \"$1\" >> \"$HOME/log\"")
    let outcomes = try await program.runAtOnce(20, "line")
    #expect(outcomes.map(\.exitCode) == Array(repeating: 0, count: 20))
    let log = try #require(try program.home.files()["log"])
    #expect(String(decoding: log, as: UTF8.self).split(separator: "\n").count == 20)
  }

  @Test func `a program that takes too long is ended`() async throws {
    let program = try program("echo $$ > \"$HOME/pid\"; exec sleep 600")
    await #expect(throws: TimedOut.self) {
      try await program.run("anything", within: .seconds(3))
    }
    let file = try #require(try program.home.files()["pid"])
    let pid = try #require(
      Int32(String(decoding: file, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
    try await eventually("the end of \(pid)") { kill(pid, 0) != 0 }
  }
}

@Suite struct ScreenTests {
  @Test func `two terminals side by side keep their own variables and exit codes`() async throws {
    let program = Program()
    try await withScreens(
      program.setting(["SIDE": "left"]), program.setting(["SIDE": "right"])
    ) { left, right in
      try await left.enter("read line; echo \"$SIDE: $line\"")
      #expect(try await right.run("echo \"I am $SIDE\"; false") == 1)
      try await right.wait(for: "I am right")
      try await left.type("hello")
      try await left.press("Enter")
      #expect(try await left.waitForShell() == 0)
      let text = try await left.text
      #expect(text.contains("left: hello"))
      #expect(!text.contains("I am right"))
    }
  }

  @Test func `a prompt is found behind what else a shell writes in front of it`() async throws {
    try await withScreen(Program()) { screen in
      try await screen.run("PS1='Acme Industrial 12m '$PS1")
      #expect(try await screen.run("(exit 7)") == 7)
    }
  }

  @Test func `a command that takes too long ends the wait`() async throws {
    try await withScreen(Program()) { screen in
      await #expect(throws: ScreenNeverShowed.self) {
        try await screen.run("sleep 600", within: .milliseconds(200))
      }
    }
  }
}

@Suite struct BenchTests {
  @Test func `a test reads what the store received from a child process`() async throws {
    try await withBench(.desk) { bench in
      let requests = try await bench.recording {
        try await bench.program.shell(
          """
          token=$(curl -s "$EPSWITCH_ENDPOINT/oauth/access_token" \
            -d "grant_type=implicit&client_id=$EPSWITCH_CLIENT_ID" |
            sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
          curl -s -H "Authorization: Bearer $token" "$EPSWITCH_ENDPOINT/v2/orders"
          """
        ).succeeded()
      }
      #expect(requests.map(\.path) == ["/oauth/access_token", "/v2/orders"])
      #expect(bench.requests(to: "/v2").map { $0.accessToken?.grantType } == [.implicit])
      #expect(bench.mints == 0)
    }
  }

  @Test func `credentials and accounts are found by name`() async throws {
    try await withBench(.desk) { bench in
      let agent = try bench.credential("agent", inProfile: "Impersonation")
      #expect(bench.store.member.credentials.contains(agent))
      #expect(
        try bench.accountID("Northwind Support") == bench.store.members[1].accounts[0].id)
      #expect(throws: UnknownName.self) {
        _ = try bench.credential("agent", inProfile: "Members")
      }
      #expect(throws: UnknownName.self) { _ = try bench.accountID("No such account") }
    }
  }
}
