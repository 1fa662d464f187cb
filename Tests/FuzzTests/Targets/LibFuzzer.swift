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

  /// SwiftPM gives the entry point of an executable this name, and makes `main` a name for it; so the
  /// `main` of libFuzzer is none, and its driver is called here.
  @_cdecl("fuzz_main")
  public func runFuzzer(
    _ count: CInt, _ list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
  ) -> CInt {
    var count = count
    var list = list
    return withUnsafeMutablePointer(to: &count) { count in
      withUnsafeMutablePointer(to: &list) { list in
        runDriver(count, list) { fuzzOneInput($0, $1) }
      }
    }
  }

  /// See <https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library>.
  @_silgen_name("LLVMFuzzerRunDriver")
  private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ list: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ test: @convention(c) (UnsafeRawPointer?, Int) -> CInt
  ) -> CInt

  private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["EPSWITCH_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      fatalError("EPSWITCH_FUZZ_TARGET is one of \(FuzzTarget.all.map(\.name))")
    }
    return target
  }()
#endif
