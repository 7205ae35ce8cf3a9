#include "alert_collector/identify/identify_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "alert_collector/identify/inquiry.h"
#include "alert_collector/identify/recall.h"
#include "alert_collector/identify/schedule.h"
#include "alert_collector/identify/settle.h"
#include "alert_collector/identify/verdict.h"
#include "common/grow.h"
#include "support_queue_db/queue_ask.h"
#include "support_queue_db/queue_trusted.h"
#include "support_queue_db/queue_watch.h"

enum { RESCAN_MS = 5000 };

enum phase {
    PHASE_FREE,
    PHASE_NEXT,      /* the round's next step is to be taken */
    PHASE_UNDER_WAY, /* it has been */
    PHASE_FOUND,     /* the round has ended: to be written */
    PHASE_INVENTORY, /* that is written, AMT is asked for the rest */
    PHASE_REST,      /* which is to be written */
    PHASE_DONE
};

/* One client on its way: its round, and then the rest of what AMT tells. */
struct job {
    struct runner *runner;
    char id[QUEUE_ID_SIZE];
    enum phase phase;
    struct round round;
    struct inquiry *inquiry;
    bool told;     /* who is there is known: the inquiry goes on for the rest alone */
    bool ended;    /* there is nothing more to ask */
    bool is_there; /* it has answered at its address in this round */
    bool crossed;  /* it could not be written for the name of another */
};

struct waiting {
    char id[QUEUE_ID_SIZE];
    struct addr address;
    bool by_person;
    bool is_there; /* it has just answered at its address */
};

struct id_list {
    char (*ids)[QUEUE_ID_SIZE];
    size_t count;
    size_t room;
};

struct runner {
    struct identify_run *run;
    struct queue *queue; /* the run's */
    struct http_engine *engine;
    struct queue_watch watch;
    struct client_register *reg;
    struct roster roster;
    struct judge_bench bench;
    struct settle settle;
    uint64_t password;
    struct waiting *todo; /* clients that are to be asked now, in no order */
    size_t todo_count;
    size_t todo_room;
    time_t next;          /* when the next is that waits; 0: none does */
    struct id_list stuck; /* could not be asked or written: not tried again in this run */
    struct job *jobs;     /* [amt] parallel slots */
    size_t slots;
    size_t busy;
    unsigned unremovable; /* files in ask/ */
    bool complained;      /* that what a gate goes by cannot be written */
};

static size_t find_id(const struct id_list *list, const char *id)
{
    size_t at = 0;
    while (at < list->count && strcmp(list->ids[at], id) != 0)
        at++;
    return at;
}

static void forget_id(struct id_list *list, const char *id)
{
    size_t at = find_id(list, id);
    if (at < list->count)
        memmove(list->ids[at], list->ids[--list->count], QUEUE_ID_SIZE);
}

static bool is_asked(const struct runner *r, const char *id)
{
    for (size_t i = 0; i < r->slots; i++)
        if (r->jobs[i].phase != PHASE_FREE && strcmp(r->jobs[i].id, id) == 0)
            return true;
    return false;
}

static struct waiting *find_waiting(const struct runner *r, const char *id)
{
    for (size_t i = 0; i < r->todo_count; i++)
        if (strcmp(r->todo[i].id, id) == 0)
            return &r->todo[i];
    return NULL;
}

/* Whether a person wants this client to be asked, where it still is. The ask is gone afterwards. */
static bool take_ask(struct runner *r, const struct entry *entry)
{
    struct addr seen;
    char by[ENTRY_USER_SIZE];
    if (!queue_ask_is_there(r->queue, entry->file_id))
        return false;
    bool counts = queue_ask_take(r->queue, entry->file_id, &seen, by);
    if (queue_ask_is_there(r->queue, entry->file_id)) { /* or it would be asked for ever */
        r->run->log(true, entry->file_id, "ask/ is not mine to remove files from: not asked");
        r->unremovable++;
        return false;
    }
    return counts && addr_equal(&seen, &entry->address);
}

/* Puts the client on the list if it is to be asked; known tells whether it may be on it. False: out
 * of memory. */
