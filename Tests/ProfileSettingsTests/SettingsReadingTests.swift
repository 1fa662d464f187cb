import AccountModel
import ProfileSettings
import Testing

struct SettingsReadingTests {
  @Test func `no file is no settings`() throws {
    #expect(try SettingsFolder().load() == Settings())
  }

  @Test func `every key is read as what it is`() throws {
    let folder = try SettingsFolder(
      """
      profile = "staging"
      [profiles.staging]
      endpoint = "https://useast.api.elasticpath.com"
      client-id = "abc"
      mechanism = "self-signup"
      password-profile = "p-1"
      oidc-profile = "o-1"
      realm = "r-1"
      redirect-uri = "http://localhost:8080/callback"
      username = "buyer@acme.example"
      grant = "client-credentials"
      production = true
      color = "blue"
      headers.EP-Channel = "web store"
      headers.accept-language = "de"
      """)
    var expected = Profile(name: "staging")
    expected.endpoint = try Endpoint("useast.api.elasticpath.com")
    expected.clientID = "abc"
    expected.mechanism = .selfSignup
    expected.passwordProfile = "p-1"
    expected.oidcProfile = "o-1"
    expected.realm = "r-1"
    expected.redirectURI = "http://localhost:8080/callback"
    expected.username = "buyer@acme.example"
    expected.grantType = .clientCredentials
    expected.isProduction = true
    expected.color = .blue
    expected.headers = [
      try HeaderField(name: "EP-Channel", value: "web store"),
      try HeaderField(name: "accept-language", value: "de"),
    ]
    let settings = try folder.load()
    #expect(settings == Settings(profiles: [expected], nameInUse: "staging"))
    #expect(settings.profileInUse == expected)
    #expect(expected.headers.map(\.name) == ["accept-language", "EP-Channel"])
    #expect(expected.accent == .red)
    #expect(expected.store?.key == "https://useast.api.elasticpath.com:443|abc")
  }

  @Test(arguments: [
    "[profiles.zoo]\n[profiles.ant]\n[profiles.\"bee.1\"]\n",
    "profiles.zoo.color = \"red\"\nprofiles.ant.color = \"red\"\nprofiles.'bee.1'.color = 'red'",
    "[profiles]\nzoo = {}\nant.color = \"red\"\n\"bee\\u002e1\" = { color = \"red\" }\n",
    "[ profiles . zoo . headers ]\n[profiles.ant]\n[profiles.zoo]\n[profiles.'bee.1']",
  ])
  func `profiles come in the order of the file, however they are written`(_ text: String) throws {
    let settings = try SettingsFolder(text).load()
    #expect(settings.profiles.map(\.name) == ["zoo", "ant", "bee.1"])
  }

  @Test func `one member at two stores and two members at one live side by side`() throws {
    let settings = try SettingsFolder(
      """
      [profiles.a]
      endpoint = "one.example"
      client-id = "1"
      username = "ann"
      [profiles.b]
      endpoint = "two.example"
      client-id = "2"
      username = "ann"
      [profiles.c]
      endpoint = "one.example"
      client-id = "1"
      username = "bob"
      """
    ).load()
    #expect(settings["a"]?.store == settings["c"]?.store)
    #expect(settings["a"]?.store != settings["b"]?.store)
    #expect(settings["a"]?.username == settings["b"]?.username)
  }

  @Test func `a profile in use that is not there is none`() throws {
    let settings = try SettingsFolder("profile = \"gone\"\n[profiles.a]\n").load()
    #expect(settings.nameInUse == "gone")
    #expect(settings.profileInUse == nil)
  }

  @Test func `a profile is found by its name, or the names there are are told`() throws {
    let settings = try SettingsFolder("[profiles.a]\ncolor = 'red'\n[profiles.b]\n").load()
    #expect(try settings.require("a").color == .red)
    #expect(throws: SettingsError.noSuchProfile("[31mc", known: ["a", "b"])) {
      try settings.require("\u{7F}[31mc")
    }
    #expect(throws: SettingsError.noSuchProfile("a", known: [])) { try Settings().require("a") }
  }

  @Test(arguments: [
    "http://localhost:8080/callback", "http://127.0.0.1/cb", "http://[::1]:8080/cb",
    "https://shop.example/login/callback", "https://localhost:8443/",
  ])
  func `a redirect address is on this machine, or https`(_ address: String) throws {
    let folder = try SettingsFolder("[profiles.a]\n")
    try folder.file.set(.redirectURI, to: address, on: "a")
    #expect(try folder.load()["a"]?.redirectURI == address)
    #expect(try folder.file.unknownKeys().isEmpty)
  }

  @Test func `unknown keys are no error`() throws {
    let settings = try SettingsFolder(
      "theme = 1979-05-27\nlist = [1, [2.5, {a = nan}]]\n[profiles.a]\ntimeout = 30\n[other]\n"
    ).load()
    #expect(settings == Settings(profiles: [Profile(name: "a")]))
  }

  @Test func `the realm is written, read back and removed`() throws {
    let folder = try SettingsFolder("[profiles.a]\n")
    try folder.file.set(.realm, to: "5b6d4a6e-realm", on: "a")
    #expect(try folder.text() == "[profiles.a]\nrealm = \"5b6d4a6e-realm\"\n")
    #expect(try folder.load()["a"]?.realm == "5b6d4a6e-realm")
    #expect(try folder.file.unknownKeys().isEmpty)
    try folder.file.set(.realm, to: nil, on: "a")
    #expect(try folder.load()["a"]?.realm == nil)
  }

  @Test func `a profile may be called token`() throws {
    let folder = try SettingsFolder()
    try folder.file.add(Profile(name: "token"))
    #expect(try folder.load().nameInUse == "token")
  }
}
