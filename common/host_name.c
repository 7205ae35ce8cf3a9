#include "common/host_name.h"

#include <stdio.h>
#include <string.h>

#include "common/addr.h"

enum { NAME_MAX_CHARS = 253, LABEL_MAX_CHARS = 63 };

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[] = "0123456789";

void host_strip_brackets(const char *host, char bare[HOST_NAME_SIZE])
{
    size_t len = strlen(host);
    bool bracketed = len >= 2 && host[0] == '[' && host[len - 1] == ']';
    if (bracketed) {
        host++;
        len -= 2;
    }
    if (len >= HOST_NAME_SIZE)
        len = HOST_NAME_SIZE - 1;
    memcpy(bare, host, len);
    bare[len] = '\0';
}

void host_normalize(const char *host, char key[HOST_NAME_SIZE])
{
    struct addr addr;
    host_strip_brackets(host, key);
    if (addr_parse(key, &addr)) {
        char text[ADDR_TEXT_SIZE];
        addr_format(&addr, text);
        (void)snprintf(key, HOST_NAME_SIZE, "%s", text);
        return;
    }
    size_t len = strlen(key);
    if (len > 1 && key[len - 1] == '.')
        key[len - 1] = '\0';
    for (char *c = key; *c != '\0'; c++)
        if (*c >= 'A' && *c <= 'Z') /* not tolower, which depends on the locale */
            *c = (char)(*c - 'A' + 'a');
}

static bool is_number(const char *label, size_t len)
{
    return len > 0 && (strspn(label, digits) == len ||
                       (len > 1 && label[0] == '0' && (label[1] == 'x' || label[1] == 'X')));
}

static const char *label_problem(const char *label, size_t len)
{
    if (len == 0)
        return "there is nothing between two dots, or before the first";
    if (len > LABEL_MAX_CHARS)
        return "a part between dots has more than 63 characters";
    if (label[0] == '-' || label[len - 1] == '-')
        return "a part between dots begins or ends with '-'";
    return NULL;
}

/* What is wrong with it; NULL if it is valid. */
static const char *name_problem(const char *name)
{
    const char *problem = NULL;
    bool number = false;
    for (const char *c = name; *c != '\0'; c++)
        if (strchr(letters, *c) == NULL && strchr(digits, *c) == NULL && strchr("-_.", *c) == NULL)
            return "it contains a character that no host name or IP address has";
    if (strlen(name) > NAME_MAX_CHARS)
        return "a host name has at most 253 characters";
    for (const char *label = name; problem == NULL;) {
        size_t len = strcspn(label, ".");
        problem = label_problem(label, len);
        number = is_number(label, len);
        label += len;
        if (strcmp(label, "") == 0 || strcmp(label, ".") == 0)
            break;
        label++;
    }
    if (problem == NULL && number)
        problem = "it ends in a number like an IPv4 address, but is not one";
    return problem;
}

bool host_is_valid(const char *host, struct err *e)
{
    char bare[HOST_NAME_SIZE];
    struct addr addr;
    const char *problem = NULL;
    bool bracketed = host[0] == '[';
    host_strip_brackets(host, bare);
    if (host[0] == '\0')
        problem = "it is empty";
    else if (host[0] == '-')
        problem = "it begins with '-'";
    else if (bracketed)
        problem = addr_parse(bare, &addr) && strchr(bare, ':') != NULL
                      ? NULL
                      : "what is in [] is not an IPv6 address";
    else if (addr_parse(host, &addr))
        problem = NULL;
    else if (strchr(host, ':') != NULL)
        problem = "it is not an IPv6 address, and a port cannot be given";
    else
        problem = name_problem(host);
    if (problem != NULL)
        (void)err_set(e, ERR_USAGE, "'%.100s': %s", host, problem);
    return problem == NULL;
}

bool host_is_fqdn(const char *host)
{
    struct addr addr;
    size_t len = strlen(host);
    return len > 0 && strchr(host, '_') == NULL && strchr(host, '.') != NULL &&
           host[len - 1] != '.' && !addr_parse(host, &addr) && host_is_valid(host, NULL);
}

bool user_is_valid(const char *user, struct err *e)
{
    const char *problem = NULL;
    if (user[0] == '\0')
        problem = "it is empty";
    else if (strlen(user) >= USER_NAME_SIZE)
        problem = "it has more than 63 characters";
    for (const char *c = user; *c != '\0' && problem == NULL; c++)
        if (*c < ' ' || *c > '~')
            problem = "it contains control characters, or characters outside ASCII";
        else if (*c == ':')
            problem = "it contains ':'";
    if (problem != NULL)
        (void)err_set(e, ERR_USAGE, "user '%.100s': %s", user, problem);
    return problem == NULL;
}
