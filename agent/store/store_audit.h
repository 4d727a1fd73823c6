/* SPDX-License-Identifier: Apache-2.0 */
/* Who changed what, or was refused: one JSON object a line, only ever appended. Full
 * files become NAME.1, NAME.2, ...; what is older than the last of them is gone. E,
 * control thread. */
#ifndef AGENT_STORE_STORE_AUDIT_H
#define AGENT_STORE_STORE_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct audit;

struct audit_limits {
	size_t file_bytes; /* of one file */
	unsigned files;    /* 2 at least: the current one and those that were full */
};

/* Of the file audit.log in `directory`, which is made by the first entry. Never NULL:
 * what cannot be written is counted, said once in the log, and told in the next entry
 * that can ("lost"). Entries are numbered from 1, over restarts. */
struct audit *audit_open(const char *directory, const struct audit_limits *limits);
void audit_free(struct audit *audit); /* NULL is fine */

/* `members` are those of a JSON object, without its braces and without "id". Handed to
 * the kernel, not waited for: an agent that is killed loses none, a host without power
 * may lose the last ones. */
void audit_add(struct audit *audit, const char *members);

/* Append at most `limit` entries that are older than `before` (0: any), the newest
 * first, with commas between. The id of the last one if there are older ones, else 0.
 * Lines that are no JSON are left out. */
uint64_t audit_read(
    const struct audit *audit, uint64_t before, size_t limit, struct buf *out);

struct audit_status {
	uint64_t entries, lost; /* since the agent began */
	bool writable;          /* as far as is known */
};

const struct audit_status *audit_status(const struct audit *audit);

#endif
