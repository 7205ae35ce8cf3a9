/* What snmptrapd's configuration says about our alerts: see snmptrapd.conf(5). */
#ifndef FCFH_AMT_CFG_CHECK_TRAPD_CONF_H
#define FCFH_AMT_CFG_CHECK_TRAPD_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "common/addr.h"

#define TRAPD_PATH_SIZE    256
#define TRAPD_FILES_MAX    16
#define TRAPD_NETWORKS_MAX 64

struct trapd_conf {
    char files[TRAPD_FILES_MAX][TRAPD_PATH_SIZE]; /* the files that were read */
    size_t file_count;
    char unread[TRAPD_PATH_SIZE]; /* the first that is named but was not read; "": none */
    int unread_errno;
    char handler[TRAPD_PATH_SIZE];      /* fcfh-collector, as traphandle names it for our alerts */
    char handler_conf[TRAPD_PATH_SIZE]; /* and its -c */
    bool community;                     /* our community, or any, may send them */
    char other[64];                     /* another community that may send them */
    bool from_anywhere;
    struct addr_net networks[TRAPD_NETWORKS_MAX]; /* from which our community may */
    size_t network_count;
    bool logs; /* names are looked up for each trap */
    bool hex;  /* outputOption x: then no trap can forge a line */
};

/* Adds what a file and those that it includes say, for traps of this community. */
void trapd_conf_read(struct trapd_conf *conf, const char *path, const char *community);

/* The same for a text; only trapd_conf_read opens the files that it includes. */
void trapd_conf_parse(struct trapd_conf *conf, const char *text, const char *community);

#endif
