#include "CProcess.h"

#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

/// A standard stream that is closed from the start leads nowhere from now on; else the next file or
/// connection would take its number, and get what is meant for the person. It runs before `main`,
/// since the Swift runtime opens files of its own on the way there.
__attribute__((constructor)) static void hold_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
    // The lowest number that is free is the one taken.
    if (fcntl(stream, F_GETFD) < 0) (void)!open("/dev/null", O_RDWR);
  }
}

void epswitch_forbid_dumps(void) {
#ifdef __linux__
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}
