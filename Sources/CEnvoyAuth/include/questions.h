#ifndef VERDICT_CENVOYAUTH_QUESTIONS_H
#define VERDICT_CENVOYAUTH_QUESTIONS_H

#include "answers.h"

// Memory for one message at a time: taken from the front, given back all at once, and never more.
typedef struct {
    uint8_t *memory;
    size_t size;
    size_t used;
} cenvoyauth_arena;

// What a check says. Those from `HEADER` on have names.
typedef enum {
    CENVOYAUTH_METHOD,
    CENVOYAUTH_HOST,
    CENVOYAUTH_TARGET,
    CENVOYAUTH_SOURCE_ADDRESS,
    CENVOYAUTH_PEER,
    CENVOYAUTH_HEADER,
    CENVOYAUTH_EXTENSION,
    CENVOYAUTH_CLAIM,
    // One value of a claim that is a list.
    CENVOYAUTH_CLAIM_ELEMENT,
} cenvoyauth_fact;

// Takes one fact; the texts are lent for the call.
typedef void (*cenvoyauth_sink)(
    void *context, cenvoyauth_fact fact, cenvoyauth_text name, cenvoyauth_text value);

// Reads a CheckRequest and hands over what it says. Claims stand in the metadata below a namespace
// and names within it, the `claim_path`; none are read if that is empty. Claims that are no text,
// number or truth value, nor a list of these, are left out.
//
// Returns 0 if the bytes are no such message, or need more memory than the arena has.
int cenvoyauth_read_check(
    cenvoyauth_arena *arena, const uint8_t *bytes, size_t count, const cenvoyauth_text *claim_path,
    size_t claim_path_count, cenvoyauth_sink sink, void *context);

// Reads a HealthCheckRequest. The service lies in the arena. Returns 0 as above.
int cenvoyauth_read_health_check(
    cenvoyauth_arena *arena, const uint8_t *bytes, size_t count, cenvoyauth_text *service);

#endif
