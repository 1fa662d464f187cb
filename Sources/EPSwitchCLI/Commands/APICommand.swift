import AccountCore
import AccountModel
import ArgumentParser
import Foundation

/// `epswitch api`: one request as the account, in the manner of `gh api`.
struct APICommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "api",
    abstract: "Send a request to the store as the account and print the answer.",
    discussion: """
      Into a pipe the body is written unchanged; on a terminal JSON is formatted. A status of 400 \
      or more prints the answer too and exits with 3 for 401 and 403, 5 for 429 and 500 upwards, \
      else 1.

      Examples:
        epswitch api /v2/accounts
        epswitch api v2/orders --paginate | jq -r '.data[].id'
        epswitch api /v2/carts -f 'data[name]=Spare parts' -f 'data[type]=cart'
        epswitch api -X DELETE /v2/carts/CART-ID --silent
      """)

  @OptionGroup var options: GlobalOptions
  @OptionGroup var acting: AccountOption
  @OptionGroup var parts: RequestOptions

  @Flag(name: .shortAndLong, help: "Print status and headers of the answer too.")
  var include = false

  @OptionGroup var audit: ReasonOption

  @Flag(help: "Get every page of a list, one after the other.")
  var paginate = false

  @Flag(help: "With --paginate: print the pages as the elements of one array.")
  var slurp = false

  @Flag(help: "Print no body.")
  var silent = false

  @Argument(help: "Path and query on the store, such as /v2/accounts.")
  var path: String

  func validate() throws {
    if slurp, !paginate { throw ValidationError("--slurp needs --paginate.") }
    if slurp, include { throw ValidationError("--slurp and --include cannot be combined.") }
    if paginate, parts.effectiveMethod != .get || parts.input != nil {
      throw ValidationError("--paginate is for GET without a body.")
    }
  }

  func run() async throws {
    let context = try CommandContext(options)
    let acting = try await context.acting(acting)
    let request = try parts.request(to: path, of: acting.session.store)
    let requests = try await context.service.requests(
      as: acting, action: "\(request.method) \(request.path.text.prefix { $0 != "?" })",
      reason: audit.reason, prompter: context.prompter)
    let writer = AnswerWriter(
      console: context.console, includesHeaders: include, isSilent: silent)
    if paginate {
      try await sendAll(request, requests.forList(isKept: slurp), writer)
    } else {
      let response = try await requests.send(request)
      writer.write(response)
      try check(response, acting.selector)
    }
  }

  private func sendAll(
    _ request: AccountRequest, _ requests: RequestSession, _ writer: AnswerWriter
  ) async throws {
    var pages = Paginator(request.path)
    var bodies: [Data] = []
    var goesOn = true
    while goesOn {
      var request = request
      request.path = pages.path
      let response = try await requests.send(request)
      // An error is printed even where the pages before it are not: they would be half a list.
      if !slurp || response.status >= 300 { writer.write(response) }
      try check(response, requests.acting.selector)
      if slurp { bodies.append(response.body) }
      goesOn = try pages.advance(after: response.body)
    }
    if slurp { writer.write(array: bodies) }
  }

  private func check(_ response: AccountResponse, _ selector: SessionSelector) throws {
    guard response.status < 300 else {
      throw AnswerFailure(status: response.status, selector: selector)
    }
  }
}
