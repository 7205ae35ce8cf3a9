#include "tests/standin/machine.h"

#include <openssl/evp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/text.h"

/*
 * What a hostile machine calls itself. XML 1.0 has no way to write an ESC, but it may hold the
 * eight-bit CSI (U+009B) that terminals obey too, DEL, line ends, and all of Unicode's
 * invisible and direction-changing characters.
 */
static const char hostile_control[] = "Evil\xc2\x9b"
                                      "31mred\xc2\x9b"
                                      "2J\x7f\xc2\x85next\tline\r\nForged: line";
static const char hostile_unicode[] =
    "\xe2\x80\xaeslaer\xe2\x80\xac \xe2\x81\xa6iso\xe2\x81\xa9 zero\xe2\x80\x8bwidth\xef\xbb\xbf"
    "\xe2\x80\xa8 c\xcc\x81\xcc\x81\xcc\x81 \xe6\xbc\xa2\xe5\xad\x97 \xf0\x9f\x92\xa3"
    " \xf3\xa0\x81\x81";
static const char hostile_markup[] =
    "<script>alert('&amp;')</script>]]><!-- \"quote\" %s%n %99999d &lol; ${HOME}";
static const char hostile_shell[] = "../../$(touch /tmp/owned)`id`;|&'\"\\ -rf {address} *";

static char *long_line(void)
{
    char *line = xmalloc(4096 + 1);

    memset(line, 'W', 4096);
    memcpy(line, "LONG ", 5);
    return line;
}

/* The n-th given value, or NULL. */
static const char *given(const struct list *list, size_t index)
{
    return index < list->count ? list->items[index] : NULL;
}

static void parse_uuid(const char *text, unsigned char bytes[16])
{
    size_t size = 0;

    memset(bytes, 0, 16);
    for (; *text != '\0' && size < 16; text += *text == '-' ? 1 : 2) {
        char pair[3] = {text[0], text[1], '\0'};

        if (*text != '-')
            bytes[size++] = (unsigned char)strtoul(pair, NULL, 16);
    }
}

static void print_uuid(const unsigned char bytes[16], char out[37])
{
    size_t size = 0;

    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[size++] = '-';
        hex_encode(bytes + i, 1, false, out + size);
        size += 2;
    }
}

static void swap_bytes(unsigned char *first, unsigned char *last)
{
    for (; first < last; first++, last--) {
        unsigned char kept = *first;

        *first = *last;
        *last = kept;
    }
}

