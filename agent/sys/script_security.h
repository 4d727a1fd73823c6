/* SPDX-License-Identifier: Apache-2.0 */
/* As whom a script runs, and whether it may: with enable_script_security nothing runs
 * as root that somebody else could have written. E, control thread. */
#ifndef AGENT_SYS_SCRIPT_SECURITY_H
#define AGENT_SYS_SCRIPT_SECURITY_H

#include <stdbool.h>

enum { SCRIPT_WHY_SIZE = 200 };

/* For scripts that name no user of their own. All zero: as the keeper, anything goes.
 */
struct script_policy {
	const char *user, *group; /* borrowed; NULL: the keeper's own, root as a rule */
	bool secure;
};

/* From script_user and enable_script_security. No user: fairlead_script, where the
 * system has that account, as the manual says. `user` and `group` stay borrowed. */
struct script_policy script_policy_of(const char *user, const char *group, bool secure);

/* As whom it runs: the script's own words, else the policy's. */
const char *script_user(const struct script_policy *policy, const char *user);
const char *script_group(
    const struct script_policy *policy, const char *user, const char *group);

/* False when it must not be run; `why` (SCRIPT_WHY_SIZE bytes) then says so. What does
 * not exist or cannot be executed is refused here only if the policy is secure; else
 * the keeper finds out. */
bool script_allowed(
    const struct script_policy *policy, const char *path, const char *user, char *why);

/* Whether nobody but root can change what `path` leads to: every folder and link on the
 * way, and the file, are root's and not writable by another group or by all (a folder
 * with the sticky bit is fine). */
bool script_path_safe(const char *path, char *why);

/* The same of a file that need not be executable: a plug-in. */
bool script_file_safe(const char *path, char *why);

#endif
