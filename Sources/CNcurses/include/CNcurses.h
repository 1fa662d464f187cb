// Wide ncurses for Swift, and the few things that only C can do safely: restoring the terminal from
// a crash handler and turning signals into bytes.
//
// curses is one set of global variables without locks, so everything it declares is put on the main
// actor here, and the Swift compiler checks the calls.

#ifndef CNCURSES_H
#define CNCURSES_H

// The wide-character half of curses.h; here, because SwiftPM drops the -D of pkg-config.
#define NCURSES_WIDECHAR 1

// Everything curses.h includes comes first: what the system declares belongs to every thread.
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <termios.h>
#include <wchar.h>
#include <wctype.h>

#include "CellWidth.h"

#pragma clang attribute push(__attribute__((swift_attr("@MainActor"))), apply_to = any(function, variable(is_global)))

#include <curses.h>

#include "CrashRestore.h"
#include "SignalPipe.h"
#include "TerminalDescription.h"

// Macros that Swift cannot import.

static inline attr_t curses_attribute_bold(void) { return A_BOLD; }
static inline attr_t curses_attribute_dim(void) { return A_DIM; }
static inline attr_t curses_attribute_reverse(void) { return A_REVERSE; }
static inline attr_t curses_attribute_underline(void) { return A_UNDERLINE; }

#pragma clang attribute pop

#endif
