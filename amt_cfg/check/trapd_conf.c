#include "amt_cfg/check/trapd_conf.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/file.h"

enum { FILE_MAX = 256 * 1024, WORDS_MAX = 16, WORD_SIZE = TRAPD_PATH_SIZE };

struct words {
    char all[WORDS_MAX][WORD_SIZE];
    size_t count;
};

/* Blanks separate words, quotes hold them together; words that are too long or too many are cut. */
static void split(const char *line, size_t len, struct words *words)
{
    const char *end = line + len;
    words->count = 0;
    while (words->count < WORDS_MAX) {
        while (line < end && (*line == ' ' || *line == '\t' || *line == '\r'))
            line++;
        if (line == end || *line == '#')
            return;
        char *word = words->all[words->count++];
        size_t used = 0;
        char quote = '\0';
        for (; line < end && (quote != '\0' || (*line != ' ' && *line != '\t' && *line != '\r'));
             line++) {
            if (quote == '\0' && (*line == '"' || *line == '\''))
                quote = *line;
            else if (*line == quote)
                quote = '\0';
            else if (used < WORD_SIZE - 1)
                word[used++] = *line;
        }
        word[used] = '\0';
    }
}

/* Whether a list such as "log,execute,net" has this type. */
static bool has_type(const char *list, const char *type)
{
    while (*list != '\0') {
        size_t len = strcspn(list, ",");
        if (len == strlen(type) && strncasecmp(list, type, len) == 0)
            return true;
        list += len + (list[len] == ',');
    }
    return false;
}

/* authCommunity TYPES COMMUNITY [SOURCE [OID]] */
static void parse_community(struct trapd_conf *conf, const struct words *words,
                            const char *community)
{
    struct addr_net net;
    if (words->count < 3 || !has_type(words->all[1], "execute"))
        return;
    if (strcmp(words->all[2], community) != 0) {
        (void)snprintf(conf->other, sizeof conf->other, "%.60s", words->all[2]);
        return;
    }
    conf->community = true;
    conf->logs = conf->logs || has_type(words->all[1], "log");
    if (words->count == 3 || strcmp(words->all[3], "default") == 0)
        conf->from_anywhere = true;
    else if (addr_net_parse(words->all[3], &net) && conf->network_count < TRAPD_NETWORKS_MAX)
        conf->networks[conf->network_count++] = net;
}

/* Whether a traphandle's OID fits .1.3.6.1.4.1.3183.1.1.0.N: one without a wildcard must be the
 * whole OID. */
static bool is_for_us(const char *oid)
{
    static const char ours[] = "1.3.6.1.4.1.3183.1.1.0.";
    size_t len = strlen(oid);
    if (strcasecmp(oid, "default") == 0)
        return true;
    if (strncmp(oid, "iso.", 4) == 0)
        return is_for_us(oid + 4) ||
               (len > 6 && oid[len - 1] == '*' && strncmp(ours + 2, oid + 4, len - 5) == 0);
    if (*oid == '.')
        oid++;
    len = strlen(oid);
    return len > 1 && oid[len - 1] == '*' && strncmp(ours, oid, len - 1) == 0;
}

/* traphandle [-F FORMAT] OID COMMAND...; exec and a shell may come before the program. */
static void parse_handler(struct trapd_conf *conf, const struct words *words)
{
    static const char program[] = "fcfh-collector";
    size_t at = words->count > 2 && strcmp(words->all[1], "-F") == 0 ? 3 : 1;
    if (at >= words->count || !is_for_us(words->all[at]))
        return;
    for (at++; at < words->count; at++) {
        const char *slash = strrchr(words->all[at], '/');
        if (strcmp(slash != NULL ? slash + 1 : words->all[at], program) != 0)
            continue;
        (void)snprintf(conf->handler, sizeof conf->handler, "%s", words->all[at]);
        conf->handler_conf[0] = '\0';
        if (at + 2 < words->count && strcmp(words->all[at + 1], "-c") == 0)
            (void)snprintf(conf->handler_conf, sizeof conf->handler_conf, "%s", words->all[at + 2]);
        return;
    }
}

static void include_directory(struct trapd_conf *conf, const char *path, const char *community)
{
    char pattern[TRAPD_PATH_SIZE + 8];
    glob_t found;
    (void)snprintf(pattern, sizeof pattern, "%s/*.conf", path);
    if (glob(pattern, 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        trapd_conf_read(conf, found.gl_pathv[i], community);
    globfree(&found);
}

static void parse_line(struct trapd_conf *conf, const struct words *words, const char *community)
{
    const char *key = words->count > 0 ? words->all[0] : "";
    const char *value = words->count > 1 ? words->all[1] : "";
    /* "[snmp] outputOption x" is for another program; "[snmptrapd] KEY VALUE" is handled as KEY
     * VALUE. */
    if (strcasecmp(key, "authCommunity") == 0)
        parse_community(conf, words, community);
    else if (strcasecmp(key, "disableAuthorization") == 0 && strcasecmp(value, "yes") == 0)
        conf->community = conf->from_anywhere = conf->logs = true;
    else if (strcasecmp(key, "outputOption") == 0)
        conf->hex = conf->hex || strchr(value, 'x') != NULL;
    else if (strcasecmp(key, "traphandle") == 0)
        parse_handler(conf, words);
    else if (strcasecmp(key, "includeFile") == 0)
        trapd_conf_read(conf, value, community);
    else if (strcasecmp(key, "includeDir") == 0)
        include_directory(conf, value, community);
}

void trapd_conf_parse(struct trapd_conf *conf, const char *text, const char *community)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        struct words words;
        split(text, len, &words);
        parse_line(conf, &words, community);
        text += len + (text[len] == '\n');
    }
}

void trapd_conf_read(struct trapd_conf *conf, const char *path, const char *community)
{
    char *text;
    size_t len;
    for (size_t i = 0; i < conf->file_count; i++)
        if (strcmp(conf->files[i], path) == 0)
            return; /* this also ends circular includes */
    if (conf->file_count == TRAPD_FILES_MAX)
        return;
    errno = 0;
    if (file_load(path, FILE_PUBLIC, FILE_MAX, &text, &len, NULL) != ERR_OK) {
        if (conf->unread[0] == '\0') {
            conf->unread_errno = errno;
            (void)snprintf(conf->unread, sizeof conf->unread, "%s", path);
        }
        return;
    }
    (void)snprintf(conf->files[conf->file_count++], TRAPD_PATH_SIZE, "%s", path);
    trapd_conf_parse(conf, text, community);
    free(text);
}
