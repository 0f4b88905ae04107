#ifndef VERDICT_CSQLITE_H
#define VERDICT_CSQLITE_H

#include <sqlite3.h>

// What Swift can't say: a destructor that is no function, and functions with variable arguments.

// Binds a copy of UTF-8 text, which may hold zero bytes. No bytes are an empty text, not NULL.
static inline int csqlite_bind_text(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count)
{
    return sqlite3_bind_text64(
        statement, index, bytes ? (const char *)bytes : "", count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// Binds a copy of bytes. No bytes are an empty blob, not NULL.
static inline int csqlite_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count)
{
    return sqlite3_bind_blob64(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

// Switches a feature of a connection on or off.
static inline int csqlite_configure(sqlite3 *database, int feature, int is_on)
{
    return sqlite3_db_config(database, feature, is_on, (int *)0);
}

#endif
