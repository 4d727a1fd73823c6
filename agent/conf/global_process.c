/* SPDX-License-Identifier: Apache-2.0 */
/* Words of global_defs about the process: what it runs first and last, and how. P. */
#include <stdio.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

enum { UMASK_MAX = 0777, SCRIPT_MS = 10000, SCRIPT_MAX_MS = 1000 * 1000 };

/* As umask(1) takes it: octal digits. */
static void
read_umask(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	const char *word = conf_word(node, 1);
	uint32_t mask = 0;

	(void)key;
	conf_no_more_words(reader, node, 2);
	if (!word) {
		conf_missing_value(reader, node, "an octal number");
		return;
	}
	for (const char *c = word; *c; c++) {
		if (*c < '0' || *c > '7' || (mask << 3) > UMASK_MAX) {
			conf_error(reader, node, 1, "range",
			    "umask is octal, from 0 to 777, not '%s'", word);
			return;
		}
		mask = mask << 3 | (uint32_t)(*c - '0');
	}
	((struct raw_global *)into)->m.process.umask = mask;
}

static void
write_umask(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t mask = ((const struct raw_global *)from)->m.process.umask;
	char text[CONF_NUMBER_SIZE];

	if (mask == CONF_UNSET)
		return;
	(void)snprintf(text, sizeof(text), "%03o", mask); /* fits: three digits */
	conf_write(writer, key->word, text, NULL);
}

static void
write_timeout(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint32_t ms =
	    *(const uint32_t *)(const void *)((const char *)from + key->place);
	char text[CONF_NUMBER_SIZE];

	if (ms != SCRIPT_MS)
		conf_write(writer, key->word, conf_seconds(text, ms, 1000), NULL);
}

#define ROW_TIMEOUT(w, member, h)                                                      \
  ROW_OF(.word = (w), .type = CONF_MS, .min = 1000, .max = SCRIPT_MAX_MS,              \
      .place = offsetof(struct raw_global, m.process.member), .write = write_timeout,  \
      .help = (h))

static const struct conf_key process_rows[] = {
    ROW("startup_script", CONF_COMMAND, struct raw_global, m.process.startup,
	"COMMAND [USER [GROUP]]: run before all else; it is waited for (default: "
	"none)"),
    ROW_TIMEOUT("startup_script_timeout", startup_timeout_ms,
	"seconds until it is killed and the start goes on (default 10)"),
    ROW("shutdown_script", CONF_COMMAND, struct raw_global, m.process.shutdown,
	"COMMAND [USER [GROUP]]: run last of all, as the file said at the start "
	"(default: none)"),
    ROW_TIMEOUT("shutdown_script_timeout", shutdown_timeout_ms,
	"seconds until it is killed (default 10)"),
    ROW("set_supplementary_groups", CONF_FLAG, struct raw_global,
	m.process.supplementary_groups,
	"scripts have all the groups of their user, from the start on (default: only "
	"one)"),
    ROW_BY("umask", struct raw_global, m.process.umask, read_umask, write_umask,
	"OCTAL: of files that are made, from the start on (default: as inherited)"),
    ROW("default_interface", CONF_IFNAME, struct raw_global, default_interface,
	"IF: of static addresses without dev (default: none, dev must be said)"),
    ROW_IN("random_seed", CONF_UINT, struct raw_global, m.process.random_seed, 0,
	UINT32_MAX - 1,
	"the jitter of checks is the same after each start (default: another)"),
};

const struct conf_block global_process_block = {
    ROWS(process_rows), .size = sizeof(struct raw_global)};

void
conf_process_start(struct model_process *process)
{
	process->startup_timeout_ms = process->shutdown_timeout_ms = SCRIPT_MS;
	process->umask = process->random_seed = CONF_UNSET;
}
