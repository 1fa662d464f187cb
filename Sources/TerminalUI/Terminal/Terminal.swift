package import AccountViewModel
import CNcurses
import Foundation

/// The terminal this process talks to, drawn on through ncurses, which takes the whole of it, or in some
/// rows at the cursor by ``InlineDrawing``.
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

  /// The rows to take below what the shell wrote; `nil` for the other screen of the terminal.
  let height: ScreenHeight?

  /// The lines that curses was given last; `nil` when it has to be given all of them.
  var drawn: [Line]?

  /// What stands in these rows, and what was typed.
  var drawing = InlineDrawing()
  var input = InlineInput()

  /// The modes the shell had set, while the screen is ours.
  private var shellModes: termios?

  /// What curses holds meanwhile.
  private var curses: Curses?

  private struct Curses {
    let screen: OpaquePointer
    let files: [UnsafeMutablePointer<FILE>]
  }

  /// - Parameter height: the rows to take below what the shell wrote; `nil`, or all there are, for the
  ///   other screen of the terminal.
  /// - Throws: ``TerminalError``, when the terminal cannot be drawn on.
  package init(
    height: ScreenHeight? = nil,
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
    let rows = device.size.rows
    self.height = height.flatMap { $0.rows(of: rows) < rows ? $0 : nil }
    isUTF8 = TextEncoding.prepare()
    colours = Int(description.colours)
    multiplexer = TerminalRequest.Multiplexer(environment)
    let isColourRefused = !(environment["NO_COLOR"] ?? "").isEmpty
    palette = Palette(colours: isColourRefused ? 0 : colours)
  }

  package var report: TerminalReport {
    TerminalReport(
      name: name, size: size, colours: colours, usesColour: palette.depth != .none,
      isUTF8: isUTF8)
  }

  /// The cells there are to draw on.
  var size: Size {
    var size = device.size
    if let height { size.rows = height.rows(of: size.rows) }
    return size
  }

  /// Takes the screen over: the other screen of the terminal or rows of this one, keys one by one, no
  /// echo.
  func enter() throws(TerminalError) {
    var shellModes = termios()
    guard tcgetattr(device.input, &shellModes) == 0 else { throw .refused(errno) }
    if height == nil { try startCurses() }
    self.shellModes = shellModes
    // Rows in front of the cursor are not known to a crash handler; what is below them is cleared.
    let undo =
      (height == nil ? "" : "\u{1B}[m\u{1B}[?25h\u{1B}[J")
      + (isTitled ? TerminalRequest.restoreTitle : "")
    crash_restore_arm(device.input, device.output, &shellModes, undo, height == nil)

    // Every key is a key, Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q included; Enter is not made a newline.
    if height == nil {
      raw()
      noecho()
      nonl()
      nodelay(stdscr, true)
      prepareKeys()
      prepareColours()
    } else {
      setRawModes()
    }
    claim()
    matchSize()
  }

  private func startCurses() throws(TerminalError) {
    let files = [try file(device.output, mode: "w"), try file(device.input, mode: "r")]
    guard let screen = newterm(name, files[0], files[1]) else {
      files.forEach { fclose($0) }
      throw .unknownTerminal(name)
    }
    curses = Curses(screen: screen, files: files)
  }

  /// Gives the screen back as the shell left it.
  func leave() {
    guard shellModes != nil else { return }
    release()
    giveBack()
    crash_restore_disarm()
    shellModes = nil
    guard let curses else { return }
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
    guard shellModes != nil, isJob else { return }
    release()
    giveBack()
    // Otherwise the signal to continue is about to be read.
    if !signal_pipe_suspend() { reclaim() }
  }

  /// Puts the terminal into our modes again and paints everything: somebody else may have had it.
  func reclaim() {
    if height == nil {
      reset_prog_mode()
    } else if setRawModes() {
      drawing.forget()
    }
    claim()
    matchSize()
    repaint()
  }

  /// Shows what the shell wrote and sets its modes again.
  private func giveBack() {
    guard height != nil, var shellModes else {
      endwin()
      return
    }
    send(drawing.erase() + "\u{1B}[?25h")
    tcsetattr(device.input, TCSADRAIN, &shellModes)
  }

  /// Has every key arrive by itself, and not shown.
  ///
  /// - Returns: whether somebody else, such as the shell, had set other modes.
  @discardableResult
  func setRawModes() -> Bool {
    guard var modes = shellModes else { return false }
    var present = termios()
    tcgetattr(device.input, &present)
    cfmakeraw(&modes)
    guard present.c_lflag != modes.c_lflag else { return false }
    tcsetattr(device.input, TCSADRAIN, &modes)
    return true
  }

  /// Sends the whole picture again.
  func repaint() {
    guard height == nil else { return send(drawing.erase()) }
    clearok(curscr, true)
    wrefresh(stdscr)
  }

  /// Makes curses's idea of the size the real one.
  func matchSize() {
    guard height == nil else { return send(drawing.erase()) }
    let size = size
    if Int(LINES) != size.rows || Int(COLS) != size.columns {
      resizeterm(CInt(size.rows), CInt(size.columns))
    }
    drawn = nil
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
