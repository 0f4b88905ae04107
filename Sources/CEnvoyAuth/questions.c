#include "questions.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *arena_alloc(void *data, size_t size)
{
    cenvoyauth_arena *arena = data;
    size_t rounded = (size + 15) & ~(size_t)15;
    if (rounded < size || rounded > arena->size - arena->used) return NULL;
    void *memory = arena->memory + arena->used;
    arena->used += rounded;
    return memory;
}

// What lies in the arena goes with it.
static void arena_free(void *data, void *memory)
{
    (void)data;
    (void)memory;
}

static void *unpack(
    cenvoyauth_arena *arena, const ProtobufCMessageDescriptor *descriptor, const uint8_t *bytes,
    size_t count)
{
    ProtobufCAllocator allocator = {arena_alloc, arena_free, arena};
    return protobuf_c_message_unpack(descriptor, &allocator, count, bytes);
}

static cenvoyauth_text text(ProtobufCBinaryData data)
{
    return (cenvoyauth_text){data.data, data.len};
}

static const cenvoyauth_text nameless = {NULL, 0};

// Where facts go.
typedef struct {
    cenvoyauth_sink function;
    void *context;
} sink;

static void give(sink to, cenvoyauth_fact fact, ProtobufCBinaryData name, ProtobufCBinaryData value)
{
    to.function(to.context, fact, text(name), text(value));
}

static void give_nameless(sink to, cenvoyauth_fact fact, ProtobufCBinaryData value)
{
    if (value.len > 0) to.function(to.context, fact, nameless, text(value));
}

static void give_http(sink to, const Wire__HttpRequest *http)
{
    give_nameless(to, CENVOYAUTH_METHOD, http->method);
    give_nameless(to, CENVOYAUTH_HOST, http->host);
    give_nameless(to, CENVOYAUTH_TARGET, http->path);
    for (size_t index = 0; index < http->n_headers; index += 1)
        give(to, CENVOYAUTH_HEADER, http->headers[index]->key, http->headers[index]->value);
    if (!http->header_map) return;
    for (size_t index = 0; index < http->header_map->n_headers; index += 1) {
        const Wire__HeaderValue *header = http->header_map->headers[index];
        give(to, CENVOYAUTH_HEADER, header->key,
             header->raw_value.len > 0 ? header->raw_value : header->value);
    }
}

// The value of the last entry with a name, which is the one that counts in a map.
static const ProtobufCBinaryData *find(Wire__Entry **entries, size_t count, cenvoyauth_text name)
{
    for (size_t index = count; index > 0; index -= 1) {
        const Wire__Entry *entry = entries[index - 1];
        if (entry->key.len == name.count && memcmp(entry->key.data, name.bytes, name.count) == 0)
            return &entry->value;
    }
    return NULL;
}

// A number as JSON has it: whole where it is, else as few digits as tell it from all others.
static size_t write_number(double number, char *out, size_t size)
{
    if (number == floor(number) && fabs(number) < 9007199254740992.0)
        return (size_t)snprintf(out, size, "%lld", (long long)number);
    int count = 0;
    for (int digits = 1; digits <= 17; digits += 1) {
        count = snprintf(out, size, "%.*g", digits, number);
        if (strtod(out, NULL) == number) break;
    }
    return (size_t)count;
}

static void give_scalar(
    sink to, cenvoyauth_fact fact, ProtobufCBinaryData name, const Wire__Value *value)
{
    char digits[32];
    cenvoyauth_text written = {(const uint8_t *)digits, 0};
    switch (value->kind_case) {
    case WIRE__VALUE__KIND_STRING_VALUE:
        give(to, fact, name, value->string_value);
        return;
    case WIRE__VALUE__KIND_BOOL_VALUE:
        written.count = (size_t)snprintf(
            digits, sizeof digits, "%s", value->bool_value ? "true" : "false");
        break;
    case WIRE__VALUE__KIND_NUMBER_VALUE:
        written.count = write_number(value->number_value, digits, sizeof digits);
        break;
    default:
        return;
    }
    to.function(to.context, fact, text(name), written);
}

