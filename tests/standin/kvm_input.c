#include "tests/standin/kvm_state.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/standin/kvm_tile.h"
#include "tests/standin/pc.h"

enum { FORMAT_SIZE = 20, ENCODINGS_HEAD = 4, REQUEST_SIZE = 10, KEY_SIZE = 8, POINTER_SIZE = 6 };
enum { TEXT_HEAD = 8, TEXT_MOST = 1 << 20, ENCODINGS_MOST = 64 };
enum { CODE_DIGITS = 6, CODE_TRIES = 3 };

static void note(struct kvm *kvm, const char *line)
{
    kvm->used = pc_clock();
    if (kvm->typed_fd >= 0 && write(kvm->typed_fd, line, strlen(line)) != (ssize_t)strlen(line))
        perror("standin: --typed");
}

static void take_format(struct kvm *kvm, const char *message)
{
    unsigned char wire[KVM_FORMAT_SIZE];
    const struct kvm_format *format;
    char bits[16];

    memcpy(wire, message + 4, sizeof wire);
    snprintf(bits, sizeof bits, "%u", wire[0]);
    if (wire[0] == 32) {
        wire_log(kvm->wire, 0, true, "Format", bits, NULL);
        kvm->over = true;
        return;
    }
    kvm->black = wire[3] == 0;
    if (kvm->black && (wire[0] == 8 || wire[0] == 16)) {
        wire_log(kvm->wire, 0, true, "Format", "black", NULL);
        kvm->format = kvm_format_named(wire[0] == 8 ? "332" : "565");
        return;
    }
    format = kvm_format_find(wire);
    if (format == NULL || !format->taken || (format->grey && !kvm->options->grey)) {
        wire_violation(kvm->wire, "format");
        return;
    }
    kvm->format = format;
    wire_log(kvm->wire, 0, true, "Format", format->name, NULL);
}

static void take_encodings(struct kvm *kvm, const char *message, unsigned count)
{
    struct text list = {0};
    bool raw = false;

    kvm->zrle = kvm->resizes = false;
    for (unsigned i = 0; i < count; i++) {
        long encoding = (int)kvm_get32(message + ENCODINGS_HEAD + 4 * (size_t)i);

        raw |= encoding == RFB_RAW;
        kvm->zrle |= encoding == RFB_ZRLE;
        kvm->resizes |= encoding == RFB_DESKTOP_SIZE;
        text_printf(&list, "%s%ld", i > 0 ? "_" : "", encoding);
    }
    wire_log(kvm->wire, 0, true, "Encodings", list.size > 0 ? list.data : "-", NULL);
    text_free(&list);
    if (!raw)
        wire_violation(kvm->wire, "encodings");
}

static void take_request(struct kvm *kvm, const char *message)
{
    unsigned x = kvm_get16(message + 2), y = kvm_get16(message + 4);
    unsigned width = kvm_get16(message + 6), height = kvm_get16(message + 8);
    /* Until a new size has been announced, the client does not know about it. */
    if (!kvm->resized && (x + width > kvm->width || y + height > kvm->height)) {
        wire_violation(kvm->wire, "request");
        return;
    }
    kvm->incremental = message[1] != 0 && (!kvm->asked || kvm->incremental);
    kvm->asked = true;
    kvm->x = x;
    kvm->y = y;
    kvm->asked_width = width;
    kvm->asked_height = height;
}

static void lose_connection(struct kvm *kvm)
{
    kvm_send_update_head(kvm, 1);
    kvm_send_rectangle(kvm, 0, 0, KVM_TILE, KVM_TILE, RFB_RAW);
    kvm_send(kvm, "half of it", 10);
    stream_reset(&kvm->wire->stream);
    kvm->wire->dead = true;
}

/* What a key does to AMT or to the PC. */
static void on_command_key(struct kvm *kvm, unsigned long key)
{
    static const unsigned char bell = RFB_BELL;

    switch (key) {
    case 'n':
        kvm->key_frames++;
        break;
    case 'r':
        kvm_next_size(kvm);
        break;
    case 'b':
        kvm_send(kvm, &bell, 1);
        break;
    case 'c':
        kvm_send_text(kvm, "hello from the PC\n", 18);
        break;
    case 'd':
        kvm_send_text(kvm, "\0KvmDataChannel\0\1\2\3", 19);
        break;
    case 'x':
        lose_connection(kvm);
        break;
    case 'm':
        kvm->mute = true;
        break;
    case 'k':
        pthread_mutex_lock(&kvm->machine->lock);
        kvm->machine->session_taken = true;
        pthread_mutex_unlock(&kvm->machine->lock);
        kvm->over = true;
        break;
    case 'q':
        kvm->over = true;
        break;
    default:
        break;
    }
}

