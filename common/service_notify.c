#include "common/service_notify.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/clock.h"

enum err_code service_notify(const char *state, struct err *e)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    if (path == NULL || (path[0] != '/' && path[0] != '@'))
        return ERR_OK;
    size_t len = strlen(path);
    if (len >= sizeof to.sun_path)
        return err_set(e, ERR_CONFIG, "NOTIFY_SOCKET: too long");
    memcpy(to.sun_path, path, len);
    if (path[0] == '@')
        to.sun_path[0] = '\0'; /* an abstract address */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    size_t size = offsetof(struct sockaddr_un, sun_path) + len;
    bool sent = fd >= 0 && sendto(fd, state, strlen(state), MSG_NOSIGNAL,
                                  (const struct sockaddr *)&to, (socklen_t)size) >= 0;
    enum err_code code = sent ? ERR_OK : err_errno(e, ERR_UNAVAILABLE, "NOTIFY_SOCKET");
    if (fd >= 0)
        (void)close(fd);
    return code;
}

/* How often the manager wants to hear from this process, in milliseconds: half of its time limit,
 * and 0 if it does not. */
static long long watchdog_ms(void)
{
    const char *usec = getenv("WATCHDOG_USEC");
    const char *pid = getenv("WATCHDOG_PID");
    if (usec == NULL || (pid != NULL && strtol(pid, NULL, 10) != (long)getpid()))
        return 0;
    return strtoll(usec, NULL, 10) / 2 / 1000;
}

enum err_code service_notify_alive(struct err *e)
{
    static bool ready;
    static long long told;
    long long every = watchdog_ms();
    bool due = every > 0 && clock_ms() - told >= every;
    if (ready && !due)
        return ERR_OK;
    enum err_code code = service_notify(ready ? "WATCHDOG=1" : "READY=1\nWATCHDOG=1", e);
    ready = true;
    told = clock_ms();
    return code;
}
