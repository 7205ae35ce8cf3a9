#include "support_queue_gui/lookup.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LABEL_MAX = 63 };

bool lookup_is_name(const char *text)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const char *label = text;
    size_t len = 0;
    if (strlen(text) >= LOOKUP_NAME_SIZE)
        return false;
    for (const char *at = text; *at != '\0'; at += len + (at[len] == '.')) {
        label = at;
        len = strspn(at, allowed);
        if (len == 0 || len > LABEL_MAX || *at == '-' || (at[len] != '.' && at[len] != '\0'))
            return false;
    }
    /* If its last label were a number, it would be taken for an address: 1.2.3 for 1.2.0.3. */
    bool is_number = strspn(label, "0123456789") == len || strncasecmp(label, "0x", 2) == 0;
    return len > 0 && !is_number;
}

/* What the child writes: an answer of getaddrinfo. */
struct answer {
    int failure; /* EAI_... or 0 */
    struct addr address;
};

static void resolve(const char *name, struct answer *answer)
{
    static const int families[] = {AF_INET, AF_INET6};
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const struct addrinfo hints = {.ai_family = families[i], .ai_socktype = SOCK_STREAM};
        struct addrinfo *found = NULL;
        answer->failure = getaddrinfo(name, NULL, &hints, &found);
        if (answer->failure == 0 && !addr_from_sockaddr(found->ai_addr, &answer->address))
            answer->failure = EAI_FAMILY;
        if (found != NULL)
            freeaddrinfo(found);
        if (answer->failure == 0)
            return;
    }
}

enum err_code lookup_start(struct lookup *lookup, const char *name, struct err *e)
{
    int ends[2];
    *lookup = (struct lookup){.pid = 0};
    if (!lookup_is_name(name))
        return err_set(e, ERR_USAGE, "%.100s: neither an address nor a host name", name);
    (void)snprintf(lookup->name, sizeof lookup->name, "%s", name);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_errno(e, ERR_TEMPFAIL, "pipe");
    lookup->pid = fork();
    if (lookup->pid == 0) {
        struct answer answer = {.failure = EAI_SYSTEM};
        (void)signal(SIGTERM, SIG_DFL);
        sigset_t none;
        (void)sigemptyset(&none);
        (void)sigprocmask(SIG_SETMASK, &none, NULL);
        resolve(name, &answer);
        ssize_t put = write(ends[1], &answer, sizeof answer);
        _exit(put == (ssize_t)sizeof answer ? 0 : 1);
    }
    (void)close(ends[1]);
    lookup->fd = ends[0];
    if (lookup->pid > 0)
        return ERR_OK;
    lookup->pid = 0;
    (void)close(ends[0]);
    return err_errno(e, ERR_TEMPFAIL, "fork");
}

enum err_code lookup_end(struct lookup *lookup, struct addr *address, struct err *e)
{
    struct answer answer = {.failure = EAI_SYSTEM};
    ssize_t got;
    while ((got = read(lookup->fd, &answer, sizeof answer)) < 0 && errno == EINTR)
        continue;
    lookup_cancel(lookup);
    if (got != (ssize_t)sizeof answer)
        return err_set(e, ERR_UNAVAILABLE, "%.100s: the look-up of the name ended early",
                       lookup->name);
    *address = answer.address;
    if (answer.failure == 0)
        return ERR_OK;
    bool unknown = answer.failure == EAI_NONAME || answer.failure == EAI_NODATA;
    return err_set(e, unknown ? ERR_NOHOST : ERR_UNAVAILABLE, "%.100s: %s", lookup->name,
                   unknown ? "no such host; check the name, or give its address"
                           : gai_strerror(answer.failure));
}

void lookup_cancel(struct lookup *lookup)
{
    if (lookup->pid == 0)
        return;
    (void)close(lookup->fd);
    (void)kill(lookup->pid, SIGTERM);
    while (waitpid(lookup->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    lookup->pid = 0;
}
