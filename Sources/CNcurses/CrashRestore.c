#include "CrashRestore.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

static struct sigaction previous_actions[NSIG];
static volatile sig_atomic_t armed = 0;

// What the handler needs, ready before it runs: it may call nothing that allocates or locks.
static int input_descriptor;
static int output_descriptor;
static struct termios saved_modes;
static char leave_sequence[512];
static size_t leave_length;

// Whether a signal ends the process unless it is handled, and nothing else here handles it. Crashes are
// among them: Swift traps with SIGILL (x86) or SIGTRAP (arm64).
static bool ends_process(int signal) {
  switch (signal) {
    case SIGKILL: case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU: case SIGCONT:
    case SIGCHLD: case SIGURG: case SIGWINCH: case SIGPIPE:
      return false;
#ifdef __APPLE__
    case SIGIO: case SIGINFO:
      return false;
#endif
    // SignalPipe.h
    case SIGHUP: case SIGINT: case SIGTERM:
      return false;
    default:
      return true;
  }
}

static void restore_terminal(void) {
  if (!armed) return;
  armed = 0;
  size_t written = 0;
  while (written < leave_length) {
    ssize_t count = write(output_descriptor, leave_sequence + written, leave_length - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    written += (size_t)count;
  }
  tcsetattr(input_descriptor, TCSANOW, &saved_modes);
}

static void handle_crash(int signal) {
  restore_terminal();
  sigaction(signal, &previous_actions[signal], NULL);
  // Blocked until this handler returns; then the earlier action sees the faulting instruction.
  raise(signal);
}

static int append_byte(int byte) {
  if (leave_length < sizeof leave_sequence) leave_sequence[leave_length++] = (char)byte;
  return byte;
}

static void append_capability(const char *name) {
  const char *text = tigetstr(name);
  if (text != NULL && text != (const char *)-1) tputs(text, 1, append_byte);
}

void crash_restore_arm(
    int input, int output, const struct termios *shell_modes, const char *undo,
    bool is_other_screen) {
  input_descriptor = input;
  output_descriptor = output;
  saved_modes = *shell_modes;
  leave_length = 0;
  append_capability("sgr0");
  append_capability("op");
  append_capability("rmkx");
  // Pasted text without marks, no reports of the mouse.
  tputs("\033[?2004l\033[?1006l\033[?1000l", 1, append_byte);
  for (int i = 0; i < 64 && undo[i] != '\0'; i++) append_byte(undo[i]);
  append_capability("cnorm");
  if (is_other_screen) append_capability("rmcup");
  armed = 1;

  // A crash from a full stack needs another one to be handled on.
  static char stack_memory[64 * 1024];
  stack_t alternate = {.ss_sp = stack_memory, .ss_size = sizeof stack_memory};
  stack_t present;
  if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) {
    sigaltstack(&alternate, NULL);
  }
  struct sigaction action = {.sa_handler = handle_crash, .sa_flags = SA_ONSTACK};
  // SIGTTOU among them: tcsetattr from the background would stop the process otherwise.
  sigfillset(&action.sa_mask);
  for (int number = 1; number < NSIG; number++) {
    // The C library keeps some of the real-time signals to itself, and refuses.
    if (!ends_process(number) || sigaction(number, NULL, &previous_actions[number]) != 0) continue;
    if (previous_actions[number].sa_handler != SIG_IGN) sigaction(number, &action, NULL);
  }
}

void crash_restore_disarm(void) {
  armed = 0;
  for (int number = 1; number < NSIG; number++) {
    if (ends_process(number)) sigaction(number, &previous_actions[number], NULL);
  }
}

void crash_restore_and_die(int signal) {
  restore_terminal();
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(signal, &standard, NULL);
  raise(signal);
}
