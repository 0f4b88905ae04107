#ifndef VERDICT_CENVOYAUTH_ANSWERS_H
#define VERDICT_CENVOYAUTH_ANSWERS_H

#include "external_authorization.pb-c.h"

// A text, or a header field.
typedef struct {
    const uint8_t *bytes;
    size_t count;
} cenvoyauth_text;

typedef struct {
    cenvoyauth_text name;
    cenvoyauth_text value;
} cenvoyauth_field;

// LIMIT: header fields that an answer sets, and removes.
enum { CENVOYAUTH_FIELD_COUNT_MAX = 32 };

// Packs the answer to a check. An allowed request gets the fields, in place of its own of these
// names, and loses the `removed`; one that is denied is answered with them, the HTTP status and the
// body. Returns the number of bytes, or 0 if they don't fit into `size`; then `out` is not changed.
size_t cenvoyauth_pack_answer(
    int is_allowed, const cenvoyauth_field *fields, size_t field_count,
    const cenvoyauth_text *removed, size_t removed_count, int32_t http_status, cenvoyauth_text body,
    uint8_t *out, size_t size);

// Packs a health status. Returns the number of bytes, as above.
size_t cenvoyauth_pack_health(int32_t status, uint8_t *out, size_t size);

// Packs one health status for each of some services. Returns the number of bytes, as above.
size_t cenvoyauth_pack_health_list(
    int32_t status, const cenvoyauth_text *services, size_t count, uint8_t *out, size_t size);

#endif