static void set_uuid(struct machine *machine, const struct options *options, size_t index)
{
    const char *wish = given(&options->uuids, options->count > 1 ? 0 : index);
    unsigned char bytes[16], hash[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    unsigned long more = wish && options->count == 1 ? 0 : index + (wish == NULL);

    parse_uuid(wish ? wish : "5afe0016-c0de-4a11-8bad-000000000000", bytes);
    for (size_t i = 16; i-- > 10 && more > 0; more >>= 8) {
        more += bytes[i];
        bytes[i] = more & 255;
    }
    print_uuid(bytes, machine->uuid);
    if (!EVP_Digest(bytes, sizeof bytes, hash, &length, EVP_md5(), NULL))
        abort();
    strcpy(machine->realm, "Digest:");
    hex_encode(hash, 16, true, machine->realm + 7);
    if (given(&options->realms, index) != NULL)
        snprintf(machine->realm, sizeof machine->realm, "%s", given(&options->realms, index));

    /* SMBIOS keeps the first three groups with their low byte first, and AMT prints raw bytes. */
    if (!options->uuid_as_is) {
        swap_bytes(bytes, bytes + 3);
        swap_bytes(bytes + 4, bytes + 5);
        swap_bytes(bytes + 6, bytes + 7);
    }
    memcpy(machine->guid, bytes, sizeof bytes);
}

/* A value given for this machine, or one made from the first value and the number. */
static char *numbered(const struct options *options, const struct list *list, size_t index,
                      const char *fallback)
{
    if (options->count > 1)
        return xasprintf("%s%04zu", list->count ? list->items[0] : fallback, index + 1);
    if (given(list, index) != NULL)
        return xstrdup(given(list, index));
    return xasprintf("%s%04zu", fallback, index + 1);
}

static void set_hostile(char **value, const char *hostile)
{
    free(*value);
    *value = hostile ? xstrdup(hostile) : long_line();
}

void machine_init(struct machine *machine, const struct options *options, size_t index)
{
    const char *model = given(&options->models, index);
    const char *version = options->amt_version;
    const char *build = version;

    memset(machine, 0, sizeof *machine);
    pthread_mutex_init(&machine->lock, NULL);
    config_init(&machine->config, options);
    machine->sku = options->amt.sku;
    machine->incapable = &options->remote.incapable;
    machine->records = options->remote.records;
    machine->own_name = options->own_name;
    machine->cim_dates = options->cim_dates;
    machine->chassis = options->chassis;
    machine->cards = options->cards;
    machine->working_fd = -1;
    machine->last_enumeration = 0x02D5;
    machine->last_message = 0x2E3 + (unsigned)index * 16;

    set_uuid(machine, options, index);
    if (model == NULL && options->models.count > 0)
        model = options->models.items[options->models.count - 1];
    machine->manufacturer = xstrdup(options->manufacturer);
    machine->model = xstrdup(model ? model : "Stand-in 16");
    machine->serial = numbered(options, &options->serials, index, "SN16");
    machine->version = xstrdup("Rev 3");
    machine->host = numbered(options, &options->hosts, index, "pc");
    machine->domain = xstrdup(options->domain);
    machine->fqdn =
        options->os_name != NULL
            ? xstrdup(options->os_name)
            : xasprintf("%s%s%s", machine->host, machine->domain[0] ? "." : "", machine->domain);
    machine->board_manufacturer = xstrdup(options->manufacturer);
    machine->board_model = xstrdup("Board B16");
    machine->board_serial = given(&options->board_serials, index) != NULL
                                ? xstrdup(given(&options->board_serials, index))
                                : xasprintf("BB%s", machine->serial);
    machine->board_version = xstrdup("A02");
    machine->bios_manufacturer = xstrdup("Example BIOS Company");
    machine->bios_version = xstrdup("EX16.0042.2023");
    machine->processor = xstrdup("Intel(R) Core(TM) i5-00T0 CPU @ 2.40GHz");
    machine->part_number = xstrdup("EX-S8G3200-A1");

    /* The Server header holds all four numbers, CIM_SoftwareIdentity three and one. */
    for (int dots = 0; *build != '\0' && dots < 3; build++)
        dots += *build == '.';
    snprintf(machine->amt_build, sizeof machine->amt_build, "%s", *build ? build : "0");
    snprintf(machine->amt_version, sizeof machine->amt_version, "%.*s",
             (int)(build - version - (*build != '\0')), version);

    if (options->hostile) {
        set_hostile(&machine->manufacturer, hostile_control);
        set_hostile(&machine->model, hostile_unicode);
        set_hostile(&machine->serial, hostile_shell);
        set_hostile(&machine->version, NULL);
        set_hostile(&machine->host, hostile_shell);
        set_hostile(&machine->domain, hostile_control);
        set_hostile(&machine->fqdn, hostile_unicode);
        set_hostile(&machine->board_manufacturer, hostile_markup);
        set_hostile(&machine->board_model, NULL);
        set_hostile(&machine->board_serial, hostile_control);
        set_hostile(&machine->board_version, hostile_unicode);
        set_hostile(&machine->bios_manufacturer, NULL);
        set_hostile(&machine->bios_version, hostile_markup);
        set_hostile(&machine->processor, hostile_control);
        set_hostile(&machine->part_number, hostile_unicode);
    }
    machine->pc = xmalloc(sizeof *machine->pc);
    pc_init(machine->pc, options, machine->host, machine->model);
}

void machine_free(struct machine *machine)
{
    char *strings[] = {
        machine->manufacturer,  machine->model,
        machine->serial,        machine->version,
        machine->host,          machine->domain,
        machine->fqdn,          machine->board_model,
        machine->board_serial,  machine->board_manufacturer,
        machine->board_version, machine->bios_manufacturer,
        machine->bios_version,  machine->processor,
        machine->part_number,
    };

    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        free(strings[i]);
    pc_free(machine->pc);
    free(machine->pc);
    config_free(&machine->config);
    text_free(&machine->state);
    pthread_mutex_destroy(&machine->lock);
}

bool machine_begin(struct machine *machine, int fd)
{
    bool alone;

    pthread_mutex_lock(&machine->lock);
    alone = machine->working_fd < 0;
    if (!alone) {
        struct pollfd other = {.fd = machine->working_fd, .events = POLLRDHUP};

        /* The thread stops using the descriptor before it closes it, so this is still the same
         * one. */
        alone = poll(&other, 1, 0) == 1;
    }
    if (alone)
        machine->working_fd = fd;
    pthread_mutex_unlock(&machine->lock);
    return alone;
}

void machine_end(struct machine *machine, int fd)
{
    pthread_mutex_lock(&machine->lock);
    if (machine->working_fd == fd)
        machine->working_fd = -1;
    pthread_mutex_unlock(&machine->lock);
}

void machine_drop_nonces(struct machine *machine)
{
    pthread_mutex_lock(&machine->lock);
    memset(machine->nonces, 0, sizeof machine->nonces);
    pthread_mutex_unlock(&machine->lock);
}

unsigned machine_message(struct machine *machine)
{
    unsigned number;

    pthread_mutex_lock(&machine->lock);
    number = ++machine->last_message;
    pthread_mutex_unlock(&machine->lock);
    return number;
}

void machine_count_good(struct machine *machine)
{
    pthread_mutex_lock(&machine->lock);
    machine->good_answers++;
    pthread_mutex_unlock(&machine->lock);
}

bool machine_fault_due(struct machine *machine, const struct options *options)
{
    bool due;

    pthread_mutex_lock(&machine->lock);
    due = options->fault != FAULT_NONE && machine->good_answers >= options->fault_after;
    pthread_mutex_unlock(&machine->lock);
    return due;
}

enum fault machine_fault_nth(struct machine *machine, const struct options *options,
                             const char *action, size_t number)
{
    enum fault fault;

    pthread_mutex_lock(&machine->lock);
    fault = amt_fault_nth(&options->amt, action, number, &machine->requests, machine->nth_seen);
    pthread_mutex_unlock(&machine->lock);
    return fault;
}

bool machine_busy_first(struct machine *machine, unsigned class_index)
{
    unsigned long long bit = 1ULL << (class_index & 63);
    bool first;

    pthread_mutex_lock(&machine->lock);
    first = !(machine->busy_said & bit);
    machine->busy_said |= bit;
    pthread_mutex_unlock(&machine->lock);
    return first;
}

unsigned machine_enumerate(struct machine *machine, const char *class_name)
{
    struct enumeration *place;
    unsigned id;

    pthread_mutex_lock(&machine->lock);
    id = ++machine->last_enumeration;
    place = &machine->enumerations[id % CONTEXT_COUNT]; /* the oldest one is forgotten */
    place->id = id;
    place->class_name = class_name;
    place->next = 0;
    pthread_mutex_unlock(&machine->lock);
    return id;
}

bool machine_pull(struct machine *machine, unsigned id, const char *class_name, unsigned limit,
                  unsigned total, unsigned *first, unsigned *count)
{
    struct enumeration *place = &machine->enumerations[id % CONTEXT_COUNT];
    bool known;

    pthread_mutex_lock(&machine->lock);
    known = id != 0 && place->id == id && strcmp(place->class_name, class_name) == 0;
    if (known) {
        /* Some may have gone since the last Pull. */
        if (place->next > total)
            place->next = total;
        *first = place->next;
        *count = total - place->next;
        if (limit != 0 && *count > limit)
            *count = limit;
        place->next += *count;
        if (place->next == total)
            place->id = 0;
    }
    pthread_mutex_unlock(&machine->lock);
    return known;
}

void machine_forget_enumerations(struct machine *machine)
{
    pthread_mutex_lock(&machine->lock);
    memset(machine->enumerations, 0, sizeof machine->enumerations);
    pthread_mutex_unlock(&machine->lock);
}

void context_print(unsigned id, char out[37])
{
    unsigned char bytes[16] = {id & 255, id >> 8 & 255, id >> 16 & 255, id >> 24 & 255};

    print_uuid(bytes, out);
    for (; *out != '\0'; out++)
        *out = (char)(*out >= 'a' && *out <= 'f' ? *out - 'a' + 'A' : *out);
}

unsigned context_parse(const char *text)
{
    unsigned char bytes[16];
    char again[37];
    unsigned id;

    if (strlen(text) != 36)
        return 0;
    parse_uuid(text, bytes);
    id = bytes[0] | (unsigned)bytes[1] << 8 | (unsigned)bytes[2] << 16 | (unsigned)bytes[3] << 24;
    context_print(id, again);
    return strcmp(again, text) == 0 ? id : 0;
}
