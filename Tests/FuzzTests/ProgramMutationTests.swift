import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// What reaches the program from other programs, mutated from a seed: it ends with an exit code of
/// its own, in time and within 4 GiB of addresses, and shows nothing that acts on a terminal.
@Suite(.serialized)
struct ProgramMutationTests {
  /// `script/fuzz --long` runs 3,000 of each.
  private static let count = FaultReport.count("EPSWITCH_FUZZ_RUNS", usual: 40)

  @Test func `no answer of a store breaks the program`() async throws {
    try await withBench(.showcase) { bench in
      let relay = try MutatingRelay(
        to: bench.server.port,
        mutator: Mutator(
          seed: FaultReport.seed,
          pieces: FuzzTarget.tokenPage.pieces + [
            "HTTP/1.1 000 x", "HTTP/1.1 -1 x", "HTTP/1.1 099 x", "HTTP/1.1 \r\n", "HTTP/2 200 OK",
            "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Location: http://[\r\n",
            "Retry-After: 9223372036854775807\r\n", "Date: Mon, 01 Jan 0000 00:00:00 GMT\r\n",
            "\"limit\":9223372036854775807", "\"expires\":\"-271821-04-20T00:00:00Z\"",
          ]))
      defer { relay.stop() }
      let program = bench.program.setting([
        "EPSWITCH_ENDPOINT": "http://127.0.0.1:\(relay.port)"
      ])
      let login = ["login", "--username", bench.store.member.username, "--password-stdin"]
      let password = bench.store.member.password
      try await program.run(arguments: login + ["--account", "Acme Industrial"], input: password)
        .succeeded()
      let commands = [
        ["refresh"], ["switch", "bolt"], login + ["--account", "Acme Industrial"],
        ["list", "--refresh"], ["api", "/v2/accounts"],
      ]
      var random = SplitMix64(seed: FaultReport.seed)
      for number in 0..<Self.count {
        relay.change(answer: Int.random(in: 0..<3, using: &random))
        let outcome = try await program.boundedRun(commands[number % commands.count], password)
        relay.change(answer: nil)
        let place = "seed \(FaultReport.seed), case \(number): \(outcome)"
        try require([0, 1, 3, 4, 5].contains(outcome.exitCode), place)
        try require(!outcome.errors.acts(besides: ["\n"]), place)
        try require(!outcome.errors.contains(password), place)
        // Piped away, the answer of `api` is the store's own bytes.
        if !outcome.command.contains("api") {
          try require(!outcome.output.acts(besides: ["\n", "\t"]), place)
        }
      }
      #expect(relay.changed * 3 >= Self.count)
      try await program.run(arguments: login + ["--account", "Acme Industrial"], input: password)
        .succeeded()
      try await program.run("switch", "bolt").succeeded()
      try FaultReport.add(
        "mutated answers of a store to the built program", count: Self.count,
        seed: FaultReport.seed, result: "exit 0, 1, 3, 4 or 5; the next sign-in works")
    }
  }

  @Test func `no settings file breaks the program`() async throws {
    let program = Program().setting(["EPSWITCH_VAULT_KEY": "file"])
    let folder = "\(program.home.path)/.config/epswitch"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    chmod(folder, 0o700)
    let corpus = try Corpus.inputs(for: FuzzTarget.settings.name)
    var mutator = Mutator(seed: FaultReport.seed, pieces: FuzzTarget.settings.pieces)
    let commands = [["profile", "list"], ["current"], ["doctor", "--help"], ["prompt"]]
    for number in 0..<Self.count {
      let text = number < corpus.count ? corpus[number] : mutator.mutate(corpus)
      try Data(text).write(to: URL(fileURLWithPath: "\(folder)/config.toml"))
      chmod("\(folder)/config.toml", 0o600)
      let outcome = try await program.boundedRun(commands[number % commands.count])
      let place =
        "seed \(FaultReport.seed), case \(number), \(Data(text).base64EncodedString()): \(outcome)"
      try require([0, 1, 3, 64].contains(outcome.exitCode), place)
      try require(!outcome.text.acts(besides: ["\n", "\t"]), place)
    }
    try FaultReport.add(
      "mutated settings to the built program", count: Self.count, seed: FaultReport.seed,
      result: "exit 0, 1, 3 or 64, with a sentence")
  }

  @Test func `no answer of a key helper breaks the program`() async throws {
    try await withBench(.showcase, key: "helper:fuzz") { bench in
      let home = bench.home.path
      try await bench.program.shell(
        """
        mkdir -m 0700 bin && cat >bin/docker-credential-fuzz && chmod 0700 bin/docker-credential-fuzz
        """, in: home,
        input: """
          #!/bin/sh
          cd '\(home)' || exit 2
          case $1 in
            store) cat >kept ;;
            get) cat >/dev/null
              if [ -e changed ]; then cat changed; exit "$(cat code)"; fi
              if [ -e kept ]; then cat kept; exit 0; fi
              echo 'credentials not found in native keychain'; exit 1 ;;
          esac
          """
      ).succeeded()
      let path = try #require(bench.program.environment["PATH"])
      let program = bench.program.setting(["PATH": "\(home)/bin:\(path)"])
      try await bench.using(program).signIn(as: "Acme Industrial")
      let token = try await program.run("token").succeeded().output
      let kept = Array(try Data(contentsOf: URL(fileURLWithPath: "\(home)/kept")))
      let key = try #require(
        try JSONDecoder().decode([String: String].self, from: Data(kept))["Secret"])
      var mutator = Mutator(
        seed: FaultReport.seed,
        pieces: FuzzTarget.cleanText.pieces + ["\"Secret\":", "\"\"", "{", "null", "\\u0000", key])
      for number in 0..<Self.count {
        let answer = mutator.mutate([kept])
        try Data(answer).write(to: URL(fileURLWithPath: "\(home)/changed"))
        try Data("\(mutator.number(below: 3))".utf8).write(to: URL(fileURLWithPath: "\(home)/code"))
        let outcome = try await program.boundedRun(["token"])
        let place =
          "seed \(FaultReport.seed), case \(number), \(Data(answer).base64EncodedString()): \(outcome)"
        try require([0, 3, 6].contains(outcome.exitCode), place)
        try require(outcome.output == (outcome.exitCode == 0 ? token : ""), place)
        try require(!outcome.errors.acts(besides: ["\n"]), place)
        try require(!outcome.errors.contains(key), "the key is shown: \(place)")
      }
      unlink("\(home)/changed")
      #expect(try await program.run("token").output == token)
      try FaultReport.add(
        "mutated answers of a key helper to the built program", count: Self.count,
        seed: FaultReport.seed, result: "the token, or exit 3 or 6 with a sentence; never the key")
    }
  }
}

extension Program {
  /// Runs the program with no more than 4 GiB of addresses and a minute of processor time.
  fileprivate func boundedRun(_ arguments: [String], _ input: String = "") async throws -> Outcome {
    try await shell(
      "ulimit -v 4194304 -t 60; exec epswitch "
        + arguments.map { "'\($0)'" }.joined(separator: " "), input: input)
  }

  fileprivate func shell(_ script: String, in folder: String, input: String) async throws -> Outcome
  {
    try await shell("cd '\(folder)' && { \(script)\n}", input: input)
  }
}
