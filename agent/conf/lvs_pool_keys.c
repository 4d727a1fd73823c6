/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps a pool in work when its real servers fail, come back or waver: words of
 * virtual_server, and of real_server. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_rows.h"
#include "agent/conf/lvs_words.h"

/* ---- flap_damping ---- */

static void
flap_defaults(void *into)
{
	*(struct model_flap *)into = (struct model_flap){.changes = 5,
	    .within_ms = 60 * 1000,
	    .hold_ms = 30 * 1000,
	    .hold_max_ms = 600 * 1000};
}

static void
flap_finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	struct model_flap *flap = into;

	if (flap->hold_ms <= flap->hold_max_ms)
		return;
	conf_mistake(reader, (struct conf_at){conf_line_of(node, "hold"), 1}, "range",
	    "read as hold_max", "hold is longer than hold_max");
	flap->hold_ms = flap->hold_max_ms;
}

static const struct conf_key flap_rows[] = {
    ROW_IN("changes", CONF_UINT, struct model_flap, changes, 2, MODEL_FLAP_CHANGES_MAX,
	"of what its checks say, up or down, so many are too often (default 5)"),
    ROW_IN("within", CONF_MS, struct model_flap, within_ms, 1000, LVS_SECONDS_MAX_MS,
	"seconds in which they happen (default 60)"),
    ROW_IN("hold", CONF_MS, struct model_flap, hold_ms, 1000, LVS_SECONDS_MAX_MS,
	"seconds it is held down the first time, then twice as long each time (default "
	"30)"),
    ROW_IN("hold_max", CONF_MS, struct model_flap, hold_max_ms, 1000,
	LVS_SECONDS_MAX_MS,
	"seconds at most; who was calm for so long is held for hold again (default "
	"600)"),
};

static const struct conf_block flap_block = {ROWS(flap_rows),
    .size = sizeof(struct model_flap), .defaults = flap_defaults,
    .finish = flap_finish};

static void
write_flap(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_flap *flap =
	    &((const struct model_virtual_server *)from)->flap;

	if (!flap->changes)
		return;
	conf_write_open(writer, key->word, NULL);
	conf_dump_rows(writer, &flap_block, flap, SIZE_MAX);
	conf_write_close(writer);
}

/* ---- a virtual server ---- */

static const struct conf_key pool_rows[] = {
    ROW_IN("panic_threshold", CONF_UINT, struct raw_virtual, m.panic_percent, 1, 100,
	"PERCENT: when fewer of the real servers are fit, all are used rather than "
	"drown the rest; without a sorry server, or while it does not serve (default: "
	"never)"),
    ROW_IN("slow_start", CONF_MS, struct raw_virtual, m.slow_start_ms, 1000,
	LVS_SECONDS_MAX_MS,
	"seconds in which the weight of a real server that comes back grows from 1, in "
	"ten steps (default: at once)"),
    ROW_OF(.word = "flap_damping", .type = CONF_BLOCK, .block = &flap_block,
	.place = offsetof(struct raw_virtual, m.flap), .write = write_flap,
	.help = "{ ... }: a real server whose checks change their mind too often is "
		"held down, unless there is no quorum without it (default: off)"),
    ROW("ha_suspend", CONF_FLAG, struct raw_virtual, m.ha_suspend,
	"its checks pause while none of its addresses is on this host; those of a "
	"firewall mark never do (default off)"),
};

const struct conf_block lvs_pool_block = {
    ROWS(pool_rows), .size = sizeof(struct raw_virtual)};

/* ---- a real server ---- */

static void
write_tier(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	uint8_t tier = ((const struct model_real_server *)from)->tier;
	char text[CONF_NUMBER_SIZE];

	if (tier)
		conf_write(writer, key->word, conf_number(text, tier), NULL);
}

static const struct conf_key tier_rows[] = {
    ROW_OF(.word = "tier", .type = CONF_U8, .place = offsetof(struct raw_real, m.tier),
	.min = 0, .max = 255, .write = write_tier,
	.help = "it stands by while those of lower tiers have the quorum together "
		"(default 0)"),
};

const struct conf_block lvs_tier_block = {
    ROWS(tier_rows), .size = sizeof(struct raw_real)};

/* ---- what does not go together ---- */

static bool
is_one_of(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return false;
}

static bool
has_tiers(const struct raw_virtual *raw)
{
	const struct model_real_server *servers = raw->real_servers.items;

	for (size_t i = 0; i < raw->real_servers.len; i++)
		if (servers[i].tier)
			return true;
	return false;
}

void
lvs_check_pool(struct conf_reader *reader, const struct conf_node *node,
    const struct raw_virtual *raw)
{
	static const char *const unweighted[] = {"rr", "lc", "dh", "fo", NULL};
	static const char *const hashing[] = {"sh", "dh", NULL};
	const char *scheduler = raw->m.scheduler;

	if (raw->m.slow_start_ms && is_one_of(scheduler, unweighted))
		conf_warning(reader, conf_line_of(node, "slow_start"), 0, "conflict",
		    "lb_algo %s does not share by weight: slow_start does nothing good",
		    scheduler);
	if (raw->m.ha_suspend && raw->m.fwmark)
		conf_warning(reader, conf_line_of(node, "ha_suspend"), 0, "conflict",
		    "ha_suspend means nothing with a fwmark: it has no address");
	if (has_tiers(raw) && is_one_of(scheduler, hashing))
		conf_warning(reader, node, 0, "conflict",
		    "lb_algo %s gives connections to those that stand by, too, and "
		    "drops them: tier needs another, as mh",
		    scheduler);
}
