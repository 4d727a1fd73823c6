/* SPDX-License-Identifier: Apache-2.0 */
/* A user and a group by name or number. E. */
#ifndef AGENT_SYS_ACCOUNT_H
#define AGENT_SYS_ACCOUNT_H

#include <stdbool.h>
#include <sys/types.h>

struct account {
	uid_t uid;
	gid_t gid;
	bool has_gid; /* false: a number without an account, and no group said */
};

/* `group` NULL or "": the user's own. A name that is all digits is the number itself,
 * whether it has an account or not. 0, or -ENOENT for what is neither. */
int account_find(const char *user, const char *group, struct account *out);

/* The group alone; fills gid. */
int account_find_group(const char *group, struct account *out);

#endif
