import Subprocess

/// Opens a web address in the person's browser.
package struct BrowserOpener: Sendable {
  private let environment: [String: String]
  private let timeLimit: Duration

  /// - Parameters:
  ///   - environment: What the browser starts with; its `BROWSER` says which, its `PATH` where.
  ///   - timeLimit: How long a command may take to fail. One that still runs then is the browser
  ///     itself, in the foreground.
  package init(environment: [String: String], timeLimit: Duration = .seconds(10)) {
    self.environment = environment
    self.timeLimit = timeLimit
  }

  /// Tries one command after another until one has opened the address; whether one has.
  ///
  /// No command is given the address itself, see ``BrowserHandOff``. A browser is never stopped: not by
  /// the time limit, and not by cancelling the task.
  package func open(_ address: String) async -> Bool {
    guard Self.isWebAddress(address), !commands(for: address).isEmpty,
      let handOff = try? await BrowserHandOff.start(to: address)
    else { return false }
    for command in commands(for: handOff.address) {
      if Task.isCancelled { break }
      if await start(command) { return true }
    }
    handOff.close()
    return false
  }

  /// The commands to try, each with its arguments, best first. Empty where nobody would see a window.
  func commands(for address: String) -> [[String]] {
    let chosen = (environment["BROWSER"] ?? "").split(separator: ":").compactMap {
      Self.command(from: $0, address: address)
    }
    return chosen + (isRemoteWithoutDisplay ? [] : Self.systemOpeners.map { [$0, address] })
  }

  #if os(macOS)
    private static let systemOpeners = ["open"]
  #else
    private static let systemOpeners = ["xdg-open", "wslview"]
  #endif
}

extension BrowserOpener {
  /// The words of one entry of `BROWSER`: `%s` is the address, which otherwise comes last.
  private static func command(from entry: Substring, address: String) -> [String]? {
    let words = entry.split(whereSeparator: \.isWhitespace).map(String.init)
    guard !words.isEmpty else { return nil }
    guard entry.contains("%s") else { return words + [address] }
    return words.map { $0.replacing("%s", with: address) }
  }

  /// Whether the text is an `http` or `https` address, in the visible ASCII of a URL.
  static func isWebAddress(_ text: String) -> Bool {
    let lowercased = text.lowercased()
    return ["https://", "http://"].contains { lowercased.hasPrefix($0) }
      && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private var isRemoteWithoutDisplay: Bool {
    func isSet(_ name: String) -> Bool { environment[name]?.isEmpty == false }
    return isSet("SSH_CONNECTION") && !isSet("DISPLAY") && !isSet("WAYLAND_DISPLAY")
  }

  /// Starts a command; true when it succeeded, or still runs after the time limit.
  private func start(_ command: [String]) async -> Bool {
    var options = PlatformOptions()
    // A session of its own: Ctrl-C in our terminal does not reach the browser.
    options.createSession = true
    let configuration = Configuration(
      // Finds a name in the `PATH` of that environment, takes a path as it is; not a shell.
      executable: .name("env"), arguments: Arguments(command),
      environment: .custom(
        Dictionary(
          uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })),
      platformOptions: options)

    let (outcomes, outcome) = AsyncStream.makeStream(of: Bool.self)
    // No child task: cancelling one would kill its process, and the browser outlives us.
    Task.detached {
      let result = try? await run(configuration, output: .discarded, error: .discarded)
      outcome.yield(result?.terminationStatus.isSuccess == true)
    }
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask { [timeLimit] in
        try? await Task.sleep(for: timeLimit)
        return true
      }
      group.addTask { await outcomes.first { _ in true } ?? true }
      defer { group.cancelAll() }
      return await group.next() ?? true
    }
  }
}
