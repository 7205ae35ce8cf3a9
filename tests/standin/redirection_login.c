#include "tests/standin/redirection_login.h"

#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/digest.h"

enum { ANSWER = 0x14, HEAD = 9, DATA_MAX = 4096, FIELD_MAX = 8, REALM_REDIRECTION = 2 };
enum { METHOD_QUERY = 0, METHOD_PLAIN = 1, METHOD_KERBEROS = 2, METHOD_DIGEST = 3, METHOD_QOP = 4 };

static const char uri[] = "/RedirectionService";

static void answer(struct wire *wire, unsigned status, unsigned method, const struct text *data)
{
    unsigned char head[HEAD] = {ANSWER, status & 255, 0, 0, method & 255};

    if (remote_fault(wire->remote, "other-reserved"))
        head[2] = head[3] = 0xEE;
    put_u32(head + 5, data->size);
    if (remote_fault(wire->remote, "long-challenge") && status == 1)
        put_u32(head + 5, 0xFFFFFFFFUL);
    wire_send(wire, head, sizeof head);
    if (data->size > 0)
        wire_send(wire, data->data, data->size);
}

static void answer_nothing(struct wire *wire, unsigned status, unsigned method)
{
    answer(wire, status, method, &(struct text){0});
}

static void answer_methods(struct wire *wire)
{
    struct text list = {0};

    if (remote_fault(wire->remote, "huge-list")) {
        static const unsigned char head[HEAD] = {ANSWER, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F};

        wire_send(wire, head, sizeof head);
        for (int i = 0; i < 100000; i++)
            text_add(&list, "\x04", 1);
        wire_send(wire, list.data, list.size);
    } else {
        for (unsigned method = METHOD_PLAIN; method <= METHOD_QOP; method++) {
            char byte = (char)method;

            if (remote_method(wire->remote, method))
                text_add(&list, &byte, 1);
        }
        answer(wire, 0, METHOD_QUERY, &list);
    }
    text_free(&list);
}

static void add_field(struct text *data, const char *value)
{
    char size = (char)strlen(value);

    text_add(data, &size, 1);
    text_puts(data, value);
}

static void challenge(struct wire *wire, struct login *login, unsigned method)
{
    const char *realm = wire->listener->machine->realm;
    unsigned char bytes[NONCE_HEX / 2];
    char other[sizeof wire->listener->machine->realm];
    struct text data = {0};

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        abort();
    hex_encode(bytes, sizeof bytes, false, login->nonce);
    login->method = method;
    strcpy(other, realm);
    other[strlen(other) - 1] = other[strlen(other) - 1] == '0' ? '1' : '0';
    if (remote_fault(wire->remote, "other-realm"))
        realm = other;
    else if (remote_fault(wire->remote, "foreign-realm"))
        realm = "Router";
    add_field(&data, realm);
    add_field(&data, login->nonce);
    if (method == METHOD_QOP)
        add_field(&data, remote_fault(wire->remote, "no-qop") ? "auth-int" : "auth");
    if (remote_fault(wire->remote, "bad-fields"))
        data.data[0] = (char)250;
    answer(wire, 1, method, &data);
    text_free(&data);
}

/* Each a length byte and that many bytes; false unless there are exactly that many, with none
 * left. */
static bool read_fields(const char *data, size_t size, char fields[][DIGEST_FIELD_SIZE],
                        size_t count)
{
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        size_t length = at < size ? (unsigned char)data[at] : 0;

        if (at >= size || length > size - at - 1 || memchr(data + at + 1, '\0', length) != NULL)
            return false;
        memcpy(fields[i], data + at + 1, length);
        fields[i][length] = '\0';
        at += 1 + length;
    }
    return at == size;
}

static void accept_login(struct wire *wire, struct login *login, unsigned method)
{
    static const char *const names[] = {"none", "plain", "kerberos", "digest3", "digest4"};

    login->done = true;
    wire_log(wire, 0, true, "AuthenticateSession", names[method], NULL);
    answer_nothing(wire, 0, method);
}

static void refuse_login(struct wire *wire, struct login *login, unsigned method, const char *note)
{
    const char *refusal = wire->remote->refusal;

    wire_log(wire, 1, false, "AuthenticateSession", "refused", note);
    if (strcmp(refusal, "close") == 0)
        wire->dead = true;
    else if (strcmp(refusal, "empty") == 0 || method == METHOD_PLAIN)
        answer_nothing(wire, 1, method);
    else
        challenge(wire, login, method);
    if (++login->refused == LOGIN_TRIES)
        wire->dead = true;
}

