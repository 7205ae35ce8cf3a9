/* Where a program of this project finds another one. */
#ifndef FCFH_COMMON_SIBLING_H
#define FCFH_COMMON_SIBLING_H

#include <stddef.h>

/* Next to the running program (in a build directory), else below the directory that it was
 * installed for. The result may name a missing file; running it will tell. */
void sibling_path(const char *name, const char *installed_dir, char *path, size_t size);

#endif
