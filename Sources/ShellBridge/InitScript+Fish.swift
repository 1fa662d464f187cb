/// The hook runs once a prompt; the prompt itself may be drawn several times.
///
/// The person's `fish_prompt` is wrapped at the first prompt, once: wrapping again what somebody else
/// wrapped around ours (virtualenv does) would make it call itself.
func fishInitScript(completions: String) -> String {
  #"""
  # epswitch in fish: an account for this terminal. `epswitch_off` removes it again.

  set -q __epswitch_initial; or set -g __epswitch_initial "$EPSWITCH_ACCOUNT"

  # A terminal ID for each shell: one that comes from the environment is that of another shell.
  if not string match -q -- "$fish_pid-*" "$__epswitch_terminal"
      set -g __epswitch_terminal "$fish_pid-"(random)(random)(random)
      set -e EPSWITCH_SHOWN
  end
  set -gx EPSWITCH_TERMINAL $__epswitch_terminal

  function epaccount --description 'Act as an account in this terminal'
      set -l account
      switch (builtin count $argv):"$argv[1]"
          case 0:
              set account (command epswitch resolve); or return
          case 1:-h 1:--help
              echo 'usage: epaccount [NAME | ID | - | --clear]'
              return
          case 1:--clear
          case 1:-
              if not set -q __epswitch_previous
                  echo 'epaccount: this terminal has had no other account' >&2
                  return 4
              end
              set account $__epswitch_previous
          case '*'
              set account (command epswitch resolve -- $argv[1]); or return
      end
      test "$account" = "$EPSWITCH_ACCOUNT"; or set -g __epswitch_previous "$EPSWITCH_ACCOUNT"
      if test -n "$account"
          set -gx EPSWITCH_ACCOUNT $account
      else
          set -e EPSWITCH_ACCOUNT
      end
      __epswitch_capture
      command epswitch current; or true
  end

  # Asks what the prompt shows: the first line is for EPSWITCH_SHOWN, the rest is the segment.
  function __epswitch_capture
      set -l output
      if test -z "$EPSWITCH_NO_PROMPT"
          set output (command epswitch prompt --shown </dev/null 2>/dev/null); or set output
      end
      set -l shown $output[1]
      set -e output[1]
      set -g epswitch_segment
      test -z "$output"; or set -g epswitch_segment "$output "
      if test -n "$shown"
          set -gx EPSWITCH_SHOWN $shown
      else
          set -e EPSWITCH_SHOWN
      end
  end

  function __epswitch_hook --on-event fish_prompt
      __epswitch_capture
      test -z "$EPSWITCH_NO_PROMPT"; or return
      functions -q __epswitch_fish_prompt; and return
      functions fish_prompt | string match -q '*epswitch_segment*'; and return
      functions -c fish_prompt __epswitch_fish_prompt
      function fish_prompt
          # In this place the prompt still sees the status of the person's last command.
          set -l prompt (__epswitch_fish_prompt | string collect -N)
          printf '%s' "$epswitch_segment" "$prompt"
      end
  end

  function epswitch_off --description 'Take epswitch out of this shell'
      set -l kept
      if functions -q __epswitch_fish_prompt
          if functions fish_prompt | string match -q '*__epswitch_fish_prompt*'
              functions -e fish_prompt
              functions -c __epswitch_fish_prompt fish_prompt
          else
              # Somebody wrapped the wrapper, which still needs the original.
              set kept __epswitch_fish_prompt
          end
      end
      if test -n "$__epswitch_initial"
          set -gx EPSWITCH_ACCOUNT $__epswitch_initial
      else
          set -e EPSWITCH_ACCOUNT
      end
      complete -c epswitch -e
      complete -c epaccount -e -w 'epswitch switch'
      complete -c epaccount -e
      set -e EPSWITCH_TERMINAL
      set -e EPSWITCH_SHOWN
      set -e epswitch_segment
      set -e __epswitch_initial
      set -e __epswitch_previous
      set -e __epswitch_terminal
      for name in (functions -an | string match -r '^__?epswitch.*') epaccount epswitch_off
          contains -- $name $kept; or functions -e $name
      end
  end

  \#(completions)

  # Completes `epaccount` as if `epswitch switch` stood there.
  complete -c epaccount -f -w 'epswitch switch'

  """#
}
