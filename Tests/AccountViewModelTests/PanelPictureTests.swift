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
       /                    find by name, ID, or any text that holds an ID
       y  Y                 copy the ID or the name
       o                    storefront in a browser, as the account you act as
       f                    favourite: keep the account at the top, or no longer
       S                    order by recent use, or by name
       H                    history: who acted as whom, when and why
       r  or  F5            load the accounts again, with new tokens
       i                    details of the account under the cursor
       p                    profiles: other stores and members
       s                    sign in again
       ?  or  F1            help
      ────────────────────────────────────────────────────────────────────────────────
       ↑↓ scroll   Esc close
      """)
  }

  @Test func `details show the claims of the token`() {
    var dashboard = Sample.dashboard(80, 16)
    dashboard.press(.character("i"))
    let claims: [AccountDetails.Claim] = [
      .init(name: "scope", value: "9e227208"),
      .init(name: "Issued at", value: "2023-11-14T22:12:32Z"),
    ]
    dashboard.receive(.detailsLoaded(AccountDetails(id: Sample.acme.id, claims: claims)))
    expectNoDifference(
      dashboard.picture,
      """
       epswitch   Acme staging · useast · buyer@acme.example               4 accounts
       Acting as  Acme Industrial   9e227208-b592-49c0-8c8f-043b66c634b0      23h 59m
      ────────────────────────────────────────────────────────────────────────────────
       Details

       Name        Acme Industrial
       Account ID  9e227208-b592-49c0-8c8f-043b66c634b0
       Expires in  23h 59m
       Expires at  2023-11-15 22:12:32 UTC
       scope       9e227208
       Issued at   2023-11-14T22:12:32Z



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
