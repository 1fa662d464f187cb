import AccountModel
import ArgumentParser
import CommerceAPI
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
    help: ArgumentHelp("A header to send too.", valueName: "name: value"))
  var headers: [String] = []

  /// The method given, else the one that what is sent calls for.
  var effectiveMethod: RequestMethod {
    let sends = input != nil || !rawFields.isEmpty || !typedFields.isEmpty
    return method ?? (sends ? .post : .get)
  }

  /// Makes the request.
  ///
  /// - Throws: ``UsageFailure`` for anything in it that cannot be sent.
  func request(to text: String, of store: Store) throws -> (path: RequestPath, rest: HTTPRequest) {
    var path = try RequestPath(text, of: store)
    let fields =
      try rawFields.map { try RequestField(raw: $0) }
      + typedFields.map { try RequestField(typed: $0) }
    var request = HTTPRequest(
      effectiveMethod.rawValue, path.text,
      headers: try headers.map { try RequestHeader($0) }.map { (name: $0.name, value: $0.value) })
    if input != nil || effectiveMethod.hasNoBody {
      for field in fields { path.append(field.key, field.value?.queryText ?? "") }
      request.body = try input.map { try RequestInput.read($0) }
    } else if !fields.isEmpty {
      request.body = Data(try FieldValue(fields).json.utf8)
    }
    let namesType = request.headers.contains { $0.name.lowercased() == "content-type" }
    if request.body != nil, !namesType {
      request.headers.append(("Content-Type", "application/json"))
    }
    request.path = path.text
    return (path, request)
  }
}
