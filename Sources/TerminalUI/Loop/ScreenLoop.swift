import AccountViewModel
import Foundation

/// Drives a screen: facts in, pictures and orders out. It knows no terminal; what it needs of the
/// world is handed in.
@MainActor final class ScreenLoop<S: Screen> {
  /// What the loop asks of the world.
  struct Surroundings {
    /// The time by this machine's clock.
    var now: @MainActor () -> Date
    var paint: @MainActor (Frame) -> Void
    /// Asks for ``ScreenLoop/tick()`` at a moment, instead of any asked for before; `nil` for none.
    var wake: @MainActor (Date?) -> Void
    /// Asks for ``ScreenLoop/settle()`` once the present turn of the main actor is over.
    var settleLater: @MainActor () -> Void
    var perform: @MainActor (S.Effect, @escaping @MainActor @Sendable (S.Message) -> Void) -> Void
  }

  private(set) var screen: S
  private let surroundings: Surroundings

  /// Effects that wait until their state is on the screen.
  private var effects: [S.Effect] = []
  private var isSettled = true

  /// Whether the person is done; later facts are ignored.
  private(set) var isOver = false

  init(_ screen: S, in surroundings: Surroundings) {
    self.screen = screen
    self.surroundings = surroundings
  }

  /// Paints the first picture, and only then gives the first orders.
  func start(size: Size, effects first: [S.Effect]) {
    update([.resized(size), .ticked(surroundings.now())])
    effects += first
    settle()
  }

  /// Takes in keys that were waiting together: one picture for all of them.
  func press(_ keys: [Key]) {
    guard !keys.isEmpty else { return }
    update(keys.map { .keyPressed($0) })
    settle()
  }

  func resize(to size: Size) {
    update([.resized(size), .ticked(surroundings.now())])
    settle()
  }

  func tick() {
    update([.ticked(surroundings.now())])
    settle()
  }

  /// Takes in what an effect has to tell; those of one turn of the main actor share a picture.
  func send(_ message: S.Message) {
    let isFirst = isSettled
    update([message])
    if isFirst, !isOver { surroundings.settleLater() }
  }

  /// Ends the loop from outside.
  func stop() {
    isOver = true
    surroundings.wake(nil)
  }

  private func update(_ messages: [S.Message]) {
    guard !isOver else { return }
    isSettled = false
    for message in messages where !screen.isFinished { effects += screen.update(message) }
  }

  /// Shows the present state, then gives the orders that came with it.
  func settle() {
    guard !isSettled, !isOver else { return }
    isSettled = true
    if screen.isFinished {
      stop()
    } else {
      surroundings.paint(screen.render())
      surroundings.wake(screen.nextTick(after: surroundings.now()))
    }
    let orders = effects
    effects = []
    for order in orders {
      surroundings.perform(order) { [weak self] message in self?.send(message) }
    }
  }
}
