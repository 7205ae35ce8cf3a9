#include "alert_collector/identify/logins.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support_queue_db/queue_trusted.h"

#define NAME      "logins"
#define MARK_SIZE TLS_KEY_SIZE /* a realm is shorter */
#define LINE_SIZE (ADDR_TEXT_SIZE + MARK_SIZE + 96)

/* At most this many are kept; then the oldest is dropped. */
enum { MOST = 1024 };

struct refused {
    struct addr address;
    char mark[MARK_SIZE];
    uint64_t record;
    uint64_t password;
    time_t when;
};

struct said {
    char id[QUEUE_ID_SIZE];
    time_t when;
};

struct logins {
    struct queue *queue;
    pthread_mutex_t lock; /* guards what follows */
    uint64_t password;
    struct refused refused[MOST];
    size_t refused_count;
    struct said said[MOST];
    size_t said_count;
    bool changed;
};

/* If the clock was set back, a time may lie in the future: it holds no longer than it would
 * have. */
static bool is_in_force(time_t when, long seconds, time_t now)
{
    return now - when < seconds && when - now < seconds;
}

/* The place for one more: a new one, or that of the oldest. */
static size_t place_for(size_t *count, const char *first, size_t size, size_t when_at)
{
    size_t oldest = 0;
    if (*count < MOST)
        return (*count)++;
    for (size_t i = 1; i < MOST; i++) {
        time_t a;
        time_t b;
        memcpy(&a, first + i * size + when_at, sizeof a);
        memcpy(&b, first + oldest * size + when_at, sizeof b);
        if (a < b)
            oldest = i;
    }
    return oldest;
}

static struct refused *add_refused(struct logins *l)
{
    return &l->refused[place_for(&l->refused_count, (const char *)l->refused, sizeof *l->refused,
                                 offsetof(struct refused, when))];
}

static struct said *add_said(struct logins *l)
{
    return &l->said[place_for(&l->said_count, (const char *)l->said, sizeof *l->said,
                              offsetof(struct said, when))];
}

/* "refused TIME ADDRESS MARK RECORD PASSWORD" or "said TIME ID"; anything else is ignored. */
static void parse_line(struct logins *l, const char *line)
{
    struct refused r;
    struct said s;
    char address[ADDR_TEXT_SIZE];
    long long when;
    if (sscanf(line, "refused %lld %63s %55s %" SCNx64 " %" SCNx64, &when, address, r.mark,
               &r.record, &r.password) == 5 &&
        addr_parse(address, &r.address)) {
        r.when = (time_t)when;
        *add_refused(l) = r;
    } else if (sscanf(line, "said %lld %63s", &when, s.id) == 2) {
        s.when = (time_t)when;
        *add_said(l) = s;
    }
}

static void read_all(struct logins *l)
{
    char *text;
    size_t len;
    char *rest;
    if (queue_trusted_read(l->queue, QUEUE_PROVED, NAME, &text, &len, NULL, NULL) != ERR_OK)
        return;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest))
        parse_line(l, line);
    free(text);
}

struct logins *logins_open(struct queue *queue, uint64_t password)
{
    struct logins *l = calloc(1, sizeof *l);
    if (l == NULL)
        return NULL;
    l->queue = queue;
    l->password = password;
    (void)pthread_mutex_init(&l->lock, NULL); /* cannot fail: default attributes */
    read_all(l);
    return l;
}

void logins_close(struct logins *logins)
{
    if (logins != NULL)
        (void)pthread_mutex_destroy(&logins->lock);
    free(logins);
}

uint64_t logins_password(const char *path)
{
    struct stat st;
    if (path[0] == '\0' || stat(path, &st) != 0)
        return 0;
    uint64_t moment = (uint64_t)st.st_mtim.tv_sec * 1000000000u + (uint64_t)st.st_mtim.tv_nsec;
    return moment ^ ((uint64_t)st.st_ino << 20);
}

void logins_set_password(struct logins *logins, uint64_t password)
{
    (void)pthread_mutex_lock(&logins->lock);
    logins->password = password;
    (void)pthread_mutex_unlock(&logins->lock);
}

static bool is_at(const struct refused *r, const struct addr *address, const char *mark)
{
    return addr_equal(&r->address, address) && strcmp(r->mark, mark) == 0;
}

time_t logins_refused_retry_at(struct logins *logins, const struct addr *address, const char *mark,
                               uint64_t record, time_t now)
{
    time_t until = 0;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->refused_count; i++) {
        const struct refused *r = &logins->refused[i];
        if (is_at(r, address, mark) && r->record == record && r->password == logins->password &&
            is_in_force(r->when, LOGINS_REFUSED_SECONDS, now))
            until = r->when + LOGINS_REFUSED_SECONDS;
    }
    (void)pthread_mutex_unlock(&logins->lock);
    return until;
}

