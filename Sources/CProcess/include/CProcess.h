#ifndef CPROCESS_H
#define CPROCESS_H

#include <sys/types.h>

/// Protects the secrets of this process, once, before anything else runs: files it creates are
/// readable by their owner alone (umask 077), and on Linux core dumps and tracing by other programs
/// of the same user are forbidden (PR_SET_DUMPABLE). The umask and the signals that were ignored
/// before are remembered for epswitch_restore_for_exec.
void epswitch_harden_process(void);

/// The umask that this process was started with.
mode_t epswitch_inherited_umask(void);

/// Prepares the process for execvp, so that the program starts as if it had been started directly:
/// with the remembered umask and no blocked signal, with the default disposition of every signal
/// but those that were ignored at the start, as under nohup, and with the descriptors that were open at
/// the start and no other. The program is dumpable again by itself (prctl(2)).
void epswitch_restore_for_exec(void);

/// Starts a program, found through the PATH of this process, with its own environment, and as it
/// would start after epswitch_restore_for_exec. Returns its process ID, or the negative errno of what
/// kept it from starting.
int epswitch_spawn(const char *program, char *const arguments[], char *const environment[]);

#endif
