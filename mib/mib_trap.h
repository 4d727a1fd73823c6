/* SPDX-License-Identifier: Apache-2.0 */
/* What notifications are made of: short notes of what is to be told, and one of them
 * spelt out. P. Thousands may wait to be sent, so that they wait as notes. */
#ifndef MIB_MIB_TRAP_H
#define MIB_MIB_TRAP_H

#include <stdint.h>

#include "agent/lib/clock.h"
#include "mib/mib_table.h"

enum { MIB_TRAP_BINDS_MAX = 16 };

struct mib_note {
	uint16_t book;      /* enum mib_book_id; filled in by mib_feed */
	uint16_t kind;      /* which of the MIB's notifications */
	uint32_t row;       /* of the source: what it is about */
	uint32_t detail;    /* whatever else `tell` needs */
	uint64_t held_back; /* like it, about the same, since the last one sent */
};

struct mib_notes {
	struct mib_note *items; /* the caller's, by mem_free; grows */
	size_t len, held;       /* held: how many `items` has memory for */
	size_t max;             /* at most so many */
	uint64_t suppressed;    /* not in the list: over a limit, or over max */
};

/* Append; counted as suppressed when there may be no more. */
void mib_notes_add(struct mib_notes *notes, const struct mib_note *note);

struct mib_trap {
	struct mib_oid oid; /* snmpTrapOID.0 */
	struct mib_found binds[MIB_TRAP_BINDS_MAX];
	size_t binds_len;
	uint64_t held_back;
};

/* The next varbind, named `name`, without a value yet. */
struct mib_value *mib_trap_bind(
    struct mib_trap *trap, const struct mib_oid *name, enum mib_type type);

/* When the last notification about each thing was sent: whoever sends us rubbish must
 * not make us send a trap for each. */
struct mib_limits;

struct mib_limits *mib_limits_new(void);
void mib_limits_free(struct mib_limits *limits); /* NULL is fine */

/* `times` things happened about `key`. True when one may be told now, because the last
 * one was `wait` ago; then *held_back is how many were not told since. The others count
 * as suppressed in `out`. */
bool mib_limits_pass(struct mib_limits *limits, uint64_t key, uint64_t times,
    struct instant now, struct span wait, struct mib_notes *out, uint64_t *held_back);

#endif
