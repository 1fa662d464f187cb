import Foundation
import HTTPTypes
import Hummingbird

/// The Commerce API of one running store; each extension adds the routes of one topic.
struct Endpoints: Sendable {
  let store: SimulatedStore
  let members: MemberDirectory
  let issued = IssuedCredentials()
  let mint: AccountTokenMint
  let faults = Faults()
  let held = HeldRequests()
  let requests = RequestLog()
  let shop: ShopDirectory
  /// When the store opened.
  let openedAt: Date

  init(_ store: SimulatedStore, openedAt: Date) {
    self.store = store
    self.openedAt = openedAt
    members = MemberDirectory(store)
    mint = AccountTokenMint(store)
    shop = ShopDirectory(store, openedAt: openedAt)
  }

  func router() -> Router<Exchange> {
    let router = Router(context: Exchange.self)
    router.add(middleware: RefusalMiddleware(scenario: store.scenario))
    addAccessTokens(to: router)
    addSignInOptions(to: router)
    addTokens(to: router)
    addOpenIDProvider(to: router)
    addAccounts(to: router)
    addMembers(to: router)
    addMemberships(to: router)
    addUserAuthenticationInfos(to: router)
    addAccountTags(to: router)
    addAddresses(to: router)
    addCustomers(to: router)
    addCatalog(to: router)
    addCarts(to: router)
    addCartItems(to: router)
    addOrders(to: router)
    addPayments(to: router)
    addControl(to: router)
    return router
  }
}

/// Writes every error in the shape of the API, an unknown path included.
private struct RefusalMiddleware: RouterMiddleware {
  let scenario: Scenario

  func handle(
    _ request: Request, context: Exchange, next: (Request, Exchange) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as CommerceError {
      return .refusal(error, scenario: scenario)
    } catch let error as any HTTPResponseError {
      return .refusal(CommerceError(status: error.status), scenario: scenario)
    }
  }
}
