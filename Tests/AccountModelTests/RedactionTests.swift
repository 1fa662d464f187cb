import AccountModel
import Foundation
import Testing

/// A secret is found in whatever form a server repeats it.
struct RedactionTests {
  static let passwords = [
    "hunter2", #"pa/ss"wo\rd"#, "Pässwörd/1", "p+a&s=s%41 w", "日本語のパス", "a\"/b'<c>", "Ωmega/ﬁx",
    "ab\u{1B}[31mcd/ef",
  ]

  private static func escaped(_ text: String, _ escape: (UInt16) -> String?) -> String {
    text.utf16.map { unit in
      escape(unit) ?? Unicode.Scalar(unit).map { String(Character($0)) }
        ?? String(decoding: [unit], as: UTF16.self)
    }.joined()
  }

  static let forms: [(name: String, encode: @Sendable (String) -> String)] = [
    ("as it is", { $0 }),
    ("upper case", { $0.uppercased() }),
    ("decomposed", { $0.decomposedStringWithCanonicalMapping }),
    ("composed", { $0.precomposedStringWithCanonicalMapping }),
    (
      "JSON",
      { text in
        String(decoding: (try? JSONEncoder().encode([text])) ?? Data(), as: UTF8.self)
      }
    ),
    (
      "JSON without escaped slashes",
      { text in
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: (try? encoder.encode([text])) ?? Data(), as: UTF8.self)
      }
    ),
    (
      "JSON in JSON",
      { text in
        let once = String(decoding: (try? JSONEncoder().encode([text])) ?? Data(), as: UTF8.self)
        return String(decoding: (try? JSONEncoder().encode([once])) ?? Data(), as: UTF8.self)
      }
    ),
    (
      "JSON as code units",
      { text in text.utf16.map { String(format: "\\u%04X", $0) }.joined() }
    ),
    (
      "percent-encoded",
      { $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "" }
    ),
    (
      "percent-encoded with small letters",
      { text in text.utf8.map { "%" + String(format: "%02x", $0) }.joined() }
    ),
    (
      "form-encoded",
      { text in
        (text.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union([" "])) ?? "")
          .replacing(" ", with: "+")
      }
    ),
    (
      "HTML",
      { text in
        text.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
          .replacing("<", with: "&lt;").replacing("'", with: "&#39;")
      }
    ),
    ("hexadecimal", { text in text.utf8.map { String(format: "%02X", $0) }.joined() }),
  ]

  @Test(arguments: passwords, forms.map(\.name))
  func `an echoed secret is taken out`(password: String, form: String) throws {
    let encode = try #require(Self.forms.first { $0.name == form }).encode
    let echo = encode(password)
    let safe = Redaction([Secret(password)]).clean("before \(echo) after", limit: 1000).string
    #expect(safe.contains("[redacted]"), "\(echo) gave \(safe)")
    #expect(safe.hasPrefix("before ") && safe.hasSuffix(" after"), "\(safe)")
    let rest = safe.replacing("before ", with: "").replacing(" after", with: "")
      .replacing("[redacted]", with: "")
    // Quotes and brackets of the format may stay.
    #expect(rest.allSatisfy { "[]\"\\".contains($0) }, "\(echo) left \(rest)")
  }

  @Test(arguments: passwords, ["", "a", "buyer:"])
  func `a secret within base64 is taken out`(password: String, before: String) {
    let bytes = Data("\(before)\(password):end".utf8)
    let standard = bytes.base64EncodedString()
    let forURLs = standard.replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
    for echo in [standard, forURLs, standard.replacing("/", with: "\\/")] {
      let safe = Redaction([Secret(password)]).clean("Basic \(echo)", limit: 1000).string
      #expect(safe.contains("[redacted]"), "\(echo) gave \(safe)")
      let left = safe.replacing("Basic ", with: "").replacing("[redacted]", with: "")
      // What is left decodes to what stood beside the password, but for a shared character.
      #expect(left.count < echo.count - (password.utf8.count - 2) * 4 / 3, "\(echo) left \(left)")
    }
  }

  @Test func `several secrets are taken out, also one within another`() {
    let redaction = Redaction([Secret("hunter2"), Secret("hunter22"), Secret("")])
    #expect(
      redaction.clean("hunter22, HUNTER2 and hunter", limit: 100)
        == "[redacted], [redacted] and hunter")
  }

  @Test func `a secret is taken out before the text is cut`() {
    let text = String(repeating: "x", count: 95) + "hunter2hunter2"
    let safe = Redaction([Secret("hunter2")]).clean(text, limit: 100)
    #expect(!safe.contains("h"))
  }

  /// What was taken out of “p[redacted]ssword” is known to everybody.
  @Test(arguments: ["a", "Ab", "x y", " ", "abc", "&#97;", "%41", "é"])
  func `beside a secret that is too short to be taken out nothing is shown`(secret: String) {
    let redaction = Redaction([Secret("hunter2"), Secret(secret)])
    #expect(redaction.clean("The password \(secret) is wrong", limit: 100) == "[redacted]")
    // Whether the secret is in a text tells something of it, too.
    #expect(redaction.clean("Fully other words", limit: 100) == "[redacted]")
    #expect(redaction.clean("", limit: 100) == "")
  }

  @Test func `what is no secret stays, cleaned`() {
    #expect(
      Redaction([Secret("hunter2")]).clean("It\u{1B}[2J failed: 50% of\nall &c.", limit: 100)
        == "It failed: 50% of all &c.")
    #expect(Redaction([]).clean("plain", limit: 100) == "plain")
  }

  @Test func `a long text and a long secret take no long time`() {
    let secret = Secret(String(repeating: "ab", count: 2000) + "c")
    let text = String(repeating: "ab%5C\\u0061", count: 10_000)
    let clock = ContinuousClock()
    let took = clock.measure {
      for _ in 0..<3 { _ = Redaction([secret]).clean(text, limit: 300) }
    }
    #expect(took < .seconds(30))
  }
}
