#include "tests/standin/kvm_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/pc.h"

enum { OPEN = 0x40, OPENED = 0x41, MESSAGE_SIZE = 8, BANNER_SIZE = 12, INIT_SIZE = 24 };
enum { SECURITY_NONE = 1, END = 0x12, LOOK_MS = 50 };

static const char name[] = "Intel(r) AMT KVM";

static bool fault(const struct kvm *kvm, const char *which)
{
    return kvm_fault(kvm->options, which);
}

static bool open_session(struct kvm *kvm)
{
    unsigned char answer[MESSAGE_SIZE] = {OPENED};
    static const unsigned char open[MESSAGE_SIZE] = {OPEN};
    struct pc *pc = kvm->machine->pc;

    if (fault(kvm, "open-lost") || !wire_need(kvm->wire, 1) || kvm->wire->in.data[0] == END ||
        !wire_need(kvm->wire, MESSAGE_SIZE))
        return false;
    if (memcmp(kvm->wire->in.data, open, MESSAGE_SIZE) != 0) {
        wire_violation(kvm->wire, "open");
        return false;
    }
    wire_drop(kvm->wire, MESSAGE_SIZE);
    pc_lock(pc);
    kvm->watches = !pc_is_watched(pc) && !fault(kvm, "refused");
    if (kvm->watches)
        pc->watcher_fd = kvm->wire->stream.fd;
    pc_unlock(pc);
    answer[1] = !kvm->watches;
    wire_log(kvm->wire, answer[1], true, "Open", "KVM", NULL);
    kvm_send(kvm, answer, sizeof answer);
    return kvm->watches;
}

/* The minor number of the protocol that both speak; 0: there is none. */
static unsigned agree_on_protocol(struct kvm *kvm)
{
    char banner[BANNER_SIZE + 1], wanted[BANNER_SIZE + 1];
    unsigned minor = strcmp(kvm->options->banner, "004.000") == 0
                         ? 8
                         : (unsigned)(kvm->options->banner[6] - '0');

    if (fault(kvm, "silent"))
        kvm_need(kvm, SIZE_MAX);
    if (fault(kvm, "banner-junk"))
        kvm_send(kvm, "SSH-2.0-OpenSSH_9.2\r\n", 21);
    if (fault(kvm, "banner-endless"))
        kvm_send_endless(kvm, "RFB 003.0080", BANNER_SIZE);
    snprintf(banner, sizeof banner, "RFB %s\n", kvm->options->banner);
    kvm_send(kvm, banner, BANNER_SIZE);
    if (!kvm_need(kvm, BANNER_SIZE))
        return 0;
    snprintf(wanted, sizeof wanted, "RFB 003.00%u\n", minor);
    if (memcmp(kvm->wire->in.data, wanted, BANNER_SIZE) != 0) {
        wire_violation(kvm->wire, "banner");
        return 0;
    }
    wire_drop(kvm->wire, BANNER_SIZE);
    return minor;
}

/* The reason for a refusal, in RFB's form. */
static void send_reason(struct kvm *kvm)
{
    static const char reason[] = "no \x1b]0;owned\x07 \xE2\x80\xAEreason";
    unsigned char length[4];

    kvm_put32(length, fault(kvm, "reason-endless") ? 0xFFFFFFFF : sizeof reason - 1);
    kvm_send(kvm, length, sizeof length);
    kvm_send(kvm, reason, sizeof reason - 1);
    if (fault(kvm, "reason-endless"))
        kvm_send_endless(kvm, "why, why, ", 10);
}

static size_t list_security(const struct kvm *kvm, unsigned char *list)
{
    const char *word = kvm->options->security;
    size_t count = 0;

    if (strcmp(word, "none") == 0 || fault(kvm, "reason-endless"))
        return 0;
    while (count < 32) {
        char *end;

        list[count++] = (unsigned char)strtoul(word, &end, 10);
        if (*end == '\0')
            break;
        word = end + 1;
    }
    return count;
}

