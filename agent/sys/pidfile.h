/* SPDX-License-Identifier: Apache-2.0 */
/* The pid file, which is also the lock against a second daemon. E, keeper. */
#ifndef AGENT_SYS_PIDFILE_H
#define AGENT_SYS_PIDFILE_H

/* Make the file and its directory, lock it, write our pid. The lock lasts as long as
 * this process or a child lives. 0 or -errno; -EWOULDBLOCK: another one holds it. */
int pidfile_take(const char *path);

/* Remove the file. */
void pidfile_drop(const char *path);

#endif