void logins_add_refused(struct logins *logins, const struct addr *address, const char *mark,
                        uint64_t record, uint64_t password, time_t now)
{
    struct refused *r = NULL;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->refused_count && r == NULL; i++)
        if (is_at(&logins->refused[i], address, mark))
            r = &logins->refused[i];
    if (r == NULL)
        r = add_refused(logins);
    *r = (struct refused){.address = *address, .record = record, .password = password, .when = now};
    (void)snprintf(r->mark, sizeof r->mark, "%s", mark);
    logins->changed = true;
    (void)pthread_mutex_unlock(&logins->lock);
}

void logins_remove_refused(struct logins *logins, const struct addr *address)
{
    size_t kept = 0;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->refused_count; i++)
        if (!addr_equal(&logins->refused[i].address, address))
            logins->refused[kept++] = logins->refused[i];
    logins->changed = logins->changed || kept < logins->refused_count;
    logins->refused_count = kept;
    (void)pthread_mutex_unlock(&logins->lock);
}

bool logins_has_other_refused(struct logins *logins, const struct addr *address)
{
    bool another = false;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->refused_count && !another; i++)
        another = addr_equal(&logins->refused[i].address, address) &&
                  logins->refused[i].password != logins->password;
    (void)pthread_mutex_unlock(&logins->lock);
    return another;
}

time_t logins_claim_retry_at(struct logins *logins, const char *id, time_t now)
{
    time_t until = 0;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->said_count; i++)
        if (strcmp(logins->said[i].id, id) == 0 &&
            is_in_force(logins->said[i].when, LOGINS_SAID_SECONDS, now))
            until = logins->said[i].when + LOGINS_SAID_SECONDS;
    (void)pthread_mutex_unlock(&logins->lock);
    return until;
}

void logins_add_claim(struct logins *logins, const char *id, time_t now)
{
    struct said *s = NULL;
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->said_count && s == NULL; i++)
        if (strcmp(logins->said[i].id, id) == 0)
            s = &logins->said[i];
    if (s == NULL)
        s = add_said(logins);
    s->when = now;
    (void)snprintf(s->id, sizeof s->id, "%s", id);
    logins->changed = true;
    (void)pthread_mutex_unlock(&logins->lock);
}

void logins_remove_claim(struct logins *logins, const char *id)
{
    (void)pthread_mutex_lock(&logins->lock);
    for (size_t i = 0; i < logins->said_count; i++)
        if (strcmp(logins->said[i].id, id) == 0)
            logins->said[i] = logins->said[--logins->said_count];
    (void)pthread_mutex_unlock(&logins->lock);
}

static void print_all(const struct logins *logins, FILE *to)
{
    time_t now = time(NULL);
    for (size_t i = 0; i < logins->refused_count; i++) {
        const struct refused *r = &logins->refused[i];
        char address[ADDR_TEXT_SIZE];
        addr_format(&r->address, address);
        if (is_in_force(r->when, LOGINS_REFUSED_SECONDS, now))
            (void)fprintf(to, "refused %lld %s %s %" PRIx64 " %" PRIx64 "\n", (long long)r->when,
                          address, r->mark, r->record, r->password);
    }
    for (size_t i = 0; i < logins->said_count; i++)
        if (is_in_force(logins->said[i].when, LOGINS_SAID_SECONDS, now))
            (void)fprintf(to, "said %lld %s\n", (long long)logins->said[i].when,
                          logins->said[i].id);
}

enum err_code logins_save(struct logins *logins, struct err *e)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (to == NULL)
        return err_nomem(e);
    (void)pthread_mutex_lock(&logins->lock);
    bool changed = logins->changed;
    logins->changed = false;
    if (changed)
        print_all(logins, to);
    (void)pthread_mutex_unlock(&logins->lock);
    bool written = ferror(to) == 0;
    enum err_code code = fclose(to) == 0 && written ? ERR_OK : err_nomem(e);
    if (code == ERR_OK && changed) /* a log-in meanwhile does not wait for the disk */
        code = queue_trusted_write(logins->queue, QUEUE_PROVED, NAME, text, len, e);
    free(text);
    if (code != ERR_OK) {
        (void)pthread_mutex_lock(&logins->lock);
        logins->changed = true;
        (void)pthread_mutex_unlock(&logins->lock);
    }
    return code;
}
