#include "tests/standin/pc_setup.h"

#include <stdio.h>
#include <string.h>

/* The sequences of a key, by the table that it is in; "": in every one. */
static const struct key {
    const char *table, *sequence, *name;
} keys[] = {
    {"", "\r", "Enter"},       {"", "\t", "Tab"},         {"", "\b", "Backspace"},
    {"", "\x1b[A", "Up"},      {"", "\x1b[B", "Down"},    {"", "\x1b[C", "Right"},
    {"", "\x1b[D", "Left"},    {"", "\x1b[H", "Home"},    {"", "\x1b[F", "End"},
    {"", "\x1b[2~", "Insert"}, {"", "\x1b[3~", "Delete"}, {"", "\x1b[5~", "PgUp"},
    {"", "\x1b[6~", "PgDn"},
};

/* The last characters of F1 and so on. */
static const struct {
    const char *table, *start, *ends;
} function_keys[] = {
    {"intel", "\x1b[O", "PQwxtuqrpM"},
    {"alternate", "\x1b", "1234567890!@"},
    {"vt100", "\x1bO", "PQRSTUVWXYZ["},
};

void setup_begin(struct pc *pc)
{
    pc->line_size = 0;
    if (pc->boot.serial)
        pc_print(pc,
                 "\x1b[2J\x1b[1;1H\x1b[7m  Example BIOS Setup  \x1b[0m\x1b[3;3H> Main\x1b[4;3H  "
                 "Boot\x1b[5;3H  Exit\x1b[24;1HF10 saves and exits");
}

/* 0: not a key; else its length. `more`: it may be the beginning of one. */
static size_t function_key(const struct pc *pc, const char *line, unsigned *number, bool *more)
{
    for (size_t i = 0; i < sizeof function_keys / sizeof *function_keys; i++) {
        size_t size = strlen(function_keys[i].start);
        const char *end;

        if (strcmp(function_keys[i].table, pc->keys) != 0)
            continue;
        if (pc->line_size <= size) {
            *more |= strncmp(line, function_keys[i].start, pc->line_size) == 0;
            continue;
        }
        if (strncmp(line, function_keys[i].start, size) != 0 ||
            (end = strchr(function_keys[i].ends, line[size])) == NULL)
            continue;
        *number = (unsigned)(end - function_keys[i].ends) + 1;
        return size + 1;
    }
    return 0;
}

static void show(struct pc *pc, const char *name)
{
    if (pc->boot.serial)
        pc_print(pc, "\x1b[20;3HKey: %s\x1b[K", name);
    pc->line_size = 0;
}

void setup_type(struct pc *pc, unsigned char byte)
{
    unsigned number = 0;
    bool more = false;
    char name[80];

    pc->line[pc->line_size++] = (char)byte;
    pc->line[pc->line_size] = '\0';
    if (function_key(pc, pc->line, &number, &more) > 0) {
        snprintf(name, sizeof name, "F%u", number);
        show(pc, name);
        if (number == 10)
            pc_reset(pc);
        return;
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (strcmp(keys[i].sequence, pc->line) == 0) {
            show(pc, keys[i].name);
            return;
        }
        more |= strncmp(keys[i].sequence, pc->line, pc->line_size) == 0;
    }
    if (more)
        return;
    strcpy(name, "unknown");
    for (size_t i = 0; i < pc->line_size && i < 16; i++)
        snprintf(name + strlen(name), sizeof name - strlen(name), " %02X",
                 (unsigned char)pc->line[i]);
    show(pc, name);
}
