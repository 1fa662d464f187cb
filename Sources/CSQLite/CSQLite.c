#include "CSQLite.h"

#include <sqlite3.h>

void csqlite_keep_log_on_close(struct sqlite3 *connection) {
  // It fails only for an option that SQLite does not know; the log is moved then.
  (void)sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
