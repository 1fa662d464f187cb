import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The dashboard's key for the storefront in a terminal, with curl in place of the browser.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct StorefrontKeyTests {
  @Test func `o shows the storefront as the account until the dashboard is left`() async throws {
    try await withBench { bench in
      let program = try await self.program(bench, storefront: bench.server.baseURL)
      try await bench.using(program).signIn(as: "Acme Industrial")
      try await withScreen(program) { screen in
        try await screen.enter("epswitch")
        try await screen.wait(for: "o storefront")
        try await screen.press("o")
        try await screen.wait(for: "The storefront is open in the browser as Acme Industrial.")
        let origin = try await program.shell(
          "curl -sL -c ~/jar -o /dev/null -w '%{url_effective}' \"$(cat ~/address)\" | cut -d/ -f1-3"
        ).succeeded().outputLines[0]
        try await screen.press("2")
        try await screen.waitUntilActing(as: "Bolt & Nut Co")
        try await program.shell("curl -s -b ~/jar -o /dev/null \(origin)/after").succeeded()
        let selected = bench.requests.filter { ["/", "/after"].contains($0.path) }.map {
          ($0.header("Cookie")?.removingPercentEncoding ?? "").firstMatch(
            of: /"selected":"([^"]+)"/)
        }.map { $0.map { String($0.output.1) } }
        #expect(
          selected == [
            try bench.accountID("Acme Industrial"), try bench.accountID("Bolt & Nut Co"),
          ])

        #expect(try await screen.quit() == 0)
        let left = try await program.shell("curl -s -b ~/jar \(origin)/ || echo nobody")
        #expect(left.outputLines == ["nobody"])
        let history = try await program.run("history").succeeded().output
        #expect(history.contains("started") && history.contains("stopped"))
      }
    }
  }

  @Test func `without a storefront the screen says how to name one, and it works at once`()
    async throws
  {
    try await withBench { bench in
      let program = try await self.program(bench, storefront: nil)
      try await bench.using(program).signIn(as: "Acme Industrial")
      try await withScreen(program) { screen in
        try await screen.enter("epswitch")
        try await screen.waitUntilActing(as: "Acme Industrial")
        try await screen.press("o")
        try await screen.wait(for: "The profile shop names no storefront.")
        try await program.run("profile", "set", "shop", "storefront", bench.server.baseURL)
          .succeeded()
        try await screen.press("o")
        try await screen.wait(for: "The storefront is open in the browser as Acme Industrial.")
        #expect(try await screen.quit() == 0)
      }
    }
  }

  /// The program with a profile, and a browser that only notes the address.
  private func program(_ bench: Bench, storefront: String?) async throws -> Program {
    let program = bench.program.setting([
      "EPSWITCH_ENDPOINT": nil, "EPSWITCH_CLIENT_ID": nil,
      "BROWSER": "\(bench.home.path)/browser",
    ])
    try await program.shell(
      "printf '#!/bin/sh\\necho \"$1\" > ~/address\\n' > ~/browser && chmod +x ~/browser"
    ).succeeded()
    try await program.run(
      "profile", "add", "shop", "--endpoint", bench.server.baseURL, "--client-id",
      bench.store.clientID
    ).succeeded()
    if let storefront {
      try await program.run("profile", "set", "shop", "storefront", storefront).succeeded()
    }
    return program
  }
}
