/* SPDX-License-Identifier: Apache-2.0 */
/* What no standard MIB has a word for: FAIRLEAD-MIB (mib/FAIRLEAD-MIB.txt). P.
 * So far one notification: another host answers for a virtual address that we hold. */
#ifndef MIB_MIB_FAIRLEAD_H
#define MIB_MIB_FAIRLEAD_H

#include "mib/mib_table.h"

/* Below root.0 the notifications, below root.1 the objects they carry. */
enum {
	MIB_FAIRLEAD_SPLIT_BRAIN = 1,      /* root.0.1 */
	MIB_FAIRLEAD_SPLIT_BRAIN_PEER = 1, /* root.1.1 IpAddress */
	MIB_FAIRLEAD_SPLIT_BRAIN_MAC = 2   /* root.1.2 MacAddress */
};

/* root and two sub-identifiers. */
struct mib_oid mib_fairlead_oid(uint32_t branch, uint32_t number);

#endif
