/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications of VRRP-MIB (RFC 2787), and ours of a split brain, as the
 * difference of two views. P: what to send is decided here, the SNMP thread sends it.
 */
#ifndef MIB_MIB_VRRPV2_TRAP_H
#define MIB_MIB_VRRPV2_TRAP_H

#include "mib/mib_trap.h"

enum {
	/* How many vrrpTrapNewMaster one virtual router gets out of one difference. */
	MIB_VRRPV2_NEW_MASTER_MAX = 8,
	/* One vrrpTrapAuthFailure per virtual router in this time. */
	MIB_VRRPV2_AUTH_INTERVAL_S = 10
};

/* For struct mib_book; the sources are struct mib_vrrpv2. Of a router that was not
 * there before only this is told: that it is master, and that another holds its
 * addresses, too. A split brain ends and begins slowly by itself (vrrp_conflict), so it
 * has no limit here. */
void mib_vrrpv2_differ(struct mib_limits *limits, const void *before, const void *after,
    struct instant now, struct mib_notes *out);
void mib_vrrpv2_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap);

#endif
