/* Whether two of AMT's answers are from one machine. A UUID does not prove it, because many
 * machines share some; nor does a realm, because two machines were seen with one. Nothing here
 * touches a file. */
#ifndef FCFH_SUPPORT_QUEUE_DB_SAME_MACHINE_H
#define FCFH_SUPPORT_QUEUE_DB_SAME_MACHINE_H

/* What a machine showed and told; "" for what it did not. A placeholder counts as no serial number;
 * one with illegible parts cannot be compared. */
struct machine_marks {
    const char *key;
    const char *serial; /* of the board, if the system's is a placeholder */
};

/* CANNOT_TELL: a person must decide. */
enum same { SAME_MACHINE, ANOTHER_MACHINE, CANNOT_TELL };

enum same same_machine(const struct machine_marks *a, const struct machine_marks *b);

#endif
