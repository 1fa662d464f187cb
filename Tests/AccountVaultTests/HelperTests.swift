import AccountModel
import Foundation
import Testing

@testable import AccountVault

@Suite struct HelperTests {
  let folder = TemporaryFolder()
  private let name = HelperName("test-store")!

  /// A credential helper that keeps one secret in a file, and writes down how it was called.
  private let honest = """
    #!/bin/sh
    input=$(cat)
    echo "$* $input" >> "$(dirname "$0")/calls"
    kept="$(dirname "$0")/kept"
    case "$1" in
      store) printf '%s' "$input" > "$kept" ;;
      get) if [ -f "$kept" ]; then cat "$kept"
           else echo "credentials not found in native keychain"; exit 1; fi ;;
      erase) if [ -f "$kept" ]; then rm "$kept"
             else echo "credentials not found in native keychain"; exit 1; fi ;;
    esac
    """

  private var searchPath: String { "\(folder.path):/usr/bin:/bin" }

  /// Another process writes the file: were it open here while some test starts a program, that
  /// program would hold it for a moment, and the kernel runs no file that someone may write.
  private func install(_ script: String) throws {
    let command = "cat > \"$0\" && chmod 700 \"$0\""
    let shell = ChildProcess(
      program: "/bin/sh", arguments: ["-c", command, "\(folder.path)/\(name.program)"])
    try #require(try shell.answer(to: Data(script.utf8), within: 10).succeeded)
  }

  private func vault() -> Vault {
    Vault(directory: folder.state, keySource: .helper(name), helperPath: searchPath)
  }

  @Test func `the helper keeps the key, and forgets it with everything`() throws {
    try install(honest)
    try vault().signIn([.sample("a")])
    #expect(try vault().token(of: "a", in: buyerSession)?.secret.reveal() == "token-of-a")
    #expect(!folder.files.contains("vault.key"))
    try vault().forgetAll()
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/kept"))
    try vault().forgetAll()
  }

  @Test func `the key is kept under the vault's address and is never an argument`() throws {
    try install(honest)
    try vault().signIn([.sample("a")])
    let kept = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/kept"))
    let credential = try JSONDecoder().decode([String: String].self, from: kept)
    let address = "epswitch://vault/\(try VaultFolder(path: folder.state).fingerprint())"
    #expect(credential["ServerURL"] == address)
    #expect(credential["Username"] == "epswitch")
    let secret = try #require(credential["Secret"])
    #expect(Data(base64Encoded: secret)?.count == VaultKey.size)
    let calls = try String(contentsOfFile: "\(folder.path)/calls", encoding: .utf8)
      .split(separator: "\n")
    #expect(calls.first == "get \(address)")
    #expect(calls.contains { $0.hasPrefix("store {") })
  }

  @Test func `without the key in the helper, a token is lost`() throws {
    try install(honest)
    try vault().signIn([.sample("a")])
    unlink("\(folder.path)/kept")
    #expect(throws: VaultError.keyLost) { try vault().token(of: "a", in: buyerSession) }
  }

  @Test func `a missing helper is reported`() {
    #expect(throws: VaultError.helperMissing(name)) { try vault().signIn([.sample("a")]) }
  }

