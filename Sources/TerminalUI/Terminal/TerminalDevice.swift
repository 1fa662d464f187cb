import Foundation
import AccountViewModel

/// The two ends of the terminal: the standard streams, or `/dev/tty` for one that leads elsewhere,
/// so that a picker in a pipe still has somebody to ask.
final class TerminalDevice: Sendable {
  /// Where keys are read.
  let input: CInt
  /// Where the picture is drawn.
  let output: CInt

  /// - Throws: ``TerminalError/notATerminal``.
  init() throws(TerminalError) {
    guard let input = Self.descriptor(of: STDIN_FILENO) else { throw .notATerminal }
    guard let output = Self.descriptor(of: STDOUT_FILENO) else {
      close(input)
      throw .notATerminal
    }
    self.input = input
    self.output = output
  }

  deinit {
    close(input)
    close(output)
  }

  /// The present number of cells; 80 by 24 when the terminal does not say.
  var size: Size {
    var window = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0 else {
      return Size(columns: 80, rows: 24)
    }
    return Size(columns: Int(window.ws_col), rows: Int(window.ws_row))
  }

  /// Whether the other side of the terminal is gone.
  var isHungUp: Bool {
    var state = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&state, 1, 0) > 0 && state.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
  }

  /// An own descriptor that programs we start do not inherit.
  private static func descriptor(of stream: CInt) -> CInt? {
    let descriptor =
      isatty(stream) == 1
      ? fcntl(stream, F_DUPFD_CLOEXEC, 0)
      : open("/dev/tty", O_RDWR | O_CLOEXEC)
    return descriptor >= 0 ? descriptor : nil
  }
}
