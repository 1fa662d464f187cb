#ifndef CTRACING_H
#define CTRACING_H

#include <sys/types.h>

/// A run of a program under ptrace, which may end it before a chosen system call.
struct ct_run {
  /// The program's path, its arguments (its name first) and its environment, each ended by NULL.
  const char *program;
  char *const *arguments;
  char *const *environment;
  /// The file it reads on standard input, and the ones that standard output and error go to.
  const char *input;
  const char *output;
  const char *errors;
  /// Kills the program before this one of the calls that are counted; 0 lets it end by itself.
  long kill_before;

  /// The process, as soon as there is one; another thread may end it.
  volatile pid_t process;
  /// How many system calls were made that change, or tell, something outside of the process.
  long calls;
  /// How it ended, as waitpid tells it.
  int status;
};

/// Runs a program to its end. Every process it starts ends with it. The calling thread must have no
/// other children.
///
/// Returns 0, or the errno for which it could not be traced: EPERM where ptrace is not permitted,
/// ENOSYS on another system than Linux.
int ct_trace(struct ct_run *run);

#endif
