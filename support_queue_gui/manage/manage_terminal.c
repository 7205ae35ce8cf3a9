#include "support_queue_gui/manage/manage_terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/ask.h"
#include "common/text.h"

enum { COLUMNS = 79, ANSWER_COLUMNS = 8 };

/* With a pipe as standard input nobody is there to answer. */
static bool can_ask(void *context)
{
    (void)context;
    return isatty(STDIN_FILENO) && ask_is_possible();
}

static void print(void *context, const char *text)
{
    (void)context;
    text_wrap(stderr, text, 0, 0, COLUMNS);
    (void)fputc('\n', stderr);
}

/* Prints all lines of a question but the last, after which the answer is typed. */
static enum err_code show_start(const char **question, struct err *e)
{
    enum err_code code = ERR_OK;
    while (code == ERR_OK && strlen(*question) > COLUMNS - ANSWER_COLUMNS) {
        size_t len = COLUMNS;
        while (len > 0 && (*question)[len] != ' ')
            len--;
        if (len == 0) /* a word that fills a line */
            len = strcspn(*question, " ");
        code = ask_show(e, "%.*s\n", (int)len, *question);
        *question += len + strspn(*question + len, " ");
    }
    return code;
}

static enum err_code ask(void *context, const char *question, bool hidden, char *answer,
                         size_t size, struct err *e)
{
    struct secret secret = {.text = ""};
    char prompt[COLUMNS + 1];
    (void)context;
    enum err_code code = show_start(&question, e);
    size_t len = strlen(question);
    while (len > 0 && (question[len - 1] == ' ' || question[len - 1] == ':'))
        len--; /* the code that asks adds these */
    (void)snprintf(prompt, sizeof prompt, "%.*s", (int)len, question);
    while (code == ERR_OK) {
        code = hidden ? ask_secret(prompt, &secret, e) : ask_line(prompt, NULL, answer, size, e);
        if (code != ERR_DATA)
            break;
        print(NULL, e->text);
        code = ERR_OK;
    }
    if (hidden) {
        if (code == ERR_OK)
            (void)snprintf(answer, size, "%s", secret.text);
        secret_wipe(&secret);
    }
    return code == ERR_USAGE ? err_set(e, ERR_PROTOCOL, "nobody answered") : code;
}

const struct manage_dialog manage_terminal = {can_ask, ask, print, NULL};
