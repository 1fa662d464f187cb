// The shim is all in its header; SwiftPM wants a source file.
#include "CKeyring.h"
