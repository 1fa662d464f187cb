import AccountModel
import ShellBridge

/// Names that do harm where somebody forgot to quote. None holds NUL, which no environment can hold.
let nastyNames = [
  "", " ", "Acme Industrial", "  two  spaces  ", "it's", "'", "''", "'; touch pwned; '",
  "say \"hi\"", "`touch pwned`", "$(touch pwned)", "${HOME}", "$HOME", "$", "!", "!!", "a!b",
  "*", "?", "[a]", "{a,b}", "~", "\\", "\\\\", "\\'", "'\\''", "a\\", "\\n", "\\x41", "%", "%s %n",
  "#", "-", "--help", "-n", "=", "a=b", "&", "|", ";", "<x>", "(x)", "line\nbreak", "\n", "end\n",
  "tab\there", "\r\n", "\u{1B}[31m", "\u{7F}", "東京金属株式会社", "Ünïcödé", "🏭🔩", "👩‍🏭", "🇨🇦",
  "مصنع", "'\u{301}; touch pwned #", "\\\u{301}", "`\u{301}touch pwned`", "'\u{200D}'", "\u{FE0F}",
  "\u{F601}\u{F8FF}",
]

let useast = Store(
  endpoint: try! Endpoint("https://useast.api.elasticpath.com"), clientID: "client-1")

func sampleCredentials(
  id: String = "9e227208", name: String = "Acme Industrial", token: String = "account-token",
  expiry: Expiry? = Expiry(epochSeconds: 1_615_923_371), accessToken: String = "access-token",
  method: SignInMethod = .passwordProfile("profile-1"), store: Store = useast,
  profileHeaders: [HeaderField] = []
) -> AccountCredentials {
  AccountCredentials(
    account: Account(id: AccountID(id), name: name, expiry: expiry),
    token: AccountToken(secret: Secret(token), expiry: expiry), accessToken: Secret(accessToken),
    sessionID: SessionID(
      store: store, grantType: .implicit, method: method, memberID: "member-1"),
    profileHeaders: profileHeaders)
}

/// Headers as a profile adds them to every request.
let profileHeaders = [
  try! HeaderField(name: "EP-Channel", value: #"web "store" \ 1"#),
  try! HeaderField(name: "EP-Org-ID", value: "org-1"),
]

extension Shell {
  /// Arguments that run a script and read no file of the person's.
  func arguments(_ script: String) -> [String] {
    switch self {
    case .bash: ["--noprofile", "--norc", "-c", script]
    case .zsh: ["-f", "-c", script]
    case .fish: ["--no-config", "-c", script]
    }
  }

  var evaluateInput: String { self == .fish ? "source" : #"eval "$(cat)""# }
}
