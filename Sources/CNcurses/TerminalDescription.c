#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <term.h>

#include "TerminalDescription.h"

static bool has_capability(const char *name) {
  const char *text = tigetstr(name);
  return text != NULL && text != (const char *)-1;
}

TerminalDescription terminal_describe(const char *name, int descriptor) {
  TerminalDescription description = {0};
  int found = 0;
  if (setupterm(name, descriptor, &found) != OK) return description;
  int colours = tigetnum("colors");
  description.is_known = true;
  description.is_addressable = has_capability("cup");
  description.colours = colours > 0 ? colours : 0;
  del_curterm(cur_term);
  return description;
}
