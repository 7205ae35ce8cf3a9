#include "alert_collector/trap/trap_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/hex.h"

#define OID_PET_ENTERPRISE "1.3.6.1.4.1.3183.1.1"
#define OID_PET_VARBIND    "1.3.6.1.4.1.3183.1.1.1"
#define OID_SNMP_TRAP      "1.3.6.1.6.3.1.1.4.1.0"
#define OID_TRAP_ADDRESS   "1.3.6.1.6.3.18.1.3.0"

#define OID_SIZE 128

/* A word, or what is between quotes (without the quotes). */
struct token {
    const char *text;
    size_t len;
    bool quoted;
    bool first_of_line;
};

struct lexer {
    const char *at;
    const char *end;
    bool new_line;
    bool broken; /* a quote was not closed */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == ';' || c == '|';
}

static void skip_blanks(struct lexer *lx)
{
    for (; lx->at < lx->end && (is_blank(*lx->at) || *lx->at == '\n'); lx->at++)
        if (*lx->at == '\n')
            lx->new_line = true;
}

/* snmptrapd writes \" and \\ for those two characters inside quotes. */
static bool read_quoted(struct lexer *lx, struct token *t)
{
    t->quoted = true;
    t->text = ++lx->at;
    for (; lx->at < lx->end && *lx->at != '"'; lx->at++)
        if (*lx->at == '\\' && lx->at + 1 < lx->end)
            lx->at++;
    if (lx->at >= lx->end) {
        lx->broken = true;
        return false;
    }
    t->len = (size_t)(lx->at++ - t->text);
    return true;
}

static bool next_token(struct lexer *lx, struct token *t)
{
    skip_blanks(lx);
    if (lx->at >= lx->end || lx->broken)
        return false;
    *t = (struct token){.first_of_line = lx->new_line};
    lx->new_line = false;
    if (*lx->at == '"')
        return read_quoted(lx, t);
    t->text = lx->at;
    while (lx->at < lx->end && !is_blank(*lx->at) && *lx->at != '\n' && *lx->at != '"')
        lx->at++;
    t->len = (size_t)(lx->at - t->text);
    return true;
}

static bool token_is(const struct token *t, const char *word)
{
    return !t->quoted && t->len == strlen(word) && memcmp(t->text, word, t->len) == 0;
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Writes the OID in digits and dots, without a leading dot, if the word is one of ours: below
 * 1.3.6.1 (iso.org.dod.internet), which no address or time can be mistaken for. */
static bool read_oid(const struct token *t, char oid[OID_SIZE])
{
    static const char *const names[][2] = {
        {"iso.", "1."},
        {".", ""},
        {"SNMPv2-SMI::enterprises.", "1.3.6.1.4.1."},
        {"enterprises.", "1.3.6.1.4.1."},
        {"SNMPv2-SMI::snmpModules.", "1.3.6.1.6.3."},
        {"SNMPv2-MIB::snmpTrapOID.", "1.3.6.1.6.3.1.1.4.1."},
        {"SNMPv2-MIB::snmpTrapEnterprise.", "1.3.6.1.6.3.1.1.4.3."},
        {"SNMP-COMMUNITY-MIB::snmpTrapAddress.", "1.3.6.1.6.3.18.1.3."},
        {"SNMP-COMMUNITY-MIB::snmpTrapCommunity.", "1.3.6.1.6.3.18.1.4."},
        {"DISMAN-EVENT-MIB::sysUpTimeInstance", "1.3.6.1.2.1.1.3.0"},
        {"SNMPv2-MIB::sysUpTime.", "1.3.6.1.2.1.1.3."},
    };
    char word[OID_SIZE];
    if (t->quoted || t->len >= sizeof word)
        return false;
    (void)snprintf(word, sizeof word, "%.*s", (int)t->len, t->text);
    const char *rest = word;
    const char *replacement = "";
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (starts_with(word, names[i][0])) {
            rest = word + strlen(names[i][0]);
            replacement = names[i][1];
            break;
        }
    }
    size_t start = strlen(replacement);
    size_t len = strlen(rest);
    if (start + len >= OID_SIZE)
        return false;
    memcpy(oid, replacement, start);
    memcpy(oid + start, rest, len + 1);
    return starts_with(oid, "1.3.6.1.") && strspn(oid, "0123456789.") == start + len;
}

/* "UDP: [10.0.0.5]:664->[10.0.0.1]:162": the word after the transport's name. With IPv6 the second
 * half is missing; a log line may have a bracket after it. */
static bool read_peer(const struct token *t, struct addr *source)
{
    char text[ADDR_TEXT_SIZE];
    if (t->quoted || t->len < 5 || t->text[0] != '[')
        return false;
    const char *close = memchr(t->text, ']', t->len);
    if (close == NULL || close + 2 >= t->text + t->len || close[1] != ':' || close[2] < '0' ||
        close[2] > '9')
        return false;
    size_t len = (size_t)(close - t->text) - 1;
    if (len >= sizeof text)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)len, t->text + 1);
    return addr_parse(text, source);
}

