#include "tests/standin/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { HASH_SIZE = 16, HEX_SIZE = 2 * HASH_SIZE + 1, FIELD_SIZE = DIGEST_FIELD_SIZE };

static void hash_hex(const void *bytes, size_t size, char out[HEX_SIZE])
{
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int length = 0;

    if (!EVP_Digest(bytes, size, hash, &length, EVP_md5(), NULL) || length != HASH_SIZE)
        abort();
    hex_encode(hash, HASH_SIZE, false, out);
}

/* Reads one name=value pair and steps past the comma; NULL when the field is malformed. */
static const char *read_pair(const char *at, char *name, char *value)
{
    size_t size = strcspn(at, "= \t,\"");
    bool quoted;

    if (size == 0 || size >= FIELD_SIZE || at[size] != '=')
        return NULL;
    memcpy(name, at, size);
    name[size] = '\0';
    at += size + 1;
    quoted = *at == '"';
    at += quoted;
    for (size = 0; *at != '\0'; at++) {
        if (quoted ? *at == '"' : strchr(", \t", *at) != NULL)
            break;
        if (quoted && *at == '\\' && at[1] != '\0')
            at++;
        if (size >= FIELD_SIZE - 1)
            return NULL;
        value[size++] = *at;
    }
    value[size] = '\0';
    if (quoted && *at++ != '"')
        return NULL;
    at += strspn(at, " \t");
    if (*at == ',')
        at += 1 + strspn(at + 1, " \t");
    else if (*at != '\0')
        return NULL;
    return at;
}

static bool read_credentials(const char *field, struct credentials *found)
{
    const struct {
        const char *name;
        char *value;
    } known[] = {
        {"username", found->username},
        {"realm", found->realm},
        {"nonce", found->nonce},
        {"uri", found->uri},
        {"response", found->response},
        {"qop", found->qop},
        {"nc", found->nc},
        {"cnonce", found->cnonce},
        {"algorithm", found->algorithm},
    };

    memset(found, 0, sizeof *found);
    if (field == NULL || strncasecmp(field, "Digest ", 7) != 0)
        return false;
    field += 7 + strspn(field + 7, " \t");
    while (field != NULL && *field != '\0') {
        char name[FIELD_SIZE], value[FIELD_SIZE];

        field = read_pair(field, name, value);
        for (size_t i = 0; field != NULL && i < sizeof known / sizeof *known; i++) {
            if (strcasecmp(name, known[i].name) != 0)
                continue;
            if (known[i].value[0] != '\0')
                return false; /* said twice */
            strcpy(known[i].value, value);
        }
    }
    return field != NULL;
}

/* first: the hash of name, realm and password. */
static bool response_fits(const struct credentials *said, const char first[HEX_SIZE],
                          const char *method, const void *body, size_t body_size)
{
    struct text work = {0};
    char second[HEX_SIZE], entity[HEX_SIZE], wanted[HEX_SIZE];
    bool whole = strcmp(said->qop, "auth-int") == 0;

    hash_hex(body ? body : "", body_size, entity);
    text_printf(&work, "%s:%s%s%s", method, said->uri, whole ? ":" : "", whole ? entity : "");
    hash_hex(work.data, work.size, second);
    text_free(&work);
    if (said->qop[0] == '\0')
        text_printf(&work, "%s:%s:%s", first, said->nonce, second);
    else
        text_printf(&work, "%s:%s:%s:%s:%s:%s", first, said->nonce, said->nc, said->cnonce,
                    said->qop, second);
    hash_hex(work.data, work.size, wanted);
    text_free(&work);
    return strlen(said->response) == HEX_SIZE - 1 &&
           CRYPTO_memcmp(said->response, wanted, HEX_SIZE - 1) == 0;
}

/* Whether it is the account `user` of the command line; either of them may be NULL. */
static bool is_given(const struct credentials *said, const char *user, const char *password,
                     const char *method, const void *body, size_t body_size)
{
    struct text work = {0};
    char first[HEX_SIZE];

    if (user == NULL || password == NULL || strcmp(said->username, user) != 0)
        return false;
    text_printf(&work, "%s:%s:%s", said->username, said->realm, password);
    hash_hex(work.data, work.size, first);
    text_free(&work);
    return response_fits(said, first, method, body, body_size);
}

bool digest_recognise(struct machine *machine, const struct options *options,
                      const struct credentials *said, const char *method, const void *body,
                      size_t body_size, struct caller *caller)
{
    unsigned char secret[HASH_SIZE];
    char first[HEX_SIZE];

    *caller = (struct caller){.full = true};
    if (is_given(said, options->user, options->password, method, body, body_size) ||
        is_given(said, options->amt.admin, options->amt.admin_password, method, body, body_size))
        return true;
    if (amt_account(&options->amt, said->username, &caller->realms)) {
        caller->full = false;
        return is_given(said, said->username, options->password, method, body, body_size);
    }
    if (!accounts_find(machine, said->username, secret, caller))
        return false;
    hex_encode(secret, sizeof secret, false, first);
    return response_fits(said, first, method, body, body_size);
}

