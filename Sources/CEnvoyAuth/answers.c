#include "answers.h"

static ProtobufCBinaryData binary(cenvoyauth_text text)
{
    ProtobufCBinaryData data = {text.count, (uint8_t *)text.bytes};
    return data;
}

static size_t pack(const ProtobufCMessage *message, uint8_t *out, size_t size)
{
    size_t count = protobuf_c_message_get_packed_size(message);
    return count <= size ? protobuf_c_message_pack(message, out) : 0;
}

size_t cenvoyauth_pack_answer(
    int is_allowed, const cenvoyauth_field *fields, size_t field_count,
    const cenvoyauth_text *removed, size_t removed_count, int32_t http_status, cenvoyauth_text body,
    uint8_t *out, size_t size)
{
    if (field_count > CENVOYAUTH_FIELD_COUNT_MAX || removed_count > CENVOYAUTH_FIELD_COUNT_MAX)
        return 0;
    Wire__HeaderValue values[CENVOYAUTH_FIELD_COUNT_MAX];
    Wire__HeaderValueOption options[CENVOYAUTH_FIELD_COUNT_MAX];
    Wire__HeaderValueOption *pointers[CENVOYAUTH_FIELD_COUNT_MAX];
    ProtobufCBinaryData names[CENVOYAUTH_FIELD_COUNT_MAX];
    for (size_t index = 0; index < field_count; index += 1) {
        wire__header_value__init(&values[index]);
        values[index].key = binary(fields[index].name);
        values[index].value = binary(fields[index].value);
        wire__header_value_option__init(&options[index]);
        options[index].header = &values[index];
        // OVERWRITE_IF_EXISTS_OR_ADD
        options[index].append_action = is_allowed ? 2 : 0;
        pointers[index] = &options[index];
    }
    for (size_t index = 0; index < removed_count; index += 1) names[index] = binary(removed[index]);

    Wire__CheckResponse answer = WIRE__CHECK_RESPONSE__INIT;
    Wire__Status status = WIRE__STATUS__INIT;
    Wire__OkHttpResponse ok = WIRE__OK_HTTP_RESPONSE__INIT;
    Wire__DeniedHttpResponse denied = WIRE__DENIED_HTTP_RESPONSE__INIT;
    Wire__HttpStatus http = WIRE__HTTP_STATUS__INIT;
    answer.status = &status;
    if (is_allowed) {
        ok.n_headers = field_count;
        ok.headers = pointers;
        ok.n_headers_to_remove = removed_count;
        ok.headers_to_remove = names;
        answer.ok_response = &ok;
    } else {
        // PERMISSION_DENIED
        status.code = 7;
        status.message = binary((cenvoyauth_text){(const uint8_t *)"denied", 6});
        http.code = http_status;
        denied.status = &http;
        denied.n_headers = field_count;
        denied.headers = pointers;
        denied.body = binary(body);
        answer.denied_response = &denied;
    }
    return pack(&answer.base, out, size);
}

size_t cenvoyauth_pack_health(int32_t status, uint8_t *out, size_t size)
{
    Wire__HealthCheckResponse answer = WIRE__HEALTH_CHECK_RESPONSE__INIT;
    answer.status = status;
    return pack(&answer.base, out, size);
}

size_t cenvoyauth_pack_health_list(
    int32_t status, const cenvoyauth_text *services, size_t count, uint8_t *out, size_t size)
{
    if (count > CENVOYAUTH_FIELD_COUNT_MAX) return 0;
    Wire__HealthCheckResponse value = WIRE__HEALTH_CHECK_RESPONSE__INIT;
    value.status = status;
    Wire__HealthEntry entries[CENVOYAUTH_FIELD_COUNT_MAX];
    Wire__HealthEntry *pointers[CENVOYAUTH_FIELD_COUNT_MAX];
    for (size_t index = 0; index < count; index += 1) {
        wire__health_entry__init(&entries[index]);
        entries[index].key = binary(services[index]);
        entries[index].value = &value;
        pointers[index] = &entries[index];
    }
    Wire__HealthListResponse answer = WIRE__HEALTH_LIST_RESPONSE__INIT;
    answer.n_statuses = count;
    answer.statuses = pointers;
    return pack(&answer.base, out, size);
}
