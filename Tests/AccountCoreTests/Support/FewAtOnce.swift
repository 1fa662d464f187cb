import Testing

/// Runs few tests at a time: each has a store and commands of its own, and on a machine that runs
/// hundreds of them at once the time limits of the program would pass.
struct FewAtOnce: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?,
    performing function: @Sendable () async throws -> Void
  ) async throws {
    await Slots.shared.take()
    do {
      try await function()
    } catch {
      await Slots.shared.giveBack()
      throw error
    }
    await Slots.shared.giveBack()
  }
}

extension Trait where Self == FewAtOnce {
  static var fewAtOnce: Self { FewAtOnce() }
}

private actor Slots {
  static let shared = Slots()

  private var free = 4
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  func giveBack() {
    if waiting.isEmpty {
      free += 1
    } else {
      waiting.removeFirst().resume()
    }
  }
}
