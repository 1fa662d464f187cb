import AccountViewModel
import CNcurses
import Foundation

/// Sequences that ask the terminal for more than text, as xterm has them (`ctlseqs`) and others took
/// over.
enum TerminalRequest {
  /// What stands between a program and the terminal.
  enum Multiplexer: Hashable, Sendable {
    case tmux, screen

    /// `nil` where there is none.
    init?(_ environment: [String: String]) {
      if environment["TMUX"]?.isEmpty == false {
        self = .tmux
      } else if environment["STY"]?.isEmpty == false {
        self = .screen
      } else {
        return nil
      }
    }

    /// The sequence packed so that it reaches the terminal.
    func passed(_ sequence: String) -> String {
      switch self {
      case .tmux: "\u{1B}Ptmux;\(sequence.replacing("\u{1B}", with: "\u{1B}\u{1B}"))\u{1B}\\"
      case .screen: "\u{1B}P\(sequence)\u{1B}\\"
      }
    }
  }

  /// Asks for marks around pasted text (bracketed paste).
  static func pasteMarks(_ on: Bool) -> String { "\u{1B}[?2004\(on ? "h" : "l")" }

  /// Asks for clicks and the wheel, in the form that knows no last column (SGR, 1006).
  static func mouse(_ on: Bool) -> String {
    on ? "\u{1B}[?1000h\u{1B}[?1006h" : "\u{1B}[?1006l\u{1B}[?1000l"
  }

  /// Puts text on the clipboard (OSC 52). tmux takes it itself or passes it on, as it is set up; so it
  /// gets both forms, which have the same effect.
  static func copy(_ text: String, through multiplexer: Multiplexer?) -> String {
    let request = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
    return switch multiplexer {
    case nil: request
    case .tmux?: request + Multiplexer.tmux.passed(request)
    case .screen?: Multiplexer.screen.passed(request)
    }
  }

  /// Keeps the name of the window, and restores it (XTWINOPS 22 and 23).
  static let keepTitle = "\u{1B}[22;2t"
  static let restoreTitle = "\u{1B}[23;2t"

  /// Names the window (OSC 2).
  static func title(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar.isDisplayable && plain.count < 120 {
      plain.append(scalar)
    }
    return "\u{1B}]2;\(String(plain))\u{1B}\\"
  }

  /// Whether a terminal of this name has a window with a title. Others could show the request as text.
  static func hasTitle(_ name: String) -> Bool {
    let kinds = [
      "xterm", "tmux", "screen", "rxvt", "konsole", "vte", "gnome", "alacritty", "foot", "kitty",
      "wezterm", "ghostty", "contour", "mlterm", "putty", "st-", "mintty",
    ]
    return kinds.contains { name.hasPrefix($0) }
  }
}

extension Terminal {
  /// Hands text to the clipboard of the terminal; whether it takes it is up to the terminal.
  package func copy(_ text: String) { send(TerminalRequest.copy(text, through: multiplexer)) }

  package func ringBell() { send("\u{07}") }

  var isTitled: Bool { TerminalRequest.hasTitle(name) }

  /// Asks for what the screen needs while it is ours.
  func claim() {
    send(TerminalRequest.pasteMarks(true))
    if isMouseOn { send(TerminalRequest.mouse(true)) }
    if isTitled {
      send(TerminalRequest.keepTitle)
      setTitle()
    }
  }

  /// Takes back what ``claim()`` asked for.
  func release() {
    send(TerminalRequest.pasteMarks(false))
    if isMouseOn { send(TerminalRequest.mouse(false)) }
    if isTitled { send(TerminalRequest.restoreTitle) }
  }

  func setTitle() {
    guard isTitled, let title else { return }
    send(TerminalRequest.title(title))
  }

  /// Writes past curses, whose `putp` writes to the standard output, which may lead elsewhere.
  func send(_ sequence: String) {
    var bytes = Array(sequence.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { write(device.output, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }
}
