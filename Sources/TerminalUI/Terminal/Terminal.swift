package import AccountViewModel
import CNcurses
import Foundation

/// The terminal this process talks to, drawn on through ncurses.
///
/// Making one looks at the terminal and changes nothing; ``run(_:starting:perform:)`` takes the
/// screen over and gives it back.
@MainActor package final class Terminal {
  let device: TerminalDevice
  let name: String
  let isUTF8: Bool
  var palette: Palette
  private let colours: Int

  /// The terminal multiplexer in between, through which some requests have to be passed.
  let multiplexer: TerminalRequest.Multiplexer?

  /// What the window is called now; `nil` when its name was left alone.
  var title: String?
  var isMouseOn = false

  /// What curses holds while the screen is ours.
  private var curses: Curses?

  private struct Curses {
    let screen: OpaquePointer
    let files: [UnsafeMutablePointer<FILE>]
  }

  /// - Throws: ``TerminalError``, when the terminal cannot be drawn on.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(TerminalError) {
    let device = try TerminalDevice()
    let name = environment["TERM"] ?? ""
    let description = terminal_describe(name, device.output)
    guard !name.isEmpty, description.is_known else {
      // curses calls the plainest of terminals unknown as well.
      throw name == "dumb" ? .dumbTerminal(name) : .unknownTerminal(name)
    }
    guard description.is_addressable else { throw .dumbTerminal(name) }
    self.device = device
    self.name = name
    isUTF8 = TextEncoding.prepare()
    colours = Int(description.colours)
    multiplexer = TerminalRequest.Multiplexer(environment)
    let isColourRefused = !(environment["NO_COLOR"] ?? "").isEmpty
    palette = Palette(colours: isColourRefused ? 0 : colours)
  }

  package var report: TerminalReport {
    TerminalReport(
      name: name, size: device.size, colours: colours, usesColour: palette.depth != .none,
      isUTF8: isUTF8)
  }

  /// Takes the screen over: the other screen of the terminal, keys one by one, no echo.
  func enter() throws(TerminalError) {
    var shellModes = termios()
    guard tcgetattr(device.input, &shellModes) == 0 else { throw .refused(errno) }
    let files = [try file(device.output, mode: "w"), try file(device.input, mode: "r")]
    guard let screen = newterm(name, files[0], files[1]) else {
      files.forEach { fclose($0) }
      throw .unknownTerminal(name)
    }
    curses = Curses(screen: screen, files: files)
    let undo = isTitled ? TerminalRequest.restoreTitle : ""
    crash_restore_arm(device.input, device.output, &shellModes, undo)

    // Every key is a key, Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q included; Enter is not made a newline.
    raw()
    noecho()
    nonl()
    nodelay(stdscr, true)
    prepareKeys()
    prepareColours()
    claim()
    matchSize()
  }

  /// Gives the screen back as the shell left it.
  func leave() {
    guard let curses else { return }
    release()
    endwin()
    crash_restore_disarm()
    delscreen(curses.screen)
    curses.files.forEach { fclose($0) }
    self.curses = nil
  }

  /// Whether a shell runs us as a job of its own, and so would continue us. In `$(…)` we share the
  /// process group of the shell, which waits for us and does not stop.
  private var isJob: Bool {
    let parent = getppid()
    return getsid(parent) == getsid(0) && getpgid(parent) != getpgrp()
  }

  /// Stops the program as Ctrl-Z does elsewhere, with the shell's screen in view, and paints
  /// everything again when it is continued. Does nothing where nobody would continue it.
  package func suspend() {
    guard curses != nil, isJob else { return }
    release()
    endwin()
    // Otherwise the signal to continue is about to be read.
    if !signal_pipe_suspend() { reclaim() }
  }

  /// Puts the terminal into our modes again and paints everything: somebody else may have had it.
  func reclaim() {
    reset_prog_mode()
    claim()
    matchSize()
    repaint()
  }

  /// Sends the whole picture again.
  func repaint() {
    clearok(curscr, true)
    wrefresh(stdscr)
  }

  /// Makes curses's idea of the size the real one.
  func matchSize() {
    let size = device.size
    if Int(LINES) != size.rows || Int(COLS) != size.columns {
      resizeterm(CInt(size.rows), CInt(size.columns))
    }
    // A terminal that grew or shrank moved its text around in its own way.
    clearok(curscr, true)
  }

  private func file(
    _ descriptor: CInt, mode: String
  ) throws(TerminalError) -> UnsafeMutablePointer<FILE> {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0 else { throw .refused(errno) }
    guard let file = fdopen(copy, mode) else { throw .refused(errno) }
    return file
  }
}

/// What is known of the terminal before anything is drawn.
package struct TerminalReport: Hashable, Sendable {
  /// What `TERM` says.
  package let name: String

  package let size: Size

  /// How many colours the terminal has; 0 when it has none.
  package let colours: Int

  /// Whether colours are used: there are some, and `NO_COLOR` does not forbid them.
  package let usesColour: Bool

  /// Whether text is written in UTF-8; without it, everything but ASCII is shown as `?`.
  package let isUTF8: Bool
}

/// Why there is no picture, or no more of it.
package enum TerminalError: Error, Hashable, Sendable {
  /// Neither the standard streams nor `/dev/tty` lead to a terminal.
  case notATerminal

  /// There is no description of the terminal `TERM` names; the name is empty when `TERM` is not set.
  case unknownTerminal(String)

  /// The terminal `TERM` names cannot put its cursor anywhere, as `dumb`.
  case dumbTerminal(String)

  /// The system refused what the terminal needs; the value is its `errno`.
  case refused(CInt)

  /// A signal asked the program to end, or the terminal hung up, which counts as `SIGHUP`. The
  /// terminal is restored; the exit code by custom is 128 plus the signal.
  case interrupted(signal: CInt)
}

/// The encoding that the C library, and with it curses, writes text in.
enum TextEncoding {
  /// Takes the encoding of the environment, or UTF-8 when that names another one: a session without
  /// a locale, over SSH or in a container, is shown by a UTF-8 terminal all the same.
  ///
  /// Only `LC_CTYPE` is set, so that numbers keep their decimal point.
  ///
  /// - Returns: whether it is UTF-8 now.
  static func prepare() -> Bool {
    setlocale(LC_CTYPE, "")
    if !isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
    return isUTF8
  }

  private static var isUTF8: Bool {
    nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } == "UTF-8"
  }
}
