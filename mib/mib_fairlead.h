/* SPDX-License-Identifier: Apache-2.0 */
/* What no standard MIB has a word for: FAIRLEAD-MIB (mib/FAIRLEAD-MIB.txt). P.
 * Its rows are made by mib_fairlead_source, its notifications by mib_fairlead_trap. */
#ifndef MIB_MIB_FAIRLEAD_H
#define MIB_MIB_FAIRLEAD_H

#include "mib/mib_table.h"

/* net-snmp's playpen, for who has no number of their own yet. The one place to change,
 * beside FAIRLEAD-MIB.txt. */
#define MIB_FAIRLEAD_ROOT 1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 112

/* Below root.0 the notifications, below root.1 the objects that only they carry. */
enum {
	MIB_FAIRLEAD_SPLIT_BRAIN = 1,
	MIB_FAIRLEAD_FAILOVER,
	MIB_FAIRLEAD_OVERRIDE_BEGUN,
	MIB_FAIRLEAD_OVERRIDE_ENDED,
	MIB_FAIRLEAD_REAL_SERVER,
	MIB_FAIRLEAD_REAL_SERVERS,
	MIB_FAIRLEAD_SERVICE,
	MIB_FAIRLEAD_DRIFT,
	MIB_FAIRLEAD_MANY,
	MIB_FAIRLEAD_NOTIFICATIONS,

	MIB_FAIRLEAD_SPLIT_BRAIN_PEER = 1, /* root.1.1 IpAddress */
	MIB_FAIRLEAD_SPLIT_BRAIN_MAC = 2,  /* root.1.2 MacAddress */
	MIB_FAIRLEAD_TOLD = 7,             /* root.1.7: */
	MIB_FAIRLEAD_TOLD_CHANGES = 1,     /* root.1.7.1.0 Unsigned32 */
	MIB_FAIRLEAD_TOLD_BEFORE = 2       /* root.1.7.2.0 FairleadRouterState */
};

/* root and two sub-identifiers. */
struct mib_oid mib_fairlead_oid(uint32_t branch, uint32_t number);

/* Its tables, in the order of their OIDs. */
enum mib_fairlead_table {
	MIB_FAIRLEAD_AGENT,
	MIB_FAIRLEAD_INSTANCES,
	MIB_FAIRLEAD_TRACKS,
	MIB_FAIRLEAD_POOLS,
	MIB_FAIRLEAD_SERVERS,
	MIB_FAIRLEAD_CHECKS,
	MIB_FAIRLEAD_FOREIGN,
	MIB_FAIRLEAD_HISTORY,
	MIB_FAIRLEAD_EVENTS,
	MIB_FAIRLEAD_TABLES
};

extern const struct mib_module mib_fairlead_module;

#endif
