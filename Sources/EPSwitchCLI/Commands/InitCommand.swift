import ArgumentParser
import ShellBridge

/// `epswitch init`: the script that gives a terminal an account of its own.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Print the script that gives each terminal its own account, prompt and completions.",
    discussion: """
      It defines `epaccount NAME`, which acts as an account in this terminal only, and \
      `epswitch_off`, which takes everything away again. `epaccount` alone lets you choose on a \
      screen, `epaccount -` goes back, and `epaccount --clear` follows the default again.

      Examples:
        eval "$(epswitch init bash)"       in ~/.bashrc
        eval "$(epswitch init zsh)"        in ~/.zshrc, after compinit
        epswitch init fish | source        in ~/.config/fish/config.fish
      """)

  @Argument(help: "bash, zsh or fish.")
  var shell: Shell

  func run() {
    Console().result(
      exactText: shell.initScript(
        completions: EPSwitch.completionScript(for: shell.forCompletions)))
  }
}
