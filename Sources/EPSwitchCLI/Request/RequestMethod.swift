import ArgumentParser

/// The methods of HTTP that Commerce knows. `TRACE` is none of them: it would echo the tokens.
enum RequestMethod: String, CaseIterable, ExpressibleByArgument {
  case get = "GET"
  case head = "HEAD"
  case options = "OPTIONS"
  case post = "POST"
  case put = "PUT"
  case patch = "PATCH"
  case delete = "DELETE"

  init?(argument: String) { self.init(rawValue: argument.uppercased()) }

  /// Whether fields go into the query instead of a body.
  var hasNoBody: Bool { self == .get || self == .head || self == .options }
}
