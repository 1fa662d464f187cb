#ifndef CELL_WIDTH_H
#define CELL_WIDTH_H

#include <stdint.h>

/// How many cells the C library, and so curses, gives a character in the present `LC_CTYPE`: 0 for
/// a mark on the one before it, -1 for one it cannot write.
int cell_width(uint32_t scalar);

#endif
