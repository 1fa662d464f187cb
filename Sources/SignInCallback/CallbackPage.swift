/// A page for the browser: self-contained, without scripts and styles, and without any part of the
/// address.
struct CallbackPage {
  let title: String
  let text: String

  static let signedIn = CallbackPage(
    title: "You are signed in",
    text: "You can close this window and go back to the terminal.")

  static func refused(_ text: String) -> CallbackPage {
    CallbackPage(title: "You are not signed in", text: text)
  }

  static let ignored = CallbackPage(
    title: "This answer belongs to another sign-in",
    text: "Finish the sign-in that the terminal opened last, or start again there.")

  /// For a callback that arrives while another one is handled.
  static let busy = CallbackPage(
    title: "A sign-in is being finished",
    text: "Another answer arrived before this one. The terminal shows how it ends.")

  static let waiting = CallbackPage(
    title: "Waiting for your sign-in", text: "Finish it in the window that the terminal opened.")

  static let notFound = CallbackPage(
    title: "Not found", text: "Only the answer to a sign-in is received at this address.")

  static let redirected = CallbackPage(
    title: "On to the sign-in", text: "This address worked once and is not valid any more.")

  static let otherUser = CallbackPage(
    title: "Another user's sign-in",
    text: "The answer to a sign-in is received from the user who began it only.")

  /// Where the kernel's table of connections cannot be read.
  static let unknownUser = CallbackPage(
    title: "Finish in the terminal",
    text: "Which user of this machine sent this cannot be checked, since /proc is not readable. "
      + "Copy the address of this page and paste it into the terminal that waits for it.")

  static let wrongHost = CallbackPage(
    title: "Wrong host name", text: "Use this address on this machine only, as localhost.")

  static let wrongMethod = CallbackPage(
    title: "Method not allowed", text: "The answer to a sign-in is received with GET only.")

  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>\(Self.escaped(title))</title>
    </head>
    <body>
    <h1>\(Self.escaped(title))</h1>
    <p>\(Self.escaped(text))</p>
    </body>
    </html>

    """
  }

  /// The text with every character that has a meaning in HTML escaped.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
