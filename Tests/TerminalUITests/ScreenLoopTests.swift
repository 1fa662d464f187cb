import AccountViewModel
import Foundation
import Testing

@testable import TerminalUI

@MainActor struct ScreenLoopTests {
  let world = World()
  let loop: ScreenLoop<Notes>

  init() { loop = world.loop() }

  @Test func `the first picture comes before the first order`() {
    loop.start(size: Size(columns: 9, rows: 2), effects: [.order("fetch")])
    #expect(
      world.log == [
        "paint 9x2 now=100", "wake 101", "perform fetch",
      ])
  }

  @Test func `keys that waited together share a picture`() {
    start()
    loop.press([.character("a"), .up, .character("b")])
    #expect(world.log == ["paint a up b", "wake 101"])
  }

  @Test func `no keys, no picture`() {
    start()
    loop.press([])
    #expect(world.log.isEmpty)
  }

  @Test func `messages of one turn share a picture`() {
    start()
    loop.send(.note("one"))
    loop.send(.note("two"))
    #expect(world.log == ["turn"])
    world.endTurn()
    #expect(world.log == ["turn", "paint one two", "wake 101"])
    loop.send(.note("three"))
    #expect(world.log.last == "turn")
  }

  @Test func `a key shows what was sent before it, and the turn then has nothing to show`() {
    start()
    loop.send(.note("one"))
    loop.press([.character("a")])
    world.endTurn()
    #expect(world.log == ["turn", "paint one a", "wake 101"])
  }

  @Test func `an order is given once its state is shown, and may answer at once`() {
    start()
    loop.press([.character("!")])
    #expect(world.log == ["paint !", "wake 101", "perform echo", "turn"])
    world.endTurn()
    #expect(world.log.suffix(2) == ["paint echoed", "wake 101"])
  }

  @Test func `a tick takes the time in and asks for the next`() {
    start()
    world.now = Date(timeIntervalSinceReferenceDate: 101)
    loop.tick()
    #expect(world.log == ["paint now=101", "wake 102"])
  }

  @Test func `a key and a message come after the time when that has moved on`() {
    start()
    world.now = Date(timeIntervalSinceReferenceDate: 130)
    loop.press([.character("a")])
    #expect(world.log == ["paint now=130 a", "wake 131"])
    world.now = Date(timeIntervalSinceReferenceDate: 140)
    loop.send(.note("one"))
    loop.send(.note("two"))
    world.endTurn()
    #expect(world.log.suffix(2) == ["paint now=140 one two", "wake 141"])
  }

  @Test func `a new size comes with the time`() {
    start()
    world.now = Date(timeIntervalSinceReferenceDate: 500)
    loop.resize(to: Size(columns: 1, rows: 1))
    #expect(world.log == ["paint 1x1 now=500", "wake 501"])
  }

  @Test func `the end is said once, after the last orders, and nothing follows it`() {
    start()
    loop.press([.character("q"), .character("x")])
    #expect(world.log == ["wake never", "perform bye", "finish"])
    loop.press([.up])
    loop.send(.note("late"))
    loop.tick()
    world.endTurn()
    #expect(world.log.count == 3)
    #expect(loop.screen.isFinished)
  }

  @Test func `a loop stopped from outside hears nothing more`() {
    start()
    loop.stop()
    loop.press([.up])
    loop.send(.note("late"))
    world.endTurn()
    #expect(world.log == ["wake never"])
  }

  /// Starts and forgets what that did.
  private func start() {
    loop.start(size: Size(columns: 9, rows: 2), effects: [])
    world.log = []
  }
}

/// Writes down what the loop asks for.
@MainActor final class World {
  var log: [String] = []
  var now = Date(timeIntervalSinceReferenceDate: 100)
  private var pending: [@MainActor @Sendable () -> Void] = []

  func loop() -> ScreenLoop<Notes> {
    ScreenLoop(
      Notes(),
      in: .init(
        now: { self.now },
        paint: { frame in
          self.log.append("paint " + frame.lines.flatMap(\.spans).map(\.text).joined())
        },
        wake: { moment in
          let name = moment.map { "\(Int($0.timeIntervalSinceReferenceDate))" } ?? "never"
          self.log.append("wake " + name)
        },
        afterTurn: { action in
          self.log.append("turn")
          self.pending.append(action)
        },
        perform: { effect, send in
          switch effect {
          case .order(let name): self.log.append("perform " + name)
          case .echo:
            self.log.append("perform echo")
            send(.note("echoed"))
          }
        },
        finish: { self.log.append("finish") }))
  }

  /// What was asked for after the turn happens.
  func endTurn() {
    let actions = pending
    pending = []
    for action in actions { action() }
  }
}

/// Shows the facts since its last picture; `!` orders an echo, `q` ends it with an order.
struct Notes: Screen {
  enum Message: ScreenMessage {
    case keyPressed(Key)
    case resized(Size)
    case ticked(Date)
    case note(String)
  }

  enum Effect: Sendable {
    case order(String)
    case echo
  }

  var isFinished = false
  private var facts = Facts()

  /// What was heard; drawing it empties it, so that a picture shows what is new.
  private final class Facts {
    var heard: [String] = []
  }

  mutating func update(_ message: Message) -> [Effect] {
    switch message {
    case .keyPressed(.character("q")):
      isFinished = true
      return [.order("bye")]
    case .keyPressed(.character(let character)):
      facts.heard.append(String(character))
      return character == "!" ? [.echo] : []
    case .keyPressed(let key): facts.heard.append("\(key)")
    case .resized(let size): facts.heard.append("\(size.columns)x\(size.rows)")
    case .ticked(let now):
      facts.heard.append("now=\(Int(now.timeIntervalSinceReferenceDate))")
    case .note(let text): facts.heard.append(text)
    }
    return []
  }

  func render() -> Frame {
    defer { facts.heard = [] }
    return Frame(
      size: Size(columns: 80, rows: 1), lines: [Line([Span(facts.heard.joined(separator: " "))])])
  }

  func nextTick(after now: Date) -> Date? { now.addingTimeInterval(1) }
}