static bool pass_security(struct kvm *kvm, unsigned minor)
{
    unsigned char list[1 + 32], result[4] = {0};
    size_t count = list_security(kvm, list + 1);

    if (minor == 3) { /* the server alone decides */
        kvm_put32(result, count > 0 ? list[1] : 0);
        kvm_send(kvm, result, sizeof result);
        if (count == 0)
            send_reason(kvm);
        return count > 0 && list[1] == SECURITY_NONE;
    }
    list[0] = (unsigned char)count;
    kvm_send(kvm, list, 1 + count);
    if (count == 0) {
        send_reason(kvm);
        return false;
    }
    if (!kvm_need(kvm, 1))
        return false;
    if (kvm->wire->in.data[0] != SECURITY_NONE || memchr(list + 1, SECURITY_NONE, count) == NULL) {
        wire_violation(kvm->wire, "security");
        return false;
    }
    wire_drop(kvm->wire, 1);
    result[3] = fault(kvm, "security-failed");
    if (minor == 8)
        kvm_send(kvm, result, sizeof result);
    if (result[3] != 0)
        send_reason(kvm);
    return result[3] == 0;
}

/* Whether the user lets the technician see his screen; waits for it where AMT does. */
static bool get_consent(struct kvm *kvm)
{
    struct config *config = &kvm->machine->config;
    const char *how = kvm->options->consent;
    bool asks = strcmp(how, "close") != 0;
    enum consent_view view;

    for (;;) {
        pthread_mutex_lock(&config->lock);
        view = consent_get_state(kvm->machine, asks);
        pthread_mutex_unlock(&config->lock);
        if (view != CONSENT_ASKED)
            return view == CONSENT_GIVEN;
        kvm->field = strcmp(how, "field") == 0;
        if (kvm->field)
            return true;
        asks = false;
        if (wire_wait(kvm->wire, LOOK_MS) == WIRE_END)
            return false;
    }
}

static void send_init(struct kvm *kvm)
{
    unsigned char init[INIT_SIZE];
    static const char hostile_name[] = "\x1b]0;owned\x07\xE2\x80\xAE Intel(r) AMT \xFF\n";
    const char *said = fault(kvm, "name-hostile") ? hostile_name : name;

    kvm_put16(init, kvm->width);
    kvm_put16(init + 2, kvm->height);
    if (fault(kvm, "size-zero"))
        memset(init, 0, 4);
    if (fault(kvm, "size-huge") || fault(kvm, "size-wide"))
        kvm_put16(init, 65535);
    if (fault(kvm, "size-huge"))
        kvm_put16(init + 2, 65535);
    if (fault(kvm, "size-wide"))
        kvm_put16(init + 2, 1);
    memcpy(init + 4, kvm->format->wire, KVM_FORMAT_SIZE);
    kvm_put32(init + 20, fault(kvm, "name-endless") ? 0xFFFFFFFF : strlen(said));
    kvm_send(kvm, init, sizeof init);
    if (fault(kvm, "name-endless"))
        kvm_send_endless(kvm, "KVM KVM ", 8);
    kvm_send(kvm, said, strlen(said));
}

/* Whether there is a picture to show. */
static bool has_screen(const struct kvm *kvm)
{
    struct pc *pc = kvm->machine->pc;
    bool on;

    pc_lock(pc);
    on = pc->power == POWER_ON;
    pc_unlock(pc);
    return on && !kvm->options->no_monitor;
}

bool kvm_open(struct kvm *kvm)
{
    unsigned minor;

    if (!open_session(kvm) || (minor = agree_on_protocol(kvm)) == 0 || !pass_security(kvm, minor) ||
        !kvm_need(kvm, 1))
        return false;
    wire_drop(kvm->wire, 1); /* ClientInit: it makes no difference whether shared or not */
    if (!get_consent(kvm))
        return false;
    kvm_begin_screen(kvm);
    send_init(kvm);
    return has_screen(kvm);
}
