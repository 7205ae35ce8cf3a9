#include "tests/standin/redirection.h"

#include <stdlib.h>
#include <string.h>

#include "tests/standin/kvm.h"
#include "tests/standin/redirection_login.h"
#include "tests/standin/sol.h"
#include "tests/standin/wire.h"

enum { START = 0x10, STARTED = 0x11, END = 0x12, AUTHENTICATE = 0x13 };
enum { START_SIZE = 8, STARTED_SIZE = 13, END_SIZE = 4, OEM_SIZE = 9, INTEL = 343 };
enum { STATUS_FINE = 0, STATUS_UNKNOWN = 1, STATUS_BUSY = 2, STATUS_UNSUPPORTED = 3 };
enum { STATUS_ERROR = 255 };

/* Faults that end the connection before AMT would have sent anything. */
static bool misbehave_early(struct wire *wire)
{
    static const char page[] = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";

    if (remote_fault(wire->remote, "silent"))
        stream_drain(&wire->stream);
    else if (remote_fault(wire->remote, "reset"))
        stream_reset(&wire->stream);
    else if (remote_fault(wire->remote, "http"))
        wire_send(wire, page, strlen(page));
    else
        return remote_fault(wire->remote, "close");
    return true;
}

enum kind { KIND_SOL, KIND_KVM, KIND_IDER, KIND_UNKNOWN };

static const char *const kind_names[] = {"SOL", "KVM", "IDER", "unknown"};

static bool is_enabled(const struct wire *wire, enum kind kind)
{
    struct config *config = &wire->listener->machine->config;
    bool enabled = false;

    pthread_mutex_lock(&config->lock);
    if (kind == KIND_SOL)
        enabled = (config->redirection.enabled & REDIRECTION_SOL) != 0;
    else if (kind == KIND_KVM)
        enabled = config->redirection.kvm && !wire->remote->no_kvm;
    pthread_mutex_unlock(&config->lock);
    return enabled;
}

/* With the machine's lock held. */
static unsigned find_status(struct wire *wire, enum kind kind)
{
    struct machine *machine = wire->listener->machine;
    bool taken;

    if (remote_fault(wire->remote, "unsupported"))
        return STATUS_UNSUPPORTED;
    if (remote_fault(wire->remote, "error"))
        return STATUS_ERROR;
    if (machine->session_taken || machine->sessions <= wire->remote->busy)
        return STATUS_BUSY;
    pc_lock(machine->pc);
    taken = kind == KIND_KVM ? pc_is_watched(machine->pc) : machine->pc->attended;
    pc_unlock(machine->pc);
    return taken ? STATUS_BUSY : STATUS_FINE;
}

static void answer_start(struct wire *wire, unsigned status)
{
    unsigned char answer[STARTED_SIZE + OEM_SIZE] = {STARTED, status & 255, 0, 0, 1, 0, 16, 1};
    size_t size = STARTED_SIZE;

    put_u32(answer + 8, INTEL);
    if (remote_fault(wire->remote, "other-reserved"))
        answer[2] = answer[3] = 0xEE;
    if (status != STATUS_FINE) {
        memset(answer + 4, 0, sizeof answer - 4);
        if (wire->remote->short_refusal)
            size = 4;
    } else if (remote_fault(wire->remote, "oem")) {
        answer[12] = OEM_SIZE;
        memset(answer + STARTED_SIZE, 0x10, OEM_SIZE);
        size += OEM_SIZE;
    }
    wire_send(wire, answer, size);
}

/* True when a session of this kind should follow. */
static bool start(struct wire *wire, enum kind *kind)
{
    static const unsigned char kinds[KIND_UNKNOWN][START_SIZE] = {
        {START, 0, 0, 0, 'S', 'O', 'L', ' '},
        {START, 1, 0, 0, 'K', 'V', 'M', 'R'},
        {START, 0, 0, 0, 'I', 'D', 'E', 'R'},
    };
    struct machine *machine = wire->listener->machine;
    unsigned status = STATUS_UNKNOWN;
    bool enabled;

    *kind = KIND_SOL;
    if (!wire_need(wire, START_SIZE))
        return false;
    while (*kind < KIND_UNKNOWN && memcmp(wire->in.data, kinds[*kind], START_SIZE) != 0)
        ++*kind;
    if (wire->in.data[0] != START) {
        wire_violation(wire, "StartRedirectionSession");
        return false;
    }
    wire_drop(wire, START_SIZE);
    enabled = is_enabled(wire, *kind);
    pthread_mutex_lock(&machine->lock);
    machine->sessions++;
    if (*kind != KIND_UNKNOWN)
        status = enabled ? find_status(wire, *kind) : STATUS_UNSUPPORTED;
    pthread_mutex_unlock(&machine->lock);
    wire_log(wire, status, false, "StartRedirectionSession", kind_names[*kind], NULL);
    answer_start(wire, status);
    return status == STATUS_FINE;
}

static bool log_in(struct wire *wire)
{
    struct login login = {.refused = 0};

    while (!login.done && !wire->dead && wire_need(wire, 1)) {
        if (wire->in.data[0] == AUTHENTICATE)
            login_message(wire, &login);
        else if (wire->in.data[0] == END)
            return false;
        else
            wire_violation(wire, "not-AuthenticateSession");
    }
    return login.done && !wire->dead;
}

void redirection_serve(const struct listener *listener, int fd)
{
    struct wire wire;
    enum kind kind = KIND_SOL;

    if (!wire_open(&wire, listener, fd))
        return;
    if (!misbehave_early(&wire) && start(&wire, &kind) && log_in(&wire)) {
        if (kind == KIND_KVM)
            kvm_serve(&wire);
        else
            sol_serve(&wire);
    }
    if (!wire.dead && wire.in.size >= END_SIZE && wire.in.data[0] == END)
        wire_log(&wire, 0, true, "EndRedirectionSession", kind_names[kind], NULL);
    if (!wire.dead)
        stream_linger(&wire.stream);
    wire_close(&wire);
}
