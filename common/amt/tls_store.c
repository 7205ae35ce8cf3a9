#include "common/amt/tls_store.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

/* The last one wanted: a program has one ca-file. It lives as long as the process. */
static struct {
    pthread_mutex_t lock;
    X509_STORE *store;
    char *ca_file;
    struct stat file; /* of ca_file when it was read */
} latest = {.lock = PTHREAD_MUTEX_INITIALIZER};

static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static enum err_code read_store(const char *ca_file, X509_STORE **store, struct err *e)
{
    *store = X509_STORE_new();
    if (*store == NULL)
        return err_nomem(e);
    bool system = ca_file[0] == '\0';
    /* As libcurl does it: one certificate in ca_file is enough, whoever signed that one. */
    if (X509_STORE_set_flags(*store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST) == 1 &&
        (system ? X509_STORE_set_default_paths(*store)
                : X509_STORE_load_locations(*store, ca_file, NULL)) == 1)
        return ERR_OK;
    ERR_clear_error();
    X509_STORE_free(*store);
    *store = NULL;
    return err_about(e, ERR_CONFIG, system ? NULL : ca_file, "%s",
                     system ? "the system's certificates cannot be read"
                            : "no certificates can be read from it");
}

static enum err_code renew(const char *ca_file, const struct stat *file, struct err *e)
{
    char *name = strdup(ca_file);
    X509_STORE *store = NULL;
    enum err_code code = name != NULL ? read_store(ca_file, &store, e) : err_nomem(e);
    if (code != ERR_OK) {
        free(name);
        return code;
    }
    X509_STORE_free(latest.store);
    free(latest.ca_file);
    latest.store = store;
    latest.ca_file = name;
    latest.file = *file;
    return ERR_OK;
}

enum err_code tls_store_get(const char *ca_file, void **store, struct err *e)
{
    struct stat file = {.st_size = 0};
    *store = NULL;
    if (ca_file[0] != '\0' && stat(ca_file, &file) != 0)
        return err_errno(e, ERR_CONFIG, "%s", ca_file);
    if (pthread_mutex_lock(&latest.lock) != 0)
        return err_set(e, ERR_INTERNAL, "a lock cannot be taken");
    enum err_code code = ERR_OK;
    if (latest.store == NULL || strcmp(latest.ca_file, ca_file) != 0 ||
        !is_same_file(&latest.file, &file))
        code = renew(ca_file, &file, e);
    if (code == ERR_OK && X509_STORE_up_ref(latest.store) == 1)
        *store = latest.store;
    (void)pthread_mutex_unlock(&latest.lock);
    return code != ERR_OK || *store != NULL ? code : err_nomem(e);
}

void tls_store_free(void *store)
{
    X509_STORE_free(store);
}
