extension Shell {
  /// The script that gives a terminal an account of its own:
  /// `eval "$(epswitch init bash)"`, `eval "$(epswitch init zsh)"`, `epswitch init fish | source`.
  ///
  /// It sets `EPSWITCH_TERMINAL` to an ID of this shell, which a shell started in it replaces, and
  /// defines
  /// - `epaccount [NAME|ID|-|--clear]`, which sets `EPSWITCH_ACCOUNT` for this terminal; without a name
  ///   it is chosen on a screen;
  /// - a hook that runs `epswitch prompt --shown` before each prompt. The first line of its output
  ///   is exported as `EPSWITCH_SHOWN`: the account that the prompt shows, in the program's own
  ///   notation; it is unset where the line is empty. The rest is put in front of the prompt, unless
  ///   the prompt already mentions the variable that holds it. With `EPSWITCH_NO_PROMPT` nothing
  ///   is shown, and `EPSWITCH_SHOWN` is unset. `epaccount` runs the same command;
  /// - `epswitch_off`, which removes everything and restores what was there.
  ///
  /// It needs `epswitch resolve [-- TEXT]`, which prints the ID of the one account a text means or a
  /// person chooses, and
  /// `current`, `prompt --shown` and `switch`. Running it twice changes nothing.
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
