/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications of VRRP-MIB (RFC 2787), and ours of a split brain, as the
 * difference of two views. P: what to send is decided here, the SNMP thread sends it.
 */
#ifndef MIB_MIB_TRAP_H
#define MIB_MIB_TRAP_H

#include <stdint.h>

#include "agent/lib/clock.h"
#include "mib/mib_table.h"
#include "mib/mib_vrrpv2.h"

enum {
	MIB_TRAP_BINDS_MAX = 3,
	/* How many vrrpTrapNewMaster one virtual router gets out of one difference. */
	MIB_TRAP_NEW_MASTER_MAX = 8,
	/* One vrrpTrapAuthFailure per virtual router in this time: whoever sends wrong
	 * passwords must not make us send a trap for each. */
	MIB_TRAP_AUTH_INTERVAL_S = 10
};

struct mib_trap {
	struct mib_oid oid;
	struct mib_found binds[MIB_TRAP_BINDS_MAX];
	size_t binds_len;
	uint64_t held_back; /* like it, of the same router, since the last one sent */
};

struct mib_trap_list {
	struct mib_trap *items; /* the caller's, by mem_free; grows */
	size_t len, held;       /* held: how many `items` has memory for */
	size_t max;             /* at most so many */
	uint64_t suppressed;    /* not in the list: over a limit, or over max */
};

/* When the last vrrpTrapAuthFailure of each virtual router was sent. */
struct mib_trap_limits;

struct mib_trap_limits *mib_trap_limits_new(void);
void mib_trap_limits_free(struct mib_trap_limits *limits); /* NULL is fine */

/* Append to `out` what happened from `before` to `after`. Of a router that was not
 * there before (or with `before` NULL, when nothing was) only this is told: that it is
 * master, and that another holds its addresses, too. A split brain ends and begins
 * slowly by itself (vrrp_conflict), so it has no limit here. */
void mib_trap_between(struct mib_trap_limits *limits, const struct mib_vrrpv2 *before,
    const struct mib_vrrpv2 *after, struct instant now, struct mib_trap_list *out);

#endif
