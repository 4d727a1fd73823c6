/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/account.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>

/* An all-digit name is the number itself; -1 when it is not. */
static long
number_of(const char *name)
{
	char *end;
	long value = strtol(name, &end, 10);

	return *name && !*end && value >= 0 ? value : -1;
}

int
account_find_group(const char *group, struct account *out)
{
	long number = number_of(group);
	const struct group *entry = number < 0 ? getgrnam(group) : NULL;

	if (number < 0 && !entry)
		return -ENOENT;
	out->gid = entry ? entry->gr_gid : (gid_t)number;
	out->has_gid = true;
	return 0;
}

int
account_find(const char *user, const char *group, struct account *out)
{
	long number = number_of(user);
	const struct passwd *entry =
	    number < 0 ? getpwnam(user) : getpwuid((uid_t)number);

	if (number < 0 && !entry)
		return -ENOENT;
	*out = (struct account){.uid = entry ? entry->pw_uid : (uid_t)number};
	if (group && *group)
		return account_find_group(group, out);
	if (entry) {
		out->gid = entry->pw_gid;
		out->has_gid = true;
	}
	return 0;
}