bool digest_plain(struct machine *machine, const struct options *options, const char *user,
                  const char *password, struct caller *caller)
{
    struct credentials said = {.nonce = "none", .uri = "/"};
    struct text work = {0};
    char first[HEX_SIZE], second[HEX_SIZE];

    snprintf(said.username, sizeof said.username, "%s", user);
    snprintf(said.realm, sizeof said.realm, "%s", machine->realm);
    text_printf(&work, "%s:%s:%s", user, machine->realm, password);
    hash_hex(work.data, work.size, first);
    hash_hex("POST:/", strlen("POST:/"), second);
    work.size = 0;
    text_printf(&work, "%s:none:%s", first, second);
    hash_hex(work.data, work.size, said.response);
    text_free(&work);
    return digest_recognise(machine, options, &said, "POST", NULL, 0, caller);
}

/* Uses a nonce up; false when it is unknown, dead, or its count does not grow. */
static bool use_nonce(struct machine *machine, const char *text, unsigned long count,
                      unsigned most_uses)
{
    bool good = false;

    pthread_mutex_lock(&machine->lock);
    for (size_t i = 0; i < NONCE_COUNT; i++) {
        struct nonce *nonce = &machine->nonces[i];

        if (nonce->text[0] == '\0' || strcmp(nonce->text, text) != 0)
            continue;
        good = count > nonce->last_count && (most_uses == 0 || nonce->uses < most_uses);
        if (good) {
            nonce->last_count = count;
            nonce->uses++;
        }
    }
    pthread_mutex_unlock(&machine->lock);
    return good;
}

/* --realm-change: what a machine might ask for when another one has taken its place. */
static void other_realm(const struct machine *machine, char other[sizeof machine->realm])
{
    char *last;

    strcpy(other, machine->realm);
    last = other + strlen(other) - 1;
    *last = *last == '0' ? '1' : '0';
}

static bool is_realm(const struct machine *machine, const struct options *options, const char *said)
{
    char other[sizeof machine->realm];

    other_realm(machine, other);
    return strcmp(said, machine->realm) == 0 ||
           (options->realm_change != 0 && strcmp(said, other) == 0);
}

enum digest_result digest_check(struct machine *machine, const struct options *options,
                                const char *field, const char *method, const char *target,
                                const void *body, size_t body_size, struct caller *caller)
{
    struct credentials said;

    if (!read_credentials(field, &said))
        return DIGEST_BAD;
    if (options->any_password) {
        *caller = (struct caller){.full = true};
        return DIGEST_GOOD;
    }
    if (!is_realm(machine, options, said.realm) || strcmp(said.uri, "/wsman") != 0 ||
        strcmp(said.uri, target) != 0 || said.cnonce[0] == '\0' || strlen(said.nc) != 8 ||
        strspn(said.nc, "0123456789abcdefABCDEF") != 8 ||
        (strcmp(said.qop, "auth") != 0 && strcmp(said.qop, "auth-int") != 0) ||
        (said.algorithm[0] != '\0' && strcasecmp(said.algorithm, "MD5") != 0) ||
        !digest_recognise(machine, options, &said, method, body, body_size, caller))
        return DIGEST_BAD;
    if (!use_nonce(machine, said.nonce, strtoul(said.nc, NULL, 16), options->nonce_uses))
        return DIGEST_STALE;
    return DIGEST_GOOD;
}

/* --challenge: the header of another server, or many headers. */
static void put_challenge(const char *form, const char *realm, const char *nonce, struct text *head)
{
    text_puts(head, "WWW-Authenticate: ");
    for (; *form != '\0'; form++) {
        if (form[0] == '%' && form[1] == 'r') {
            text_puts(head, realm);
            form++;
        } else if (form[0] == '%' && form[1] == 'n') {
            text_puts(head, nonce);
            form++;
        } else if (form[0] == '\\' && form[1] == 'n') {
            text_puts(head, "\r\n");
            form++;
        } else {
            text_printf(head, "%c", form[0]);
        }
    }
    text_puts(head, "\r\n");
}

void digest_challenge(struct machine *machine, const struct options *options, bool stale,
                      struct text *head)
{
    /* AMT's nonces decode to six bytes, six zero bytes and twelve more bytes. */
    unsigned char bytes[24] = {0};
    struct nonce *nonce;
    char text[NONCE_SIZE + 1], realm[sizeof machine->realm];

    strcpy(realm, machine->realm);
    if (RAND_bytes(bytes, 6) != 1 || RAND_bytes(bytes + 12, 12) != 1)
        abort();
    base64_encode(bytes, sizeof bytes, text);
    pthread_mutex_lock(&machine->lock);
    nonce = &machine->nonces[machine->next_nonce++ % NONCE_COUNT];
    if (options->realm_change != 0 && machine->next_nonce >= options->realm_change)
        other_realm(machine, realm);
    memset(nonce, 0, sizeof *nonce);
    memcpy(nonce->text, text, sizeof text);
    pthread_mutex_unlock(&machine->lock);
    if (options->challenge != NULL) {
        put_challenge(options->challenge, realm, text, head);
        return;
    }
    /* The spaces are AMT's: one after the realm, none later. */
    text_printf(head,
                "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\",stale=\"%s\",qop=\"%s\"\r\n",
                realm, text, stale ? "true" : "false", options->qop);
}
