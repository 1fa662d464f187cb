import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// A store whose answer does not end, against everything that reads one: the bytes are bounded, and
/// nothing is waited for.
@Suite(.serialized)
struct EndlessAnswerTests {
  enum Kind: String, CaseIterable {
    /// A body in chunks, and one that would end with the connection.
    case chunks, stream
    /// Header fields, and interim answers before the final one.
    case fields, interim

    /// What the error says was wrong.
    var reason: String {
      switch self {
      case .chunks, .stream: "the answer is larger than 32 MiB"
      case .fields, .interim: "the answer is not valid HTTP"
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `a command gives up an answer without an end by its size`(kind: Kind) async throws {
    try await withRelay(answering: kind) { bench in
      let outcome = try await bench.program.shell(
        """
        \(Self.start)
        attempt() {
          echo "$1 \(kind.rawValue)" > ~/mode; shift; rm -f ~/taken
          timeout 300 "$@" > ~/out 2> ~/err < ~/password; code=$?
          until [ -s ~/taken ]; do kill -0 $relay || exit 97; sleep 0.05; done
          echo "$code $(stat -c %s ~/out) $(awk '{ sum += $1 } END { print sum }' ~/taken) $*"
          cat ~/err >&2
          echo none none > ~/mode
        }
        minting=/v2/account-members
        attempt $minting epswitch login --username "$MEMBER" --password-stdin
        attempt $minting epswitch refresh
        attempt $minting epswitch switch bolt
        attempt /v2/accounts epswitch api /v2/accounts
        attempt /v2/accounts epswitch api --paginate /v2/accounts
        attempt /v2/accounts epswitch api --paginate --slurp /v2/accounts
        epswitch current --id
        """
      ).succeeded()
      let lines = outcome.outputLines
      #expect(lines.count == 7, "\(outcome)")
      for line in lines.dropLast() {
        let fields = line.split(separator: " ")
        #expect(fields[0] == "5" && fields[1] == "0", "\(line)")
        // What the kernel holds on both sides counts as taken, too.
        #expect(try #require(Int(fields[2])) < 80 << 20, "\(line)")
      }
      let errors = outcome.errorLines.suffix(6)
      #expect(errors.allSatisfy { $0.contains(kind.reason) }, "\(outcome)")
      #expect(try lines.last == bench.accountID("Acme Industrial"))
    }
  }

  @Test(arguments: [Kind.chunks, .stream])
  func `a proxy passes on a stream without an end, keeps little of it, and ends with its client`(
    kind: Kind
  ) async throws {
    try await withRelay(answering: kind) { bench in
      let outcome = try await bench.program.shell(
        """
        \(Self.start)
        epswitch proxy > ~/said 2> ~/log & proxy=$!
        until [ -s ~/said ]; do kill -0 $proxy || exit 96; sleep 0.05; done
        echo "/v2/accounts \(kind.rawValue)" > ~/mode
        curl -s "$(cat ~/said)/v2/accounts" | head -c 100000000 | wc -c
        until [ -s ~/taken ]; do kill -0 $relay || exit 97; sleep 0.05; done
        cat ~/taken
        awk '/VmHWM/ { print $2 }' /proc/$proxy/status
        kill $proxy; wait $proxy; exit 0
        """
      ).succeeded()
      let numbers = outcome.outputLines.compactMap { Int($0) }
      #expect(numbers.count == 3, "\(outcome)")
      #expect(numbers[0] == 100_000_000)
      // Once the client has gone, no more is taken than what is on the way.
      #expect(numbers[1] < 140_000_000)
      #expect(numbers[2] < 400_000, "KiB")
    }
  }

  /// - Parameter body: gets the program in a home in which the relay stands.
  private func withRelay(
    answering kind: Kind, _ body: (Bench) async throws -> Void
  ) async throws {
    try await withBench { bench in
      try Data(Self.relay.utf8).write(to: URL(filePath: "\(bench.home.path)/relay.py"))
      try Data("none none\n".utf8).write(to: URL(filePath: "\(bench.home.path)/mode"))
      try Data(bench.store.member.password.utf8)
        .write(to: URL(filePath: "\(bench.home.path)/password"))
      try await body(
        bench.using(bench.program.setting(["MEMBER": bench.store.member.username])))
    }
  }

  /// Puts the relay in front of the store, and signs in through it.
  private static let start = """
    cd; python3 ~/relay.py "$EPSWITCH_ENDPOINT" ~/mode ~/taken > ~/port & relay=$!
    trap 'kill $relay' EXIT
    until [ -s ~/port ]; do kill -0 $relay || exit 99; sleep 0.05; done
    export EPSWITCH_ENDPOINT=http://127.0.0.1:$(cat ~/port)
    epswitch login --username "$MEMBER" --password-stdin --account 'Acme Industrial' \
      < ~/password 2>/dev/null || exit 98
    """

  /// A store in front of the store, whose answers to one path have no end. It writes down how much was
  /// taken of each.
  private static let relay = #"""
    import socket, sys, threading, urllib.parse

    upstream, mode, taken = urllib.parse.urlparse(sys.argv[1]), sys.argv[2], sys.argv[3]
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)

    ok = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    endless = {
        "chunks": (ok + b"Transfer-Encoding: chunked\r\n\r\n",
                   b"8000\r\n" + b'{"a":1},' * 4096 + b"\r\n"),
        "stream": (ok + b"\r\n", b'{"a":1},' * 4096),
        "fields": (ok, b"X-A: b\r\n" * 4096),
        "interim": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1024),
    }

    def message(stream):
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line: return None, None
            head += line
        length = 0
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length": length = int(value)
        return head, stream.read(length)

    def flood(client, first, part):
        count = 0
        try:
            client.sendall(first)
            # No limit of anybody is so high.
            while count < 2 << 30:
                client.sendall(part)
                count += len(part)
        except OSError:
            pass
        with open(taken, "a") as file: print(count, file=file)

    def serve(client):
        stream = client.makefile("rb")
        while True:
            head, body = message(stream)
            if head is None: break
            path, kind = open(mode).read().split()
            if head.split(b" ")[1].decode().startswith(path):
                flood(client, *endless[kind])
                break
            store = socket.create_connection((upstream.hostname, upstream.port))
            store.sendall(head + body)
            client.sendall(b"".join(message(store.makefile("rb"))))
            store.close()
        client.close()

    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
    """#
}
