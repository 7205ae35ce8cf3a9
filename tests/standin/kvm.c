#include "tests/standin/kvm.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/standin/kvm_state.h"
#include "tests/standin/pc.h"

enum { LOOK_MS = 100, PIECE_MOST = 300, ENDLESS = 256 << 20 };

void kvm_put16(unsigned char *at, unsigned value)
{
    at[0] = value >> 8 & 255;
    at[1] = value & 255;
}

void kvm_put32(unsigned char *at, unsigned long value)
{
    kvm_put16(at, value >> 16 & 65535);
    kvm_put16(at + 2, value & 65535);
}

unsigned kvm_get16(const char *at)
{
    return (unsigned)(unsigned char)at[0] << 8 | (unsigned char)at[1];
}

unsigned long kvm_get32(const char *at)
{
    return (unsigned long)kvm_get16(at) << 16 | kvm_get16(at + 2);
}

void kvm_send(struct kvm *kvm, const void *bytes, size_t size)
{
    const char *next = bytes;

    if (kvm->mute)
        return;
    while (size > 0 && !kvm->wire->dead) {
        size_t part = size;

        if (kvm->options->pieces) {
            kvm->random = kvm->random * 6364136223846793005UL + 1442695040888963407UL;
            part = 1 + (kvm->random >> 33) % PIECE_MOST;
        }
        if (part > size)
            part = size;
        wire_send(kvm->wire, next, part);
        next += part;
        size -= part;
    }
}

void kvm_send_endless(struct kvm *kvm, const void *bytes, size_t size)
{
    for (size_t done = 0; done < ENDLESS && !kvm->wire->dead; done += size)
        kvm_send(kvm, bytes, size);
}

bool kvm_need(struct kvm *kvm, size_t size)
{
    while (kvm->wire->in.size < size) {
        if (wire_wait(kvm->wire, -1) == WIRE_END)
            return false;
    }
    return true;
}

/* What the PC does by itself. */
static void look_at_pc(struct kvm *kvm)
{
    struct pc *pc = kvm->machine->pc;
    bool dark;

    pc_lock(pc);
    dark = pc->power != POWER_ON || pc->dark;
    pc_unlock(pc);
    kvm->dark = dark;
}

/* False: no key or mouse was used for too long. */
static bool keep_time(struct kvm *kvm)
{
    if (kvm->options->idle == 0 || pc_clock() - kvm->used < kvm->options->idle)
        return true;
    wire_log(kvm->wire, 0, true, "Timeout", "KVM", NULL);
    return false;
}

static void run(struct kvm *kvm)
{
    int wait = kvm->options->fps > 0 ? 1000 / (int)(2 * kvm->options->fps) : LOOK_MS;

    kvm->used = pc_clock();
    kvm_take_messages(kvm);
    while (!kvm->over && !kvm->wire->dead && keep_time(kvm)) {
        look_at_pc(kvm);
        kvm_update(kvm);
        if (!kvm->over && wire_wait(kvm->wire, wait) == WIRE_INPUT)
            kvm_take_messages(kvm);
    }
}

void kvm_serve(struct wire *wire)
{
    const struct options *options = &wire->listener->server->options;
    struct kvm kvm = {
        .wire = wire,
        .options = &options->kvm,
        .machine = wire->listener->machine,
        .format = kvm_format_named(options->kvm.format),
        .random = 1,
        .typed_fd = -1,
    };

    if (wire->remote->typed != NULL)
        kvm.typed_fd = open(wire->remote->typed, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (kvm_open(&kvm)) {
        run(&kvm);
        wire_log(wire, 0, true, "Close", "KVM", kvm.over ? "machine" : NULL);
    }
    if (kvm.watches) {
        pc_lock(kvm.machine->pc);
        if (kvm.machine->pc->watcher_fd == wire->stream.fd)
            kvm.machine->pc->watcher_fd = -1; /* else somebody else sees it by now */
        pc_unlock(kvm.machine->pc);
    }
    if (kvm.options->packed && kvm.zlib_begun)
        deflateEnd(&kvm.zlib);
    if (kvm.typed_fd >= 0)
        close(kvm.typed_fd);
    free(kvm.shown);
}
