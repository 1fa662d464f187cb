import AccountModel
import ProfileSettings
import Testing

/// What each change does to a file somebody wrote by hand: the whole text, before and after.
struct SettingsEditTests {
  private let handWritten = """
    # Our stores. Ask before touching live!

    profile = 'staging'   # the one in use
    theme = "dark"        # no key of ours

    # Staging
    [profiles.staging]
      endpoint = "https://useast.api.elasticpath.com" # the US one
      client-id = "abc"
      retries = [
        3, # not ours either
      ]

      [profiles.staging.headers]
      EP-Channel = "web store"

    # The real thing.
    [profiles.live]
    production = true
    # the end
    """

  @Test func `use changes one word`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.use("live")
    #expect(
      try folder.text() == handWritten.replacing("'staging'   #", with: "\"live\"   #"))
    #expect(try folder.load().nameInUse == "live")
  }

  @Test func `use of the profile in use writes nothing`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.use("staging")
    #expect(try folder.text() == handWritten)
  }

  @Test func `set changes one value and keeps the comment behind it`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.set(.endpoint, to: "euwest.api.elasticpath.com", on: "staging")
    #expect(try folder.text() == handWritten.replacing("useast", with: "euwest"))
  }

  @Test func `a new value goes behind the others, indented as they are`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.set(.color, to: "blue", on: "staging")
    #expect(
      try folder.text()
        == handWritten.replacing("\n  ]\n", with: "\n  ]\n  color = \"blue\"\n"))
  }

  @Test func `a removed value leaves its comment on a line of its own`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.set(.endpoint, to: nil, on: "staging")
    #expect(
      try folder.text()
        == handWritten.replacing(
          "  endpoint = \"https://useast.api.elasticpath.com\" # the US one",
          with: "# the US one"))
  }

  @Test func `a profile that stops being production says so`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.set(.production, to: "false", on: "live")
    #expect(
      try folder.text() == handWritten.replacing("production = true", with: "production = false"))
  }

  @Test func `headers are set whatever their case, added and removed`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.setHeader("ep-channel", to: "say \"hi\" \\", on: "staging")
    try folder.file.setHeader("X-Moltin-Currency", to: "EUR", on: "staging")
    let changed = handWritten.replacing(
      "EP-Channel = \"web store\"\n",
      with: "EP-Channel = \"say \\\"hi\\\" \\\\\"\n  X-Moltin-Currency = \"EUR\"\n")
    #expect(try folder.text() == changed)
    #expect(
      try folder.load()["staging"]?.headers.map(\.value) == ["say \"hi\" \\", "EUR"])
    try folder.file.setHeader("EP-CHANNEL", to: nil, on: "staging")
    #expect(try folder.load()["staging"]?.headers.map(\.name) == ["X-Moltin-Currency"])
  }

  @Test func `the first header makes a section behind its profile's`() throws {
    let folder = try SettingsFolder("[profiles.a]\ncolor = \"red\"\n\n# b\n[profiles.b]\n")
    try folder.file.setHeader("X-A", to: "1", on: "a")
    #expect(
      try folder.text() == """
        [profiles.a]
        color = "red"

        [profiles.a.headers]
        X-A = "1"

        # b
        [profiles.b]

        """)
  }

  @Test func `rename changes the headers and the profile in use`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.rename("staging", to: "acme.test")
    #expect(
      try folder.text()
        == handWritten.replacing("'staging'", with: "\"acme.test\"")
        .replacing("profiles.staging", with: "profiles.\"acme.test\""))
  }

  @Test func `remove keeps every comment line`() throws {
    let folder = try SettingsFolder(handWritten)
    try folder.file.remove("staging")
    #expect(
      try folder.text() == """
        # Our stores. Ask before touching live!

        # the one in use
        theme = "dark"        # no key of ours

        # Staging
        # the US one

        # The real thing.
        [profiles.live]
        production = true
        # the end
        """)
    #expect(try folder.load().nameInUse == nil)
  }

  @Test func `add goes behind the other profiles`() throws {
    let folder = try SettingsFolder("[profiles.a]\ncolor = 'red'\n# still a\n\n# others\n[other]\n")
    var profile = Profile(name: "b")
    profile.endpoint = try Endpoint("useast.api.elasticpath.com")
    profile.clientID = "abc"
    profile.mechanism = .oidc
    profile.headers = [try HeaderField(name: "EP-Channel", value: "web store")]
    try folder.file.add(profile)
    #expect(
      try folder.text() == """
        profile = "b"

        [profiles.a]
        color = 'red'
        # still a

        [profiles.b]
        endpoint = "https://useast.api.elasticpath.com"
        client-id = "abc"
        mechanism = "oidc"
        production = false

        [profiles.b.headers]
        EP-Channel = "web store"

        # others
        [other]

        """)
    #expect(try folder.load()["b"] == profile)
  }

  @Test func `the first profile makes the file and is in use`() throws {
    let folder = try SettingsFolder()
    try folder.file.add(Profile(name: "a"))
    try folder.file.add(Profile(name: "b"))
    #expect(
      try folder.text() == """
        profile = "a"

        [profiles.a]
        production = false

        [profiles.b]
        production = false

        """)
  }

  @Test func `update touches only what differs`() throws {
    let folder = try SettingsFolder(handWritten)
    var profile = try #require(try folder.load()["staging"])
    profile.clientID = "def"
    profile.headers = []
    try folder.file.update(profile)
    #expect(
      try folder.text()
        == handWritten.replacing("\"abc\"", with: "\"def\"")
        .replacing("  EP-Channel = \"web store\"\n", with: ""))
    #expect(try folder.load()["staging"] == profile)
  }

  @Test func `line breaks of Windows and a byte order mark stay`() throws {
    let folder = try SettingsFolder("\u{FEFF}# mine\r\n[profiles.a]\r\ncolor = 'red' # c\r\n")
    try folder.file.add(Profile(name: "b"))
    try folder.file.set(.username, to: "Zoë", on: "a")
    #expect(
      try folder.text()
        == [
          "\u{FEFF}profile = \"b\"", "", "# mine", "[profiles.a]", "color = 'red' # c",
          "username = \"Zoë\"", "", "[profiles.b]", "production = false", "",
        ].joined(separator: "\r\n"))
  }
}
