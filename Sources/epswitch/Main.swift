import EPSwitchCLI

@main
enum Main {
  static func main() async { await EPSwitch.runAndExit() }
}
