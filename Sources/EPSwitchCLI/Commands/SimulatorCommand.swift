import AccountModel
import ArgumentParser
import CommerceSimulator
import DemoStorefront
import Dispatch
import Foundation

/// `epswitch simulator`: the embedded store on a port, for other programs' tests.
struct SimulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulator",
    abstract: "Serve an embedded Commerce store on this machine, for other programs' tests.",
    discussion: """
      Examples:
        epswitch simulator --port 8080 --scenario large --accounts 10000
        epswitch simulator --lifetime 600 --impersonation --closed-settings
        epswitch simulator --storefront
      """)

  @OptionGroup var sample: SampleStoreOptions

  @Flag(help: "Serve the sample storefront too, on a port of its own.")
  var storefront = false

  func run() async throws {
    let store = sample.store
    let server = try await CommerceServer.start(
      store, port: sample.port, latency: .milliseconds(sample.latency))
    let shop =
      storefront
      ? try await StorefrontServer.start(endpoint: server.baseURL, clientID: store.clientID) : nil
    // Where there are several password profiles, no password is sent to a guessed one.
    let profile =
      store.passwordProfiles.count > 1
      ? " --password-profile '\(store.passwordProfiles[0].name)'" : ""
    let endings = await Signal.arrivals(of: [SIGINT, SIGTERM, SIGHUP])
    let console = Console()
    console.result(exactly: "EPSWITCH_ENDPOINT=\(server.baseURL)")
    console.result(exactly: "EPSWITCH_CLIENT_ID=\(store.clientID)")
    if let shop { console.result(exactly: "EPSWITCH_STOREFRONT=\(shop.baseURL)") }
    console.note(
      """

      A Commerce store answers at \(server.baseURL) until Ctrl-C. To sign in to it:

        export EPSWITCH_ENDPOINT=\(server.baseURL) EPSWITCH_CLIENT_ID=\(store.clientID)
        printf %s '\(store.member.password)' | epswitch login --username \(store.member.username) --password-stdin\(profile)
      """)
    for await _ in endings { break }
    await shop?.stop()
    await server.stop()
  }
}
