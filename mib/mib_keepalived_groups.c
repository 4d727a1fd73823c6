/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_keepalived_groups.h"

#define SAID(number, type, get, owner, member)                                         \
  MIB_PAIR_SAID(number, type, get, owner, member)

const struct mib_column mib_keepalived_group_columns[MIB_KEEPALIVED_GROUP_COLUMNS] = {
    SAID(2, OCTETS, text, view_said_server_group, name),
};

static void
member_port(const struct mib_cell *cell, struct mib_value *value)
{
	const struct view_said_entry *said = mib_pair_of(cell)->said;

	value->absent = said->fwmark != 0;
	value->number = said->port;
}

const struct mib_column mib_keepalived_member_columns[MIB_KEEPALIVED_MEMBER_COLUMNS] = {
    SAID(2, INTEGER, u32, view_said_entry, kind),
    SAID(3, UNSIGNED32, u32_or_none, view_said_entry, fwmark),
    SAID(4, INTEGER, inet_type, view_said_entry, any),
    SAID(5, OCTETS, inet, view_said_entry, only),
    SAID(6, OCTETS, inet, view_said_entry, first),
    SAID(7, OCTETS, inet, view_said_entry, last),
    MIB_COLUMN(8, UNSIGNED32, member_port),
};

void
mib_keepalived_add_groups(struct mib_keepalived_check *rows)
{
	const struct view_said *said = rows->view->said;
	size_t members = 0;

	for (uint32_t i = 0; i < said->server_groups_len; i++)
		members += said->server_groups[i].entries_len;
	rows->groups = mib_pairs_new(said->server_groups_len);
	rows->members = mib_pairs_new(members);
	for (uint32_t i = 0; i < said->server_groups_len; i++) {
		const struct view_said_server_group *group = &said->server_groups[i];

		(void)mib_pairs_add(&rows->groups, group, NULL, i + 1, 0);
		for (uint32_t e = 0; e < group->entries_len; e++)
			(void)mib_pairs_add(
			    &rows->members, &group->entries[e], NULL, i + 1, e + 1);
	}
}
