/* SPDX-License-Identifier: Apache-2.0 */
/* The columns of routes, their next hops and rules; for mib_keepalived_vrrp alone. D.
 * Rows: view_said_route, _nexthop or _rule, with a view_table_entry and, as owner, a
 * view_vrrp. */
#ifndef MIB_MIB_KEEPALIVED_ROUTE_H
#define MIB_MIB_KEEPALIVED_ROUTE_H

#include "mib/mib_table.h"

enum {
	MIB_KEEPALIVED_ROUTE_COLUMNS = 41,
	MIB_KEEPALIVED_NEXTHOP_COLUMNS = 8,
	MIB_KEEPALIVED_RULE_COLUMNS = 28
};

extern const struct mib_column
    mib_keepalived_route_columns[MIB_KEEPALIVED_ROUTE_COLUMNS];
extern const struct mib_column
    mib_keepalived_nexthop_columns[MIB_KEEPALIVED_NEXTHOP_COLUMNS];
extern const struct mib_column mib_keepalived_rule_columns[MIB_KEEPALIVED_RULE_COLUMNS];

#endif
