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
    /// Runs an action once the present turn of the main queue is over.
    var afterTurn: @MainActor (@escaping @MainActor @Sendable () -> Void) -> Void
    var perform: @MainActor (S.Effect, @escaping @MainActor @Sendable (S.Message) -> Void) -> Void
    /// The person is done; said once.
    var finish: @MainActor () -> Void
  }

  private(set) var screen: S
  private let surroundings: Surroundings

  /// Effects that wait until the state they came with is on the screen.
  private var effects: [S.Effect] = []
  private var isSettled = true
  private var isOver = false

  /// The time the screen was told last.
  private var toldTime: Date?

  init(_ screen: S, in surroundings: Surroundings) {
    self.screen = screen
    self.surroundings = surroundings
  }

  /// Paints the first picture, and only then gives the first orders.
  func start(size: Size, effects first: [S.Effect]) {
    update([.resized(size)] + time())
    effects += first
    settle()
  }

  /// Takes in keys that were waiting together: one picture for all of them. The time comes first,
  /// since it may be long ago that the screen was told it.
  func press(_ keys: [Key]) {
    guard !keys.isEmpty else { return }
    update(newTime() + keys.map { .keyPressed($0) })
    settle()
  }

  /// Takes in a size, and the time as well: much of it may have gone by while the program stood
  /// still.
  func resize(to size: Size) {
    update([.resized(size)] + time())
    settle()
  }

  func tick() {
    update(time())
    settle()
  }

  /// Takes in what an effect has to tell; the messages of one turn share a picture.
  func send(_ message: S.Message) {
    guard !isOver else { return }
    let isFirst = isSettled
    update(newTime() + [message])
    if isFirst { surroundings.afterTurn { [weak self] in self?.settle() } }
  }

  /// Ends the loop: later facts are ignored.
  func stop() {
    isOver = true
    surroundings.wake(nil)
  }

  private func time() -> [S.Message] {
    let now = surroundings.now()
    toldTime = now
    return [.ticked(now)]
  }

  /// The time, when the screen was told another one.
  private func newTime() -> [S.Message] { surroundings.now() == toldTime ? [] : time() }

  private func update(_ messages: [S.Message]) {
    guard !isOver else { return }
    isSettled = false
    for message in messages where !screen.isFinished { effects += screen.update(message) }
  }

  /// Shows the present state, then gives the orders that came with it.
  private func settle() {
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
    if isOver { surroundings.finish() }
  }
}
