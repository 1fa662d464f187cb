import Testing

import ProfileSettings

/// Keys of the settings file that have no effect.
struct UnknownKeyTests {
  @Test func `they are told in the order of the file, each with its place`() throws {
    let folder = try SettingsFolder(
      """
      colour = "red"
      profile = "a"

      [profiles.a]
      client-id = "x"
      clientid = "y"
      headers = { EP-Channel = "web" }

      [elsewhere]
      answer = 42
      """)
    let unknown = try folder.file.unknownKeys()
    #expect(unknown.map(\.key) == ["colour", "elsewhere", "profiles.a.clientid"])
    #expect(unknown.map(\.place.line) == [1, 9, 6])
  }

  @Test func `a file of known keys has none, nor has one that is not there`() throws {
    #expect(try SettingsFolder().file.unknownKeys().isEmpty)
    let folder = try SettingsFolder(
      "[profiles.a]\nendpoint = \"https://a.example\"\nproduction = true\n")
    #expect(try folder.file.unknownKeys().isEmpty)
  }
}
