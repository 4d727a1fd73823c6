/* SPDX-License-Identifier: Apache-2.0 */
/* The notifications of FAIRLEAD-MIB, but for the split brain (mib_vrrpv2_trap), as the
 * difference of two views. P.
 * Much at once is told together: many real servers of one virtual server as one, and
 * what is over the limit of all as one number. The last state of everything is in the
 * tables, and what differs from what was told is told later. */
#ifndef MIB_MIB_FAIRLEAD_TRAP_H
#define MIB_MIB_FAIRLEAD_TRAP_H

#include "mib/mib_trap.h"

enum {
	/* So many changes of real servers are told one by one, of one virtual server
	 * and of all; else they are told by virtual server. */
	MIB_FAIRLEAD_OF_ONE_MAX = 16,
	MIB_FAIRLEAD_OF_ALL_MAX = 256,
	/* Notes of one difference; at 200 a second, ten seconds. */
	MIB_FAIRLEAD_NOTES_MAX = 2000,
	MIB_FAIRLEAD_DRIFT_INTERVAL_S = 10
};

/* For struct mib_book; the sources are struct mib_fairlead. With `before` NULL nothing
 * is told but what is not as it should be. */
void mib_fairlead_differ(struct mib_limits *limits, const void *before,
    const void *after, struct instant now, struct mib_notes *out);
void mib_fairlead_tell(
    const void *after, const struct mib_note *note, struct mib_trap *trap);

#endif
