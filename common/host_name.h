/* Valid names of machines and of users, checked before anything is sent anywhere. Pure. */
#ifndef FCFH_COMMON_HOST_NAME_H
#define FCFH_COMMON_HOST_NAME_H

#include <stdbool.h>

#include "common/err.h"

#define HOST_NAME_SIZE 256 /* a DNS name has at most 253 characters */
#define USER_NAME_SIZE 64

/* A host name (letters, digits, '-', '_', labels of at most 63 and 253 characters in all), an IPv4
 * address as a dotted quad, or an IPv6 address, with or without [] and with or without a zone
 * ("[fe80::1%eth0]"). A name whose last label is a number is refused: it would be taken for an
 * address that nobody meant. False with ERR_USAGE in e, which quotes host: clean it before showing
 * it. */
bool host_is_valid(const char *host, struct err *e);

/* A host name with a dot in it, made of letters, digits, hyphens and dots alone: fit for DNS, a URL
 * and a line of /etc/hosts. Not an address. */
bool host_is_fqdn(const char *host);

/* 1 to 63 visible ASCII characters or blanks, without ':', which ends the user in HTTP. False with
 * ERR_USAGE in e. */
bool user_is_valid(const char *user, struct err *e);

/* A valid host without its brackets, if any: in the form for a look-up. */
void host_strip_brackets(const char *host, char bare[HOST_NAME_SIZE]);

/* The same text for all spellings of one host: addresses in canonical form, names in lower case and
 * without a final dot. For an invalid host, its first characters. */
void host_normalize(const char *host, char key[HOST_NAME_SIZE]);

#endif
