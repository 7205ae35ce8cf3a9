/* For programs with one thread for each machine. */
#ifndef FCFH_COMMON_THREADS_H
#define FCFH_COMMON_THREADS_H

#include <pthread.h>
#include <stddef.h>

/* Call before the first thread: it makes many threads cheap. */
void threads_begin(void);

/* For how many threads there are enough descriptors, at so many each: `wanted` or fewer, but at
 * least one. Raises the limit on descriptors as far as needed and allowed. */
size_t threads_limit(size_t wanted, size_t descriptors_each);

/* Attributes of threads with a small stack; 0, or an errno. The caller destroys them. */
int threads_attributes(pthread_attr_t *attributes);

#endif
