extension Shell {
  /// The script that gives a terminal an account of its own:
  /// `eval "$(epswitch init bash)"`, `eval "$(epswitch init zsh)"`, `epswitch init fish | source`.
  ///
  /// It defines
  /// - `epaccount [NAME|ID|-|--clear]`, which sets `EPSWITCH_ACCOUNT` for this terminal;
  /// - a hook that runs `epswitch prompt` before each prompt and puts what it says in front, unless
  ///   the prompt already mentions the place where it is kept, or `EPSWITCH_NO_PROMPT` is set;
  /// - `epswitch_off`, which takes everything away and restores what was there.
  ///
  /// It needs `epswitch resolve -- TEXT`, which prints the ID of the one account a text means, and
  /// `current`, `prompt` and `switch`. Running it twice changes nothing.
  ///
  /// - Parameter completions: what swift-argument-parser generates for this shell. The script lets
  ///   `epaccount` complete as `epswitch switch` does.
  package func initScript(completions: String) -> String {
    switch self {
    case .bash: bashInitScript(completions: completions)
    case .zsh: zshInitScript(completions: completions)
    case .fish: fishInitScript(completions: completions)
    }
  }
}
