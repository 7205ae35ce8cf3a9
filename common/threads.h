/* For programs with a thread for each machine. */
#ifndef FCFH_COMMON_THREADS_H
#define FCFH_COMMON_THREADS_H

#include <pthread.h>
#include <stddef.h>

/* Before the first thread: many of them shall cost little. */
void threads_begin(void);

/* How many threads there can be descriptors for, that many each: wanted, or fewer, but one at
 * least. Raises the limit on descriptors as far as it has to and may. */
size_t threads_limit(size_t wanted, size_t descriptors_each);

/* Of threads with a small stack; 0, or an errno. The caller destroys them. */
int threads_attributes(pthread_attr_t *attributes);

#endif
