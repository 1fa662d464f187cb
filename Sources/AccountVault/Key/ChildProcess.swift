import Foundation

/// A program that is asked one thing and answers once, waited for within a bound, in a process group of
/// its own: what takes too long is ended with the programs it started.
///
/// It does not inherit secrets of ours, see ``environment``.
///
/// It is plain `posix_spawn` and `poll`: the vault is synchronous, and asynchronous process
/// libraries need threads of the pool that their waiting callers occupy.
struct ChildProcess {
  let program: String
  let arguments: [String]

  struct Answer {
    /// What it wrote to its standard output.
    let output: Data

    /// Whether it ended with status 0.
    let succeeded: Bool
  }

  enum Failure: Error {
    case notFound
    case timedOut

    /// An `errno`.
    case system(Int32)
  }

  /// How many bytes of an answer are read.
  private static let outputLimit = 64 * 1024

  /// Runs the program to its end; one that takes longer is killed.
  ///
  /// - Parameters:
  ///   - request: what it reads on its standard input; a few kilobytes at most.
  ///   - seconds: how long it may take.
  func answer(to request: Data, within seconds: Int) throws(Failure) -> Answer {
    let deadline = ContinuousClock.now + .seconds(seconds)
    let connection = try Connection()
    // It fits into the socket's buffer, so it is sent before anyone reads, and nothing blocks.
    let sent = request.withUnsafeBytes {
      send(connection.ours, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
    guard sent == request.count else { throw .system(sent < 0 ? errno : EMSGSIZE) }
    shutdown(connection.ours, Int32(SHUT_WR))
    let process = try spawn(speakingThrough: connection.theirs)
    var isReaped = false
    defer {
      if !isReaped {
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
      }
    }
    connection.closeTheirs()
    var status: Int32?
    let output = try Self.read(connection.ours, until: deadline) {
      if status == nil { status = Self.status(of: process) }
      if status != nil { isReaped = true }
      return status != nil
    }
    if let status { return Answer(output: output, succeeded: status == 0) }
    let ended = try Self.wait(for: process, until: deadline)
    isReaped = true
    return Answer(output: output, succeeded: ended == 0)
  }

  /// The environment without what only epswitch and the store are meant to know.
  private static var environment: [String] {
    ProcessInfo.processInfo.environment.filter { name, _ in
      let isOurs = ["EPSWITCH_", "EPCC_", "EP_"].contains { name.hasPrefix($0) }
      return !isOurs || !["SECRET", "TOKEN", "PASSWORD"].contains { name.contains($0) }
    }.map { "\($0)=\($1)" }
  }

  private func spawn(speakingThrough socket: Int32) throws(Failure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)

    // What this process ignores or blocks is its own affair.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    let vector = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = Self.environment.map { strdup($0) } + [nil]
    defer { for text in vector + variables { free(text) } }
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, &attributes, vector, variables)
    guard code == 0 else { throw code == ENOENT ? .notFound : .system(code) }
    return process
  }

  /// Milliseconds after which is looked whether the program has ended, although another one it left
  /// behind still holds its output.
  private static let endInterval: Int32 = 50

  /// Reads until the other side closes, or the program has ended and there is no more to read.
  private static func read(
    _ descriptor: Int32, until deadline: ContinuousClock.Instant, hasEnded: () -> Bool
  ) throws(Failure) -> Data {
    var output = Data()
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isLast = false
    while true {
      var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = millisecondsLeft(until: deadline)
      switch poll(&waited, 1, isLast ? 0 : min(left, endInterval)) {
      case 0 where isLast: return output
      case 0 where hasEnded(): isLast = true; continue
      case 0 where left > 0: continue
      case 0: throw .timedOut
      case ..<0 where errno == EINTR: continue
      case ..<0: throw .system(errno)
      default: break
      }
      let count = Foundation.read(descriptor, &buffer, buffer.count)
      // A program that leaves its input unread resets the connection where others close it.
      if count == 0 || (count < 0 && errno == ECONNRESET) { return output }
      guard count > 0 else { throw .system(errno) }
      output.append(contentsOf: buffer.prefix(count))
      guard output.count <= outputLimit else { throw .system(EMSGSIZE) }
    }
  }

  /// How a process ended; `nil` while it runs.
  private static func status(of process: pid_t) -> Int32? {
    var status: Int32 = 0
    return waitpid(process, &status, WNOHANG) == process ? status : nil
  }

  /// Waits for the end of a process that has closed its output, which is usually at once.
  private static func wait(
    for process: pid_t, until deadline: ContinuousClock.Instant
  ) throws(Failure) -> Int32 {
    var status: Int32 = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process { return status }
      guard ended == 0 || errno == EINTR else { throw .system(errno) }
      guard ContinuousClock.now < deadline else { throw .timedOut }
      usleep(1000)
    }
  }

  /// Rounded up, so that a wait does not end before the deadline.
  private static func millisecondsLeft(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = max(.zero, deadline - .now)
    return Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
  }
}

/// Two connected sockets that no other program inherits, closed when it goes.
private final class Connection {
  let ours: Int32
  private(set) var theirs: Int32

  init() throws(ChildProcess.Failure) {
    var ends: [Int32] = [-1, -1]
    // A socket in place of a pipe is closed in other children from the start.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .system(errno) }
    (ours, theirs) = (ends[0], ends[1])
  }

  deinit {
    close(ours)
    closeTheirs()
  }

  func closeTheirs() {
    if theirs >= 0 { close(theirs) }
    theirs = -1
  }
}
