import AccountCore
import AccountModel
import Foundation
import ProfileSettings

/// One account as JSON shows it. `expires` is ISO-8601 in UTC; what the store did not say is null.
struct AccountDocument: Encodable {
  let id: String
  let name: String
  let expires: String?
  let secondsLeft: Int64?
  let active: Bool

  /// `nil` where nobody asked for them.
  let details: DetailsDocument?

  init(
    _ account: Account, isActive: Bool, serverNow: Date, details: AccountDetails? = nil
  ) {
    self.details = details.map { DetailsDocument($0) }
    id = account.id.rawValue
    name = account.name
    expires = account.expiry?.iso8601
    secondsLeft = account.expiry?.secondsLeft(at: serverNow)
    active = isActive
  }

  enum CodingKeys: String, CodingKey {
    case id, name, expires
    case secondsLeft = "seconds_left"
    case active, details
    case profile, endpoint
    case memberID = "member_id"
    case memberName = "member_name"
    case memberEmail = "member_email"
    case impersonatedBy = "impersonated_by"
    case scope
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(id, forKey: .id)
    try object.encode(name, forKey: .name)
    // `encode`, not `encodeIfPresent`: a script finds the key whatever the store said.
    try object.encode(expires, forKey: .expires)
    try object.encode(secondsLeft, forKey: .secondsLeft)
    try object.encode(active, forKey: .active)
    try object.encodeIfPresent(details, forKey: .details)
  }
}

/// What `current --format json` prints.
struct CurrentDocument: Encodable {
  private let account: AccountDocument
  private let profile: String?
  private let session: SessionSummary
  private let scope: String

  init(_ acting: ActingAccount, now: Date, details: AccountDetails? = nil) {
    account = AccountDocument(
      acting.account, isActive: true, serverNow: acting.serverNow(now), details: details)
    profile = acting.selector.profile?.name
    session = acting.session
    scope =
      switch acting.scope {
      case .command: "command"
      case .terminal: "terminal"
      case .shown, .default: "default"
      }
  }

  func encode(to encoder: any Encoder) throws {
    try account.encode(to: encoder)
    var object = encoder.container(keyedBy: AccountDocument.CodingKeys.self)
    try object.encode(profile, forKey: .profile)
    try object.encode(session.store.endpoint.description, forKey: .endpoint)
    try object.encode(session.member.id, forKey: .memberID)
    try object.encode(session.member.name, forKey: .memberName)
    try object.encode(session.member.email, forKey: .memberEmail)
    try object.encode(session.impersonator, forKey: .impersonatedBy)
    try object.encode(scope, forKey: .scope)
  }
}

/// What `list --format json` and `csv` print.
struct RosterDocument: Encodable {
  let profile: String?
  let endpoint: String
  let memberID: String
  let memberName: String?
  let memberEmail: String?

  /// Who acts as the member; `nil` when the member does.
  let impersonatedBy: String?
  let fetchedAt: String
  let accounts: [AccountDocument]

  /// Whether these are all accounts of the member, as far as the store tells.
  let isComplete: Bool

  /// How many accounts the store says there are; `nil` when nothing is missing, or it did not say.
  let expectedAccounts: Int?

  /// - Parameter details: `nil` where nobody asked for them.
  init(
    _ session: Session, acting: AccountID?, profile: String?, now: Date,
    details: [AccountID: AccountDetails]? = nil
  ) {
    self.profile = profile
    endpoint = session.store.endpoint.description
    memberID = session.member.id
    memberName = session.member.name
    memberEmail = session.member.email
    impersonatedBy = session.summary.impersonator?.string
    isComplete = session.roster.shortfall == nil
    expectedAccounts = session.roster.shortfall?.expected
    fetchedAt = session.roster.fetchedAt.formatted(.iso8601)
    let serverNow = session.clock.now(local: now)
    accounts = session.roster.accounts.map {
      AccountDocument(
        $0, isActive: $0.id == acting, serverNow: serverNow, details: details?[$0.id])
    }
  }

  enum CodingKeys: String, CodingKey {
    case profile, endpoint
    case memberID = "member_id"
    case memberName = "member_name"
    case memberEmail = "member_email"
    case impersonatedBy = "impersonated_by"
    case fetchedAt = "fetched_at"
    case accounts
    case isComplete = "complete"
    case expectedAccounts = "expected_accounts"
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(profile, forKey: .profile)
    try object.encode(endpoint, forKey: .endpoint)
    try object.encode(memberID, forKey: .memberID)
    try object.encode(memberName, forKey: .memberName)
    try object.encode(memberEmail, forKey: .memberEmail)
    try object.encode(impersonatedBy, forKey: .impersonatedBy)
    try object.encode(isComplete, forKey: .isComplete)
    try object.encode(expectedAccounts, forKey: .expectedAccounts)
    try object.encode(fetchedAt, forKey: .fetchedAt)
    try object.encode(accounts, forKey: .accounts)
  }

  /// The accounts as comma-separated values, with a heading.
  func csv() -> String {
    let hasDetails = accounts.contains { $0.details != nil }
    return commaSeparated(
      [
        ["id", "name", "expires", "seconds_left", "active"]
          + (hasDetails ? DetailsDocument.columns : [])
      ]
        + accounts.map { account in
          [
            account.id, account.name, account.expires ?? "",
            account.secondsLeft.map(String.init) ?? "", String(account.active),
          ] + (hasDetails ? account.details?.fields ?? [] : [])
        })
  }
}

extension Encodable {
  /// As JSON on one line, keys sorted, so that the same state gives the same bytes.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
