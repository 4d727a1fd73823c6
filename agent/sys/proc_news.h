/* SPDX-License-Identifier: Apache-2.0 */
/* The kernel's news of processes, by the process connector. E, control thread. */
#ifndef AGENT_SYS_PROC_NEWS_H
#define AGENT_SYS_PROC_NEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum proc_news_kind {
	PROC_NEWS_NONE,   /* nothing that matters */
	PROC_NEWS_CAME,   /* forked, runs another program, or has another name */
	PROC_NEWS_WENT,   /* its main thread has ended */
	PROC_NEWS_LOST,   /* some were lost: look at all processes */
	PROC_NEWS_READY,  /* from here on there are news */
	PROC_NEWS_REFUSED /* there will be none: err */
};

struct proc_news {
	enum proc_news_kind kind;
	pid_t pid;
	int err; /* positive errno */
};

/* Ask for them: a descriptor to read from, or -errno; -EOPNOTSUPP in another namespace
 * than the host's. PROC_NEWS_READY or _REFUSED comes first; both come also when
 * somebody else asks. */
int proc_news_open(void);

/* The next one; false: nothing now. */
bool proc_news_read(int fd, struct proc_news *out);

/* Of one datagram of `len` bytes: PROC_NEWS_NONE for what it does not know. */
struct proc_news proc_news_decode(const void *bytes, size_t len);

#endif
