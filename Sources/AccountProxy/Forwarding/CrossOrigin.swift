import NIOHTTP1

/// What lets a page of another origin read answers (CORS, Fetch standard).
enum CrossOrigin {
  static func allow(_ origin: String, in headers: inout HTTPHeaders) {
    headers.replaceOrAdd(name: "Access-Control-Allow-Origin", value: origin)
    headers.replaceOrAdd(name: "Access-Control-Expose-Headers", value: "*")
    headers.add(name: "Vary", value: "Origin")
  }

  /// Answers whether a request would be allowed.
  static func preflight(_ head: HTTPRequestHead, from origin: String) -> LocalAnswer {
    var answer = LocalAnswer(.noContent, type: nil, "")
    answer.headers.add(name: "Access-Control-Allow-Origin", value: origin)
    answer.headers.add(name: "Vary", value: "Origin")
    answer.headers.add(
      name: "Access-Control-Allow-Methods", value: "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE")
    // A list of names is all this can be: the parser has let no line break through.
    for names in head.headers["Access-Control-Request-Headers"].prefix(1) {
      answer.headers.add(name: "Access-Control-Allow-Headers", value: names)
    }
    if head.headers.contains(name: "Access-Control-Request-Private-Network") {
      answer.headers.add(name: "Access-Control-Allow-Private-Network", value: "true")
    }
    answer.headers.add(name: "Access-Control-Max-Age", value: "600")
    return answer
  }
}
