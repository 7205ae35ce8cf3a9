/* A serial number as it is read out over the phone. */
#ifndef FCFH_SUPPORT_QUEUE_GUI_SPELL_H
#define FCFH_SUPPORT_QUEUE_GUI_SPELL_H

#include <stddef.h>

/* "CZC70069" as "C Z C   7 0 0   6 9": letters apart from digits, three at a time. */
void spell_groups(const char *text, char *out, size_t size);

/* "Charlie Zulu Charlie, seven zero zero, six nine", so that O is not taken for 0, I for 1 or B for
 * 8. What is neither a letter nor a digit of ASCII gets the name that people know, "dash", and if
 * it has none it is left as it is. */
void spell_phonetic(const char *text, char *out, size_t size);

#endif
