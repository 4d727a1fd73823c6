/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/lib/mem.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_pair.h"

/* One row of the whole, and the receivers of mail. */
struct source {
	struct mib_pairs whole, receivers;
};

void *
mib_keepalived_global_new(const struct view *view)
{
	struct source *source = mem_new(1, sizeof(*source));
	const struct view_said *said = view->said;

	if (!said)
		return source;
	source->whole = mib_pairs_new(1);
	(void)mib_pairs_add(&source->whole, &said->global, NULL, 0, 0);
	source->receivers = mib_pairs_new(said->mail_to_len);
	for (uint32_t i = 0; i < said->mail_to_len; i++)
		(void)mib_pairs_add(
		    &source->receivers, &said->mail_to[i], NULL, i + 1, 0);
	return source;
}

void
mib_keepalived_global_free(void *source)
{
	struct source *from = source;

	if (!from)
		return;
	mem_free(from->whole.at);
	mem_free(from->receivers.at);
	mem_free(from);
}

static size_t
whole_len(const void *source)
{
	return ((const struct source *)source)->whole.len;
}

static const void *
whole_row(const void *source, size_t at)
{
	return &((const struct source *)source)->whole.at[at];
}

static size_t
receivers_len(const void *source)
{
	return ((const struct source *)source)->receivers.len;
}

static const void *
receivers_row(const void *source, size_t at)
{
	return &((const struct source *)source)->receivers.at[at];
}

static void
receivers_index(const void *source, size_t at, struct mib_oid *oid)
{
	mib_pair_index(&((const struct source *)source)->receivers.at[at], oid);
}

/* It is in the network namespace that it was started in, which has no name. */
static void
no_text(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	mib_value_text(value, "");
}

/* netlink(1): nothing is polled. */
static void
link_beat(const struct mib_cell *cell, struct mib_value *value)
{
	(void)cell;
	value->number = 1;
}

#define SAID(number, type, get, member)                                                \
  MIB_PAIR_SAID(number, type, get, view_said_global, member)

static const struct mib_column first_columns[] = {
    SAID(1, OCTETS, text, version),
    SAID(2, OCTETS, text, router_id),
};

static const struct mib_column mail_columns[] = {
    SAID(1, INTEGER, inet_type, mail_addr),
    SAID(2, OCTETS, inet, mail_addr),
    SAID(3, UNSIGNED32, u32, mail_timeout_s),
    SAID(4, OCTETS, text, mail_from),
};

static const struct mib_column receiver_columns[] = {
    {2, MIB_OCTETS, 0, mib_said_text, NULL},
};

static const struct mib_column later_mail_columns[] = {
    SAID(6, UNSIGNED32, u32, mail_port),
    SAID(7, INTEGER, truth, mail_faults),
};

static const struct mib_column later_columns[] = {
    SAID(4, INTEGER, truth, traps),
    MIB_COLUMN(5, INTEGER, link_beat),
    SAID(6, INTEGER, truth, lvs_flush),
    MIB_COLUMN(7, INTEGER, mib_always_true), /* counters have 64 bits */
    MIB_COLUMN(8, OCTETS, no_text),
    MIB_COLUMN(9, INTEGER, mib_always_false), /* no DBus */
    MIB_COLUMN(10, INTEGER, mib_always_true), /* interfaces may come and go */
    SAID(11, INTEGER, truth, lvs_flush_on_stop),
};

/* Scalars are columns of the only row; keepalived's order of them has tables within. */
#define SCALARS(columns, ...)                                                          \
  MIB_TABLE(columns, MIB_OID(__VA_ARGS__), whole_len, whole_row, mib_scalar_index)

static const struct mib_table tables[] = {
    SCALARS(first_columns, MIB_KEEPALIVED_GLOBAL),
    SCALARS(mail_columns, MIB_KEEPALIVED_GLOBAL, 3),
    MIB_TABLE(receiver_columns, MIB_OID(MIB_KEEPALIVED_GLOBAL, 3, 5, 1), receivers_len,
	receivers_row, receivers_index),
    SCALARS(later_mail_columns, MIB_KEEPALIVED_GLOBAL, 3),
    SCALARS(later_columns, MIB_KEEPALIVED_GLOBAL),
};

const struct mib_module mib_keepalived_global_module = {
    .root = MIB_OID(MIB_KEEPALIVED_GLOBAL),
    .tables = tables,
    .tables_len = sizeof(tables) / sizeof(tables[0]),
};
