#include "SignalPipe.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "CrashRestore.h"

static const int watched_signals[] = {SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT, SIGWINCH};
enum { watched_signal_count = sizeof watched_signals / sizeof watched_signals[0] };

static struct sigaction previous_actions[watched_signal_count];
static int pipe_ends[2] = {-1, -1};
static volatile sig_atomic_t ending = 0;
static volatile sig_atomic_t continued = 0;

static void write_signal(int signal) {
  int saved_errno = errno;
  if (signal == SIGCONT) continued = 1;
  if (signal == SIGHUP || signal == SIGINT || signal == SIGTERM) {
    if (ending) crash_restore_and_die(signal);
    ending = 1;
  }
  unsigned char byte = (unsigned char)signal;
  // A full pipe loses the byte, and the loop has enough of them to read.
  (void)!write(pipe_ends[1], &byte, 1);
  errno = saved_errno;
}

static void watch(int signal, struct sigaction *previous) {
  struct sigaction action = {.sa_handler = write_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, previous);
}

int signal_pipe_start(void) {
  // It stays for the next time: an event source may still be looking at it.
  if (pipe_ends[0] < 0 && pipe(pipe_ends) != 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
  }
  ending = 0;
  for (int i = 0; i < watched_signal_count; i++) watch(watched_signals[i], &previous_actions[i]);
  return pipe_ends[0];
}

void signal_pipe_stop(void) {
  for (int i = 0; i < watched_signal_count; i++) {
    sigaction(watched_signals[i], &previous_actions[i], NULL);
  }
}

bool signal_pipe_suspend(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(SIGTSTP, &standard, NULL);
  continued = 0;
  kill(0, SIGTSTP);
  // Another thread may take the signal, so the stop can come a moment after kill returned.
  const struct timespec millisecond = {.tv_nsec = 1000000};
  for (int waited = 0; waited < 100 && !continued; waited++) nanosleep(&millisecond, NULL);
  watch(SIGTSTP, NULL);
  return continued;
}
