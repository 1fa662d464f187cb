import Foundation
import Testing

@testable import AccountVault

/// A file that is written is told at once: the interval of these is longer than any test may last.
@Suite(.timeLimit(.minutes(10))) struct FolderEventsTests {
  private let never = Duration.seconds(24 * 3600)

  @Test func `what is written into a folder is told`() async throws {
    let folder = TemporaryFolder()
    var events = FolderEvents(path: folder.path, interval: never).stream().makeAsyncIterator()
    try write(to: "\(folder.path)/file")
    #expect(await events.next() != nil)

    try write(to: "\(folder.path)/file")
    #expect(await events.next() != nil)
  }

  @Test func `changes from the time of the call are told to whoever asks later`() async throws {
    let folder = TemporaryFolder()
    let stream = FolderEvents(path: folder.path, interval: never).stream()
    try write(to: "\(folder.path)/file")
    for await _ in stream { break }
  }

  @Test func `a folder that takes the place of another is watched from then on`() async throws {
    let folder = TemporaryFolder()
    let (watched, newer) = ("\(folder.path)/watched", "\(folder.path)/newer")
    mkdir(watched, 0o700)
    mkdir(newer, 0o700)
    var events = FolderEvents(path: watched, interval: never).stream().makeAsyncIterator()
    #expect(rename(newer, watched) == 0)
    #expect(await events.next() != nil)
    try write(to: "\(watched)/file")
    #expect(await events.next() != nil)
  }

  @Test func `time is the event where there is nothing to watch`() async throws {
    let folder = TemporaryFolder()
    for path in ["\(folder.path)/missing", nil] {
      var events = FolderEvents(path: path, interval: .milliseconds(1)).stream()
        .makeAsyncIterator()
      for _ in 0..<3 { #expect(await events.next() != nil) }
    }
  }

  private func write(to path: String) throws { try Data("a".utf8).write(to: URL(filePath: path)) }
}
