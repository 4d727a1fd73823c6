/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual server groups of keepalived's MIB, as the file says them; for
 * mib_keepalived_check alone. P. */
#ifndef MIB_MIB_KEEPALIVED_GROUPS_H
#define MIB_MIB_KEEPALIVED_GROUPS_H

#include "mib/mib_keepalived_servers.h"

enum { MIB_KEEPALIVED_GROUP_COLUMNS = 1, MIB_KEEPALIVED_MEMBER_COLUMNS = 7 };
extern const struct mib_column
    mib_keepalived_group_columns[MIB_KEEPALIVED_GROUP_COLUMNS];
extern const struct mib_column
    mib_keepalived_member_columns[MIB_KEEPALIVED_MEMBER_COLUMNS];

void mib_keepalived_add_groups(struct mib_keepalived_check *rows);

#endif