static bool consider_entry(struct runner *r, const struct entry *entry, bool known, bool by_person)
{
    time_t now = time(NULL);
    const char *id = entry->file_id;
    if (!by_person && !schedule_is_due(entry, now)) {
        if (schedule_is_waited_for(entry, now) && (r->next == 0 || entry->ask_next < r->next))
            r->next = entry->ask_next;
        return true;
    }
    struct waiting *waiting = known ? find_waiting(r, id) : NULL;
    if (waiting == NULL) {
        if (!grow(&r->todo, r->todo_count, 1, &r->todo_room, sizeof *r->todo))
            return false;
        waiting = &r->todo[r->todo_count++];
        *waiting = (struct waiting){.by_person = false};
        memcpy(waiting->id, id, sizeof waiting->id);
    }
    /* A person has asked for what is at the address that he saw. */
    waiting->by_person =
        by_person || (waiting->by_person && addr_equal(&waiting->address, &entry->address));
    waiting->address = entry->address;
    return true;
}

/* It has been tried in this run, and is now again only if it changes; or it is under way. */
static bool is_left_alone(const struct runner *r, const char *id)
{
    return is_asked(r, id) || find_id(&r->stuck, id) < r->stuck.count;
}

static void consider(struct runner *r, const char *id)
{
    struct entry entry;
    if (is_left_alone(r, id))
        return;
    /* Without memory for it the next scan finds it again. */
    if (queue_load(r->queue, id, &entry, NULL) == ERR_OK) {
        (void)roster_update(&r->roster, &entry);
        (void)consider_entry(r, &entry, true, take_ask(r, &entry));
    }
    entry_free(&entry);
}

static enum err_code scan_asks(struct runner *r, struct err *e)
{
    struct queue_walk walk;
    const char *name;
    char id[QUEUE_ID_SIZE];
    int dir;
    if (queue_trusted_open(r->queue, QUEUE_ASK, &dir, NULL) != ERR_OK)
        return ERR_OK; /* nobody has asked for anything that counts */
    queue_walk_begin(&walk, dir);
    while ((name = queue_walk_name(&walk)) != NULL)
        if (queue_ask_parse_name(name, id))
            consider(r, id);
    (void)close(dir);
    return queue_walk_end(&walk, ERR_OK, e);
}

/* The password's file may have been written anew; no machine must be under way with the old one. */
static void renew_password(struct runner *r)
{
    const struct conf *conf = r->run->conf;
    uint64_t password = logins_password(conf->amt.password_file);
    struct secret secret;
    struct err e;
    if (password == r->password || r->busy > 0 || conf->amt.password_command[0] != '\0')
        return;
    r->password = password;
    /* What the service manager handed over is a copy of what it was. */
    enum err_code code = secret_from_file(conf->amt.password_file, &secret, &e);
    if (code == ERR_NOPERM)
        (void)err_set(&e, code, "%.200s was changed, and this user may not read it: restart this",
                      conf->amt.password_file);
    if (code != ERR_OK) {
        r->run->log(true, "password", e.text);
        return;
    }
    *r->run->secret = secret;
    secret_wipe(&secret);
    logins_set_password(r->settle.logins, password);
    if (recall_clients(r->queue, conf, r->reg, r->settle.logins, &e) != ERR_OK)
        r->run->log(true, "queue", e.text);
}

static void tell_of_register(struct runner *r)
{
    const char *trouble = register_trouble(r->reg);
    const char *bad;
    if (trouble[0] != '\0')
        r->run->log(true, "clients", trouble);
    for (size_t i = 0; (bad = register_bad_file(r->reg, i)) != NULL; i++)
        r->run->log(true, "clients", bad);
}

static void renew_register(struct runner *r)
{
    struct err e;
    if (!register_refresh(r->reg))
        return;
    tell_of_register(r);
    if (recall_clients(r->queue, r->run->conf, r->reg, r->settle.logins, &e) != ERR_OK)
        r->run->log(true, "queue", e.text);
}

static enum err_code scan(struct runner *r, struct err *e)
{
    enum err_code code = recall_pending(r->queue, r->run->conf, e);
    if (code != ERR_OK && code != ERR_TEMPFAIL) /* the lock is taken: there is a next time */
        return code;
    struct queue_walk walk;
    struct entry entry;
    bool good = true;
    renew_password(r);
    queue_watch_scanned(&r->watch);
    /* What a person asked for was taken from ask/: that stays. */
    size_t kept = 0;
    for (size_t i = 0; i < r->todo_count; i++)
        if (r->todo[i].by_person)
            r->todo[kept++] = r->todo[i];
    r->todo_count = kept;
    r->next = 0;
    roster_clear(&r->roster);
    queue_walk_begin(&walk, queue_fd(r->queue));
    while (good && queue_next(r->queue, &walk, &entry)) {
        good = roster_add(&r->roster, &entry) &&
               (is_left_alone(r, entry.file_id) || consider_entry(r, &entry, kept > 0, false));
        entry_free(&entry);
    }
    code = queue_walk_end(&walk, good ? ERR_OK : err_nomem(e), e);
    return code == ERR_OK ? scan_asks(r, e) : code;
}

