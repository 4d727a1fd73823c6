/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. A path whose parts only root can write cannot change between this
 * look and the keeper's exec, so the two need not be one. */
#include "agent/sys/script_security.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/sys/account.h"

enum { LINKS_MAX = 16 };

static const char default_user[] = "fairlead_script";

struct script_policy
script_policy_of(const char *user, const char *group, bool secure)
{
	struct script_policy policy = {user, group, secure};
	struct account account;

	if (!user && account_find(default_user, NULL, &account) == 0)
		policy.user = default_user;
	return policy;
}

const char *
script_user(const struct script_policy *policy, const char *user)
{
	return user ? user : policy->user;
}

const char *
script_group(const struct script_policy *policy, const char *user, const char *group)
{
	return user ? group : policy->group;
}

__attribute__((format(printf, 2, 3))) static bool
refuse(char *why, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(why, SCRIPT_WHY_SIZE, fmt, args); /* cut: for a person */
	va_end(args);
	return false;
}

/* One folder, link or file on the way. */
static bool
part_safe(const char *part, const struct stat *st, char *why)
{
	bool sticky = S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX);

	if (st->st_uid != 0)
		return refuse(why, "%.120s belongs to uid %u, not to root", part,
		    (unsigned)st->st_uid);
	if (S_ISLNK(st->st_mode) || sticky)
		return true; /* a link has no mode of its own */
	if (st->st_mode & S_IWOTH)
		return refuse(why, "%.120s can be written by anyone", part);
	if ((st->st_mode & S_IWGRP) && st->st_gid != 0)
		return refuse(
		    why, "%.120s can be written by gid %u", part, (unsigned)st->st_gid);
	return true;
}

/* `part` (a prefix of `path`) is a link: the path with the link's target in its place.
 */
static bool
follow(const char *part, const char *rest, char *out, char *why)
{
	char target[PATH_MAX];
	ssize_t len = readlink(part, target, sizeof(target) - 1);
	const char *slash = strrchr(part, '/');
	int made;

	if (len < 0)
		return refuse(why, "%.120s: %s", part, strerrordesc_np(errno));
	target[len] = '\0';
	if (target[0] == '/')
		made = snprintf(out, PATH_MAX, "%s%s", target, rest);
	else
		made = snprintf(out, PATH_MAX, "%.*s/%s%s", (int)(slash - part), part,
		    target, rest);
	if (made < 0 || made >= PATH_MAX)
		return refuse(why, "%.120s: its target is too long", part);
	return true;
}

/* Walk from the root. 1: safe to the end, which has `mode`; 0: refused; -1: a link,
 * `next` is the path to walk instead. */
static int
walk(const char *path, mode_t *mode, char *next, char *why)
{
	char part[PATH_MAX];
	struct stat st = {0};
	size_t at = 0;

	while (path[at]) {
		at += 1 + strcspn(path + at + 1, "/");
		memcpy(part, path, at);
		part[at] = '\0';
		if (lstat(part, &st) < 0)
			return refuse(why, "%.120s: %s", part, strerrordesc_np(errno));
		if (!part_safe(part, &st, why))
			return 0;
		if (S_ISLNK(st.st_mode))
			return follow(part, path + at, next, why) ? -1 : 0;
	}
	if (!S_ISREG(st.st_mode))
		return refuse(why, "%.120s is not a file", path);
	*mode = st.st_mode;
	return 1;
}

static bool
path_safe(const char *path, mode_t *mode, char *why)
{
	char now[PATH_MAX], next[PATH_MAX];
	int rc = -1;

	if (path[0] != '/')
		return refuse(why, "%.120s is not an absolute path", path);
	if (strlen(path) >= sizeof(now))
		return refuse(why, "its path is too long");
	memcpy(now, path, strlen(path) + 1);
	for (unsigned links = 0; rc < 0; links++) {
		if (links > LINKS_MAX)
			return refuse(why, "%.120s: too many links", path);
		rc = walk(now, mode, next, why);
		if (rc < 0)
			memcpy(now, next, strlen(next) + 1);
	}
	return rc == 1;
}

bool
script_file_safe(const char *path, char *why)
{
	mode_t mode;

	return path_safe(path, &mode, why);
}

bool
script_path_safe(const char *path, char *why)
{
	mode_t mode;

	if (!path_safe(path, &mode, why))
		return false;
	if (!(mode & (S_IXUSR | S_IXGRP | S_IXOTH)))
		return refuse(why, "%.120s is not executable", path);
	return true;
}

bool
script_allowed(
    const struct script_policy *policy, const char *path, const char *user, char *why)
{
	const char *runs_as = script_user(policy, user);
	struct account account = {.uid = geteuid()};

	if (!policy->secure)
		return true;
	if (runs_as && account_find(runs_as, NULL, &account) < 0)
		return refuse(why, "there is no user %.60s", runs_as);
	return account.uid != 0 || script_path_safe(path, why);
}
