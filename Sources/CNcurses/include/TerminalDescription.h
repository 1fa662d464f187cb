// What terminfo knows about a terminal, without curses's own habit of ending the process when it
// knows nothing.

#ifndef TERMINAL_DESCRIPTION_H
#define TERMINAL_DESCRIPTION_H

#include <stdbool.h>

/// What became of looking a terminal up.
typedef struct {
  /// Whether there is a description by that name.
  bool is_known;
  /// Whether its cursor can be put anywhere.
  bool is_addressable;
  /// How many colours it has; 0 when it has none.
  int colours;
} TerminalDescription;

/// Looks the terminal called `name` up in terminfo.
TerminalDescription terminal_describe(const char *name, int descriptor);

#endif
