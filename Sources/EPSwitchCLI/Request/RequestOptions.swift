import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// What a request is made of on the command line.
struct RequestOptions: ParsableArguments {
  @Option(
    name: [.customShort("X"), .long],
    help: "The method; GET, or POST when there are fields or a body.")
  var method: RequestMethod?

  @Option(
    name: [.customShort("f"), .customLong("raw-field")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A field whose value is text; key[inner] nests.", valueName: "key=value"))
  var rawFields: [String] = []

  @Option(
    name: [.customShort("F"), .customLong("field")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A field whose value is true, false, null, a number, @file, @- for stdin, or else text.",
      valueName: "key=value"))
  var typedFields: [String] = []

  @Option(
    help: ArgumentHelp(
      "Send this file as the body; - is stdin. Fields then go into the query.", valueName: "file"),
    completion: .file())
  var input: String?

  @Option(
    name: [.customShort("H"), .customLong("header")], parsing: .unconditionalSingleValue,
    help: ArgumentHelp("An additional header.", valueName: "name: value"))
  var headers: [String] = []

  /// The method given, else the one that what is sent calls for.
  var effectiveMethod: RequestMethod {
    let sends = input != nil || !rawFields.isEmpty || !typedFields.isEmpty
    return method ?? (sends ? .post : .get)
  }

  /// Makes the request.
  ///
  /// - Throws: ``AccountCore/AccountError`` for anything in it that cannot be sent.
  func request(to text: String, of store: Store) throws(AccountError) -> AccountRequest {
    var path = try RequestPath(text, of: store)
    var fields: [RequestField] = []
    for text in rawFields { fields.append(try RequestField(raw: text)) }
    for text in typedFields { fields.append(try RequestField(typed: text)) }
    var body: Data?
    if input != nil || effectiveMethod.hasNoBody {
      for field in fields { path.append(field.key, field.value?.queryText ?? "") }
      if let input { body = try RequestInput.read(input) }
    } else if !fields.isEmpty {
      body = Data(try FieldValue(fields).json.utf8)
    }
    return AccountRequest(
      effectiveMethod.rawValue, path, headers: try headerFields(), body: body)
  }

  private func headerFields() throws(AccountError) -> [HeaderField] {
    var fields: [HeaderField] = []
    for line in headers {
      do throws(HeaderFault) {
        fields.append(try HeaderField(line: line))
      } catch {
        // What does not parse may hold a secret, so it is not repeated.
        throw AccountError(
          .usage,
          error == .reserved
            ? "epswitch sets the header \(String(line.prefix { $0 != ":" }), limit: 60) itself."
            : "A header is invalid: \(error.reason).",
          recoverySuggestion: error == .reserved
            ? "To act as another account, use --account." : "Write it as 'Name: value'.")
      }
    }
    return fields
  }
}

/// The methods of HTTP that Commerce knows. `TRACE` is left out: it would echo the tokens.
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