/* The log form of a v2c trap has the transport in brackets: "pc [UDP: [10.0.0.5]:664->...]:" */
static bool is_transport_name(const struct token *t)
{
    static const char *const names[] = {"UDP:", "UDP/IPv6:", "TCP:", "TCP/IPv6:"};
    struct token name = *t;
    if (!name.quoted && name.len > 0 && name.text[0] == '[') {
        name.text++;
        name.len--;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (token_is(&name, names[i]))
            return true;
    return false;
}

/* Reads a decimal number of 32 bits; snmptrapd prints a negative one as an unsigned number of 64
 * bits. */
static bool read_trap_number(const char *digits, size_t len, uint32_t *number)
{
    char text[24];
    if (len == 0 || len >= sizeof text)
        return false;
    (void)snprintf(text, sizeof text, "%.*s", (int)len, digits);
    bool negative = text[0] == '-';
    if (strspn(text + negative, "0123456789") != len - negative || len == negative)
        return false;
    *number = (uint32_t)strtoull(text, NULL, 10);
    return true;
}

/* The value of one varbind, as tokens: the first one, and where the others start. */
struct item {
    char name[OID_SIZE];
    bool has_value;
    struct token value;
    const char *rest; /* after the first token, up to the next varbind */
    const char *rest_end;
};

/* "INTEGER:", "Hex-STRING:", "OID:" */
static bool is_type(const struct token *t)
{
    return !t->quoted && t->len > 1 && t->text[t->len - 1] == ':' && t->text[0] >= 'A' &&
           t->text[0] <= 'Z';
}

/* Reads from the end of the varbind's name to the next name. Returns false at the end of the text;
 * otherwise *t is the next name. */
static bool read_item(struct lexer *lx, struct item *item, struct token *t)
{
    item->has_value = false;
    char next_name[OID_SIZE];
    item->rest = item->rest_end = lx->end;
    for (;;) {
        const char *before = lx->at;
        if (!next_token(lx, t))
            return false;
        if (item->has_value || t->first_of_line) {
            if (read_oid(t, next_name)) {
                item->rest_end = before;
                return true;
            }
            continue;
        }
        if (token_is(t, "=") || is_type(t))
            continue;
        item->has_value = true;
        item->value = *t;
        item->rest = lx->at;
    }
}

static size_t unescape(const struct token *t, unsigned char *out, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < t->len && used < size; i++) {
        if (t->text[i] == '\\' && i + 1 < t->len)
            i++;
        out[used++] = (unsigned char)t->text[i];
    }
    return used;
}

/* Pairs of hexadecimal digits with white space between. Anything else ends the octets; *clean says
 * whether there was nothing else. */
static size_t read_pairs(const char *at, const char *end, unsigned char *out, size_t size,
                         bool *clean)
{
    size_t used = 0;
    *clean = true;
    while (used < size) {
        while (at < end && (is_blank(*at) || *at == '\n'))
            at++;
        if (at >= end)
            return used;
        bool pair = end - at >= 2 && hex_digit(at[0]) >= 0 && hex_digit(at[1]) >= 0 &&
                    (end - at == 2 || is_blank(at[2]) || at[2] == '\n');
        if (!pair)
            break;
        out[used++] = (unsigned char)hex_byte(at);
        at += 2;
    }
    *clean = at >= end || used == size;
    return used;
}

static size_t read_octets(const struct item *item, unsigned char *out, size_t size)
{
    bool clean;
    const struct token *value = &item->value;
    if (!item->has_value)
        return 0;
    size_t pairs = read_pairs(
        value->text, value->quoted ? value->text + value->len : item->rest_end, out, size, &clean);
    /* "41 42 " may be six characters or two octets. It is octets: in a PET as text, every third
     * character of its GUID, times and numbers would have to be a blank. */
    return clean || !value->quoted ? pairs : unescape(value, out, size);
}

/* "OID.0.N" as the value of snmpTrapOID */
static bool number_from_trap_oid(const struct item *item, uint32_t *number)
{
    char oid[OID_SIZE];
    if (!item->has_value || !read_oid(&item->value, oid) ||
        !starts_with(oid, OID_PET_ENTERPRISE "."))
        return false;
    const char *rest = oid + strlen(OID_PET_ENTERPRISE ".");
    if (starts_with(rest, "0."))
        rest += 2;
    return read_trap_number(rest, strlen(rest), number);
}

/* The enterprise, then "6 .N" (%w %q) or "Enterprise Specific Trap (N)": a v1 trap that snmptrapd
 * has not converted. */
