import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// `epswitch init` in real shells, with the real program behind it.
@Suite(.serialized)
struct InitTests {
  @Test(arguments: [
    ("bash --norc", #"eval "$(epswitch init bash)""#, "__epswitch_hook; echo $epswitch_segment"),
    ("zsh -f", #"eval "$(epswitch init zsh)""#, "__epswitch_hook; echo $psvar[77]"),
    ("fish --no-config", "epswitch init fish | source", "__epswitch_hook; echo $epswitch_segment"),
  ])
  func `a terminal has its own account until it lets go of it`(
    shell: String, load: String, segment: String
  ) async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let outcome = try await bench.program.shell(
        shell,
        input: """
          \(load)
          epaccount bolt
          \(segment)
          epswitch current
          epaccount -
          epaccount nobody
          epswitch_off
          epswitch current
          command -v epaccount
          true

          """
      ).succeeded()
      let names = outcome.outputLines.map { $0.prefix { $0 != "\t" } }
      #expect(names.count == 5, "\(outcome)")
      #expect(names.first == "Bolt & Nut Co")
      #expect(names.dropFirst().first?.hasPrefix("⟨Bolt & Nut Co") == true)
      #expect(names.dropFirst(2) == ["Bolt & Nut Co", "Acme Industrial", "Acme Industrial"])
      #expect(outcome.errors.contains("No account matches “nobody”"))
    }
  }

  @Test func `names of accounts and profiles are completed`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let completing = """
        eval "$(epswitch init bash)"
        complete_line() {
          COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
          COMPREPLY=()
          _epswitch epswitch "${@: -1}" "${@: -2:1}"
          printf '%s\\n' "${COMPREPLY[@]}"
        }

        """
      for line in [
        "switch Bo", "exec --account Bo", "api --account Bo", "export json --account Bo",
      ] {
        let outcome = try await bench.program.shell(
          completing + "complete_line epswitch \(line)"
        ).succeeded()
        #expect(outcome.output.contains("Bolt"), "\(line): \(outcome)")
      }
    }
  }

  @Test func `an unknown shell is 64`() async throws {
    let outcome = try await Program().run("init", "tcsh")
    #expect(outcome.exitCode == 64, "\(outcome)")
  }
}
