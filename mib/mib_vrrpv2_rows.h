/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows of a view the VRRP-MIB shows, in the order of their indexes. P; for
 * mib_vrrpv2 alone. */
#ifndef MIB_MIB_VRRPV2_ROWS_H
#define MIB_MIB_VRRPV2_ROWS_H

#include "mib/mib_vrrpv2.h"

struct router {
	const struct view_vrrp *vrrp; /* borrowed */
	uint32_t addresses;           /* how many rows are its own in the next table */
};

struct association {
	const struct view_vrrp *vrrp; /* borrowed */
	uint32_t address;             /* IPv4, host order */
};

struct mib_vrrpv2 {
	const struct view *view; /* borrowed */
	struct router *routers;  /* owned; by ifIndex, VRID */
	uint32_t routers_len;
	struct association *associations; /* owned; by ifIndex, VRID, address */
	size_t associations_len;
};

#endif
