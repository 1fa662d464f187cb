import AccountModel
import Foundation
import GRDB
import Testing

@testable import AccountVault

@Suite struct TerminalTests {
  let folder = TemporaryFolder()
  let vault: Vault
  private let terminal = TerminalOrigin(id: "tty-1", profile: "acme")

  init() throws {
    vault = folder.vault()
    try vault.signIn([.sample("a"), .sample("b")], selecting: "a")
  }

  /// How much the revision increases.
  private func increase(_ work: () throws -> Void) throws -> Int64 {
    let before = try vault.revision()
    try work()
    return try folder.vault().revision() - before
  }

  @Test func `the revision increases with what a prompt could show, and with nothing else`() throws
  {
    #expect(try increase { try vault.signIn([.sample("a"), .sample("b")]) } == 1)
    #expect(
      try increase {
        _ = try vault.saveSwitch(to: "b", renewed: [], in: buyerSession, clock: ServerClock())
      } == 1)
    #expect(try increase { _ = try vault.saveChoice(of: "a", in: buyerSession) } == 1)
    #expect(
      try increase {
        _ = try vault.saveRoster(
          .sample([.sample("a"), .sample("b")]), in: buyerSession, selecting: "b")
      } == 1)
    #expect(
      try increase {
        try vault.recordTerminalChoice(in: terminal, session: nil, account: nil)
      } == 1)

    #expect(
      try increase {
        try vault.saveRenewal([.sample("a")], in: buyerSession, clock: ServerClock())
      } == 0)
    #expect(
      try increase { _ = try vault.saveRoster(.sample([.sample("b")]), in: buyerSession) } == 0)
    #expect(try increase { try vault.record(.sample()) } == 0)
    let token = AccountToken(secret: Secret("access"), expiry: nil)
    #expect(try increase { try vault.saveAccessToken(token, for: implicit) } == 0)
    #expect(try increase { try vault.forget(otherSession) } == 0)
    let revision = try vault.revision()
    #expect(throws: VaultError.noAccount("z")) {
      try vault.saveSwitch(to: "z", renewed: [], in: buyerSession, clock: ServerClock())
    }
    #expect(try vault.revision() == revision)

    // The selected account is lost, once.
    #expect(
      try increase { _ = try vault.saveRoster(.sample([.sample("a")]), in: buyerSession) } == 1)
    #expect(
      try increase { _ = try vault.saveRoster(.sample([.sample("c")]), in: buyerSession) } == 0)

    #expect(try increase { try vault.forget(buyerSession) } == 1)
    #expect(try increase { try vault.forgetAll() } == 0)
    try vault.signIn([.sample("a")])
    #expect(try increase { try vault.forgetAll() } == 1)
  }

  @Test func `a switch, a sign-in and a choice record the terminal with their revision`() throws {
    #expect(try vault.terminalChoice(of: terminal.id) == nil)
    _ = try vault.saveSwitch(
      to: "b", renewed: [], in: buyerSession, clock: ServerClock(), terminal: terminal)
    func expected(_ account: AccountID?, in session: SessionID = buyerSession) throws
      -> TerminalChoice
    {
      TerminalChoice(
        revision: try vault.revision(), sessionDigest: session.digest, account: account,
        profile: "acme")
    }
    #expect(try folder.vault().terminalChoice(of: terminal.id) == expected("b"))
    _ = try vault.saveChoice(of: "a", in: buyerSession, terminal: terminal)
    #expect(try vault.terminalChoice(of: terminal.id) == expected("a"))
    try vault.signIn([.sample("c")], in: otherSession, terminal: terminal)
    #expect(try vault.terminalChoice(of: terminal.id) == expected(nil, in: otherSession))
    _ = try vault.saveRoster(
      .sample([.sample("a"), .sample("b")]), in: buyerSession, selecting: "b", terminal: terminal)
    #expect(try vault.terminalChoice(of: terminal.id) == expected("b"))
    // What is done elsewhere leaves it.
    let before = try vault.terminalChoice(of: terminal.id)
    _ = try vault.saveSwitch(
      to: "a", renewed: [], in: buyerSession, clock: ServerClock(),
      terminal: TerminalOrigin(id: "tty-2", profile: nil))
    _ = try vault.saveRoster(
      .sample([.sample("a")]), in: buyerSession, terminal: terminal)
    #expect(try vault.terminalChoice(of: terminal.id) == before)
    _ = try vault.saveRoster(.sample([.sample("b")]), in: buyerSession, terminal: terminal)
    #expect(try vault.terminalChoice(of: terminal.id) == expected(nil))
  }

  @Test func `a failed switch records no terminal`() throws {
    #expect(throws: VaultError.noAccount("z")) {
      try vault.saveSwitch(
        to: "z", renewed: [], in: buyerSession, clock: ServerClock(), terminal: terminal)
    }
    #expect(try vault.terminalChoice(of: terminal.id) == nil)
  }

  @Test func `a chosen profile is recorded, with or without a session`() throws {
    try vault.recordTerminalChoice(in: terminal, session: nil, account: nil)
    let revision = try vault.revision()
    #expect(
      try vault.terminalChoice(of: terminal.id)
        == TerminalChoice(revision: revision, sessionDigest: nil, account: nil, profile: "acme"))
    try vault.recordTerminalChoice(in: terminal, session: buyerSession, account: "a")
    #expect(
      try vault.terminalChoice(of: terminal.id)
        == TerminalChoice(
          revision: revision + 1, sessionDigest: buyerSession.digest, account: "a",
          profile: "acme"))
  }

  @Test func `the terminals that chose longest ago are dropped`() throws {
    try vault.recordTerminalChoice(in: terminal, session: nil, account: nil)
    for number in 1..<TerminalOrigin.capacity {
      try vault.recordTerminalChoice(
        in: TerminalOrigin(id: "other-\(number)", profile: nil), session: nil, account: nil)
    }
    #expect(try vault.terminalChoice(of: terminal.id) != nil)
    try vault.recordTerminalChoice(
      in: TerminalOrigin(id: "one more", profile: nil), session: nil, account: nil)
    #expect(try vault.terminalChoice(of: terminal.id) == nil)
    #expect(try vault.terminalChoice(of: "other-1") != nil)
    #expect(try vault.terminalChoice(of: "one more") != nil)
  }

  @Test func `the change counter changes when another process has written`() throws {
    let watching = folder.vault()
    let before = try watching.changeCounter()
    #expect(before != 0)
    #expect(try watching.changeCounter() == before)
    _ = try watching.saveChoice(of: "b", in: buyerSession)
    #expect(try watching.changeCounter() == before)
    _ = try vault.saveChoice(of: "a", in: buyerSession)
    #expect(try watching.changeCounter() != before)
    #expect(try TemporaryFolder().vault().changeCounter() == 0)
    #expect(try TemporaryFolder().vault().revision() == 0)
  }

  @Test func `the change mark is another one after every change, one's own included`() throws {
    let watching = folder.vault()
    let before = try watching.changeMark()
    #expect(try watching.changeMark() == before)
    _ = try watching.saveChoice(of: "b", in: buyerSession)
    let own = try watching.changeMark()
    #expect(own != before)
    _ = try vault.saveChoice(of: "a", in: buyerSession)
    #expect(try watching.changeMark() != own)
  }

  @Test func `the change mark can be asked for while a change is under way`() throws {
    let before = try vault.changeMark()
    let during = try vault.file.write { _ in try vault.changeMark() }
    #expect(during == before)
  }
}
