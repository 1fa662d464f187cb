import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// From nothing to `current`, by each way in; a password has tests of its own.
@Suite(.serialized)
struct MechanismTests {
  @Test func `an OpenID provider, with curl for a browser`() async throws {
    try await withBench { bench in
      let login = try await signInWithBrowser(bench, port: .random(in: 20_000...29_999))
      #expect(login.exitCode == 0, "\(login)")
      #expect(login.errors.contains("12 accounts"))
      #expect(try await bench.program.run("current").output.hasPrefix("Acme Industrial\t"))
      let page = try String(contentsOfFile: bench.home.path + "/page", encoding: .utf8)
      #expect(page.contains("You are signed in"))
    }
  }

  @Test func `an OpenID provider that refuses is told, and nobody is signed in`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.refusedConsent)
      let login = try await signInWithBrowser(bench, port: .random(in: 30_000...39_999))
      #expect(login.exitCode == 3, "\(login)")
      #expect(login.errors.contains("access_denied"))
      #expect(try await bench.program.run("current").exitCode == 3)
    }
  }

  @Test func `a busy port is told with what to do`() async throws {
    try await withBench { bench in
      let login = try await signInWithBrowser(bench, port: bench.server.port)
      #expect(login.exitCode == 3, "\(login)")
      #expect(login.errors.contains("--redirect-uri"))
    }
  }

  @Test func `a one-time password, which the store sends`() async throws {
    try await withBench { bench in
      let login = try await bench.program.shell(
        """
        {
          until code=$(curl -s "$EPSWITCH_ENDPOINT/_simulator/codes" |
            sed -n 's/.*"code":"\\([^"]*\\)".*/\\1/p') && [ -n "$code" ]; do :; done
          echo "$code"
        } | epswitch login --mechanism passwordless --username \(bench.store.member.username) \
          --code-stdin --account 'Acme Industrial'
        """)
      #expect(login.exitCode == 0, "\(login)")
      #expect(try await bench.program.run("current").output.hasPrefix("Acme Industrial\t"))
    }
  }

  @Test func `a wrong one-time password is 3`() async throws {
    try await withBench { bench in
      let login = try await bench.program.run(
        "login", "--mechanism", "passwordless", "--username", bench.store.member.username,
        "--code-stdin", input: "000000-no\n")
      #expect(login.exitCode == 3, "\(login)")
    }
  }

  @Test func `signing up, which brings an account of one's own`() async throws {
    try await withBench { bench in
      let login = try await bench.program.run(
        "login", "--mechanism", "self-signup", "--name", "New Buyer", "--email",
        "new@buyer.example", "--password-stdin", input: "a-new-password\n")
      #expect(login.exitCode == 0, "\(login)")
      #expect(try await bench.program.run("current").output.hasPrefix("New Buyer\t"))
    }
  }

  @Test func `signing up at a store that gives no account says what that means`() async throws {
    try await withBench(.empty) { bench in
      let login = try await bench.program.run(
        "login", "--mechanism", "self-signup", "--name", "New Buyer", "--email",
        "new@buyer.example", "--password-stdin", input: "a-new-password\n")
      #expect(login.exitCode == 0, "\(login)")
      #expect(login.errors.contains("no account yet"))
      #expect(try await bench.program.run("current").exitCode == 4)
    }
  }

  @Test func `a customer, who is one identity`() async throws {
    try await withBench { bench in
      let login = try await bench.program.run(
        "login", "--mechanism", "customer", "--email", bench.store.member.email,
        "--password-stdin", input: bench.store.member.password)
      #expect(login.exitCode == 0, "\(login)")
      #expect(
        try await bench.program.run("current").output.hasPrefix("\(bench.store.member.email)\t"))
      #expect(try await bench.program.run("switch", "acme").errors.contains("one identity"))
    }
  }

  @Test func `a token in hand`() async throws {
    try await withBench { bench in
      _ = try await bench.signIn(as: "Acme Industrial")
      let login = try await bench.program.shell(
        """
        token=$(epswitch token) && epswitch logout --all &&
          printf %s "$token" | epswitch login --token-stdin --account bolt
        """)
      #expect(login.exitCode == 0, "\(login)")
      #expect(try await bench.program.run("current").output.hasPrefix("Bolt & Nut Co\t"))
    }
  }

  /// Signs in through the store's OpenID provider; the browser is curl, which follows redirects.
  private func signInWithBrowser(_ bench: Bench, port: Int) async throws -> Outcome {
    try await bench.program.shell(
      """
      printf '#!/bin/sh\\ncurl -sL "$1" > "$HOME/page"\\n' > "$HOME/browser"
      chmod +x "$HOME/browser"
      BROWSER="$HOME/browser" epswitch login --mechanism oidc \
        --redirect-uri http://localhost:\(port)/callback --account 'Acme Industrial'
      """)
  }
}
