/* The queue, for one question: where is this client? */
#include "amt_cfg/queue_host.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "common/host_name.h"
#include "support_queue_db/queue.h"
#include "support_queue_db/queue_match.h"

enum { START_MIN = 4, UUID_LEN = 36 };

static bool may_be_uuid(const char *word)
{
    size_t len = strlen(word);
    return len >= START_MIN && len <= UUID_LEN && strspn(word, "0123456789abcdefABCDEF-") == len;
}

/* A client is found only by its UUID: names and serial numbers are only what the client says
 * itself. */
static enum err_code find(struct queue *queue, const char *word, char host[HOST_NAME_SIZE],
                          struct err *e)
{
    char id[QUEUE_ID_SIZE];
    char address[ADDR_TEXT_SIZE];
    struct entry entry;
    enum err_code code = queue_match(queue, word, id, e);
    if (code == ERR_OK && strncasecmp(id, word, strlen(word)) != 0)
        return err_set(e, ERR_NOHOST, "%.60s: no client in the queue has this UUID", word);
    if (code != ERR_OK)
        return code;
    code = queue_load(queue, id, &entry, e);
    if (code == ERR_OK) {
        addr_format(&entry.address, address);
        (void)snprintf(host, HOST_NAME_SIZE, "%s", address);
    }
    entry_free(&entry);
    return code;
}

enum err_code queue_host(const struct conf *conf, const char *word, char host[HOST_NAME_SIZE],
                         struct err *e)
{
    struct queue *queue;
    enum err_code code = ERR_NOHOST;
    if (may_be_uuid(word)) {
        code = queue_open(&queue, conf, QUEUE_READ, e);
        if (code == ERR_OK) {
            code = find(queue, word, host, e);
            queue_close(queue);
        }
        if (code == ERR_OK || code == ERR_USAGE || strlen(word) == UUID_LEN)
            return code;
    }
    if (!host_is_valid(word, e))
        return ERR_USAGE;
    host_strip_brackets(word, host);
    return ERR_OK;
}
