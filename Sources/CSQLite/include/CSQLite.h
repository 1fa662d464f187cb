#ifndef CSQLITE_H
#define CSQLITE_H

// What SQLite has as variadic functions, which Swift cannot call.

struct sqlite3;

/// Keeps the write-ahead log and its index when the last connection to a file is closed
/// (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE), instead of moving the log into the file.
void csqlite_keep_log_on_close(struct sqlite3 *connection);

#endif
