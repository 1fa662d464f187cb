import AccountModel
import Testing

@testable import AccountViewModel

/// What stands before the list, or in place of it, as a person sees it.
struct PanelPictureTests {
  @Test func `the help is drawn from the keys`() {
    var dashboard = Sample.dashboard(80, 24)
    dashboard.press(.character("?"))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
       Keys
       ↑ ↓  or  k j         one row up or down
       PgUp PgDn            one page up or down
       Ctrl-U Ctrl-D        half a page up or down
       Home End  or  g G    first or last row
       Enter                act as the account under the cursor
       1 – 9                act as the account in that row
       -                    act as the account before
       /                    find by name, ID, reference, or text that holds an ID
       y  Y                 copy the ID or the name
       o                    storefront in a browser, as the account you act as
       f                    favourite: keep the account at the top, or no longer
       S                    order by recent use, or by name
       h                    tree: which account is a part of which
       H                    history: who acted as whom, when and why
       r  or  F5            load the accounts again, with new tokens
       i                    details of the account under the cursor
       p                    profiles: other stores and members
       s                    sign in again
      ────────────────────────────────────────────────────────────────────────────────
       ↑↓ scroll   Esc close
      """)
  }

  @Test func `details show what the store tells, and the claims of the token`() {
    var dashboard = Sample.dashboard(80, 28)
    dashboard.press(.down, .character("i"))
    dashboard.receive(Sample.details(Sample.boltDetails, claims: Sample.boltClaims))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
       Details

       Name          Bolt & Nut Co
       Account ID    87acbe78-921f-4a25-84db-09dc276754ba
       Expires in    14m 59s !
       Expires at    2023-11-14 22:28:19 UTC
       Legal name    Bolt & Nut Company Ltd
       Registration  HRB 86786
       External ref  C-204711
       Parent        5a1e0c11…9e01 (none of yours) › Acme Industrial
       Tags          Export, Net 30
       Members       14
       Orders        3 · the last 2023-11-13 · PO-31337 · €1,204.00
       Carts         1 · changed 2023-11-14 · Spare parts · €99.50

       Token
       scope         87acbe78-921f-4a25-84db-09dc276754ba
       sub           member-1
       iat           2023-11-14 21:28:19 UTC
       exp           2023-11-14 22:28:19 UTC



      ────────────────────────────────────────────────────────────────────────────────
       ↑↓ scroll   Esc close
      """)
  }

  @Test func `who is not signed in is told how to`() {
    let dashboard = Sample.dashboard(nil, 80, 12)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────


                                   You are not signed in.

         Press Enter to sign in here, or run “epswitch login” on the command line.


      ────────────────────────────────────────────────────────────────────────────────
       Enter sign in   H history   ? help   q quit
      """)
  }

  @Test func `the form hides the password`() {
    var dashboard = Sample.dashboard(nil, 80, 12)
    dashboard.press(.enter, .enter)
    dashboard.type("buyer@acme.example")
    dashboard.press(.enter, .character("x"))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast                                 not signed in
       Acting as  nobody – not signed in
      ────────────────────────────────────────────────────────────────────────────────
       Sign in to Acme staging · useast

        User name  buyer@acme.example
      ▌ Password   (hidden)



      ────────────────────────────────────────────────────────────────────────────────
       Enter continue   Esc back   Tab other field
      """)
  }

  @Test func `the form fits into a small window`() {
    var dashboard = Sample.dashboard(nil, 20, 5)
    dashboard.press(.enter, .enter)
    expectNoDifference(
      dashboard.picture,
      """
      As nobody – not sig…
       Sign in to Acme st…

      ▌ User name
      Esc back
      """)
  }

  @Test func `a member of no account is told what that means`() {
    let dashboard = Sample.dashboard(Sample.session([], selected: nil), 80, 12)
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               0 accounts
       Acting as  nobody – you are not a member of any account
      ────────────────────────────────────────────────────────────────────────────────

                     buyer@acme.example is not a member of any account.

                   You are signed in, but there is no account to act as.
                   Ask the store to add you to an account, then press r.


      ────────────────────────────────────────────────────────────────────────────────
       Enter switch   / find   y copy ID   r refresh   i details   ? help   q quit
      """)
  }

  @Test func `what cannot be done now is faint in the footer`() {
    let footer = Sample.dashboard(Sample.session([], selected: nil)).render().lines.last
    let keys = footer?.spans.filter { $0.style == .key }.map(\.text)
    #expect(keys == ["r", "?", "q"])
  }

  @Test func `the help can be read to its end in a small window`() {
    var dashboard = Sample.dashboard(80, 12)
    dashboard.press(.character("?"), .end)
    #expect(dashboard.picture.contains("expired ×"))
    let atEnd = dashboard
    dashboard.press(.down)
    expectNoDifference(dashboard, atEnd)
    dashboard.press(.home)
    #expect(dashboard.picture.contains("Keys"))
  }
}
