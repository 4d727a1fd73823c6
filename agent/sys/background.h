/* SPDX-License-Identifier: Apache-2.0 */
/* Leaving the terminal that started us. E, keeper, before any thread. */
#ifndef AGENT_SYS_BACKGROUND_H
#define AGENT_SYS_BACKGROUND_H

#include <stdbool.h>

/* Go on in a child, with a session of its own and "/" as its folder. The parent waits:
 * it ends with 0 once background_release was called, and with 1 when the child ended
 * before that. Returns in the child, with a descriptor for background_release, or
 * -errno. */
int background_enter(void);

/* All is well so far: let the parent end, and go of the terminal (of standard error
 * only when not `keep_stderr`). 0 or -errno. */
int background_release(int fd, bool keep_stderr);

/* `path` as seen from the folder we are in now, for use in another; aborts without
 * memory. Yours to mem_free. NULL: this folder has no name (errno). */
char *background_path(const char *path);

#endif
