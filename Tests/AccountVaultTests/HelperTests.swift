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
    #expect(Data(base64Encoded: secret)?.count == 32)
    let calls = try String(contentsOfFile: "\(folder.path)/calls", encoding: .utf8)
      .split(separator: "\n")
    #expect(calls.first == "get \(address)")
    #expect(calls.last?.hasPrefix("store {") == true)
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