  @Test func `a helper's own error is passed on, and nothing is saved`() throws {
    try install("#!/bin/sh\ncat > /dev/null\necho 'the store is locked'\nexit 1\n")
    #expect(throws: VaultError.helperFailed(name, reason: "the store is locked")) {
      try vault().signIn([.sample("a")])
    }
    #expect(try vault().session(buyerSession) == nil)
  }

  @Test(arguments: [
    #"{"ServerURL":"x","Username":"y","Secret":"c2hvcnQ="}"#,
    #"{"ServerURL":"x","Username":"y","Secret":"not base 64!"}"#,
  ])
  func `what is kept but is not a key is reported`(answer: String) throws {
    try install("#!/bin/sh\ncat > /dev/null\necho '\(answer)'\n")
    #expect(throws: VaultError.keyMalformed(source: .helper(name))) {
      try vault().signIn([.sample("a")])
    }
  }

  @Test func `an answer that is not a credential is reported`() throws {
    try install("#!/bin/sh\ncat > /dev/null\necho hello\n")
    #expect(throws: VaultError.helperFailed(name, reason: "its answer is not a credential")) {
      try vault().signIn([.sample("a")])
    }
  }

  @Test(arguments: ["exec sleep 60", "sleep 60", "sleep 60 & wait", "trap '' TERM; sleep 60"])
  func `a helper that does not answer is ended`(body: String) throws {
    try install("#!/bin/sh\necho $$ > \(folder.path)/pid\n\(body)\n")
    let helper = CredentialHelper(name: name, searchPath: searchPath, timeout: 1)
    let start = ContinuousClock.now
    #expect(throws: VaultError.helperTimedOut(name, seconds: 1)) { try helper.get("x") }
    #expect(ContinuousClock.now - start < .seconds(10))
    let text = try String(contentsOfFile: "\(folder.path)/pid", encoding: .utf8)
    let process = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
    let limit = ContinuousClock.now + .seconds(10)
    while kill(process, 0) == 0, ContinuousClock.now < limit { usleep(1000) }
    #expect(kill(process, 0) != 0)
  }

  @Test func `what a helper started is ended with it`() throws {
    try install("#!/bin/sh\nsleep 61 & echo $! > \(folder.path)/child\nsleep 62\n")
    let helper = CredentialHelper(name: name, searchPath: searchPath, timeout: 1)
    #expect(throws: VaultError.helperTimedOut(name, seconds: 1)) { try helper.get("x") }
    let text = try String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)
    let child = try #require(pid_t(text.trimmingCharacters(in: .newlines)))
    let limit = ContinuousClock.now + .seconds(10)
    while kill(child, 0) == 0, !isZombie(child), ContinuousClock.now < limit { usleep(1000) }
    #expect(kill(child, 0) != 0 || isZombie(child))
  }

  /// Whether a process has ended and only nobody has asked how.
  private func isZombie(_ process: pid_t) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status?.contains(") Z ") == true
  }

  @Test func `a program that a helper leaves behind with its output is not waited for`() throws {
    try install(
      """
      #!/bin/sh
      cat > /dev/null
      sleep 60 &
      echo $! > \(folder.path)/child
      echo "credentials not found in native keychain"
      exit 1
      """)
    let start = ContinuousClock.now
    #expect(try CredentialHelper(name: name, searchPath: searchPath).get("x") == nil)
    #expect(ContinuousClock.now - start < .seconds(25))
    let text = try String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)
    if let child = pid_t(text.trimmingCharacters(in: .newlines)) { kill(child, SIGKILL) }
  }

  @Test func `a helper that hangs is waited for once, and holds up nobody else`() async throws {
    try install(honest)
    try vault().signIn([.sample("a")])
    try install("#!/bin/sh\necho $$ >> \(folder.path)/started\nexec sleep 60\n")
    let keys = HelperKeyStore(
      folder: VaultFolder(path: folder.state),
      helper: CredentialHelper(name: name, searchPath: searchPath, timeout: 2))
    let hanging = Vault(folder: VaultFolder(path: folder.state), keys: keys)
    async let refused = #expect(throws: VaultError.helperTimedOut(name, seconds: 2)) {
      try hanging.signIn([.sample("b")])
    }
    // While it is asked, no transaction is open: others write.
    while !FileManager.default.fileExists(atPath: "\(folder.path)/started") { await Task.yield() }
    try folder.vault().record(.sample())
    _ = await refused
    #expect(throws: VaultError.helperTimedOut(name, seconds: 2)) { try hanging.summaries() }
    #expect(throws: VaultError.helperTimedOut(name, seconds: 2)) {
      try hanging.token(of: "a", in: buyerSession)
    }
    let started = try String(contentsOfFile: "\(folder.path)/started", encoding: .utf8)
    #expect(started.split(separator: "\n").count == 1)
  }

  @Test func `a helper that does not keep what it was given is found out at once`() throws {
    try install(
      """
      #!/bin/sh
      cat > /dev/null
      if [ "$1" = get ]; then echo "credentials not found in native keychain"; exit 1; fi
      """)
    #expect(throws: VaultError.helperFailed(name, reason: "it did not keep the key")) {
      try vault().signIn([.sample("a")])
    }
  }

  /// Each way in which a helper may repeat the key that it is given.
  @Test(arguments: [
    "cat", "cat | rev", "tr -d '\\n' | sed 's/./& /g'", "fold -w 12", "sed 's|/|\\\\/|g'",
    "sed 's/.*Secret\":\"//; s/\".*//' | tr -d '\\\\' | base64 -d | od -An -tx1",
    "sed 's/.*Secret\":\"//' | tr a-z A-Z",
  ])
  func `what a helper says of a failure never has the key in it`(echo: String) throws {
    try install(
      """
      #!/bin/sh
      if [ "$1" = get ]; then
        cat > /dev/null; echo "credentials not found in native keychain"; exit 1
      fi
      tee \(folder.path)/given | \(echo)
      exit 1
      """)
    #expect(throws: VaultError.helperFailed(name, reason: "[redacted]")) {
      try vault().signIn([.sample("a")])
    }
    #expect(FileManager.default.fileExists(atPath: "\(folder.path)/given"))
  }

  @Test(
    arguments: [
      ("the store is locked", "the store is locked"),
      ("gpg: decryption failed: No secret key\n", "gpg: decryption failed: No secret key"),
      (
        "pass not initialized: exit status 1: Error: password store is empty. Try \"pass init\".",
        "pass not initialized: exit status 1: Error: password store is empty. Try \"pass init\"."
      ),
      ("cannot open /home/ada/.password-store", "cannot open /home/ada/.password-store"),
      ("bad A2u0RH84vYt3PqLx9ZkWcJ5mNs7BfGdE1TiOaQ6=", "bad [redacted]"),
      ("03a2f0b1c4d5e6f708192a3b4c5d6e7f", "[redacted]"),
      (#"{"ServerURL":"x","Username":"y","Secret":"abc"}"#, "[redacted]"),
    ])
  func `the sense of a failure stays readable`(output: String, shown: String) {
    #expect(HelperMessage.readable(Data(output.utf8), secret: nil) == shown)
  }

  @Test func `a helper does not inherit the secrets of epswitch`() throws {
    setenv("EPSWITCH_CLIENT_SECRET", "canary-1", 1)
    setenv("EP_ACCOUNT_TOKEN", "canary-2", 1)
    defer {
      unsetenv("EPSWITCH_CLIENT_SECRET")
      unsetenv("EP_ACCOUNT_TOKEN")
    }
    let answer = try ChildProcess(program: "/usr/bin/env", arguments: [])
      .answer(to: Data(), within: 60)
    let text = String(decoding: answer.output, as: UTF8.self)
    #expect(text.contains("PATH="))
    #expect(!text.contains("canary"))
  }

  @Test func `many callers wait for their helpers at once`() async throws {
    try install(honest)
    try vault().signIn([.sample("a")])
    let vault = vault()
    try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<16 {
        group.addTask { try vault.token(of: "a", in: buyerSession)?.secret.reveal() }
      }
      for try await token in group { #expect(token == "token-of-a") }
    }
  }

  @Test(
    arguments: [
      ("keyring", .keyring), ("file", .file), ("helper:pass", .helper(HelperName("pass")!)),
      ("helper:secret_service-2", .helper(HelperName("secret_service-2")!)),
      ("", nil), ("memory", nil), ("helper", nil), ("helper:", nil), ("Keyring", nil),
      ("helper:../evil", nil), ("helper:a b", nil), ("helper:é", nil), ("helper:a\n", nil),
    ] as [(String, VaultKeySource?)])
  func `where the key is kept is read from a text`(text: String, source: VaultKeySource?) {
    #expect(VaultKeySource(text) == source)
  }
}
