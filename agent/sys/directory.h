/* SPDX-License-Identifier: Apache-2.0 */
/* Directories that we need: /run/fairlead, /var/lib/fairlead. E. */
#ifndef AGENT_SYS_DIRECTORY_H
#define AGENT_SYS_DIRECTORY_H

/* Make `path` and what is missing above it, mode 0755. 0 or -errno; one that is there
 * is fine. */
int directory_make(const char *path);

/* The same for the directory that `path` lies in. */
int directory_make_parents(const char *path);

#endif
