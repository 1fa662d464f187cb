import AccountModel
import Testing

struct SecretTests {
  private static let text = "hunter2-and-more"

  private struct Holder {
    let secret: Secret
    let list: [Secret]
    let maybe: Secret?
    let token: AccountToken
  }

  private static let holder = Holder(
    secret: Secret(text), list: [Secret(text)], maybe: Secret(text),
    token: AccountToken(secret: Secret(text), expiry: nil))

  @Test(arguments: [
    String(describing: Secret(text)), String(reflecting: Secret(text)), "\(Secret(text))",
    "\(Secret(text) as Any)", dumped(Secret(text)),
    String(describing: holder), String(reflecting: holder), "\(holder)", dumped(holder),
    "\([holder.secret: holder.secret])", "\(Result<Secret, Never>.success(holder.secret))",
  ])
  func `no way of printing tells a secret`(printed: String) {
    #expect(!printed.contains("hunter2"))
    #expect(printed.contains("[redacted]"))
  }

  @Test func `a mirror of a secret is empty`() {
    #expect(Mirror(reflecting: Secret(Self.text)).children.isEmpty)
  }

  @Test func `the secret comes out when asked for by name`() {
    #expect(Secret(Self.text).reveal() == Self.text)
  }

  @Test(arguments: [
    ("eyJhbGciOi.J9-_~+/=", true), ("", false), ("two words", false), ("a\r\nX-Evil: 1", false),
    ("tab\t", false), ("é", false), ("\u{7F}", false),
  ])
  func `only visible ASCII goes into a header`(text: String, fits: Bool) {
    #expect(Secret(text).fitsHeader == fits)
  }

  @Test func `what no server would take does not go into a header`() {
    #expect(Secret(String(repeating: "a", count: 32_768)).fitsHeader)
    #expect(!Secret(String(repeating: "a", count: 32_769)).fitsHeader)
  }
}

/// What `dump` prints.
private func dumped(_ value: some Any) -> String {
  var text = ""
  dump(value, to: &text)
  return text
}
