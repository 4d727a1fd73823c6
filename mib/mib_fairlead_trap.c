/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_fairlead_trap.h"

#include <stddef.h>

#include "mib/mib_fairlead.h"
#include "mib/mib_fairlead_source.h"

/* ---- spelling out ---- */

enum { OBJECTS_MAX = 6 };

/* What a notification carries: a column of a table in the note's row, or with `table`
 * MIB_FAIRLEAD_TABLES the object of root.1.7 that has the note's detail. */
struct object {
	enum mib_fairlead_table table;
	uint32_t column; /* 0: no more objects */
};

#define INSTANCE(column)                                                               \
  {                                                                                    \
    MIB_FAIRLEAD_INSTANCES, column                                                     \
  }
#define POOL(column)                                                                   \
  {                                                                                    \
    MIB_FAIRLEAD_POOLS, column                                                         \
  }
#define SERVER(column)                                                                 \
  {                                                                                    \
    MIB_FAIRLEAD_SERVERS, column                                                       \
  }
#define AGENT(column)                                                                  \
  {                                                                                    \
    MIB_FAIRLEAD_AGENT, column                                                         \
  }
#define TOLD(number)                                                                   \
  {                                                                                    \
    MIB_FAIRLEAD_TABLES, number                                                        \
  }

/* OBJECTS of each, as in FAIRLEAD-MIB.txt. */
static const struct object objects[MIB_FAIRLEAD_NOTIFICATIONS][OBJECTS_MAX] = {
    [MIB_FAIRLEAD_FAILOVER] = {INSTANCE(7),   TOLD(MIB_FAIRLEAD_TOLD_BEFORE), INSTANCE(8),
			       INSTANCE(9), INSTANCE(13)},
    [MIB_FAIRLEAD_OVERRIDE_BEGUN] = {INSTANCE(24),  INSTANCE(28), INSTANCE(29),
			       INSTANCE(27)},
    [MIB_FAIRLEAD_OVERRIDE_ENDED] = {INSTANCE(24), INSTANCE(7)},
    [MIB_FAIRLEAD_REAL_SERVER] = {POOL(5),  SERVER(4), SERVER(5), SERVER(6), SERVER(7)},
    [MIB_FAIRLEAD_REAL_SERVERS] = {POOL(5), TOLD(MIB_FAIRLEAD_TOLD_CHANGES), POOL(17),
			       POOL(18)},
    [MIB_FAIRLEAD_SERVICE] = {POOL(5),             POOL(6), POOL(9), POOL(7), POOL(18)},
    [MIB_FAIRLEAD_DRIFT] = {AGENT(21) },
    [MIB_FAIRLEAD_MANY] = {TOLD(MIB_FAIRLEAD_TOLD_CHANGES)      },
};

/* The row of `table` that a note is about. */
static size_t
row_for(const struct mib_fairlead *source, const struct mib_note *note,
    enum mib_fairlead_table table)
{
	if (note->kind == MIB_FAIRLEAD_REAL_SERVER && table == MIB_FAIRLEAD_POOLS)
		return mib_fairlead_pool_of(source, note->row);
	return table == MIB_FAIRLEAD_AGENT ? 0 : note->row;
}

static void
bind_column(const struct mib_fairlead *source, const struct mib_note *note,
    const struct object *object, struct mib_trap *trap)
{
	const struct mib_table *table = &mib_fairlead_module.tables[object->table];
	struct mib_found *bind = &trap->binds[trap->binds_len];
	struct mib_oid name = table->entry;

	mib_oid_add(&name, object->column);
	table->index(source, row_for(source, note, object->table), &name);
	if (mib_get(&mib_fairlead_module, source, NULL, &name, bind))
		trap->binds_len++;
}

static void
bind_told(
    const struct mib_note *note, const struct object *object, struct mib_trap *trap)
{
	struct mib_oid name = mib_fairlead_oid(1, MIB_FAIRLEAD_TOLD);
	enum mib_type type =
	    object->column == MIB_FAIRLEAD_TOLD_BEFORE ? MIB_INTEGER : MIB_UNSIGNED32;

	mib_oid_add(&name, object->column);
	mib_oid_add(&name, 0);
	mib_trap_bind(trap, &name, type)->number = note->detail;
}

void
mib_fairlead_tell(const void *after, const struct mib_note *note, struct mib_trap *trap)
{
	const struct object *carried = objects[note->kind];

	trap->oid = mib_fairlead_oid(0, note->kind);
	for (size_t i = 0; i < OBJECTS_MAX && carried[i].column; i++)
		if (carried[i].table == MIB_FAIRLEAD_TABLES)
			bind_told(note, &carried[i], trap);
		else
			bind_column(after, note, &carried[i], trap);
}

/* ---- deciding ---- */

/* The difference while it is made. */
struct difference {
	const struct mib_fairlead *before, *after; /* before NULL: nothing was there */
	struct mib_notes *out;
	size_t notes;
	uint64_t more;  /* over the limit */
	size_t servers; /* real servers that changed, in all */
};

static void
add(struct difference *difference, const struct mib_note *note)
{
	if (difference->notes == MIB_FAIRLEAD_NOTES_MAX) {
		difference->more++;
		return;
	}
	difference->notes++;
	mib_notes_add(difference->out, note);
}

static void
add_row(struct difference *difference, uint16_t kind, size_t row, uint32_t detail)
{
	add(difference,
	    &(struct mib_note){.kind = kind, .row = (uint32_t)row, .detail = detail});
}

