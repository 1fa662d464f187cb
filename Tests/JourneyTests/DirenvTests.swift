import CommerceSimulator
import Foundation
import ProgramTesting
import Testing

/// The recipe for direnv in docs/shells-and-scripts.md.
@Suite(.serialized)
struct DirenvTests {
  @Test func `a folder has its account, and leaving it gives the default back`() async throws {
    try await withBench { bench in
      try await bench.signIn(as: "Acme Industrial")
      let bolt = try bench.accountID("Bolt & Nut Co")
      let acme = try bench.accountID("Acme Industrial")
      let project = "\(bench.home.path)/project"
      try FileManager.default.createDirectory(atPath: project, withIntermediateDirectories: true)
      let environment = "export EPSWITCH_ACCOUNT=\(bolt)\n"
      try Data(environment.utf8).write(to: URL(fileURLWithPath: "\(project)/.envrc"))
      try await withScreen(bench.program, columns: 200) { screen in
        try await screen.start(.bash, in: bench.home)
        try await screen.run(#"eval "$(direnv hook bash)""#)
        try await screen.run("cd project")
        try await screen.run("direnv allow")
        #expect(try await screen.actingID(in: bench.home) == bolt)
        #expect(try await screen.prompt().contains("Bolt & Nut Co"))
        // The choice of the terminal counts until the folder is left.
        try await screen.run("epaccount cafe")
        #expect(try await screen.actingID(in: bench.home) != bolt)
        try await screen.run("cd ..")
        #expect(try await screen.actingID(in: bench.home) == acme)
        #expect(try await screen.prompt().contains("Acme Industrial"))
      }
    }
  }
}
