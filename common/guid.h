/*
 * The 16 bytes that say which PC this is: the SMBIOS type 1 UUID.
 *
 * Kept in raw SMBIOS order, as AMT's PlatformGUID prints it: the first three fields (4, 2 and 2
 * bytes) little-endian, the last eight bytes as they are. The text form is the usual 8-4-4-4-12 in
 * lower case with those fields swapped: 44454C4C4B001042... is 4c4c4544-004b-4210-...
 */
#ifndef FCFH_COMMON_GUID_H
#define FCFH_COMMON_GUID_H

#include <stdbool.h>
#include <stddef.h>

#define GUID_BYTES     16
#define GUID_TEXT_SIZE 37 /* 36 characters and the NUL */

struct guid {
    unsigned char raw[GUID_BYTES];
};

void guid_format(const struct guid *guid, char text[GUID_TEXT_SIZE]);

/* Accepts 8-4-4-4-12 in either case: the whole string or nothing. */
bool guid_parse(const char *text, struct guid *guid);

/* Accepts 32 hexadecimal digits as PlatformGUID gives them (raw order): all of text[len]. */
bool guid_parse_raw_hex(const char *text, size_t len, struct guid *guid);

/* The same machine read in the other byte order. */
struct guid guid_swapped(const struct guid *guid);

bool guid_equal(const struct guid *a, const struct guid *b);

/* Equal in either byte order: senders of PETs disagree on it. */
bool guid_equal_any_order(const struct guid *a, const struct guid *b);

/* False for values that many machines share and that therefore identify none: SMBIOS's values for
 * "not set", and those of boards whose maker never set it; in either order. */
bool guid_is_unique(const struct guid *guid);

#endif
