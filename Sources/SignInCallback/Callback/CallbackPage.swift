/// A page for the browser: self-contained, without scripts, styles or anything of the address.
struct CallbackPage {
  let title: String
  let words: String

  static let signedIn = CallbackPage(
    title: "You are signed in",
    words: "You can close this window and go back to the terminal.")

  static func refused(_ words: String) -> CallbackPage {
    CallbackPage(title: "You are not signed in", words: words)
  }

  static let ignored = CallbackPage(
    title: "This answer belongs to another sign-in",
    words: "Finish the sign-in that the terminal opened last, or start again there.")

  static let waiting = CallbackPage(
    title: "Waiting for your sign-in", words: "Finish it in the window that the terminal opened.")

  static let notFound = CallbackPage(
    title: "Nothing here", words: "Only the answer to a sign-in is received at this address.")

  static let wrongHost = CallbackPage(
    title: "Wrong name", words: "This address is answered on this machine only, as localhost.")

  static let wrongMethod = CallbackPage(
    title: "Not this way", words: "The answer to a sign-in is received with GET only.")

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
    <p>\(Self.escaped(words))</p>
    </body>
    </html>

    """
  }

  /// The text with every character that HTML gives a meaning made harmless.
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
