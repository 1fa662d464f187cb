#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

/// The umask at the start.
static mode_t inherited_umask;

/// The signals that were ignored at the start.
static sigset_t inherited_ignored_signals;

/// How many descriptors are told apart; those above are never the caller's.
#define DESCRIPTORS 1024

/// The descriptors that were open at the start.
static struct pollfd inherited_descriptors[DESCRIPTORS];

/// Opens /dev/null for every standard stream that is closed from the start; else the next file or
/// connection would take its number, and get what is meant for the person. Stdout is opened for reading,
/// so that a result that goes nowhere is an error, as on a closed stream. It runs before `main`, since the
/// Swift runtime opens files of its own on the way there.
__attribute__((constructor)) static void hold_standard_streams(void) {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++) {
    // The lowest number that is free is the one taken.
    if (fcntl(stream, F_GETFD) < 0) {
      (void)!open("/dev/null", stream == STDOUT_FILENO ? O_RDONLY : O_RDWR);
    }
  }
  for (int number = 0; number < DESCRIPTORS; number++) inherited_descriptors[number].fd = number;
  // POLLNVAL marks those that are closed, in one call. A limit below the count needs several.
  if (poll(inherited_descriptors, DESCRIPTORS, 0) >= 0) return;
  for (int number = 0; number < DESCRIPTORS; number++) {
    inherited_descriptors[number].revents = fcntl(number, F_GETFD) < 0 ? POLLNVAL : 0;
  }
}

/// Has every descriptor that this process opened closed by execvp: libraries open some without.
static void keep_own_descriptors(void) {
  for (int number = STDERR_FILENO + 1; number < DESCRIPTORS; number++) {
    if (inherited_descriptors[number].revents & POLLNVAL) fcntl(number, F_SETFD, FD_CLOEXEC);
  }
#if defined(__linux__) && defined(SYS_close_range)
  // CLOSE_RANGE_CLOEXEC; kernels before 5.11 do not know it.
  (void)!syscall(SYS_close_range, DESCRIPTORS, ~0U, 4U);
#endif
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

mode_t epswitch_inherited_umask(void) { return inherited_umask; }

void epswitch_restore_for_exec(void) {
  keep_own_descriptors();
  umask(inherited_umask);
  for (int number = 1; number < NSIG; number++) {
    // The two that cannot be changed, and those of the C library, refuse.
    signal(number, sigismember(&inherited_ignored_signals, number) == 1 ? SIG_IGN : SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

extern char **environ;

int epswitch_spawn(const char *program, char *const arguments[], char *const environment[]) {
  // The end that a program that starts closes by starting.
  int failure[2];
  if (pipe(failure) < 0) return -errno;
  fcntl(failure[0], F_SETFD, FD_CLOEXEC);
  fcntl(failure[1], F_SETFD, FD_CLOEXEC);
  // No signal may reach a handler of this process in the child.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = fork();
  if (child == 0) {
    epswitch_restore_for_exec();
    environ = (char **)environment;
    execvp(program, arguments);
    int code = errno;
    (void)!write(failure[1], &code, sizeof code);
    _exit(127);
  }
  int code = child < 0 ? errno : 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(failure[1]);
  if (child > 0 && read(failure[0], &code, sizeof code) != sizeof code) code = 0;
  close(failure[0]);
  if (code == 0) return child;
  if (child > 0) waitpid(child, NULL, 0);
  return -code;
}
