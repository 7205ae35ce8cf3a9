/* What may name a machine and who may log in to it, before anything is sent anywhere. Pure. */
#ifndef FCFH_COMMON_HOST_NAME_H
#define FCFH_COMMON_HOST_NAME_H

#include <stdbool.h>

#include "common/err.h"

#define HOST_NAME_SIZE 256 /* a name of DNS has at most 253 characters */
#define USER_NAME_SIZE 64

/* A host name (letters, digits, '-', '_', labels of at most 63 and 253 characters in all), an IPv4
 * address as a dotted quad, or an IPv6 address, with or without [] and with or without a zone
 * ("[fe80::1%eth0]"). A name whose last label is a number is none: it would be taken for an address
 * that nobody meant. False with ERR_USAGE in e, which quotes host: clean it before it is shown. */
bool host_is_good(const char *host, struct err *e);

/* A host name with a dot within, of letters, digits, hyphens and dots alone: good for DNS, a URL
 * and a line of /etc/hosts. No address. */
bool host_is_full_name(const char *host);

/* 1 to 63 visible ASCII characters or blanks, without ':', which ends the user in HTTP. False with
 * ERR_USAGE in e. */
bool user_is_good(const char *user, struct err *e);

/* A good host without the brackets that it may have: as it is looked up. */
void host_bare(const char *host, char bare[HOST_NAME_SIZE]);

/* The same text for all spellings of one host: addresses in their one form, names in lower case and
 * without a dot at the end. Of what is no good host, its first characters. */
void host_key(const char *host, char key[HOST_NAME_SIZE]);

#endif
