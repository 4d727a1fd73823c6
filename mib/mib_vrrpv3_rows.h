/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a view the VRRPV3-MIB shows, in the order of their indexes. P; for
 * mib_vrrpv3 and its notifications alone. */
#ifndef MIB_MIB_VRRPV3_ROWS_H
#define MIB_MIB_VRRPV3_ROWS_H

#include "mib/mib_vrrpv3.h"

struct v3_router {
	const struct view_vrrp *vrrp; /* borrowed */
	uint32_t type;                /* MIB_INET_IPV4 or MIB_INET_IPV6 */
	uint32_t addresses;           /* how many rows are its own in the next table */
};

struct v3_association {
	uint32_t router;         /* index into routers */
	const struct addr *addr; /* borrowed */
};

struct mib_vrrpv3 {
	const struct view *view;   /* borrowed */
	struct v3_router *routers; /* owned; by ifIndex, VRID, type */
	uint32_t routers_len;
	struct v3_association *associations; /* owned; by router, address */
	uint32_t associations_len;
};

/* The row of the router with the index of `vrrp`; NULL when there is none. */
const struct view_vrrp *mib_vrrpv3_same(
    const struct mib_vrrpv3 *rows, const struct view_vrrp *vrrp);

#endif
