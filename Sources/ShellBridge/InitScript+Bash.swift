/// Kept to bash 3.2, and to `set -eu`.
///
/// `PS1` names a variable instead of holding its text: bash decodes escapes first and expands
/// variables last, so the name of an account is neither decoded nor expanded.
func bashInitScript(completions: String) -> String {
  #"""
  # epswitch in bash: an account for this terminal. `epswitch_off` removes it again.

  [[ -n ${__epswitch_initial+set} ]] || __epswitch_initial=${EPSWITCH_ACCOUNT-}

  # A terminal ID for each shell: one that comes from the environment is that of another shell.
  if [[ ${__epswitch_terminal-} != "$$-"* ]]; then
    __epswitch_terminal="$$-${EPOCHSECONDS-0}-${RANDOM-}${RANDOM-}${RANDOM-}"
    unset EPSWITCH_SHOWN
  fi
  export EPSWITCH_TERMINAL="$__epswitch_terminal"

  epaccount() {
    local account=
    case ${#}:${1-} in
      0:) account=$(command epswitch resolve) || return ;;
      1:-h | 1:--help) printf '%s\n' 'usage: epaccount [NAME | ID | - | --clear]'; return ;;
      1:--clear) ;;
      1:-)
        if [[ -z ${__epswitch_previous+set} ]]; then
          printf '%s\n' 'epaccount: this terminal has had no other account' >&2
          return 4
        fi
        account=$__epswitch_previous
        ;;
      *) account=$(command epswitch resolve -- "$1") || return ;;
    esac
    [[ $account == "${EPSWITCH_ACCOUNT-}" ]] || __epswitch_previous=${EPSWITCH_ACCOUNT-}
    if [[ -n $account ]]; then export EPSWITCH_ACCOUNT="$account"; else unset EPSWITCH_ACCOUNT; fi
    __epswitch_capture
    command epswitch current || :
  }

  # Asks what the prompt shows: the first line is for EPSWITCH_SHOWN, the rest is the segment.
  __epswitch_capture() {
    local output=
    if [[ -z ${EPSWITCH_NO_PROMPT-} ]]; then
      output=$(command epswitch prompt --shown </dev/null 2>/dev/null) || output=
    fi
    epswitch_segment=
    case $output in
      *$'\n'*) epswitch_segment=${output#*$'\n'}' ' ;;
    esac
    output=${output%%$'\n'*}
    # Without promptvars the prompt shows no variable, and so no account.
    if [[ -n $output ]] && shopt -q promptvars; then
      export EPSWITCH_SHOWN="$output"
    else
      unset EPSWITCH_SHOWN
    fi
  }

  __epswitch_hook() {
    local status=$?
    __epswitch_capture
    if [[ -z ${EPSWITCH_NO_PROMPT-} && ${PS1-} != *epswitch_segment* ]] && shopt -q promptvars; then
      PS1='${epswitch_segment-}'${PS1-}
    fi
    # Hooks after this one see the status they expect; under `set -e` it would end the shell.
    [[ $- == *e* ]] || return "$status"
  }

  if [[ ${PROMPT_COMMAND[*]-} != *__epswitch_hook* ]]; then
    if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
      PROMPT_COMMAND+=(__epswitch_hook)
    else
      PROMPT_COMMAND=${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}__epswitch_hook
    fi
  fi

  epswitch_off() {
    local entry IFS=$'\n'
    local -a kept=()
    PS1=${PS1/'${epswitch_segment-}'/}
    if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
      for entry in ${PROMPT_COMMAND[@]+"${PROMPT_COMMAND[@]}"}; do
        [[ $entry == __epswitch_hook ]] || kept+=("$entry")
      done
      PROMPT_COMMAND=(${kept[@]+"${kept[@]}"})
    else
      PROMPT_COMMAND=${PROMPT_COMMAND/$'\n'__epswitch_hook/}
      [[ $PROMPT_COMMAND != __epswitch_hook ]] || unset PROMPT_COMMAND
    fi
    if [[ -n $__epswitch_initial ]]; then
      export EPSWITCH_ACCOUNT="$__epswitch_initial"
    else
      unset EPSWITCH_ACCOUNT
    fi
    complete -r epaccount epswitch 2>/dev/null || :
    unset EPSWITCH_TERMINAL EPSWITCH_SHOWN
    unset epswitch_segment __epswitch_initial __epswitch_previous __epswitch_terminal
    unset -f epaccount epswitch_off \
      $(compgen -A function _epswitch) $(compgen -A function __epswitch)
  }

  \#(completions)

  # Completes `epaccount` as if `epswitch switch` stood there.
  __epswitch_complete_account() {
    COMP_WORDS=(epswitch switch "${COMP_WORDS[@]:1}")
    COMP_CWORD=$((COMP_CWORD + 1))
    COMP_POINT=$((COMP_POINT + 6))
    COMP_LINE="epswitch switch${COMP_LINE#epaccount}"
    _epswitch epswitch "$2" "$3"
  }
  complete -o filenames -F __epswitch_complete_account epaccount

  """#
}
