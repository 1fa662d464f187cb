import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What a browser that epswitch starts gets, and what others can see of it.
@Suite(.serialized)
struct BrowserSecrecyTests {
  @Test func `the browser gets no secret, and no part of the sign-in in its arguments`()
    async throws
  {
    try await withBench { bench in
      let port = try freePort()
      let outcome = try await bench.program.setting([
        "EPSWITCH_CLIENT_SECRET": "sealed-secret-1", "EPCC_CLIENT_SECRET": "sealed-secret-2",
        "EP_ACCOUNT_TOKEN": "sealed-secret-3", "EP_ACCESS_TOKEN": "sealed-secret-4",
      ]).shell(
        """
        printf '#!/bin/sh\\nenv > "$HOME/env"; printf %%s "$*" > "$HOME/arguments"\\n' > ~/browser
        printf 'curl -sL "$1" > "$HOME/page"\\n' >> ~/browser
        chmod +x ~/browser
        BROWSER="$HOME/browser" epswitch login --mechanism oidc \
          --redirect-uri http://localhost:\(port)/callback --account 'Acme Industrial'
        """)
      try outcome.succeeded()
      let files = try bench.home.files().mapValues { String(decoding: $0, as: UTF8.self) }
      #expect(files["page"]?.contains("You are signed in") == true)
      let arguments = try #require(files["arguments"])
      #expect(arguments.hasPrefix("http://127.0.0.1:"))
      for word in ["state", "challenge", "client_id", "?"] { #expect(!arguments.contains(word)) }
      let environment = try #require(files["env"])
      #expect(environment.contains("HOME="))
      #expect(!environment.contains("sealed-secret"))
      #expect(!environment.contains("CLIENT_SECRET"))
    }
  }
}

private func freePort() throws -> Int { Int.random(in: 20_000..<32_000) }
