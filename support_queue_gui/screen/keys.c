#include "support_queue_gui/screen/keys.h"

static const struct key keys[] = {
    {ACTION_DOWN, "Down, j", "next client", "", false, false, SPECIAL_DOWN, 'j'},
    {ACTION_UP, "Up, k", "client before", "", false, false, SPECIAL_UP, 'k'},
    {ACTION_PAGE_DOWN, "PgDn, Space", "next page", "", false, false, SPECIAL_PAGE_DOWN, ' '},
    {ACTION_PAGE_UP, "PgUp", "page before", "", false, false, SPECIAL_PAGE_UP, 0},
    {ACTION_FIRST, "Home, g", "first client", "", false, false, SPECIAL_HOME, 'g'},
    {ACTION_LAST, "End, G", "last client", "", false, false, SPECIAL_END, 'G'},
    {ACTION_UNDO, "u", "take back the last change", "u undo", true, false, 'u', 0},
    {ACTION_OPEN, "Enter", "all that is known of the client", "Enter details", false, true,
     SPECIAL_ENTER, 0},
    {ACTION_TICKET, "t", "ticket: find its clients, or put it on this client", "t ticket", false,
     false, 't', 0},
    {ACTION_CLEAR, "c", "take the ticket off the client", "c clear", true, true, 'c', 0},
    {ACTION_MANAGE, "m", "manage: run a tool on the client", "m manage", true, true, 'm', 0},
    {ACTION_SEARCH, "/", "search", "/ search", false, false, '/', 0},
    {ACTION_NEXT, "n", "next that fits the search", "", false, false, 'n', 0},
    {ACTION_PREVIOUS, "N", "the one before that fits the search", "", false, false, 'N', 0},
    {ACTION_FILTER, "f", "show only clients with a text, as you type", "f filter", false, false,
     'f', 0},
    {ACTION_BACK, "Esc", "back; show all clients again", "", false, false, SPECIAL_ESCAPE, 0},
    {ACTION_SORT, "s", "sort by the next column", "s sort", false, false, 's', 0},
    {ACTION_REVERSE, "S", "sort the other way round", "", false, false, 'S', 0},
    {ACTION_IDENTIFY, "i", "ask the client's AMT again who it is", "i identify", true, true, 'i',
     0},
    {ACTION_CONFIRM, "v", "the caller read out the serial number (asks)", "v confirm", true, true,
     'v', 0},
    {ACTION_ADD, "a", "add a client by its address", "a add", true, false, 'a', 0},
    {ACTION_COPY, "y", "copy the serial number to the clipboard", "y copy", false, true, 'y', 0},
    {ACTION_RESCAN, "r", "look at the whole queue again", "", false, false, 'r', 0},
    {ACTION_OUTPUT, "o", "what background tools have said", "", false, false, 'o', 0},
    {ACTION_BELL, "b", "ring the bell when somebody calls, or not", "", false, false, 'b', 0},
    {ACTION_DELETE, "x", "delete the client from the queue (asks)", "x delete", true, true, 'x', 0},
    {ACTION_HELP, "?, F1", "this help", "? help", false, false, '?', SPECIAL_HELP},
    {ACTION_QUIT, "q", "quit", "q quit", false, false, 'q', 0},
};

const struct key *keys_all(size_t *count)
{
    *count = sizeof keys / sizeof keys[0];
    return keys;
}

const struct key *keys_find(enum action action)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].action == action)
            return &keys[i];
    return &keys[0];
}

enum action keys_action(long key)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0] && key != 0; i++)
        if (keys[i].key == key || keys[i].other_key == key)
            return keys[i].action;
    return ACTION_NONE;
}
