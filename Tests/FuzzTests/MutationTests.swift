import Foundation
import ProgramTesting
import Testing

/// Every part that takes bytes from outside, in process: the corpus, then seeded mutations of it.
@Suite(.serialized)
struct MutationTests {
  /// Of all targets together; `script/fuzz --long` tries 1,000,000.
  private static let count = FaultReport.count("EPSWITCH_FUZZ_CASES", usual: 20_000)

  /// Processor time of one case; without optimisation, the largest takes a tenth of it.
  private static let limit = 2.0

  @Test(.timeLimit(.minutes(30)), arguments: FuzzTarget.all)
  func `no bytes break what must hold`(target: FuzzTarget) async throws {
    try await onThread { try replay(target) }
  }

  /// Tries the corpus, and mutations of it.
  private func replay(_ target: FuzzTarget) throws {
    let corpus = try Corpus.inputs(for: target.name)
    let record = try Record(target.name)
    for input in corpus + target.large() { try attempt(input, on: target, record, "the corpus") }
    var mutator = Mutator(seed: FaultReport.seed, pieces: target.pieces)
    let count = Self.count / FuzzTarget.all.count
    for number in 0..<count {
      let input = mutator.mutate(corpus)
      try attempt(input, on: target, record, "seed \(FaultReport.seed), case \(number)")
    }
    record.remove()
    try FaultReport.add(
      "seeded mutations of \(target.name)", count: count, seed: FaultReport.seed,
      result: "no crash, no hang, no control character")
  }

  private func attempt(
    _ input: [UInt8], on target: FuzzTarget, _ record: Record, _ origin: String
  ) throws {
    record.write(input)
    let start = processorSeconds()
    do {
      try target.check(input)
    } catch {
      throw Violation("\(origin): \(error); the input is \(Data(input).base64EncodedString())")
    }
    let seconds = processorSeconds() - start
    try require(
      seconds < Self.limit,
      "\(origin) took \(seconds) s; the input is \(Data(input).base64EncodedString())")
  }
}

extension FuzzTarget: CustomTestStringConvertible {
  var testDescription: String { name }
}

/// The input that is being tried, in a file that stays when it ends the process.
private struct Record {
  private let path: String
  private let descriptor: Int32

  init(_ name: String) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("epswitch-fuzz-\(name)-\(getpid())").path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    try require(descriptor >= 0, "\(path) cannot be written")
  }

  func write(_ input: [UInt8]) {
    ftruncate(descriptor, 0)
    _ = input.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  func remove() {
    close(descriptor)
    unlink(path)
  }
}

/// Seconds that this thread has computed, whatever else the machine does.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
