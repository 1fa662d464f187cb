#ifndef CPROCESS_H
#define CPROCESS_H

/// Forbids core dumps of this process and its tracing by other programs of the same user, since its
/// memory holds tokens. A program started with `exec` is dumpable again (prctl(2)). Does nothing
/// where the system has no such switch.
void epswitch_forbid_dumps(void);

#endif
