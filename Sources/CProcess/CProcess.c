#include "CProcess.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

/// The umask at the start.
static mode_t inherited_umask;

/// The signals that were ignored at the start.
static sigset_t inherited_ignored_signals;

/// Opens /dev/null for every standard stream that is closed from the start; else the next file or
/// connection would take its number, and get what is meant for the person. It runs before `main`,
/// since the Swift runtime opens files of its own on the way there.
__attribute__((constructor)) static void hold_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
    // The lowest number that is free is the one taken.
    if (fcntl(stream, F_GETFD) < 0) (void)!open("/dev/null", O_RDWR);
  }
}

void epswitch_harden_process(void) {
  inherited_umask = umask(077);
  sigemptyset(&inherited_ignored_signals);
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
      sigaddset(&inherited_ignored_signals, number);
    }
  }
#ifdef __linux__
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void epswitch_restore_for_exec(void) {
  umask(inherited_umask);
  for (int number = 1; number < NSIG; number++) {
    // The two that cannot be changed, and those of the C library, refuse.
    signal(number, sigismember(&inherited_ignored_signals, number) == 1 ? SIG_IGN : SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}
