#include "common/amt/redirect_message.h"

#include <stdint.h>
#include <string.h>

enum { START = 0x10, END = 0x12, LOGIN = 0x13 };

/* Lengths of the parts before a variable one. */
enum { START_REPLY_HEAD = 13, LOGIN_HEAD = 9, REFUSAL = 4 };

size_t redirect_put_start(enum redirect_service service, unsigned char out[REDIRECT_MESSAGE_MAX])
{
    bool kvm = service == REDIRECT_KVM;
    const unsigned char head[4] = {START, kvm ? 1 : 0, 0, 0};
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, kvm ? "KVMR" : "SOL ", 4);
    return sizeof head + 4;
}

size_t redirect_put_end(unsigned char out[REDIRECT_MESSAGE_MAX])
{
    const unsigned char message[4] = {END, 0, 0, 0};
    memcpy(out, message, sizeof message);
    return sizeof message;
}

size_t redirect_put_login(enum redirect_method method, const char *const *fields, size_t count,
                          unsigned char out[REDIRECT_MESSAGE_MAX])
{
    const unsigned char head[5] = {LOGIN, 0, 0, 0, (unsigned char)method};
    size_t size = LOGIN_HEAD;
    memcpy(out, head, sizeof head);
    for (size_t i = 0; i < count && i < REDIRECT_FIELDS_MAX; i++) {
        size_t len = strnlen(fields[i], REDIRECT_FIELD_MAX);
        out[size++] = (unsigned char)len;
        memcpy(out + size, fields[i], len);
        size += len;
    }
    size_t len = size - LOGIN_HEAD;
    for (size_t i = 0; i < 4; i++)
        out[sizeof head + i] = (unsigned char)(len >> (8 * i));
    return size;
}

static enum redirect_parsed parse_start_reply(const unsigned char *bytes, size_t len,
                                              struct redirect_message *message)
{
    if (message->status != REDIRECT_STATUS_GOOD) {
        message->size = REFUSAL;
        return REDIRECT_WHOLE;
    }
    if (len < START_REPLY_HEAD)
        return REDIRECT_PARTIAL;
    message->size = START_REPLY_HEAD + (size_t)bytes[12]; /* the OEM's additions */
    return len < message->size ? REDIRECT_PARTIAL : REDIRECT_WHOLE;
}

static enum redirect_parsed parse_login_reply(const unsigned char *bytes, size_t len,
                                              struct redirect_message *message)
{
    if (len < LOGIN_HEAD)
        return REDIRECT_PARTIAL;
    uint32_t data_len = 0;
    for (size_t i = 0; i < 4; i++)
        data_len |= (uint32_t)bytes[5 + i] << (8 * i);
    if (data_len > REDIRECT_DATA_MAX)
        return REDIRECT_ALIEN;
    message->method = bytes[4];
    message->data = bytes + LOGIN_HEAD;
    message->len = data_len;
    message->size = LOGIN_HEAD + message->len;
    return len < message->size ? REDIRECT_PARTIAL : REDIRECT_WHOLE;
}

enum redirect_parsed redirect_parse(const unsigned char *bytes, size_t len,
                                    struct redirect_message *message)
{
    *message = (struct redirect_message){.size = 0};
    if (len == 0)
        return REDIRECT_PARTIAL;
    message->type = bytes[0];
    if (bytes[0] != REDIRECT_START_REPLY && bytes[0] != REDIRECT_LOGIN_REPLY)
        return REDIRECT_ALIEN;
    if (len < REFUSAL)
        return REDIRECT_PARTIAL;
    message->status = bytes[1];
    return bytes[0] == REDIRECT_START_REPLY ? parse_start_reply(bytes, len, message)
                                            : parse_login_reply(bytes, len, message);
}

bool redirect_fields(const struct redirect_message *message, struct redirect_field *fields,
                     size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (at >= message->len || message->data[at] > message->len - at - 1)
            return false;
        fields[i].len = message->data[at];
        fields[i].text = (const char *)message->data + at + 1;
        at += 1 + fields[i].len;
    }
    return at == message->len;
}