/* Something on this side is wrong, a full disk say: the client goes on waiting. */
static void give_up(struct job *job, const struct err *why)
{
    struct runner *r = job->runner;
    struct id_list *stuck = &r->stuck;
    r->run->log(true, job->id, why->text);
    r->run->failures++;
    logins_forget_said(r->settle.logins, job->id);
    if (find_id(stuck, job->id) == stuck->count &&
        grow(&stuck->ids, stuck->count, 1, &stuck->room, sizeof *stuck->ids))
        memcpy(stuck->ids[stuck->count++], job->id, QUEUE_ID_SIZE);
    job->phase = PHASE_DONE;
}

/* Only if it is the client that was asked for is it worth asking more. */
static bool is_worth_more(const struct job *job, const struct round_place *place)
{
    struct entry entry;
    bool worth = false;
    if (round_fits(&job->round, place) &&
        queue_load(job->runner->queue, job->id, &entry, NULL) == ERR_OK) {
        enum same same = entry_has_answered(&entry)
                             ? verdict_compare(&entry, place, &job->round.facts)
                             : SAME_MACHINE;
        worth = same == SAME_MACHINE ||
                (same == CANNOT_TELL && addr_equal(&place->address, &entry.address));
        entry_free(&entry);
    }
    return worth;
}

static void on_step(struct job *job, const struct inquiry_findings *found)
{
    round_place(&job->round)->outcome = found->outcome;
    round_go_on(&job->round, &found->facts);
    job->phase = job->round.act == ROUND_END ? PHASE_FOUND : PHASE_NEXT;
}

/* Only notes what there is to write: see write_reports. */
static bool on_report(void *context, struct inquiry *inquiry, enum inquiry_stage stage)
{
    struct job *job = context;
    const struct round_place *place = round_place(&job->round);
    const struct inquiry_findings *found = inquiry_findings(inquiry);
    job->ended = stage == INQUIRY_END;
    if (job->phase == PHASE_UNDER_WAY)
        on_step(job, found);
    else if (job->phase == PHASE_INVENTORY && job->ended)
        job->phase = PHASE_REST;
    job->told = !job->ended;
    return !job->ended && job->phase == PHASE_FOUND && is_worth_more(job, place);
}

/* One conversation at a time at an address. */
static bool is_in_use(const struct runner *r, const struct addr *address)
{
    for (size_t i = 0; i < r->slots; i++) {
        struct job *job = &r->jobs[i];
        if ((job->phase == PHASE_UNDER_WAY || (job->inquiry != NULL && !job->ended)) &&
            addr_equal(&round_place(&job->round)->address, address))
            return true;
    }
    return false;
}

/* Takes the next step of the round, if nobody else talks to that address now. */
static void take_step(struct job *job)
{
    static const struct inquiry_findings not_asked = {.outcome = {.result = AMT_STRANGER}};
    struct runner *r = job->runner;
    struct round_place *place;
    struct err e;
    inquiry_free(job->inquiry);
    job->inquiry = NULL;
    job->ended = false;
    while (place = round_place(&job->round), !judge_allows_contact(&place->judge)) {
        on_step(job, &not_asked);
        if (job->phase == PHASE_FOUND)
            return;
    }
    if (is_in_use(r, &place->address))
        return;
    job->phase = PHASE_UNDER_WAY;
    if (inquiry_new(&job->inquiry, r->engine, r->run->conf, r->run->secret, &place->judge,
                    on_report, job, &e) != ERR_OK)
        give_up(job, &e);
}

/* The next client that is to be asked and whose address is free; false if there is none. */
static bool next_waiting(struct runner *r, struct waiting *waiting)
{
    for (size_t i = r->todo_count; i-- > 0;) {
        if (is_in_use(r, &r->todo[i].address))
            continue;
        *waiting = r->todo[i];
        r->todo[i] = r->todo[--r->todo_count];
        return true;
    }
    return false;
}

/* Takes clients into free slots, and the next step for those that are there. */
static void start_jobs(struct runner *r)
{
    bool more = true;
    for (size_t i = 0; i < r->slots; i++) {
        struct job *job = &r->jobs[i];
        struct waiting waiting;
        if (job->phase == PHASE_FREE && more && (more = next_waiting(r, &waiting))) {
            struct entry entry;
            *job = (struct job){.runner = r, .phase = PHASE_DONE};
            memcpy(job->id, waiting.id, sizeof job->id);
            r->busy++;
            if (queue_load(r->queue, job->id, &entry, NULL) == ERR_OK) { /* else it left */
                bool by_person = waiting.by_person && addr_equal(&waiting.address, &entry.address);
                round_begin(&job->round, &r->bench, &entry, by_person, waiting.is_there);
                job->phase = job->round.act == ROUND_END ? PHASE_FOUND : PHASE_NEXT;
            }
            entry_free(&entry);
        }
        if (job->phase == PHASE_NEXT)
            take_step(job);
    }
}

/* Makes of the entry what has been found. */
static enum settle_result apply(struct job *job, struct entry *entry, time_t now, struct err *e)
{
    const struct runner *r = job->runner;
    e->code = ERR_OK;
    if (job->phase == PHASE_FOUND)
        return settle_round(&r->settle, &job->round, entry, now, e);
    const struct inquiry_findings *found = inquiry_findings(job->inquiry);
    return verdict_inventory(entry, &round_place(&job->round)->address, &found->facts, e) &&
                   verdict_missed(entry, found->missed, now, e)
               ? SETTLE_SAVE
               : SETTLE_NOTHING;
}

static void on_written(struct job *job, const struct entry *entry, time_t now)
{
    struct runner *r = job->runner;
    struct err e = {.code = ERR_OK};
    bool complete = job->phase == PHASE_REST;
    bool failed = verdict_code(entry) != ERR_OK && !schedule_is_waited_for(entry, now);
    memcpy(job->id, entry->file_id, sizeof job->id);
    if (complete) {
        job->phase = PHASE_DONE;
    } else {
        job->is_there = addr_equal(&entry->address, &job->round.places[0].address) &&
                        entry_has_answered(entry) && entry->proof_time == now;
        if (settle_written(&r->settle, &job->round, entry, now, &e) != ERR_OK && !r->complained)
            r->run->log(true, job->id, e.text);
        r->complained = r->complained || e.code != ERR_OK;
        job->phase = !entry->inventory_pending || !job->told ? PHASE_DONE
                     : job->ended                            ? PHASE_REST
                                                             : PHASE_INVENTORY;
    }
    r->run->failures += failed;
    r->run->log(false, job->id, complete ? "inventory complete" : entry_state_name(entry->state));
}

/* Up to QUEUE_SAVE_MAX jobs, from slot *at on, within one change. False at the last slot. */
static bool write_some(struct runner *r, size_t *at)
{
    static struct entry entries[QUEUE_SAVE_MAX];
    struct job *jobs[QUEUE_SAVE_MAX];
    struct err results[QUEUE_SAVE_MAX];
    struct err e;
    size_t count = 0;
    time_t now = time(NULL);
    bool begun = false;
    enum err_code locked = ERR_OK;
    for (; *at < r->slots && count < QUEUE_SAVE_MAX; ++*at) {
        struct job *job = &r->jobs[*at];
        struct entry *entry = &entries[count];
        if (job->phase != PHASE_FOUND && job->phase != PHASE_REST)
            continue;
        if (!begun)
            locked = queue_begin(r->queue, now, QUEUE_WAIT_PERSON, &e);
        begun = true;
        if (locked != ERR_OK) {
            give_up(job, &e);
            continue;
        }
        enum err_code code = queue_load(r->queue, job->id, entry, &e);
        enum settle_result result = code == ERR_OK ? apply(job, entry, now, &e) : SETTLE_NOTHING;
        if (result == SETTLE_SAVE) {
            jobs[count++] = job;
            continue;
        }
        entry_free(entry);
        job->phase = PHASE_DONE; /* it has another address by now, or left the queue */
        if (e.code != ERR_OK && e.code != ERR_NOHOST)
            give_up(job, &e);
    }
    queue_save_each(r->queue, entries, count, results);
    for (size_t i = 0; i < count; i++) {
        char id[QUEUE_ID_SIZE];
        bool joined;
        entry_id(&entries[i], id);
        if (results[i].code == ERR_CANTCREAT && strcmp(id, entries[i].file_id) != 0)
            results[i].code = queue_join(r->queue, &entries[i], id, &joined, &results[i]);
        if (results[i].code == ERR_OK)
            on_written(jobs[i], &entries[i], now);
        else if (results[i].code == ERR_CANTCREAT && !jobs[i]->crossed)
            jobs[i]->crossed =
                true; /* another got its name in this change: they meet in the next */
        else
            give_up(jobs[i], &results[i]);
        entry_free(&entries[i]);
    }
    if (begun && locked == ERR_OK)
        queue_end(r->queue);
    return *at < r->slots;
}

