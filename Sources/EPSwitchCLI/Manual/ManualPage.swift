import Foundation

/// The manual page of one command, in the language of mdoc(7).
struct ManualPage {
  let command: CommandDescription
  /// When the page was made; mdoc wants to know.
  let date: Date

  /// `epswitch-export-curl.1`
  var fileName: String { "\(name).1" }

  private var name: String { command.words.joined(separator: "-") }

  /// The page; every line ends with a newline.
  var text: String {
    let day = date.formatted(
      Date.VerbatimFormatStyle(
        format: "\(month: .wide) \(day: .defaultDigits), \(year: .defaultDigits)",
        locale: Locale(identifier: "en_US"), timeZone: .gmt,
        calendar: Calendar(identifier: .gregorian)))
    let sections = [
      [".Dd \(day)", ".Dt \(name.uppercased()) 1", ".Os epswitch \(EPSwitch.version)"],
      [".Sh NAME", ".Nm \(name)", ".Nd \(macroText(withoutFullStop(command.abstract ?? "")))"],
      [".Sh SYNOPSIS", ".Nm \(command.words.joined(separator: " "))"]
        + command.shownArguments.map(\.synopsis)
        + (command.shownSubcommands.isEmpty ? [] : [".Op Ar command"]),
      [".Sh DESCRIPTION"] + prose(description.isEmpty ? command.abstract ?? "" : description),
      list("OPTIONS", command.shownArguments.map { ($0.heading, $0.abstract ?? "") }),
      list(
        "COMMANDS",
        command.shownSubcommands.map {
          (".It Xr \($0.words.joined(separator: "-")) 1", $0.abstract ?? "")
        }),
      isProgram ? exitStatus : [],
      examples.isEmpty
        ? [] : [".Sh EXAMPLES", ".Bd -literal -offset indent"] + examples.map(literal) + [".Ed"],
      isProgram ? [] : [".Sh SEE ALSO", ".Xr \(parentName) 1"],
    ]
    return sections.joined().map { $0 + "\n" }.joined()
  }

  private var isProgram: Bool { command.superCommands == nil }

  private var parentName: String { command.words.dropLast().joined(separator: "-") }

  private var discussionLines: [String] {
    (command.discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
  }

  private var firstExample: Int {
    discussionLines.firstIndex { $0.hasPrefix("Example") } ?? discussionLines.endIndex
  }

  private var description: String {
    discussionLines[..<firstExample].joined(separator: "\n")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// `Example: command` on one line, or `Examples:` and indented lines below.
  private var examples: [String] {
    discussionLines[firstExample...].compactMap { line in
      if line.hasPrefix("Example: ") { return String(line.dropFirst("Example: ".count)) }
      let example = line.trimmingCharacters(in: .whitespaces)
      return line.hasPrefix("Example") || example.isEmpty ? nil : example
    }
  }

  private var exitStatus: [String] {
    list(
      "EXIT STATUS",
      [
        ("0", "It was done."), ("1", "It failed."), ("3", "Sign in, or sign in again."),
        ("4", "There is no such account, or several could be meant."),
        ("5", "The network failed, or the store could not answer."),
        ("6", "The vault cannot be used."), ("64", "The command line is wrong."),
        ("130", "It was cancelled."),
      ].map { (".It \($0.0)", $0.1) })
  }

  private func list(_ heading: String, _ items: [(heading: String, text: String)]) -> [String] {
    guard !items.isEmpty else { return [] }
    return [".Sh \(heading)", ".Bl -tag -width Ds"]
      + items.flatMap { [$0.heading] + prose($0.text) } + [".El"]
  }
}

extension CommandDescription.Argument {
  fileprivate var synopsis: String {
    let text =
      preferredName.map { $0.macro + (kind == .flag ? "" : " \(valueMacro)") }
      ?? valueMacro
    let repeated = text + (isRepeating ? " ..." : "")
    return isOptional ? ".Op \(repeated)" : ".\(repeated)"
  }

  fileprivate var heading: String {
    guard let names else { return ".It \(valueMacro)" }
    let value = kind == .flag ? "" : " \(valueMacro)"
    return ".It " + names.map { $0.macro + value }.joined(separator: " , ")
  }

  private var valueMacro: String { "Ar \(macroText(valueName ?? "value"))" }
}

extension CommandDescription.Argument.Name {
  fileprivate var macro: String {
    (kind == "long" ? "Fl Fl " : "Fl ") + escaped(name)
  }
}

/// Paragraphs, each sentence on a line of its own as mdoc wants it.
private func prose(_ text: String) -> [String] {
  text.components(separatedBy: "\n\n").enumerated().flatMap { number, paragraph in
    (number == 0 ? [] : [".Pp"])
      + paragraph.replacingOccurrences(of: "\n", with: " ")
      .replacingOccurrences(of: ". ", with: ".\n").split(separator: "\n")
      .map { literal(String($0)) }
  }
}

/// A line that is no macro, whatever it begins with.
private func literal(_ line: String) -> String {
  let text = escaped(line)
  return text.hasPrefix(".") || text.hasPrefix("'") ? "\\&\(text)" : text
}

/// The rest of a macro's line as text: no word of it is taken for a macro, such as `Fl`, nor for
/// a delimiter.
private func macroText(_ text: String) -> String {
  escaped(text).split(separator: " ").map { word in
    let looksLikeMacro = word.count <= 3 && word.first?.isLowercase == false
    return looksLikeMacro ? "\\&\(word)" : String(word)
  }.joined(separator: " ").replacingOccurrences(of: "\"", with: "\\(dq")
}

private func escaped(_ text: String) -> String {
  text.replacingOccurrences(of: "\\", with: "\\e").replacingOccurrences(of: "-", with: "\\-")
}

private func withoutFullStop(_ text: String) -> String {
  text.hasSuffix(".") ? String(text.dropLast()) : text
}
