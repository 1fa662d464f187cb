// For wcwidth.
#define _XOPEN_SOURCE 700

#include "CellWidth.h"

#include <wchar.h>

int cell_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }
