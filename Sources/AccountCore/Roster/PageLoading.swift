import CommerceAPI

/// Asks for the pages between two offsets, several at once.
///
/// - Parameters:
///   - step: how many records a page has.
///   - inFlight: how many pages are asked for at once, at most.
///   - load: asks for one page.
///   - add: is given each page as it arrives, in any order; `false` when nothing comes after it.
/// - Throws: what the first page that fails throws, ``APIError/cancelled`` where the task is cancelled.
func loadPages<Page: Sendable>(
  from start: Int, to end: Int, step: Int, inFlight: Int,
  _ load: @escaping @Sendable (PageRequest) async throws(APIError) -> Page,
  add: (Page) -> Bool
) async throws(APIError) {
  let outcome: Result<Void, APIError> = await withTaskGroup(of: Result<Page, APIError>.self) {
    group in
    var offset = start
    func addNext() {
      guard offset < end else { return }
      let request = PageRequest(offset: offset, limit: step)
      offset += step
      group.addTask {
        do throws(APIError) {
          return .success(try await load(request))
        } catch {
          return .failure(error)
        }
      }
    }
    for _ in 0..<inFlight { addNext() }
    for await result in group {
      switch result {
      case .success(let page):
        if !add(page) { offset = end }
        addNext()
      case .failure(let error):
        group.cancelAll()
        return .failure(error)
      }
    }
    return Task.isCancelled ? .failure(.cancelled) : .success(())
  }
  try outcome.get()
}
