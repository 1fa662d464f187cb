import AccountModel
import Foundation
import ProfileSettings

/// The system's log: journald with a field for each part of an event, else the syslog daemon with the
/// same parts as JSON.
struct SystemLog: Sendable {
  /// Where journald takes entries in its own protocol.
  var journal = "/run/systemd/journal/socket"

  /// Where the syslog daemon listens.
  var syslog = "/dev/log"

  /// The log could not be written; `errno`.
  struct Failure: Error { let code: Int32 }

  /// Whether anybody listens.
  var isListening: Bool {
    [journal, syslog].contains { (try? Self.connected($0) { _ in }) != nil }
  }

  /// - Throws: ``Failure`` when nobody takes it.
  func send(_ event: AuditEvent) throws(Failure) {
    do throws(Failure) {
      try Self.send(Self.journalEntry(event), to: journal)
    } catch {
      try Self.send(Self.syslogMessage(event), to: syslog)
    }
  }

  // MARK: - Formats

  /// The parts of an event under their names; texts in it are cleaned, so none has a second line.
  static func fields(_ event: AuditEvent) -> [(name: String, value: String)] {
    let (origin, clientID) = event.storeKey.split(separator: "|", maxSplits: 1).map(String.init)
      .withCount(2)
    let parts: [(String, String?)] = [
      ("event", event.kind.rawValue), ("result", event.result.rawValue),
      ("time", event.time.formatted(.iso8601)), ("endpoint", origin), ("client_id", clientID),
      ("member_id", event.member.id), ("member_name", event.member.name),
      ("account_id", event.account?.id), ("account_name", event.account?.name),
      ("impersonated_by", event.impersonator?.string), ("action", event.action?.string),
      ("reason", event.reason?.string),
    ]
    return parts.compactMap { name, value in
      value.map { (name, cleanText($0, limit: 2000)) }
    }
  }

  /// An entry of <https://systemd.io/JOURNAL_NATIVE_PROTOCOL/>.
  static func journalEntry(_ event: AuditEvent) -> Data {
    var lines = [
      "MESSAGE=\(summary(event))", "PRIORITY=\(severity(event))",
      "SYSLOG_FACILITY=\(authpriv)", "SYSLOG_IDENTIFIER=epswitch", "SYSLOG_PID=\(getpid())",
    ]
    lines += fields(event).map { "EPSWITCH_\($0.name.uppercased())=\($0.value)" }
    return Data((lines.joined(separator: "\n") + "\n").utf8)
  }

  /// A message in the form that programs send to the local daemon, with the mark of structured
  /// content that rsyslog and syslog-ng know.
  static func syslogMessage(_ event: AuditEvent) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let members = Dictionary(uniqueKeysWithValues: fields(event).map { ($0.name, $0.value) })
    let json = (try? encoder.encode(members)) ?? Data()
    let style = Date.VerbatimFormatStyle(
      format: """
        \(month: .abbreviated) \(day: .defaultDigits) \
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)\
        :\(second: .twoDigits)
        """, locale: Locale(identifier: "en_US_POSIX"), timeZone: .current,
      calendar: Calendar(identifier: .gregorian))
    let head =
      "<\(authpriv * 8 + severity(event))>\(event.time.formatted(style)) epswitch[\(getpid())]: @cee: "
    return Data(head.utf8) + json
  }

  /// The facility for messages about security (RFC 5424, table 1).
  private static let authpriv = 10

  /// 6 is informational, 4 a warning.
  private static func severity(_ event: AuditEvent) -> Int { event.result == .failed ? 4 : 6 }

  private static func summary(_ event: AuditEvent) -> String {
    let parts = [
      "\(event.kind.rawValue) \(event.result.rawValue): \(event.member.name)",
      event.impersonator.map { "impersonated by \($0)" },
      event.account.map { "as \($0.name) (\($0.id))" }, event.action?.string,
      event.reason.map { "reason: \($0)" },
    ]
    return cleanText(parts.compactMap(\.self).joined(separator: ", "), limit: 2000)
  }

  // MARK: - Sockets

  private static func send(_ data: Data, to path: String) throws(Failure) {
    try connected(path) { descriptor throws(Failure) in
      let sent = data.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard sent == data.count else { throw Failure(code: errno) }
    }
  }

  private static func connected(
    _ path: String, _ work: (Int32) throws(Failure) -> Void
  ) throws(Failure) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
      throw Failure(code: ENAMETOOLONG)
    }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard result == 0 else { throw Failure(code: errno) }
    try work(descriptor)
  }
}

extension [String] {
  /// The first two, where there are two.
  fileprivate func withCount(_ count: Int) -> (String?, String?) {
    self.count == count ? (self[0], self[1]) : (first, nil)
  }
}

extension SettingsFile {
  /// Whether a profile has the events of a store sent to the system's log. Settings that cannot be
  /// read say so where they are needed.
  func sendsToSystemLog(eventsOf storeKey: String) -> Bool {
    guard let profiles = try? load().profiles else { return false }
    return profiles.contains { profile in
      guard profile.audit == .syslog else { return false }
      // Of several stores, such as when everybody is signed out.
      return storeKey.isEmpty || profile.store?.key == storeKey
    }
  }
}

extension AccountService {
  /// Fails when the events of a store have to reach the system's log and cannot: what would not be
  /// in the log is not done.
  func requireSystemLog(for store: Store) throws(AccountError) {
    guard settingsFile?.sendsToSystemLog(eventsOf: store.key) == true,
      !configuration.systemLog.isListening
    else { return }
    throw AccountError(
      .failure, "A profile sends events to the system's log, which does not listen.",
      unchanged: AccountError.nothingChanged,
      recoverySuggestion: "Start journald or a syslog daemon, or remove audit with "
        + "`epswitch profile set NAME audit --unset`.")
  }
}
