#include "tests/standin/pc_shell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/standin/words.h"

enum { BACKSPACE = 8, ENTER = 13, DELETE = 127 };

static void prompt(struct pc *pc)
{
    if (pc->shell == SHELL_LOGIN)
        pc_print(pc, "%s login: ", pc->host);
    else if (pc->shell == SHELL_PROMPT)
        pc_print(pc, "%s$ ", pc->host);
}

void shell_begin(struct pc *pc)
{
    pc->shell = SHELL_LOGIN;
    pc->line_size = 0;
    pc_print(pc, "\r\nExample OS 16 on ttyS1\r\n\r\n");
    prompt(pc);
}

void shell_ready(struct pc *pc)
{
    prompt(pc);
}

/* "WORD rest": the rest, or NULL. */
static const char *after(const char *line, const char *word)
{
    size_t size = strlen(word);

    return strncmp(line, word, size) == 0 && line[size] == ' ' ? line + size + 1 : NULL;
}

static bool play_trick(struct pc *pc)
{
    static const struct {
        const char *word;
        enum pc_trick trick;
    } known[] = {
        {"cut", TRICK_CUT},   {"mute", TRICK_MUTE},         {"taken", TRICK_TAKEN},
        {"junk", TRICK_JUNK}, {"terminate", TRICK_LOG_OFF},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(pc->line, known[i].word) == 0) {
            pc->trick = known[i].trick;
            return true;
        }
    }
    return false;
}

static void run(struct pc *pc)
{
    const char *rest;

    if ((rest = after(pc->line, "print")) != NULL) {
        char *bytes = words_unescaped(rest);

        pc_print(pc, "%s", bytes);
        free(bytes);
    } else if ((rest = after(pc->line, "flood")) != NULL) {
        pc->flood_left = strtoul(rest, NULL, 10);
        pc->flood_at = 0;
        return; /* the prompt comes at its end */
    } else if (strcmp(pc->line, "split") == 0) {
        pc->split = true;
    } else if (strcmp(pc->line, "keys") == 0) {
        pc_print(pc, "every byte until q\r\n");
        pc->shell = SHELL_KEYS;
        return;
    } else if (strcmp(pc->line, "reboot") == 0) {
        pc_print(pc, "going down\r\n");
        pc_reset(pc);
        return;
    } else if (strcmp(pc->line, "poweroff") == 0) {
        pc_switch_off(pc);
        return;
    } else if (strcmp(pc->line, "exit") == 0) {
        pc->shell = SHELL_LOGIN;
    } else if (pc->line[0] != '\0' && !play_trick(pc)) {
        pc_print(pc, "%s: command not found\r\n", pc->line);
    }
    prompt(pc);
}

static void enter(struct pc *pc)
{
    pc->line[pc->line_size] = '\0';
    pc->line_size = 0;
    pc_print(pc, "\r\n");
    if (pc->shell == SHELL_PROMPT) {
        run(pc);
        return;
    }
    if (pc->line[0] != '\0') /* whoever gives a name is let in */
        pc->shell = SHELL_PROMPT;
    prompt(pc);
}

void shell_type(struct pc *pc, unsigned char byte)
{
    if (pc->shell == SHELL_KEYS) {
        pc_print(pc, "<%02X>", byte);
        if (byte == 'q') {
            pc->shell = SHELL_PROMPT;
            pc_print(pc, "\r\n");
            prompt(pc);
        }
    } else if (byte == ENTER) {
        enter(pc);
    } else if (byte == BACKSPACE || byte == DELETE) {
        if (pc->line_size > 0) {
            pc->line_size--;
            pc_print(pc, "\b \b");
        }
    } else if (byte == 3) {
        pc->line_size = 0;
        pc_print(pc, "^C\r\n");
        prompt(pc);
    } else if (byte < ' ') {
        pc_print(pc, "^%c", byte + '@'); /* a line feed too: no terminal sends one for Enter */
    } else if (pc->line_size < sizeof pc->line - 1) {
        pc->line[pc->line_size++] = (char)byte;
        pc_print(pc, "%c", byte);
    }
}
