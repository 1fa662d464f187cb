import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch doctor` with one thing broken after another.
@Suite(.serialized)
struct DoctorFaultTests {
  @Test func `no network fails at the endpoint, and the rest is still looked at`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      await bench.server.stop()
      let report = try await bench.program.doctor()
      report.expectFailure(of: "endpoint")
      #expect(report["session"]?.verdict == "pass")
      #expect(report["session"]?.says.contains("not tried") == true)
      #expect(report["terminal"] != nil)
    }
  }

  @Test func `a proxy that does not answer is named once`() async throws {
    let program = Program().setting([
      "EPSWITCH_ENDPOINT": "https://store.invalid", "EPSWITCH_CLIENT_ID": "c",
      "HTTPS_PROXY": "http://someone:hush@127.0.0.1:9",
    ])
    let report = try await program.doctor()
    report.expectFailure(of: "endpoint")
    let says = try #require(report["endpoint"]?.says)
    #expect(says.contains("proxy 127.0.0.1:9"), "\(says)")
    #expect(says.components(separatedBy: "127.0.0.1:9").count == 2, "\(says)")
    #expect(report["endpoint"]?.says.contains("hush") == false)
  }

  @Test func `an endpoint without a secure connection fails`() async throws {
    try await withBench { bench in
      // Plain HTTP answers there.
      let program = bench.program.setting([
        "EPSWITCH_ENDPOINT": "https://127.0.0.1:\(bench.server.port)"
      ])
      let report = try await program.doctor()
      report.expectFailure(of: "endpoint")
      #expect(report["endpoint"]?.says.contains("is not trusted") == true)
    }
  }

  @Test func `a client the store does not know fails`() async throws {
    try await withBench { bench in
      let report = try await bench.program.setting(["EPSWITCH_CLIENT_ID": "stranger"]).doctor()
      report.expectFailure(of: "client")
      #expect(report["endpoint"]?.verdict == "pass")
    }
  }

  @Test(arguments: [3600, -3600])
  func `a clock that is off is a warning`(seconds: Int) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.skewedDate(seconds: seconds))
      let report = try await bench.program.doctor()
      #expect(report["clock"]?.verdict == "warn")
      #expect(report["clock"]?.says.contains(seconds > 0 ? "behind" : "ahead of") == true)
      #expect(report["clock"]?.remedy != nil)
    }
  }

  @Test func `a folder others can open is a warning, and the vault closes it`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      chmod(bench.home.state, 0o755)
      chmod("\(bench.home.state)/vault.sqlite", 0o644)
      let report = try await bench.program.doctor()
      #expect(report.exitCode == 0)
      let files = report.checks.filter { $0.check == "files" }
      #expect(files.map(\.verdict) == ["warn", "warn"])
      #expect(files.first?.says.contains("mode 755") == true)
      #expect(try await bench.program.doctor()["files"]?.verdict == "pass")
    }
  }

  @Test func `a key file others can read fails`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      chmod("\(bench.home.state)/vault.key", 0o644)
      let report = try await bench.program.doctor()
      report.expectFailure(of: "files", "vault-key")
      #expect(report["files"]?.remedy?.contains("chmod") == true)
      #expect(report["session"]?.says.contains("not tried") == true)
    }
  }

  @Test func `settings others can write are a warning`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging")
      chmod(bench.home.settingsFile, 0o666)
      let report = try await program.doctor()
      #expect(report["files"]?.verdict == "warn")
      #expect(report["files"]?.says.contains("config.toml") == true)
    }
  }

  @Test func `broken settings fail with their place, and the rest is still looked at`() async throws
  {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try bench.home.writeSettings("profile = \"a\"\n[profiles.a\n")
      let report = try await bench.program.doctor()
      report.expectFailure(of: "settings")
      #expect(report["settings"]?.says.contains("config.toml:2:") == true)
      #expect(report["session"]?.verdict == "pass")
    }
  }

  @Test func `keys nobody knows are a warning with their place`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging", "clientid = \"x\"")
      let report = try await program.doctor()
      #expect(report.exitCode == 0)
      #expect(report["settings"]?.verdict == "warn")
      #expect(
        report["settings"]?.says.contains("config.toml:6:12: profiles.staging.clientid") == true)
    }
  }

  @Test func `a profile in use that is not there is a warning`() async throws {
    let program = Program()
    try program.home.writeSettings("profile = \"gone\"\n")
    #expect(try await program.doctor()["settings"]?.verdict == "warn")
  }

  @Test func `a password profile the store does not have is a warning`() async throws {
    try await withBench { bench in
      let program = try bench.program(withProfile: "staging", "password-profile = \"typo\"")
      let report = try await program.doctor()
      #expect(report["sign-in"]?.verdict == "warn")
      #expect(report["sign-in"]?.says.contains("typo") == true)
    }
  }

  @Test func `a store that hides its sign-in settings is a warning`() async throws {
    try await withBench { bench in
      bench.server.faults.turnOn(.status(403), for: .path("/v2/settings"))
      let report = try await bench.program.doctor()
      #expect(report["sign-in"]?.verdict == "warn")
    }
  }

  @Test func `an expired session fails`() async throws {
    try await withBench { bench in
      try await bench.signInToExpired(as: "Acme Industrial")
      let report = try await bench.program.doctor()
      report.expectFailure(of: "session")
      #expect(report["session"]?.remedy?.contains("epswitch login") == true)
    }
  }

  @Test func `a token the store does not take fails`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.expiredAccountTokens)
      let report = try await bench.program.doctor()
      report.expectFailure(of: "session")
      #expect(report["session"]?.says.contains("401") == true)
      #expect(report["session"]?.remedy?.contains("epswitch login") == true)
    }
  }

  @Test func `an account that was taken away fails`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      bench.server.faults.turnOn(.lostAccount(id: try bench.accountID("Acme Industrial")))
      let report = try await bench.program.doctor()
      report.expectFailure(of: "session")
      #expect(report["session"]?.remedy?.contains("epswitch refresh") == true)
    }
  }

  @Test func `a lost vault key fails`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      unlink("\(bench.home.state)/vault.key")
      let report = try await bench.program.doctor()
      report.expectFailure(of: "vault-key")
      #expect(report["session"]?.verdict == "warn")
    }
  }

  @Test(arguments: ["sticky-note", "helper:not-installed"])
  func `a place for the key that is none fails`(place: String) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let report = try await bench.program.setting(["EPSWITCH_VAULT_KEY": place]).doctor()
      report.expectFailure(of: "vault-key")
      #expect(report["endpoint"]?.verdict == "pass")
    }
  }

  @Test func `whatever does not answer is given up after ten seconds`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let helper = "\(bench.home.path)/docker-credential-mute"
      // Another process writes it: the kernel runs no file that is open for writing somewhere.
      try await bench.program.shell(
        "cat > \(helper) && chmod 700 \(helper)", input: "#!/bin/sh\nexec sleep 60\n"
      ).succeeded()
      bench.server.faults.turnOn(.delay(.seconds(60)))
      let path = try #require(bench.program.environment["PATH"])
      let mute = bench.program.setting([
        "EPSWITCH_VAULT_KEY": "helper:mute", "PATH": "\(bench.home.path):\(path)",
      ])
      let report = try await mute.doctor(within: .seconds(40))
      report.expectFailure(of: "vault-key", "endpoint")
      #expect(report["vault-key"]?.says.contains("10 seconds") == true)
      #expect(report["endpoint"]?.says.contains("10 seconds") == true)
    }
  }
}
