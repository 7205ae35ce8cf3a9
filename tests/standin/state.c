#include "tests/standin/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the file and machine->state */
static const char *file;
static struct machine *all;
static size_t all_count;

static void describe(struct machine *machine)
{
    machine->state.size = 0;
    config_print(&machine->config, machine->where, &machine->state);
}

static bool write_all(int fd, const struct text *text)
{
    for (size_t done = 0; done < text->size;) {
        ssize_t size = write(fd, text->data + done, text->size - done);

        if (size < 0)
            return false;
        done += (size_t)size;
    }
    return true;
}

/* A reader of the file sees the state before or after a change, never a part of it. */
static bool write_file(void)
{
    struct text text = {0};
    char *other = xasprintf("%s.new", file);
    int fd = open(other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool good = fd >= 0;

    for (size_t i = 0; i < all_count; i++)
        text_add(&text, all[i].state.data, all[i].state.size);
    good = good && write_all(fd, &text);
    if (fd >= 0)
        good = close(fd) == 0 && good;
    good = good && rename(other, file) == 0;
    text_free(&text);
    free(other);
    return good;
}

bool state_open(const char *path, struct machine *machines, size_t count)
{
    bool good;

    if (path == NULL)
        return true;
    pthread_mutex_lock(&lock);
    file = path;
    all = machines;
    all_count = count;
    for (size_t i = 0; i < count; i++)
        describe(&machines[i]);
    good = write_file();
    pthread_mutex_unlock(&lock);
    return good;
}

void state_save(struct machine *machine)
{
    if (file == NULL)
        return;
    pthread_mutex_lock(&lock);
    describe(machine);
    if (!write_file())
        perror("standin: --state");
    pthread_mutex_unlock(&lock);
}