static bool number_from_v1(const struct item *item, uint32_t *number)
{
    struct lexer lx = {.at = item->rest, .end = item->rest_end};
    struct token t;
    if (!item->has_value || !next_token(&lx, &t))
        return false;
    if (token_is(&item->value, "6") && !t.quoted && t.len > 1 && t.text[0] == '.')
        return read_trap_number(t.text + 1, t.len - 1, number);
    while (token_is(&t, "Specific") || token_is(&t, "Trap"))
        if (!next_token(&lx, &t))
            return false;
    if (!t.quoted && t.len > 2 && t.text[0] == '(' && t.text[t.len - 1] == ')')
        return read_trap_number(t.text + 1, t.len - 2, number);
    return false;
}

/* The first line that gives an address counts; 0.0.0.0 means that there is none. */
static void read_agent(const struct token *t, struct addr *agent)
{
    char text[ADDR_TEXT_SIZE];
    struct addr said;
    if (t->quoted || t->len >= sizeof text || !addr_is_unknown(agent))
        return;
    (void)snprintf(text, sizeof text, "%.*s", (int)t->len, t->text);
    if (addr_parse(text, &said))
        *agent = said;
}

struct found {
    bool source;
    bool number;
    bool octets;
};

static void use_item(const struct item *item, struct trap *trap, struct found *found)
{
    /* The first of each kind counts: what a sender adds under the same name comes after it. */
    if (!found->number && strcmp(item->name, OID_SNMP_TRAP) == 0)
        found->number = number_from_trap_oid(item, &trap->specific);
    else if (!found->number && strcmp(item->name, OID_PET_ENTERPRISE) == 0)
        found->number = number_from_v1(item, &trap->specific);
    else if (strcmp(item->name, OID_TRAP_ADDRESS) == 0 && item->has_value)
        read_agent(&item->value, &trap->agent);
    bool is_pet =
        strcmp(item->name, OID_PET_VARBIND) == 0 || starts_with(item->name, OID_PET_VARBIND ".");
    if (!found->octets && is_pet) {
        trap->octet_count = read_octets(item, trap->octets, sizeof trap->octets);
        found->octets = true;
    }
}

/* Reads up to the first OID. The first line of a traphandle's text is a name that a DNS server
 * chose, so a transport at the start of the second line is preferred to what came before it, and an
 * OID as the first word is taken for that name. */
static bool read_source(struct lexer *lx, struct trap *trap, struct found *found, struct token *t)
{
    char oid[OID_SIZE];
    bool after_name = false;
    bool after_agent = false;
    int line = 1;
    for (bool first = true; next_token(lx, t); first = false) {
        if (!first && read_oid(t, oid))
            return true;
        if (t->first_of_line)
            line++;
        if (after_name && (!found->source || line == 2)) {
            struct addr source;
            if (read_peer(t, &source)) {
                trap->source = source;
                found->source = true;
                if (line == 2)
                    line = 3; /* nothing after it can be better */
            }
        }
        if (after_agent)
            read_agent(t, &trap->agent);
        after_agent = found->source && t->first_of_line && token_is(t, "agent");
        after_name = is_transport_name(t) && (line != 2 || t->first_of_line);
    }
    return false;
}

enum err_code trap_parse(const char *text, size_t len, struct trap *trap, struct err *e)
{
    memset(trap, 0, sizeof *trap);
    if (len > TRAP_TEXT_MAX)
        return err_set(e, ERR_DATA, "the trap's text is larger than %d KiB", TRAP_TEXT_MAX / 1024);
    struct lexer lx = {.at = text, .end = text + len};
    struct found found = {0};
    struct token t;
    bool more = read_source(&lx, trap, &found, &t);
    while (more) {
        struct item item;
        (void)read_oid(&t, item.name); /* it is an OID, or we would not be here */
        more = read_item(&lx, &item, &t);
        if (!lx.broken)
            use_item(&item, trap, &found);
    }
    if (lx.broken)
        return err_set(e, ERR_DATA, "a quote is left open in the trap's text");
    if (!found.source)
        return err_set(e, ERR_DATA, "no transport line: where the trap came from is not known");
    if (!found.number)
        return err_set(e, ERR_DATA, "not a trap of enterprise " OID_PET_ENTERPRISE " (PET)");
    if (!found.octets)
        return err_set(e, ERR_DATA, "the trap has no " OID_PET_VARBIND " (PET)");
    return ERR_OK;
}

bool trap_starts_in(const char *line, size_t len)
{
    struct lexer lx = {.at = line, .end = line + len};
    struct token t;
    struct addr source;
    bool after_name = false;
    char oid[OID_SIZE];
    while (next_token(&lx, &t)) {
        if (read_oid(&t, oid))
            return false;
        if (after_name && read_peer(&t, &source))
            return true;
        after_name = is_transport_name(&t);
    }
    return false;
}
