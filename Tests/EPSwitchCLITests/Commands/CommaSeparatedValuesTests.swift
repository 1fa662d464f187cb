import Testing

@testable import EPSwitchCLI

struct CommaSeparatedValuesTests {
  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(1)", "\u{FF1D}1", " =1", "\t@x", "\r\n-1"])
  func `no cell is a formula`(text: String) {
    #expect(commaSeparated([["a", text]]).contains("'" + text))
  }

  @Test(arguments: [
    ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""), ("a=b", "a=b"),
  ])
  func `fields are quoted where they need it`(text: String, field: String) {
    #expect(commaSeparated([[text], ["x", "y"]]) == field + "\nx,y")
  }
}
