/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_fairlead.h"

/* net-snmp's playpen, for who has no number of their own yet. The one place to change,
 * beside FAIRLEAD-MIB.txt. */
static const struct mib_oid root = {
    .len = 10, .ids = {1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 112}
};

struct mib_oid
mib_fairlead_oid(uint32_t branch, uint32_t number)
{
	struct mib_oid oid = root;

	mib_oid_add(&oid, branch);
	mib_oid_add(&oid, number);
	return oid;
}
