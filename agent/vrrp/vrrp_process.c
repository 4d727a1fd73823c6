/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_process.h"

#include <string.h>

enum { COMM_MAX = 15 }; /* bytes of a short name: the kernel cuts the rest */

/* The word at *at, and *at moved past it; NULL: there is none. The last word may lack
 * its end: *len says how long it is. */
static const char *
next_word(const struct vrrp_process *process, size_t *at, size_t *len)
{
	const char *word = process->command + *at;
	const char *end;

	if (*at >= process->command_len)
		return NULL;
	end = memchr(word, '\0', process->command_len - *at);
	*len = end ? (size_t)(end - word) : process->command_len - *at;
	*at += *len + 1;
	return word;
}

static bool
is_word(const char *word, size_t len, const char *said, bool may_go_on)
{
	size_t said_len = strlen(said);

	if (may_go_on ? len < said_len : len != said_len)
		return false;
	return memcmp(word, said, said_len) == 0;
}

/* From the second word on. Exact: the same words. Initial: more may follow. Partial:
 * likewise, and the last one said may be the beginning of a longer one. */
static bool
params_match(const struct model_track_process *said, const struct vrrp_process *process)
{
	size_t at = 0, len;
	const char *word = next_word(process, &at, &len);
	bool partial = said->params == MODEL_MATCH_PARTIAL;

	if (!said->argv[1])
		return true;
	for (size_t i = 1; said->argv[i]; i++) {
		word = next_word(process, &at, &len);
		if (!word ||
		    !is_word(word, len, said->argv[i], partial && !said->argv[i + 1]))
			return false;
	}
	return said->params != MODEL_MATCH_EXACT || !next_word(process, &at, &len);
}

bool
vrrp_process_matches(
    const struct model_track_process *said, const struct vrrp_process *process)
{
	size_t at = 0, len = 0;
	const char *word;

	if (said->full_command) {
		word = next_word(process, &at, &len);
		if (!word || !is_word(word, len, said->argv[0], false))
			return false;
	} else if (strncmp(process->comm, said->argv[0], COMM_MAX) != 0) {
		return false;
	}
	return params_match(said, process);
}

bool
vrrp_process_enough(const struct model_track_process *said, size_t count)
{
	return count >= said->quorum && count <= said->quorum_max;
}
