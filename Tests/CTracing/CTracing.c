#define _GNU_SOURCE
#include "CTracing.h"

#include <errno.h>

#ifndef __linux__

int ct_trace(struct ct_run *run) {
  (void)run;
  return ENOSYS;
}

#else

#include <fcntl.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// <sys/ptrace.h> and <linux/ptrace.h> cannot be included together, and only the kernel's has the
// structure of PTRACE_GET_SYSCALL_INFO.
extern long ptrace(int request, ...);

/// Whether somebody outside of the process can tell that this call was made.
static bool counts(const struct ptrace_syscall_info *info) {
  const __u64 *arguments = info->entry.args;
  switch (info->entry.nr) {
  case SYS_openat:
    return arguments[2] & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
  case SYS_write:
  case SYS_pwrite64:
  case SYS_writev:
  case SYS_pwritev:
  case SYS_ftruncate:
  case SYS_fallocate:
  case SYS_fsync:
  case SYS_fdatasync:
  case SYS_linkat:
  case SYS_unlinkat:
  case SYS_mkdirat:
  case SYS_mknodat:
  case SYS_renameat2:
  case SYS_fchmod:
  case SYS_fchmodat:
  case SYS_flock:
  case SYS_connect:
  case SYS_sendto:
  case SYS_sendmsg:
  case SYS_recvfrom:
  case SYS_add_key:
  case SYS_keyctl:
  case SYS_exit_group:
#ifdef SYS_open
  case SYS_open:
  case SYS_link:
  case SYS_unlink:
  case SYS_mkdir:
  case SYS_mknod:
  case SYS_rename:
  case SYS_chmod:
#endif
#ifdef SYS_renameat
  case SYS_renameat:
#endif
    return true;
  case SYS_fcntl:
    return arguments[1] == F_SETLK || arguments[1] == F_SETLKW || arguments[1] == F_OFD_SETLK
           || arguments[1] == F_OFD_SETLKW;
  case SYS_mmap:
    return (arguments[3] & MAP_SHARED) && (arguments[2] & PROT_WRITE);
  default:
    return false;
  }
}

static void redirect(const char *path, int flags, int descriptor) {
  int opened = open(path, flags, 0600);
  if (opened < 0 || dup2(opened, descriptor) < 0) _exit(126);
  close(opened);
}

static void become(const struct ct_run *run) {
  setsid();
  redirect(run->input, O_RDONLY, STDIN_FILENO);
  redirect(run->output, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(run->errors, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) _exit(125);
  raise(SIGSTOP);
  execve(run->program, run->arguments, run->environment);
  _exit(127);
}

int ct_trace(struct ct_run *run) {
  run->calls = 0;
  pid_t program = fork();
  if (program < 0) return errno;
  if (program == 0) become(run);
  run->process = program;

  // Only the children of this thread are waited for: others of the process are not ours.
  if (waitpid(program, &run->status, __WALL | __WNOTHREAD) != program) return errno;
  if (!WIFSTOPPED(run->status)) return EPERM;
  long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK
                 | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  if (ptrace(PTRACE_SETOPTIONS, program, 0, options) != 0
      || ptrace(PTRACE_SYSCALL, program, 0, 0) != 0) {
    int code = errno;
    kill(program, SIGKILL);
    waitpid(program, &run->status, __WALL | __WNOTHREAD);
    return code;
  }

  for (;;) {
    int status;
    pid_t stopped = waitpid(-1, &status, __WALL | __WNOTHREAD);
    if (stopped < 0) {
      if (errno == EINTR) continue;
      // ECHILD: everything has ended.
      return errno == ECHILD ? 0 : errno;
    }
    if (!WIFSTOPPED(status)) {
      if (stopped == program) run->status = status;
      continue;
    }
    int signal = WSTOPSIG(status);
    if (signal == (SIGTRAP | 0x80)) {
      struct ptrace_syscall_info info = {0};
      if (ptrace(PTRACE_GET_SYSCALL_INFO, stopped, sizeof info, &info) > 0
          && info.op == PTRACE_SYSCALL_INFO_ENTRY && counts(&info)
          && ++run->calls == run->kill_before)
        kill(program, SIGKILL);
      signal = 0;
    } else if (signal == SIGTRAP || signal == SIGSTOP) {
      // An event, or a new thread that waits to be started.
      signal = 0;
    }
    // It fails for a process that has just been killed, whose end comes next.
    ptrace(PTRACE_SYSCALL, stopped, 0, signal);
  }
}

#endif
