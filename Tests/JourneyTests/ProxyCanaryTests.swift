import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A program behind the proxy, and whatever it can read: no token is among it.
@Suite(.serialized, .enabled(if: runsHeavyTests), .timeLimit(.minutes(10)))
struct ProxyCanaryTests {
  @Test func `a program behind the proxy finds no token in anything it can read`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      try Self.search.write(
        toFile: "\(bench.home.path)/search.py", atomically: true, encoding: .utf8)
      let outcome = try await bench.program.setting([
        "TMPDIR": "\(bench.home.path)/tmp", "XDG_RUNTIME_DIR": "\(bench.home.path)/run",
        "EPSWITCH_CLIENT_SECRET": "client-secret-canary",
      ]).shell(
        """
        mkdir ~/tmp ~/run ~/work
        eval "$(epswitch env --shell bash)"
        cd ~/work
        epswitch exec --proxy --log text -- python3 ~/search.py 2> ~/tmp/log
        echo "exit $?"
        """
      )
      #expect(outcome.outputLines.last == "exit 9", "\(outcome)")

      var secrets = Secrets()
      for secret in try await bench.secrets() { secrets.add(secret) }
      secrets.add("client-secret-canary")
      #expect(secrets.all.count > 20)
      var places: [String] = []
      for line in outcome.outputLines.dropLast() {
        let parts = line.split(separator: " ")
        let bytes = try #require(parts.count == 2 ? Data(base64Encoded: String(parts[1])) : nil)
        let place = String(parts[0])
        places.append(place)
        secrets.search(place, bytes)
      }
      #expect(secrets.leaks == [])
      // It did look where something could be, and it acted.
      for wanted in [
        "environ", "cmdline", "descriptors", "state/vault.sqlite", "tmp/log", "answer",
      ] {
        #expect(places.contains { $0.hasSuffix(wanted) }, "\(wanted) is not among \(places)")
      }
      let id = try bench.accountID("Acme Industrial")
      #expect(bench.requests(to: "/v2/accounts").last?.actor?.accountID == id)
      // Nothing that epswitch has open is open in the program.
      let open = try #require(outcome.outputLines.first { $0.hasPrefix("descriptors ") })
      let targets = String(
        decoding: Data(base64Encoded: String(open.dropFirst("descriptors ".count))) ?? Data(),
        as: UTF8.self)
      #expect(!targets.contains("vault"), "\(targets)")
      #expect(!targets.contains("socket:"), "\(targets)")
      #expect(!targets.contains("anon_inode"), "\(targets)")
    }
  }

  /// Prints the name and the content, in base 64, of everything it can read.
  private static let search = """
    import base64, os, sys, urllib.request

    def tell(name, content):
        print(name.replace(" ", "_"), base64.b64encode(content).decode() or "AA==")

    def read(path):
        try:
            with open(path, "rb") as file: return file.read(1 << 26)
        except OSError:
            return b"unreadable"

    links = []
    for entry in os.listdir("/proc/self/fd"):
        try: links.append(entry + " " + os.readlink("/proc/self/fd/" + entry))
        except OSError: pass
    tell("descriptors", "\\n".join(links).encode())
    with urllib.request.urlopen(os.environ["EP_ENDPOINT"] + "/v2/accounts") as answer:
        tell("header", str(answer.headers).encode())
        tell("answer", answer.read())
    for name in ("self/environ", "self/cmdline", "self/maps", str(os.getppid()) + "/cmdline"):
        tell(name, read("/proc/" + name))
    for folder in {os.environ["HOME"], os.environ["TMPDIR"], os.getcwd()}:
        for place, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(place, name)
                if os.path.isfile(path): tell(path, read(path))
    sys.exit(9)
    """
}
