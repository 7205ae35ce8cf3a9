/* Whether two answers of AMT are from one machine. A UUID does not tell: many machines share some;
 * nor does a realm: two machines were seen with one. Nothing here touches a file. */
#ifndef FCFH_SUPPORT_QUEUE_DB_SAME_MACHINE_H
#define FCFH_SUPPORT_QUEUE_DB_SAME_MACHINE_H

/* What a machine showed and told; "" for what it did not. A serial number that is a placeholder
 * counts as not told; of one that is not legible in part nobody knows whether it is equal. */
struct machine_marks {
    const char *key;
    const char *serial; /* of the board, where the system's is a placeholder */
};

/* CANNOT_TELL: a person decides. */
enum same { SAME_MACHINE, ANOTHER_MACHINE, CANNOT_TELL };

enum same same_machine(const struct machine_marks *a, const struct machine_marks *b);

#endif
