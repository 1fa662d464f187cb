extension SimulatedStore {
  /// Accounts whose names attack a terminal, a shell or a reader, in rows of every odd shape.
  ///
  /// The roster spans two pages at the largest limit, its last row repeats the first ID, and the
  /// tokens of the row before that are expired as they are minted.
  static func hostileRoster(seed: UInt64, atLeast count: Int) -> [SimulatedAccount] {
    let forms = SimulatedAccount.ExpiresForm.allCases
    let claims = SimulatedAccount.ClaimsForm.allCases
    let last = max(count, 120) - 2
    let rows = (0...last).map { index in
      var account = generatedAccount(index, seed: seed)
      if index < hostileNames.count {
        account = SimulatedAccount(
          id: account.id, name: hostileNames[index], lifetime: account.lifetime)
      }
      if index == last {
        account = SimulatedAccount(id: account.id, name: account.name, lifetime: -60)
      }
      account.expiresForm = index == last ? .fraction : forms[index % forms.count]
      account.claimsForm = claims[index / forms.count % claims.count]
      return account
    }
    return rows + [rows[0]]
  }
}

private let hostileNames = [
  "\u{1b}[2J\u{1b}[HClear the screen",
  "\u{1b}]0;Set the title\u{07}Title",
  "\u{1b}]2;Set the title\u{1b}\\Title, ended by ST",
  "\u{1b}]52;c;cm0gLXJmIH4=\u{07}Fill the clipboard",
  "\u{1b}]8;;http://evil.example/\u{1b}\\Link\u{1b}]8;;\u{1b}\\",
  "\u{1b}[31;1mRed\u{1b}[0m",
  "\u{1b}[?1049h\u{1b}[?25lOther screen, no cursor",
  "\u{1b}[6n\u{1b}[cAsk the terminal",
  "\u{1b}P$q\"p\u{1b}\\Device control",
  "\u{9b}2J\u{9d}0;C1 controls\u{9c}",
  "\u{1b}",
  "Acme\u{202e}lairtsudnI",
  "\u{2066}Isolate\u{2069} \u{202b}embedding\u{202c} \u{200f}mark",
  "Two\nlines",
  "Carriage\rReturn",
  "Line\u{2028}separator\u{2029}and paragraph",
  "Tab\tand\u{0b}vertical\u{0c}form feed",
  "Nul\u{0}inside",
  "Back\u{8}\u{8}\u{8}\u{8}space and \u{7f}delete",
  "Zero\u{200b}width\u{200c}and\u{200d}joiner\u{feff}",
  "Z\u{0351}\u{036b}\u{0343}\u{036a}\u{0302}a\u{0321}\u{034a}\u{0353}l\u{034d}\u{0320}"
    + "g\u{0335}\u{0489}o\u{0337}\u{031b}\u{0318}\u{0319}",
  String(repeating: "Long name ", count: 500),
  String(repeating: "\u{0301}", count: 200),
  "Acme Industrial",
  "Acme Industrial",
  "Аcme Industrial",
  "",
  "   ",
  "\u{200b}",
  "$(touch x)",
  "`touch x`",
  "'; touch x; '",
  "\"; touch x #\"",
  "| touch x & > x",
  "--help",
  "-",
  "../../etc/passwd",
  "%s%n%@",
  "=HYPERLINK(\"http://evil.example\")",
  "<script>alert(1)</script>",
  "\\u001b[31m\\x1b[31m\\e[31m",
  "null",
  "👩‍👩‍👧‍👦🏳️‍🌈🇯🇵",
  "\u{e000}\u{fffd}\u{e0041}",
]