/* Six digits go into the field on the screen. */
static void take_digit(struct kvm *kvm, unsigned long key)
{
    struct config *config = &kvm->machine->config;

    if (key < '0' || key > '9')
        return;
    kvm->code = kvm->code * 10 + (unsigned)(key - '0');
    if (++kvm->digits < CODE_DIGITS)
        return;
    pthread_mutex_lock(&config->lock);
    kvm->field = !consent_try(kvm->machine, kvm->code);
    pthread_mutex_unlock(&config->lock);
    kvm->code = kvm->digits = 0;
    if (kvm->field && ++kvm->wrong == CODE_TRIES)
        kvm->over = true;
}

static void take_key(struct kvm *kvm, const char *message)
{
    unsigned long key = kvm_get32(message + 4);
    char line[64];

    snprintf(line, sizeof line, "key %04lx %s\n", key, message[1] ? "down" : "up");
    note(kvm, line);
    if (message[1] == 0)
        return;
    if (kvm->field)
        take_digit(kvm, key);
    else
        on_command_key(kvm, key);
}

static void take_pointer(struct kvm *kvm, const char *message)
{
    unsigned x = kvm_get16(message + 2), y = kvm_get16(message + 4);
    char line[64];

    if (!kvm->resized && (x >= kvm->width || y >= kvm->height)) {
        wire_violation(kvm->wire, "pointer");
        return;
    }
    snprintf(line, sizeof line, "pointer %u %u %u\n", (unsigned char)message[1], x, y);
    note(kvm, line);
}

static void take_text(struct kvm *kvm, size_t size)
{
    char length[16];

    snprintf(length, sizeof length, "%zu", size);
    wire_log(kvm->wire, 0, true, "Text", length, NULL);
}

/* The length of the message whose beginning has arrived; 0: not known yet, or not a message. */
static size_t message_size(struct kvm *kvm)
{
    const struct text *in = &kvm->wire->in;
    unsigned long long_one;

    if (in->size == 0)
        return 0;
    switch ((unsigned char)in->data[0]) {
    case RFB_FORMAT:
        return FORMAT_SIZE;
    case RFB_ENCODINGS:
        long_one = in->size < ENCODINGS_HEAD ? 0 : kvm_get16(in->data + 2);
        if (long_one <= ENCODINGS_MOST)
            return in->size < ENCODINGS_HEAD ? 0 : ENCODINGS_HEAD + 4 * long_one;
        break;
    case RFB_REQUEST:
        return REQUEST_SIZE;
    case RFB_KEY:
        return KEY_SIZE;
    case RFB_POINTER:
        return POINTER_SIZE;
    case RFB_CLIENT_TEXT:
        long_one = in->size < TEXT_HEAD ? 0 : kvm_get32(in->data + 4);
        if (long_one <= TEXT_MOST)
            return in->size < TEXT_HEAD ? 0 : TEXT_HEAD + long_one;
        break;
    default:
        break;
    }
    wire_violation(kvm->wire, "message");
    return 0;
}

static void take_message(struct kvm *kvm, const char *message, size_t size)
{
    switch ((unsigned char)message[0]) {
    case RFB_FORMAT:
        take_format(kvm, message);
        break;
    case RFB_ENCODINGS:
        take_encodings(kvm, message, kvm_get16(message + 2));
        break;
    case RFB_REQUEST:
        take_request(kvm, message);
        break;
    case RFB_KEY:
        take_key(kvm, message);
        break;
    case RFB_POINTER:
        take_pointer(kvm, message);
        break;
    default:
        take_text(kvm, size - TEXT_HEAD);
        break;
    }
}

void kvm_take_messages(struct kvm *kvm)
{
    size_t size;

    while (!kvm->wire->dead && !kvm->over && (size = message_size(kvm)) != 0 &&
           kvm->wire->in.size >= size) {
        take_message(kvm, kvm->wire->in.data, size);
        wire_drop(kvm->wire, size);
    }
}
