import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch proxy` as a process of its own, with curl on one side and a server in Python in front of
/// the store on the other.
@Suite(.serialized, .enabled(if: runsHeavyTests), .timeLimit(.minutes(10)))
struct ProxyJourneyTests {
  @Test func `an upload, a stream and single requests outlive ten switches`() async throws {
    try await withBench { bench in
      try Self.server.write(
        toFile: "\(bench.home.path)/server.py", atomically: true, encoding: .utf8)
      let outcome = try await bench.program.setting([
        "STORE_PORT": "\(bench.server.port)", "USERNAME": bench.store.member.username,
        "PASSWORD": bench.store.member.password,
      ]).shell(Self.journey, within: .seconds(500)).succeeded()
      let report = try #require(Report(outcome.output), "\(outcome)")

      #expect(report.switches == 10)
      #expect(report.failures == [])
      #expect(report.uploadedBytes == 200_000_000)
      #expect(report.events > 10)
      // What 200 MB leave in memory on their way. The upload is forty times as large.
      #expect(report.peak - report.before < 48 << 10, "\(report.before), then \(report.peak) KiB")

      let logged = report.log.map(LogLine.init).compactMap(\.self)
      #expect(logged.count == report.log.count, "\(report.log)")
      #expect(logged.allSatisfy { $0.status == "200" }, "\(report.log)")
      let names = ["Bolt & Nut Co", "Zenith Hospitals", "Acme Industrial"]
      for number in 0..<10 {
        let path = "/v2/accounts/\(number)"
        let line = try #require(logged.first { $0.path == path })
        #expect(line.account == (try bench.accountID(names[number % 3])))
      }
      // Each request came to the store as the account that its line names.
      #expect(logged.count == 12)
      for line in logged {
        let actors = bench.requests.filter { $0.path == line.path }.map(\.actor?.accountID)
        #expect(actors == [line.account], "\(line)")
      }
    }
  }

  @Test func `a server behind the proxy outlives its tokens and follows switches`() async throws {
    try await withBench { bench in
      let names = ["Acme Industrial", "Bolt & Nut Co", "Zenith Hospitals"]
      let ids = try names.map(bench.accountID)
      // Tokens are renewed thirty seconds before they expire.
      for id in ids { bench.server.setLifetime(33, ofAccount: id) }
      try await bench.signIn(as: "Acme Industrial")
      try Self.pages.write(
        toFile: "\(bench.home.path)/server.py", atomically: true, encoding: .utf8)
      let outcome = try await bench.program.shell(
        """
        trap 'kill $(jobs -p) 2>/dev/null' EXIT
        epswitch exec --proxy -- python3 ~/server.py > ~/port & run=$!
        until [ -s ~/port ]; do kill -0 $run || exit 99; sleep 0.05; done
        page() { curl -fsS "http://127.0.0.1:$(cat ~/port)/" || echo failed; }
        expiry() { epswitch current --format json | tr , '\\n' | grep '"expires"'; }
        page
        for name in 'Bolt & Nut Co' 'Zenith Hospitals' 'Acme Industrial'; do
          epswitch switch "$name" 2>/dev/null
          first=$(expiry)
          page
          while [ "$(expiry)" = "$first" ]; do sleep 0.1; page > ~/meanwhile; done
          page
        done
        kill -TERM $run; wait $run; echo "exit $?"
        """)
      // The status of the store's answers, and how many tokens the server has in its environment.
      #expect(
        outcome.outputLines == Array(repeating: "200 0", count: 7) + ["exit 143"], "\(outcome)")
      let requests = bench.requests(to: "/v2/accounts")
      var acted: [String?] = []
      for actor in requests.map(\.actor?.accountID) where acted.last != actor {
        acted.append(actor)
      }
      #expect(acted == ids + [ids[0]])
      let tokens = Set(requests.map { $0.header("EP-Account-Management-Authentication-Token") })
      #expect(tokens.count >= 7, "\(tokens.count) tokens")
    }
  }

  /// A server that asks the store for each of its pages.
  private static let pages = """
    import http.server, os, urllib.error, urllib.request

    tokens = sum("TOKEN" in name for name in os.environ)

    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *arguments): pass

        def do_GET(self):
            try:
                with urllib.request.urlopen(os.environ["EP_ENDPOINT"] + "/v2/accounts") as answer:
                    status = answer.status
            except urllib.error.HTTPError as error:
                status = error.code
            text = f"{status} {tokens}\\n".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """

  /// A line such as `14:03:59Z GET /v2/accounts/1 200 3 ms Acme (9e22…)`.
  private struct LogLine {
    let path: String
    let status: String
    let account: String

    init?(_ line: String) {
      guard let match = line.wholeMatch(of: /\S+ \S+ (\S+) (\S+|cut off) \d+ ms .* \((\S+)\)/)
      else { return nil }
      (path, status, account) = (
        String(match.output.1), String(match.output.2), String(match.output.3)
      )
    }
  }

  /// What the script says at its end.
  private struct Report {
    var switches = 0, uploadedBytes = 0, events = 0, before = 0, peak = 0
    var failures: [String] = []
    var log: [String] = []

    init?(_ output: String) {
      for line in output.split(separator: "\n") {
        let (key, value) = (line.prefix { $0 != "=" }, String(line.drop { $0 != "=" }.dropFirst()))
        switch key {
        case "switches": switches = Int(value) ?? 0
        case "uploaded": uploadedBytes = Int(value) ?? 0
        case "events": events = Int(value) ?? 0
        case "before": before = Int(value) ?? 0
        case "peak": peak = Int(value) ?? 0
        case "failure": failures.append(value)
        case "log": log.append(value)
        default: return nil
        }
      }
    }
  }

  /// The upload is written between the switches, so that it lasts as long as they do.
  private static let journey = """
    trap 'kill $(jobs -p) 2>/dev/null' EXIT
    python3 ~/server.py > ~/port & server=$!
    until [ -s ~/port ]; do kill -0 $server || exit 99; sleep 0.05; done
    export EPSWITCH_ENDPOINT=http://127.0.0.1:$(cat ~/port)
    printf %s "$PASSWORD" |
      epswitch login --username "$USERNAME" --password-stdin --account 'Acme Industrial' 2>/dev/null
    epswitch proxy > ~/base 2> ~/log & proxy=$!
    until [ -s ~/base ]; do kill -0 $proxy || { cat ~/log; exit 99; }; sleep 0.05; done
    base=$(cat ~/base)
    curl -fsS "$base/warm" || echo "failure=warm"
    curl -fsSN "$base/events" > ~/events 2> ~/listening & listener=$!
    field() { awk -v field="$1:" '$1 == field { print $2 }' /proc/$proxy/status; }
    next_event() {
      seen=$(wc -l < ~/events)
      until [ "$(wc -l < ~/events)" -gt "$seen" ]; do
        kill -0 $listener || { echo "failure=the stream" >&3; return; }
        sleep 0.05
      done
    }
    next_event
    echo "before=$(field VmRSS)"
    # Root alone may have the largest amount counted from here on.
    { echo 5 > /proc/$proxy/clear_refs; } 2>/dev/null
    names=('Bolt & Nut Co' 'Zenith Hospitals' 'Acme Industrial')
    {
      for number in {0..9}; do
        head -c 20000000 /dev/zero
        epswitch switch "${names[$((number % 3))]}" 2>/dev/null || echo "failure=switch" >&3
        curl -fsS "$base/v2/accounts/$number" >/dev/null || echo "failure=request $number" >&3
        next_event
      done
    } 3> ~/failures | curl -fsS -X POST -T - "$base/upload" > ~/uploaded || echo "failure=upload"
    cat ~/failures
    echo "switches=$(epswitch history --format csv | grep -c ',switch,')"
    echo "uploaded=$(cat ~/uploaded)"
    curl -fsS "$base/end" || echo "failure=end"
    wait $listener || echo "failure=the end of the stream"
    echo "events=$(grep -c data: ~/events)"
    echo "peak=$(field VmHWM)"
    kill -INT $proxy; wait $proxy
    grep -v -e ' /warm ' -e ' /end ' ~/log | sed 's/^/log=/'
    """

  /// Events, and an upload that is counted; all else, and who asked for these, goes to the store.
  private static let server = """
    import http.client, http.server, os, threading, time

    ended = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments): pass

        def body(self):
            length = self.headers.get("Content-Length")
            if length:
                yield self.rfile.read(int(length))
            elif self.headers.get("Transfer-Encoding"):
                while size := int(self.rfile.readline(), 16):
                    left = size
                    while left:
                        part = self.rfile.read(min(left, 1 << 16))
                        left -= len(part)
                        yield part
                    self.rfile.readline()
                self.rfile.readline()

        def answer(self, status, content, kind="application/json"):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def ask_store(self, content=None):
            store = http.client.HTTPConnection("127.0.0.1", int(os.environ["STORE_PORT"]))
            headers = {name: value for name, value in self.headers.items()
                       if name.lower() not in ("host", "content-length", "transfer-encoding")}
            store.request("GET" if content is None else self.command, self.path, content, headers)
            response = store.getresponse()
            return response, response.read()

        def do_GET(self): self.handle_request()
        def do_POST(self): self.handle_request()

        def handle_request(self):
            if self.path == "/end":
                ended.set()
                return self.answer(200, b"")
            if self.path == "/warm": return self.answer(200, b"")
            if self.path == "/upload":
                self.ask_store()
                return self.answer(200, str(sum(len(part) for part in self.body())).encode())
            if self.path == "/events":
                self.ask_store()
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                while not ended.wait(0.05):
                    self.wfile.write(b"10\\r\\ndata: an event\\n\\n\\r\\n")
                    self.wfile.flush()
                return self.wfile.write(b"0\\r\\n\\r\\n")
            if self.path.startswith("/v2/accounts/"):
                self.ask_store()
                return self.answer(200, b"{}")
            response, content = self.ask_store(b"".join(self.body()))
            self.answer(response.status, content, response.headers["Content-Type"])

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    """
}
