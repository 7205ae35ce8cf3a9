#include "support_queue_gui/screen/keys.h"

static const struct key keys[] = {
    {ACTION_DOWN, "Down, j", "next client", "", false, false},
    {ACTION_UP, "Up, k", "client before", "", false, false},
    {ACTION_PAGE_DOWN, "PgDn, Space", "next page", "", false, false},
    {ACTION_PAGE_UP, "PgUp", "page before", "", false, false},
    {ACTION_FIRST, "Home, g", "first client", "", false, false},
    {ACTION_LAST, "End, G", "last client", "", false, false},
    {ACTION_UNDO, "u", "take back the last change", "u undo", true, false},
    {ACTION_OPEN, "Enter", "all that is known of the client", "Enter details", false, true},
    {ACTION_TICKET, "t", "ticket: find its clients, or put it on this client", "t ticket", false,
     false},
    {ACTION_CLEAR, "c", "take the ticket off the client", "c clear", true, true},
    {ACTION_MANAGE, "m", "manage: run a tool on the client", "m manage", true, true},
    {ACTION_SEARCH, "/", "search", "/ search", false, false},
    {ACTION_NEXT, "n", "next that fits the search", "", false, false},
    {ACTION_PREVIOUS, "N", "the one before that fits the search", "", false, false},
    {ACTION_FILTER, "f", "show only clients with a text, as you type", "f filter", false, false},
    {ACTION_BACK, "Esc", "back; show all clients again", "", false, false},
    {ACTION_SORT, "s", "sort by the next column", "s sort", false, false},
    {ACTION_REVERSE, "S", "sort the other way round", "", false, false},
    {ACTION_IDENTIFY, "i", "ask the client's AMT again who it is", "i identify", true, true},
    {ACTION_ADD, "a", "add a client by its address", "a add", true, false},
    {ACTION_COPY, "y", "copy the serial number to the clipboard", "y copy", false, true},
    {ACTION_RESCAN, "r", "look at the whole queue again", "", false, false},
    {ACTION_OUTPUT, "o", "what background tools have said", "", false, false},
    {ACTION_BELL, "b", "ring the bell when somebody calls, or not", "", false, false},
    {ACTION_DELETE, "x", "delete the client from the queue (asks)", "x delete", true, true},
    {ACTION_HELP, "?, F1", "this help", "? help", false, false},
    {ACTION_QUIT, "q", "quit", "q quit", false, false},
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
    static const struct {
        long key;
        enum action action;
    } bindings[] = {
        {SPECIAL_DOWN, ACTION_DOWN},
        {'j', ACTION_DOWN},
        {SPECIAL_UP, ACTION_UP},
        {'k', ACTION_UP},
        {SPECIAL_PAGE_DOWN, ACTION_PAGE_DOWN},
        {' ', ACTION_PAGE_DOWN},
        {SPECIAL_PAGE_UP, ACTION_PAGE_UP},
        {SPECIAL_HOME, ACTION_FIRST},
        {'g', ACTION_FIRST},
        {SPECIAL_END, ACTION_LAST},
        {'G', ACTION_LAST},
        {SPECIAL_ENTER, ACTION_OPEN},
        {SPECIAL_ESCAPE, ACTION_BACK},
        {'/', ACTION_SEARCH},
        {'n', ACTION_NEXT},
        {'N', ACTION_PREVIOUS},
        {'f', ACTION_FILTER},
        {'s', ACTION_SORT},
        {'S', ACTION_REVERSE},
        {'t', ACTION_TICKET},
        {'c', ACTION_CLEAR},
        {'m', ACTION_MANAGE},
        {'o', ACTION_OUTPUT},
        {'i', ACTION_IDENTIFY},
        {'r', ACTION_RESCAN},
        {'a', ACTION_ADD},
        {'x', ACTION_DELETE},
        {'u', ACTION_UNDO},
        {'y', ACTION_COPY},
        {'b', ACTION_BELL},
        {'?', ACTION_HELP},
        {SPECIAL_HELP, ACTION_HELP},
        {'q', ACTION_QUIT},
    };
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++)
        if (bindings[i].key == key)
            return bindings[i].action;
    return ACTION_NONE;
}
