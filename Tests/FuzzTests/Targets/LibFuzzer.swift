#if FUZZING
  import Foundation

  /// libFuzzer calls this for each input; `EPSWITCH_FUZZ_TARGET` says what is fuzzed.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func fuzzOneInput(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    do {
      try target.check(Array(UnsafeRawBufferPointer(start: start, count: count)))
    } catch {
      // libFuzzer keeps the input of a process that is aborted.
      fatalError("\(target.name): \(error)")
    }
    return 0
  }

  private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["EPSWITCH_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      fatalError("EPSWITCH_FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name))")
    }
    return target
  }()
#endif
