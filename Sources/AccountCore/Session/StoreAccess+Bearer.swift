package import AccountModel
import AccountVault
package import CommerceAPI
import Foundation

extension StoreAccess {
  /// Does something with the bearer: the kept one until shortly before it ends, else a new one.
  ///
  /// A kept bearer that the store refuses (401) is replaced once; the same status then concerns
  /// what else the request carried.
  package func withBearer<Value>(
    clock: ServerClock, _ body: (Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    let serverNow = clock.now(local: now())
    // A bearer that cannot be read or kept costs one more request and nothing else.
    if let kept = try? vault.bearer(for: store), let expiry = kept.expiry,
      expiry.secondsLeft(at: serverNow) > Expiry.margin
    {
      do throws(APIError) {
        return try await body(kept.secret)
      } catch APIError.refused(status: 401, _) {
        // Fall through to a new bearer.
      }
    }
    return try await withNewBearer(body)
  }

  /// Does something with a new bearer, and keeps it: signing in is where a change of the grant or
  /// of the client's secret takes effect.
  func withNewBearer<Value>(
    _ body: (Secret) async throws(APIError) -> Value
  ) async throws(APIError) -> Value {
    let (bearer, _) = try await client.mintBearer(grant)
    try? vault.saveBearer(bearer, for: store)
    return try await body(bearer.secret)
  }

  /// A bearer that still lives a while, for programs that call the API themselves.
  package func bearer(clock: ServerClock) async throws(Failure) -> Secret {
    do throws(APIError) {
      return try await withBearer(clock: clock) { bearer throws(APIError) in bearer }
    } catch {
      throw Failure(error, at: store) { .signInRefused(status: $0, reason: $1) }
    }
  }
}