/* What differs from what a client of AMT writes; NULL when nothing does. */
static const char *find_mistake(const struct credentials *said, const struct login *login)
{
    if (strcmp(said->uri, uri) != 0)
        return "uri";
    if (strcmp(said->nonce, login->nonce) != 0)
        return "nonce";
    if (said->cnonce[0] == '\0' || strlen(said->cnonce) > 64)
        return "cnonce";
    if (strlen(said->nc) != 8 || strspn(said->nc, "0123456789abcdefABCDEF") != 8 ||
        strcmp(said->nc, "00000000") == 0)
        return "nc";
    if (strlen(said->response) != 32 || strspn(said->response, "0123456789abcdef") != 32)
        return "response";
    return NULL;
}

static void check_digest(struct wire *wire, struct login *login, unsigned method,
                         const struct credentials *said)
{
    struct machine *machine = wire->listener->machine;
    const struct options *options = &wire->listener->server->options;
    const char *mistake = find_mistake(said, login);
    struct caller caller = {.full = false};

    if (mistake == NULL && method == METHOD_QOP && strcmp(said->qop, "auth") != 0)
        mistake = "qop";
    if (mistake != NULL) {
        wire_violation(wire, mistake);
        return;
    }
    login->nonce[0] = '\0'; /* it is good for one try */
    if (remote_fault(wire->remote, "again"))
        refuse_login(wire, login, method, "again");
    else if (!options->any_password &&
             (strcmp(said->realm, machine->realm) != 0 ||
              !digest_recognise(machine, options, said, "POST", NULL, 0, &caller)))
        refuse_login(wire, login, method, NULL);
    else if (!options->any_password && !caller.full && !(caller.realms & 1u << REALM_REDIRECTION))
        refuse_login(wire, login, method, "realm");
    else
        accept_login(wire, login, method);
}

static void read_digest(struct wire *wire, struct login *login, unsigned method, const char *data,
                        size_t size)
{
    size_t count = method == METHOD_QOP ? FIELD_MAX : FIELD_MAX - 1;
    char fields[FIELD_MAX][DIGEST_FIELD_SIZE] = {{0}};
    struct credentials said = {.qop = ""};

    if (!read_fields(data, size, fields, count)) {
        wire_violation(wire, "fields");
        return;
    }
    strcpy(said.username, fields[0]);
    strcpy(said.realm, fields[1]);
    strcpy(said.nonce, fields[2]);
    strcpy(said.uri, fields[3]);
    strcpy(said.cnonce, fields[4]);
    strcpy(said.nc, fields[5]);
    strcpy(said.response, fields[6]);
    strcpy(said.qop, fields[7]);
    if (said.response[0] != '\0') {
        if (login->nonce[0] == '\0' || login->method != method)
            wire_violation(wire, "unasked-response");
        else
            check_digest(wire, login, method, &said);
        return;
    }
    if (said.username[0] == '\0' || strcmp(said.uri, uri) != 0 || said.realm[0] != '\0' ||
        said.nonce[0] != '\0' || said.cnonce[0] != '\0' || said.nc[0] != '\0' ||
        said.qop[0] != '\0') {
        wire_violation(wire, "challenge-request");
        return;
    }
    wire_log(wire, 1, false, "AuthenticateSession", "challenge", NULL);
    challenge(wire, login, method);
}

static void read_plain(struct wire *wire, struct login *login, const char *data, size_t size)
{
    char fields[2][DIGEST_FIELD_SIZE] = {{0}};
    struct caller caller;

    if (!read_fields(data, size, fields, 2))
        wire_violation(wire, "fields");
    else if (digest_plain(wire->listener->machine, &wire->listener->server->options, fields[0],
                          fields[1], &caller))
        accept_login(wire, login, METHOD_PLAIN);
    else
        refuse_login(wire, login, METHOD_PLAIN, NULL);
}

void login_message(struct wire *wire, struct login *login)
{
    unsigned method;
    size_t size;
    char *data;

    if (!wire_need(wire, HEAD))
        return;
    method = (unsigned char)wire->in.data[4];
    size = get_u32(wire->in.data + 5);
    if (wire->in.data[1] != 0 || wire->in.data[2] != 0 || wire->in.data[3] != 0 ||
        size > DATA_MAX) {
        wire_violation(wire, "AuthenticateSession");
        return;
    }
    if (!wire_need(wire, HEAD + size))
        return;
    data = xmalloc(size + 1);
    memcpy(data, wire->in.data + HEAD, size);
    wire_drop(wire, HEAD + size);
    if (method == METHOD_QUERY && size == 0)
        answer_methods(wire);
    else if (remote_fault(wire->remote, "no-login"))
        accept_login(wire, login, method <= METHOD_QOP ? method : METHOD_QUERY);
    else if (method == METHOD_QUERY || !remote_method(wire->remote, method) ||
             method == METHOD_KERBEROS)
        refuse_login(wire, login, method, "method");
    else if (method == METHOD_PLAIN)
        read_plain(wire, login, data, size);
    else
        read_digest(wire, login, method, data, size);
    free(data);
}
