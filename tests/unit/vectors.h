/*
 * Traps that several tests need. The octets are written as snmptrapd writes them, pairs of digits.
 *
 * CALL is made up (no capture of a call has been published); the others were published by people
 * who asked about them: two of a PC and those of management controllers of four makers.
 */
#ifndef FCFH_TESTS_UNIT_VECTORS_H
#define FCFH_TESTS_UNIT_VECTORS_H

#include <stddef.h>

#include "common/hex.h"

#define CALL_TRAP    12677376u
#define CALL_LINE_1  "33 22 11 00 55 44 77 66 88 99 AA BB CC DD EE FF"
#define CALL_LINE_2  "00 01 18 C3 C5 F0 FF FF 58 58 02 FF FF 26 61 AA"
#define CALL_LINE_3  "30 00 00 00 00 00 00 19 00 00 01 57 00 00 C1"
#define CALL_OCTETS  CALL_LINE_1 " " CALL_LINE_2 " " CALL_LINE_3
#define CALL_WRAPPED CALL_LINE_1 " \n" CALL_LINE_2 " \n" CALL_LINE_3 " "
#define CALL_UUID    "00112233-4455-6677-8899-aabbccddeeff"

#define PROGRESS_TRAP 1011458u
#define PROGRESS_OCTETS                                                                            \
    "FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF\n"                                            \
    "00 1E 18 C3 C5 F0 FF FF 50 68 08 FF FF 03 00 40\n"                                            \
    "19 00 00 00 00 00 00 FF 00 00 04 1A 00 01 C1"

#define NO_MEDIA_TRAP 1994496u
#define NO_MEDIA_OCTETS                                                                            \
    "FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF\n"                                            \
    "00 61 18 C3 C9 B9 FF FF 50 68 20 FF FF 04 00 40\n"                                            \
    "00 00 00 00 00 00 00 FF 00 00 04 1A 00 01 C1"

#define INTRUSION_TRAP 356096u
#define INTRUSION_OCTETS                                                                           \
    "44 45 4C 4C 50 00 10 59 80 43 B2 C0 4F 33 33 58 \n"                                           \
    "00 42 19 EE AB 64 FF FF 20 20 00 41 73 18 00 80 \n"                                           \
    "01 FF 00 00 00 00 00 19 00 00 02 A2 01 00 C1 "

#define IMM_TRAP 814848u
#define IMM_OCTETS                                                                                 \
    "E7 EB 93 8E 07 4D 11 E1 A5 6C 5C F3 FC 30 46 24  00 53 1A FD 41 F6 FF FF 20 20 02 81 53 00 "  \
    "00 00  FF FF 00 00 00 00 00 19 00 00 4F 4D 01 61 C1"

#define OEM_TRAP 0u
#define OEM_OCTETS                                                                                 \
    "43 30 30 31 4D 53 AC 1F 6B B7 30 44 00 00 00 00 00 04 32 E4 E4 6E FF FF 20 20 02 00 00 00 "   \
    "00 00 00 00 00 00 00 00 00 19 7C 2A 00 00 34 08 80 00 01 00 C1"

#define BMC_TRAP 415761u
#define BMC_OCTETS                                                                                 \
    "3C A7 56 85 08 C5 11 D7 C3 A2 00 04 23 BC AC 12 51 14 11 72 38 58 FF FF 20 20 00 10 83 07 "   \
    "01 41 0F FF 00 00 00 00 00 19 00 00 01 57 00 22 C1"

/* The octets that pairs of digits represent; anything that is not a digit separates them. */
static inline size_t vector_octets(const char *pairs, unsigned char *out, size_t size)
{
    size_t count = 0;
    while (*pairs != '\0' && count < size) {
        int byte = hex_byte(pairs);
        if (byte >= 0)
            out[count++] = (unsigned char)byte;
        pairs += byte >= 0 ? 2 : 1;
    }
    return count;
}

#endif
