/// Each function begins with `emulate -L zsh`, so no option the person set changes what it does.
///
/// The segment is element 77 of `psvar`, which `%77v` shows as it is: no option makes zsh expand it.
func zshInitScript(completions: String) -> String {
  #"""
  # epswitch in zsh: an account for this terminal. `epswitch_off` removes it again.

  (( ${+__epswitch_initial} )) || typeset -g __epswitch_initial="${EPSWITCH_ACCOUNT-}"

  # A terminal ID for each shell: one that comes from the environment is that of another shell.
  () {
    emulate -L zsh
    if [[ ${__epswitch_terminal-} != "$$-"* ]]; then
      typeset -g __epswitch_terminal="$$-${(%):-%D{%s\}}-${RANDOM-}${RANDOM-}${RANDOM-}"
      unset EPSWITCH_SHOWN
    fi
    export EPSWITCH_TERMINAL="$__epswitch_terminal"
  }

  epaccount() {
    emulate -L zsh
    local account=
    case ${#}:${1-} in
      0:) account=$(command epswitch resolve) || return ;;
      1:-h | 1:--help) print -r -- 'usage: epaccount [NAME | ID | - | --clear]'; return ;;
      1:--clear) ;;
      1:-)
        if (( ! ${+__epswitch_previous} )); then
          print -ru2 -- 'epaccount: this terminal has had no other account'
          return 4
        fi
        account=$__epswitch_previous
        ;;
      *) account=$(command epswitch resolve -- "$1") || return ;;
    esac
    [[ $account == "${EPSWITCH_ACCOUNT-}" ]] ||
      typeset -g __epswitch_previous="${EPSWITCH_ACCOUNT-}"
    if [[ -n $account ]]; then export EPSWITCH_ACCOUNT="$account"; else unset EPSWITCH_ACCOUNT; fi
    __epswitch_capture
    command epswitch current || :
  }

  # Asks what the prompt shows: the first line is for EPSWITCH_SHOWN, the rest is the segment.
  __epswitch_capture() {
    emulate -L zsh
    local output=
    if [[ -z ${EPSWITCH_NO_PROMPT-} ]]; then
      output=$(command epswitch prompt --shown </dev/null 2>/dev/null) || output=
    fi
    psvar[77]=
    [[ $output != *$'\n'* ]] || psvar[77]=${output#*$'\n'}
    output=${output%%$'\n'*}
    if [[ -n $output ]]; then export EPSWITCH_SHOWN="$output"; else unset EPSWITCH_SHOWN; fi
  }

  __epswitch_hook() {
    emulate -L zsh
    __epswitch_capture
    [[ -n ${EPSWITCH_NO_PROMPT-} || ${PROMPT-} == *'%77v'* ]] ||
      PROMPT='%(77V.%77v .)'${PROMPT-}
  }

  typeset -ga precmd_functions
  precmd_functions=("${(@)precmd_functions:#__epswitch_hook}" __epswitch_hook)

  epswitch_off() {
    emulate -L zsh
    PROMPT=${PROMPT/'%(77V.%77v .)'/}
    precmd_functions=("${(@)precmd_functions:#__epswitch_hook}")
    psvar[77]=
    while (( $#psvar )) && [[ -z $psvar[-1] ]]; do psvar[-1]=(); done
    if [[ -n $__epswitch_initial ]]; then
      export EPSWITCH_ACCOUNT="$__epswitch_initial"
    else
      unset EPSWITCH_ACCOUNT
    fi
    (( ! ${+functions[compdef]} )) || compdef -d epswitch epaccount
    unset EPSWITCH_TERMINAL EPSWITCH_SHOWN
    unset __epswitch_initial __epswitch_previous __epswitch_terminal
    unfunction -m epaccount epswitch_off _epaccount '_epswitch*' '__epswitch*'
  }

  # Completions need compinit to have run.
  if (( ${+functions[compdef]} )); then
    () {
      emulate -L zsh
      \#(completions)
    }

    # Completes `epaccount` as if `epswitch switch` stood there.
    _epaccount() {
      words=(epswitch switch "${(@)words[2,-1]}")
      (( CURRENT += 1 ))
      _epswitch
    }
    compdef _epaccount epaccount
  fi

  """#
}
