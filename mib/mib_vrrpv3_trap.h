/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications of VRRPV3-MIB (RFC 6527) as the difference of two views. P. */
#ifndef MIB_MIB_VRRPV3_TRAP_H
#define MIB_MIB_VRRPV3_TRAP_H

#include "mib/mib_trap.h"

enum {
	/* How many vrrpv3NewMaster one virtual router gets out of one difference. */
	MIB_VRRPV3_NEW_MASTER_MAX = 8,
	/* One vrrpv3ProtoError per virtual router in this time. */
	MIB_VRRPV3_ERROR_INTERVAL_S = 10
};

/* For struct mib_book; the sources are struct mib_vrrpv3. Of a router that was not
 * there before only this is told: that it is master. */
void mib_vrrpv3_differ(struct mib_limits *limits, const void *before, const void *after,
    struct instant now, struct mib_notes *out);
void mib_vrrpv3_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap);

#endif
