// Turns signals into bytes on a pipe, so that the event loop reads them between two events.
//
// A handler rather than a blocked signal: exec resets handlers, while programs we start would
// inherit the block.

#ifndef SIGNAL_PIPE_H
#define SIGNAL_PIPE_H

#include <stdbool.h>

/// Catches SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGCONT and SIGWINCH and gives back the descriptor on
/// which each arrives as one byte, its number; it does not block, and stays open. -1 with `errno`
/// when there is no pipe to be had. A second signal to end, when the first has not been obeyed,
/// restores the terminal and ends the process at once.
int signal_pipe_start(void);

/// The signals do again what they did before `signal_pipe_start`.
void signal_pipe_stop(void);

/// Stops the whole process group as Ctrl-Z does, while the pipe is started. True when it was
/// continued, and SIGCONT is on the pipe; false, soon, when the system did not let it stop (an
/// orphaned process group).
bool signal_pipe_suspend(void);

#endif
