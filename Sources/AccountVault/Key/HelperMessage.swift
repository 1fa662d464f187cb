import Foundation

/// What a helper program says of a failure, fit to be shown and to be kept in the history: nothing in
/// it can be the vault key, in whole or in part.
///
/// The helper has the key, so what it writes may repeat it, as text, as hexadecimal digits, escaped or
/// broken into lines. A long run of characters as keys are written in is left out, and so is
/// everything when it holds a part of a key that is known.
enum HelperMessage {
  /// Characters of a run that a word of a sentence does not have.
  private static let runLimit = 16

  /// Characters of a known secret that are enough to leave everything out.
  private static let fragmentSize = 8

  private static let limit = 200

  /// - Parameter secret: what the helper was given to keep, in base 64; `nil` when it was given none.
  /// - Returns: one line; empty when there is nothing to show.
  static func readable(_ output: Data, secret: String?) -> String {
    let text = String(decoding: output.prefix(4096), as: UTF8.self)
    guard !holdsPart(of: secret, text), !holdsCredential(output) else { return redacted }
    var line = ""
    var run = ""
    func endRun() {
      line += isSecretLike(run) ? redacted : run
      run = ""
    }
    for character in text.trimmingCharacters(in: .whitespacesAndNewlines) {
      guard !character.isNewline else {
        endRun()
        line += " "
        continue
      }
      if character.isWhitespace {
        endRun()
        line.append(character)
      } else {
        run.append(character)
      }
    }
    endRun()
    return String(line.prefix(limit))
  }

  private static let redacted = "[redacted]"

  /// A long run that is no path, no address and no word: with digits, or with capitals inside it.
  private static func isSecretLike(_ run: String) -> Bool {
    guard run.utf8.count >= runLimit else { return false }
    let letters = run.filter { $0.isLetter || $0.isNumber }
    // A path or an option is parts of words, each of which could stand in a sentence.
    let parts = run.split { !$0.isLetter && !$0.isNumber }
    return letters.count >= runLimit && !parts.allSatisfy(isWord)
  }

  /// Letters in lower case, perhaps with a capital first, or all in upper case; short.
  private static func isWord(_ part: Substring) -> Bool {
    guard part.count < runLimit else { return false }
    let isLetters = part.allSatisfy { $0.isASCII && $0.isLetter }
    return isLetters
      && (part.dropFirst().allSatisfy(\.isLowercase) || part.allSatisfy(\.isUppercase))
  }

  /// An answer in place of a message.
  private static func holdsCredential(_ output: Data) -> Bool {
    String(decoding: output, as: UTF8.self).lowercased().contains("\"secret\"")
  }

  /// Whether any part of the secret is there, however it is broken up.
  private static func holdsPart(of secret: String?, _ text: String) -> Bool {
    guard let secret else { return false }
    let joined = letters(text)
    let bytes = Data(base64Encoded: secret) ?? Data()
    let hexadecimal = bytes.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0\(digits)" : digits
    }.joined()
    return [letters(secret), hexadecimal].contains { form in
      var start = form.startIndex
      while let end = form.index(start, offsetBy: fragmentSize, limitedBy: form.endIndex) {
        if joined.contains(form[start..<end]) { return true }
        start = form.index(after: start)
      }
      return false
    }
  }

  /// Letters and digits alone, in lower case.
  private static func letters(_ text: String) -> String {
    text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }
}
