import AccountModel
import Testing

@testable import AccountViewModel

struct DashboardDetailsTests {
  @Test func `details show what is known and then what arrives`() {
    var dashboard = Sample.dashboard()
    #expect(
      dashboard.press(.character("i")) == [.loadDetails(Sample.acme.id, in: Sample.sessionID)])
    #expect(dashboard.picture.contains("reading …"))
    let claims = [AccountDetails.Claim(name: "scope", value: "a\u{1B}[31mb")]
    dashboard.receive(.detailsLoaded(AccountDetails(id: Sample.acme.id, claims: claims)))
    #expect(dashboard.activity == nil)
    #expect(dashboard.panel == .details(DetailsPanel(id: Sample.acme.id, claims: claims)))
    #expect(dashboard.picture.contains("scope"))
    dashboard.press(.escape)
    #expect(dashboard.panel == nil)
  }

  @Test func `details that do not come are not waited for`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    dashboard.receive(.failed(UserMessage("It failed."), signInNeeded: false))
    #expect(dashboard.panel == .details(DetailsPanel(id: Sample.acme.id, claims: [])))
  }

  @Test func `details of another account are not shown`() {
    var dashboard = Sample.dashboard()
    dashboard.press(.character("i"))
    let before = dashboard
    dashboard.receive(.detailsLoaded(AccountDetails(id: Sample.bolt.id, claims: [])))
    expectNoDifference(dashboard, before)
  }
}
