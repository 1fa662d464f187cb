// Gives the shell a sane terminal back when the process dies of its own fault, or of a signal that
// nothing else handles.

#ifndef CRASH_RESTORE_H
#define CRASH_RESTORE_H

#include <stdbool.h>
#include <termios.h>

/// Catches every signal that would end the process from here on, but those of SignalPipe.h and those
/// that are ignored. The handler writes what leaves the screen of the current terminal, prepared here
/// from its description, to `output`, sets `input` to `shell_modes`, and lets the signal do what it
/// would have done before. `undo` is sent as well, of which at most 64 bytes count. The other screen is
/// left only where `is_other_screen` says that it is in view.
void crash_restore_arm(
    int input, int output, const struct termios *shell_modes, const char *undo,
    bool is_other_screen);

/// These signals do again what they did before `crash_restore_arm`.
void crash_restore_disarm(void);

/// Restores the terminal, if armed, and ends the process by `signal`. Safe in a signal handler.
void crash_restore_and_die(int signal);

#endif