static void
differ_instance(struct difference *difference, size_t row)
{
	const struct view_vrrp *is = difference->after->instances[row];
	const struct view_vrrp *was = difference->before
	    ? mib_fairlead_find_instance(difference->before, is->name)
	    : NULL;
	enum vrrp_state state = was ? was->state : VRRP_INIT;
	enum vrrp_wish wish = was ? was->override : VRRP_WISH_NONE;

	if (is->state != state || (was && is->since_ms != was->since_ms))
		add_row(difference, MIB_FAIRLEAD_FAILOVER, row, (uint32_t)state + 1);
	if (is->override == VRRP_WISH_NONE) {
		if (wish != VRRP_WISH_NONE)
			add_row(difference, MIB_FAIRLEAD_OVERRIDE_ENDED, row, 0);
		return;
	}
	if (wish != is->override || was->override_begun_ms != is->override_begun_ms)
		add_row(difference, MIB_FAIRLEAD_OVERRIDE_BEGUN, row, 0);
}

static bool
rs_changed(const struct view_rs *was, const struct view_rs *is)
{
	return was->state != is->state || was->state_changes != is->state_changes;
}

/* Walk both lists, which have the same order: the next real server of `is` from *at on
 * that changed; false at the end. What is new has not changed. */
static bool
next_changed(
    const struct view_pool *was, const struct view_pool *is, size_t *at, size_t *was_at)
{
	for (; *at < is->real_servers_len; (*at)++) {
		const struct view_rs *rs = &is->real_servers[*at];

		while (*was_at < was->real_servers_len &&
		    mib_fairlead_rs_cmp(&was->real_servers[*was_at], rs) < 0)
			(*was_at)++;
		if (*was_at == was->real_servers_len)
			return false;
		if (mib_fairlead_rs_cmp(&was->real_servers[*was_at], rs) == 0 &&
		    rs_changed(&was->real_servers[*was_at], rs))
			return true;
	}
	return false;
}

static size_t
count_changed(const struct view_pool *was, const struct view_pool *is)
{
	size_t at = 0, was_at = 0, count = 0;

	for (; next_changed(was, is, &at, &was_at); at++)
		count++;
	return count;
}

/* The pool as it was; NULL: it was not there, or nothing of it changed. */
static const struct view_pool *
pool_before(const struct difference *difference, const struct view_pool *is)
{
	const struct view_pool *was =
	    difference->before ? mib_fairlead_find_pool(difference->before, is) : NULL;

	return was == is ? NULL : was;
}

static void
differ_servers(struct difference *difference, size_t row, const struct view_pool *was)
{
	const struct view_pool *is = difference->after->pools[row];
	size_t count = count_changed(was, is), at = 0, was_at = 0;

	if (count > MIB_FAIRLEAD_OF_ONE_MAX ||
	    (count > 1 && difference->servers > MIB_FAIRLEAD_OF_ALL_MAX)) {
		add_row(difference, MIB_FAIRLEAD_REAL_SERVERS, row, (uint32_t)count);
		return;
	}
	for (; next_changed(was, is, &at, &was_at); at++)
		add_row(difference, MIB_FAIRLEAD_REAL_SERVER,
		    difference->after->servers_before[row] + at, 0);
}

static void
differ_pool(struct difference *difference, size_t row)
{
	const struct view_pool *is = difference->after->pools[row];
	const struct view_pool *was = pool_before(difference, is);

	if (!was)
		return;
	if (is->state != was->state || is->quorum_met != was->quorum_met)
		add_row(difference, MIB_FAIRLEAD_SERVICE, row, 0);
	differ_servers(difference, row, was);
}

static void
differ_drift(
    struct difference *difference, struct mib_limits *limits, struct instant now)
{
	struct span wait = span_s(MIB_FAIRLEAD_DRIFT_INTERVAL_S);
	uint64_t is = difference->after->view->agent.ipvs_drift;
	uint64_t was =
	    difference->before ? difference->before->view->agent.ipvs_drift : is;
	uint64_t held_back;

	if (is <= was ||
	    !mib_limits_pass(
		limits, 0, is - was, now, wait, difference->out, &held_back))
		return;
	add(difference,
	    &(struct mib_note){.kind = MIB_FAIRLEAD_DRIFT, .held_back = held_back});
}

static size_t
count_servers(const struct difference *difference)
{
	size_t count = 0;

	for (size_t i = 0; i < difference->after->pools_len; i++) {
		const struct view_pool *is = difference->after->pools[i];
		const struct view_pool *was = pool_before(difference, is);

		if (was)
			count += count_changed(was, is);
	}
	return count;
}

void
mib_fairlead_differ(struct mib_limits *limits, const void *before, const void *after,
    struct instant now, struct mib_notes *out)
{
	struct difference difference = {.before = before, .after = after, .out = out};

	difference.servers = count_servers(&difference);
	differ_drift(&difference, limits, now);
	for (size_t i = 0; i < difference.after->instances_len; i++)
		differ_instance(&difference, i);
	for (size_t i = 0; i < difference.after->pools_len; i++)
		differ_pool(&difference, i);
	if (difference.more == 0)
		return;
	out->suppressed += difference.more;
	mib_notes_add(out,
	    &(struct mib_note){
		.kind = MIB_FAIRLEAD_MANY, .detail = (uint32_t)difference.more});
}
