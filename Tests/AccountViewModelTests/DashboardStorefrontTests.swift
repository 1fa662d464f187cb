import AccountModel
import Testing

@testable import AccountViewModel

/// The key that shows the storefront.
struct DashboardStorefrontTests {
  private let address = "http://127.0.0.1:4000/0123456789abcdef0123456789abcdef/"

  @Test func `it is opened as whoever is acted as, wherever the cursor is`() {
    var dashboard = Sample.dashboard(hasStorefront: true)
    let effects = dashboard.press(.down, .character("o"))
    #expect(effects == [.openStorefront(Sample.acme.id, in: Sample.sessionID)])
    #expect(dashboard.picture.contains("Opening the storefront …"))
    dashboard.receive(.storefrontOpened(address: address, isOpen: true))
    #expect(dashboard.activity == nil)
    #expect(
      dashboard.notice
        == .success(
          "The storefront is open in the browser as Acme Industrial. It follows every switch until "
            + "you quit."))
  }

  @Test func `no key waits for the browser`() {
    var dashboard = Sample.dashboard(hasStorefront: true)
    dashboard.press(.character("o"))
    let effects = dashboard.press(.down, .enter)
    #expect(effects == [.cancel, .switchAccount(Sample.bolt.id, in: Sample.sessionID)])
  }

  @Test func `without a browser the address stays until it is dismissed`() {
    var dashboard = Sample.dashboard(hasStorefront: true)
    dashboard.press(.character("o"))
    dashboard.receive(.storefrontOpened(address: address, isOpen: false))
    #expect(dashboard.picture.contains(address))
    dashboard.press(.down)
    #expect(dashboard.picture.contains(address))
    dashboard.press(.escape)
    #expect(!dashboard.picture.contains(address))
  }

  @Test func `what is said at first stays when the storefront opens with the dashboard`() {
    var dashboard = Sample.dashboard(hasStorefront: true)
    let announcement = UserMessage("To be in this store: eval it.")
    dashboard.notice = .announcement(announcement)
    #expect(
      dashboard.startStorefront() == [.openStorefront(Sample.acme.id, in: Sample.sessionID)])
    var other = dashboard
    dashboard.receive(.storefrontOpened(address: address, isOpen: true))
    #expect(dashboard.notice == .announcement(announcement))
    other.receive(.storefrontOpened(address: address, isOpen: false))
    #expect(other.picture.contains(address))
    #expect(other.picture.contains("To be in this store: eval it."))
  }

  @Test func `production and a terminal of its own are told`() {
    var live = Sample.dashboard(isProduction: true, hasStorefront: true)
    live.press(.character("o"))
    live.receive(.storefrontOpened(address: address, isOpen: true))
    #expect(live.picture.contains("as Acme Industrial, for reading only."))
    var pinned = Sample.dashboard(hasStorefront: true, terminalChoice: "Bolt")
    #expect(
      pinned.press(.character("o")) == [.openStorefront(Sample.bolt.id, in: Sample.sessionID)])
    pinned.receive(.storefrontOpened(address: address, isOpen: true))
    #expect(pinned.picture.contains("as Bolt & Nut Co. It stays so until you"))
  }

  @Test func `a failure names the remedy and leaves the keys as they are`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("o"))
    let message = UserMessage(
      "The profile shop names no storefront.",
      recoverySuggestion:
        "Name it with `epswitch profile set shop storefront https://shop.example`.")
    dashboard.receive(.failed(message, signInNeeded: false))
    #expect(dashboard.picture.contains("× The profile shop names no storefront."))
    #expect(dashboard.picture.contains("epswitch profile set shop storefront"))
    #expect(dashboard.press(.enter) == [.switchAccount(Sample.acme.id, in: Sample.sessionID)])
  }

  @Test func `where nobody is acted as the key says so`() {
    var nobody = Sample.dashboard(Sample.session(selected: nil), hasStorefront: true)
    #expect(nobody.press(.character("o")) == [])
    #expect(nobody.notice == .hint("No account is chosen; press Enter on one first."))
    var unclear = Sample.dashboard(hasStorefront: true, terminalChoice: "nothing")
    #expect(unclear.press(.character("o")) == [])
    #expect(unclear.picture.contains("EPSWITCH_ACCOUNT matches no single account"))
    var customer = Sample.dashboard(
      Sample.session([Sample.acme], method: .customer), hasStorefront: true)
    #expect(customer.press(.character("o")) == [])
    #expect(customer.picture.contains("signed in as a customer"))
  }

  @Test func `the footer shows the key where a storefront is named`() {
    #expect(Sample.dashboard(hasStorefront: true).picture.contains("   o storefront   "))
    #expect(!Sample.dashboard().picture.contains("o storefront"))
  }
}
