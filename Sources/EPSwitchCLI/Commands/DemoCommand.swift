import AccountCore
import AccountModel
import ArgumentParser
import CommerceSimulator
import ShellBridge

/// `epswitch demo`: the dashboard on embedded stores; touches no file of the user's.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Open the dashboard on an embedded store with sample accounts.",
    discussion: """
      Nothing is read from or written to your files: the stores run in this process, and the vault is \
      in a folder of its own that is removed at the end. Somebody signed in half an hour ago, so one \
      token has expired and another is about to; switching to such an account renews it. A second \
      profile, live, shows how production is guarded: press p. A sample storefront shows the account \
      in a browser: press o, or give --storefront.

      Examples:
        epswitch demo
        epswitch demo --storefront
        epswitch demo --scenario large --latency 300
        eval "$(epswitch demo --join)"      in a second terminal, to be in its store
        eval "$(epswitch demo --leave)"     there, to be out of it again
      """)

  @OptionGroup var sample: SampleStoreOptions

  @Flag(help: "Open the sample storefront in the browser too, as whoever the dashboard acts as.")
  var storefront = false

  @Flag(help: "Print shell lines that put this terminal into the store of the demo that runs.")
  var join = false

  @Flag(help: "Print shell lines that take this terminal out of a demo.")
  var leave = false

  @Option(help: "bash, zsh or fish, for --join and --leave; the default is the shell in $SHELL.")
  var shell: Shell?

  func validate() throws {
    guard !join || !leave else {
      throw ValidationError("Only one of --join and --leave is used.")
    }
    guard storefront, sample.store.roster.isEmpty else { return }
    throw ValidationError(
      "--storefront needs an account to act as, and the member of this scenario has none.")
  }

  @MainActor
  func run() async throws {
    let console = Console()
    if join || leave {
      let environment =
        leave
        ? DemoFolder.emptyEnvironment : try DemoFolder.running(AccountVariables()).environment
      let shell = try shell ?? .ofPerson(AccountVariables())
      console.result(exactText: shell.lines(setting: environment))
      return
    }
    guard console.hasTerminal else {
      throw AccountError(
        .usage, "The demo needs a terminal.", recoverySuggestion: "Run it in one.")
    }
    let demo = try await Demo(
      sample.store, port: sample.port, latency: .milliseconds(sample.latency),
      opensStorefront: storefront)
    do {
      try await DashboardRunner(demo: demo).dashboard()
    } catch {
      await demo.stop()
      throw error
    }
    await demo.stop()
    console.note(
      "The demo left nothing behind. For your own store: "
        + "epswitch login --endpoint https://HOST --client-id ID --username YOU")
  }
}