/* Frees what is done, and looks at each such client again: an alert that came while it was asked
 * may have let it be asked once more. */
static void reap_jobs(struct runner *r)
{
    for (size_t i = 0; i < r->slots; i++) {
        struct job *job = &r->jobs[i];
        if (job->phase != PHASE_DONE)
            continue;
        inquiry_free(job->inquiry);
        job->inquiry = NULL;
        job->phase = PHASE_FREE;
        r->busy--;
        consider(r, job->id);
        struct waiting *again = job->is_there ? find_waiting(r, job->id) : NULL;
        if (again != NULL)
            again->is_there = true;
    }
}

/* How long nothing can be done but wait for machines and alerts. */
static long wait_ms(const struct runner *r)
{
    time_t now = time(NULL);
    long most = queue_watch_wait_ms(&r->watch);
    for (size_t i = 0; i < r->slots; i++) {
        enum phase phase = r->jobs[i].phase;
        if (phase == PHASE_FOUND || phase == PHASE_REST || phase == PHASE_DONE)
            return 0;
    }
    if (r->next != 0 && r->next >= now && (r->next - now) * 1000 < most)
        most = (long)(r->next - now) * 1000 + 100;
    return most;
}

static enum err_code go_on(struct runner *r, struct err *e)
{
    char id[QUEUE_ID_SIZE];
    while (!*r->run->stop && r->run->goes_on(r->queue)) {
        while (queue_watch_next(&r->watch, id)) {
            forget_id(&r->stuck, id); /* somebody could write it */
            consider(r, id);
        }
        renew_register(r);
        bool is_time = r->next != 0 && r->next <= time(NULL) && r->todo_count == 0 && r->busy == 0;
        enum err_code code = queue_watch_scan_due(&r->watch) || is_time ? scan(r, e) : ERR_OK;
        if (code != ERR_OK)
            return code;
        reap_jobs(r);
        start_jobs(r);
        if (r->busy == 0 && r->todo_count == 0 && r->next == 0 && !r->run->watch)
            return ERR_OK;
        code = http_engine_step(r->engine, r->watch.fd, wait_ms(r), e);
        /* While a disk is waited for no machine is served: so what has come in meanwhile is written
         * at one go, and a slow disk makes larger batches, not a longer queue. */
        for (size_t at = 0; write_some(r, &at);)
            continue;
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static enum err_code begin(struct runner *r, struct err *e)
{
    const struct conf *conf = r->run->conf;
    r->jobs = calloc(r->slots, sizeof *r->jobs);
    r->password = logins_password(conf->amt.password_file);
    r->settle = (struct settle){
        .queue = r->queue, .roster = &r->roster, .logins = logins_open(r->queue, r->password)};
    enum err_code code = r->jobs == NULL || r->settle.logins == NULL
                             ? err_nomem(e)
                             : register_open(&r->reg, conf->clients.directory, e);
    if (code != ERR_OK)
        return code;
    r->bench = (struct judge_bench){
        .conf = conf, .reg = r->reg, .roster = &r->roster, .logins = r->settle.logins};
    tell_of_register(r);
    if (conf->amt.login == CONF_LOGIN_REGISTER && register_count(r->reg) == 0)
        r->run->log(false, "clients",
                    "the register is empty, so nobody is asked: fcfh-config --learn fills it");
    code = recall_clients(r->queue, conf, r->reg, r->settle.logins, e);
    if (code == ERR_TEMPFAIL)
        code = ERR_OK;
    return code == ERR_OK ? http_engine_new(&r->engine, e) : code;
}

enum err_code identify_run(struct identify_run *run, struct err *e)
{
    struct runner r = {.run = run, .queue = run->queue, .slots = (size_t)run->conf->amt.parallel};
    queue_watch_open(&r.watch, run->queue, QUEUE_WATCH_WRITTEN, RESCAN_MS);
    enum err_code code = begin(&r, e);
    if (code == ERR_OK)
        code = go_on(&r, e);
    for (size_t i = 0; r.jobs != NULL && i < r.slots; i++)
        inquiry_free(r.jobs[i].inquiry);
    if (r.settle.logins != NULL && !r.complained)
        (void)logins_save(r.settle.logins, NULL); /* what could not be written was told before */
    http_engine_free(r.engine);
    queue_watch_close(&r.watch);
    register_close(r.reg);
    logins_close(r.settle.logins);
    roster_free(&r.roster);
    run->stuck = (unsigned)r.stuck.count + r.unremovable;
    free(r.jobs);
    free(r.todo);
    free(r.stuck.ids);
    return code;
}