static int give_claim(cenvoyauth_arena *arena, sink to, const Wire__Entry *entry)
{
    const Wire__Value *value =
        unpack(arena, &wire__value__descriptor, entry->value.data, entry->value.len);
    if (!value) return 0;
    if (value->kind_case != WIRE__VALUE__KIND_LIST_VALUE) {
        give_scalar(to, CENVOYAUTH_CLAIM, entry->key, value);
        return 1;
    }
    const Wire__ListValue *list = unpack(
        arena, &wire__list_value__descriptor, value->list_value.data, value->list_value.len);
    if (!list) return 0;
    for (size_t index = 0; index < list->n_values; index += 1) {
        const Wire__Value *element = unpack(
            arena, &wire__value__descriptor, list->values[index].data, list->values[index].len);
        if (!element) return 0;
        give_scalar(to, CENVOYAUTH_CLAIM_ELEMENT, entry->key, element);
    }
    return 1;
}

// Walks down to where claims stand, and hands them over. The path bounds how deep.
static int give_claims(
    cenvoyauth_arena *arena, sink to, const Wire__Metadata *metadata, const cenvoyauth_text *path,
    size_t path_count)
{
    Wire__Entry **entries = metadata->filter_metadata;
    size_t count = metadata->n_filter_metadata;
    for (size_t depth = 0; depth < path_count; depth += 1) {
        const ProtobufCBinaryData *found = find(entries, count, path[depth]);
        if (!found) return 1;
        ProtobufCBinaryData bytes = *found;
        if (depth > 0) {
            const Wire__Value *value =
                unpack(arena, &wire__value__descriptor, bytes.data, bytes.len);
            if (!value) return 0;
            if (value->kind_case != WIRE__VALUE__KIND_STRUCT_VALUE) return 1;
            bytes = value->struct_value;
        }
        const Wire__Struct *fields =
            unpack(arena, &wire__struct__descriptor, bytes.data, bytes.len);
        if (!fields) return 0;
        entries = fields->fields;
        count = fields->n_fields;
    }
    for (size_t index = 0; index < count; index += 1)
        if (!give_claim(arena, to, entries[index])) return 0;
    return 1;
}

int cenvoyauth_read_check(
    cenvoyauth_arena *arena, const uint8_t *bytes, size_t count, const cenvoyauth_text *claim_path,
    size_t claim_path_count, cenvoyauth_sink function, void *context)
{
    arena->used = 0;
    sink to = {function, context};
    const Wire__CheckRequest *check =
        unpack(arena, &wire__check_request__descriptor, bytes, count);
    if (!check) return 0;
    const Wire__AttributeContext *attributes = check->attributes;
    if (!attributes) return 1;
    if (attributes->request && attributes->request->http) give_http(to, attributes->request->http);
    if (attributes->source) {
        give_nameless(to, CENVOYAUTH_PEER, attributes->source->principal);
        const Wire__Address *address = attributes->source->address;
        if (address && address->socket_address)
            give_nameless(to, CENVOYAUTH_SOURCE_ADDRESS, address->socket_address->address);
    }
    for (size_t index = 0; index < attributes->n_context_extensions; index += 1)
        give(to, CENVOYAUTH_EXTENSION, attributes->context_extensions[index]->key,
             attributes->context_extensions[index]->value);
    if (claim_path_count == 0 || !attributes->metadata_context) return 1;
    return give_claims(arena, to, attributes->metadata_context, claim_path, claim_path_count);
}

int cenvoyauth_read_health_check(
    cenvoyauth_arena *arena, const uint8_t *bytes, size_t count, cenvoyauth_text *service)
{
    arena->used = 0;
    const Wire__HealthCheckRequest *check =
        unpack(arena, &wire__health_check_request__descriptor, bytes, count);
    if (!check) return 0;
    *service = text(check->service);
    return 1;
}
