import ProfileSettings
import Testing

/// The many ways TOML lets one write the same thing: each is either edited rightly or refused.
struct SettingsShapeTests {
  @Test func `dotted keys get dotted company`() throws {
    let folder = try SettingsFolder("[profiles]\n  a.color = 'red' # why not\nb.color = 'blue'\n")
    try folder.file.set(.username, to: "ann", on: "a")
    try folder.file.rename("b", to: "c")
    #expect(
      try folder.text()
        == "[profiles]\n  a.color = 'red' # why not\n  a.username = \"ann\"\nc.color = 'blue'\n")
    try folder.file.remove("a")
    #expect(try folder.text() == "[profiles]\n# why not\nc.color = 'blue'\n")
  }

  @Test func `headers written as dotted keys stay so`() throws {
    let folder = try SettingsFolder("[profiles.a]\nheaders.X-A = '1'\n")
    try folder.file.setHeader("X-B", to: "2", on: "a")
    try folder.file.setHeader("X-A", to: nil, on: "a")
    #expect(try folder.text() == "[profiles.a]\nheaders.X-B = \"2\"\n")
    try folder.file.setHeader("X-B", to: nil, on: "a")
    #expect(try folder.text() == "[profiles.a]\n")
  }

  @Test(arguments: ["profiles.a", "profiles.\"a\"", "profiles . 'a'", "\"profiles\".\"\\u0061\""])
  func `quoted and spaced headers are found`(_ header: String) throws {
    let folder = try SettingsFolder("[ \(header) ] # mine\ncolor = 'red'\n")
    try folder.file.set(.color, to: "blue", on: "a")
    #expect(try folder.text() == "[ \(header) ] # mine\ncolor = \"blue\"\n")
    try folder.file.rename("a", to: "b")
    #expect(try folder.load().profiles.map(\.name) == ["b"])
    #expect(try folder.text().contains("# mine"))
  }

  @Test func `what looks like a section inside a text is none`() throws {
    let text = #"""
      note = """
      [profiles.a]
      color = "red" \""" # no comment
      """""
      other = '''
      # no comment
      [profiles.a]''' # a comment
      list = [ "]", '[', { x = "}" }, # ] in a comment
      ]
      [profiles.a]
      color = "red"

      """#
    let folder = try SettingsFolder(text)
    try folder.file.set(.color, to: "blue", on: "a")
    #expect(
      try folder.text() == text.replacing("\ncolor = \"red\"\n", with: "\ncolor = \"blue\"\n"))
    try folder.file.rename("a", to: "b")
    try folder.file.remove("b")
    #expect(
      try folder.text() == text.replacing("\n[profiles.a]\ncolor = \"red\"\n", with: "\n"))
  }

  @Test(arguments: [
    "profiles = { a = { color = 'red', headers = { X-A = '1' } } } # in one line\n",
    "[profiles]\na = { color = 'red', headers = { X-A = '1' } } # in one line\n",
    "[profiles.a]\nheaders = { X-A = '1' }\n",
    "profiles.a.color = 'red'\nprofiles.a.headers = { X-A = '1' }\n",
  ])
  func `inline tables are refused, not damaged`(_ text: String) throws {
    let folder = try SettingsFolder(text)
    for value in ["2", nil] {
      let error = #expect(throws: SettingsError.self) {
        try folder.file.setHeader("X-A", to: value, on: "a")
      }
      guard case .notEditable(folder.file.path, let reason) = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains("near line"))
      #expect(try folder.text() == text)
    }
  }

  @Test func `a profile written as one inline table is renamed and removed whole`() throws {
    let folder = try SettingsFolder("[profiles]\na = { color = 'red' } # one\nb = {}\n")
    try folder.file.rename("a", to: "c")
    #expect(try folder.text() == "[profiles]\nc = { color = 'red' } # one\nb = {}\n")
    try folder.file.remove("c")
    #expect(try folder.text() == "[profiles]\n# one\nb = {}\n")
  }

  @Test func `a section for dotted keys does not swallow their neighbours`() throws {
    let text = "[profiles]\na.color = 'red'\nb.color = 'blue'\n"
    let folder = try SettingsFolder(text)
    try folder.file.setHeader("X-A", to: "1", on: "a")
    #expect(try folder.text() == text + "\n[profiles.a.headers]\nX-A = \"1\"\n")
  }
}
