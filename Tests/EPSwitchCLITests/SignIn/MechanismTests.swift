import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// From nothing to `current`, by each way in; a password has tests of its own.
@Suite(.serialized)
struct MechanismTests {
  @Test func `an OpenID provider, with curl for a browser`() async throws {
    try await withBench { bench in
      let login = try await signInWithBrowser(bench, port: .random(in: 20_000...22_999))
      #expect(login.exitCode == 0, "\(login)")
      #expect(login.errors.contains("12 accounts"))
      #expect(try await bench.program.run("current").output.hasPrefix("Acme Industrial\t"))
      #expect(try await page(in: bench).contains("You are signed in"))
    }
  }

  @Test(arguments: ["name", "ID"])
  func `an OpenID profile is named, where the list has no addresses`(kind: String) async throws {
    var store = SimulatedStore(scenario: .showcase)
    store.omitsOpenIDLinks = true
    try await withBench(store) { bench in
      let name = kind == "name" ? "Simulated Identity Provider" : bench.store.openIDProfileID
      let login = try await signInWithBrowser(
        bench, port: .random(in: 23_000...25_999), "--oidc-profile '\(name)'")
      #expect(login.exitCode == 0, "\(login)")
      // Nobody typed a name: the store tells it.
      let current = try await bench.program.run("current").succeeded()
      #expect(current.output.hasSuffix("\tAda Buyer <buyer@acme.example>\n"), "\(current)")
    }
  }

  /// What the browser got, which it may write after the command has ended.
  private func page(in bench: Bench) async throws -> String {
    var page = ""
    try await eventually("a page") {
      page = (try? String(contentsOfFile: bench.home.path + "/page", encoding: .utf8)) ?? ""
      return !page.isEmpty
    }
    return page
  }

  @Test func `the browser is not told of a sign-in that the store refused`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.status(400), for: .mechanism("oidc"))
      let login = try await signInWithBrowser(bench, port: .random(in: 26_000...28_999))
      #expect(login.exitCode == 3, "\(login)")
      #expect(login.errors.contains("refused the answer of the identity provider"), "\(login)")
      #expect(try await !page(in: bench).contains("You are signed in"))
    }
  }

  @Test func `an OpenID provider that refuses is told, and nobody is signed in`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.refusedConsent)
      let login = try await signInWithBrowser(bench, port: .random(in: 29_000...31_999))
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

  @Test func `a one-time password is requested, and signs in`() async throws {
    try await withBench { bench in
      let username = bench.store.member.username
      let request = try await bench.program.run(
        "login", "--mechanism", "passwordless", "--username", username, "--request-code"
      ).succeeded()
      #expect(request.output == "")
      #expect(request.errors.contains("The store was asked to send a code to \(username)"))
      #expect(try await bench.program.run("current").exitCode == 3)
      let code = try #require(bench.server.oneTimeCodes.first { $0.username == username }).code
      let login = try await bench.program.run(
        "login", "--mechanism", "passwordless", "--username", username, "--code-stdin",
        "--account", "Acme Industrial", input: code + "\n")
      #expect(login.exitCode == 0, "\(login)")
      #expect(try await bench.program.run("current").output.hasPrefix("Acme Industrial\t"))
      // A code in hand requests no other, which would make it invalid.
      let codeRequests = bench.requests.filter {
        $0.path.hasSuffix("/one-time-password-token-request")
      }
      #expect(codeRequests.count == 1)
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
      #expect(try await bench.program.run("switch", "acme").errors.contains("a single identity"))
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
  ///
  /// - Parameter options: further options of `login`, as a shell reads them.
  private func signInWithBrowser(
    _ bench: Bench, port: Int, _ options: String = ""
  ) async throws -> Outcome {
    try await bench.program.shell(
      """
      printf '#!/bin/sh\\ncurl -sL "$1" > "$HOME/page"\\n' > "$HOME/browser"
      chmod +x "$HOME/browser"
      BROWSER="$HOME/browser" epswitch login --mechanism oidc \
        --redirect-uri http://localhost:\(port)/callback --account 'Acme Industrial' \(options)
      """)
  }
}
