/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/director_rows.h"

#include "agent/lib/mem.h"

struct view_tunnel
director_tunnel_row(enum forward forward, const struct tunnel *tunnel)
{
	struct view_tunnel row = {0};

	_Static_assert(sizeof(row.text) >= TUNNEL_TEXT_SIZE, "room");
	if (forward != FORWARD_TUN)
		return row;
	row.type = (uint8_t)tunnel->type;
	row.checksum = (uint8_t)tunnel->checksum;
	row.port = tunnel->port;
	(void)tunnel_text(forward, tunnel, row.text);
	return row;
}

static struct view_entry
entry_row(const struct model_group_entry *from)
{
	struct view_entry row = {.port = from->port, .fwmark = from->fwmark};

	if (from->fwmark)
		return row;
	row.addr = from->first;
	row.last = model_addr_after(&from->first, from->len - 1);
	return row;
}

void
director_group_rows(const struct model_server_group *group, struct view_pool *view)
{
	/* A name has at most MODEL_NAME_MAX bytes, as the row has room for. */
	(void)mem_copy_text(view->group, sizeof(view->group), group->name);
	view->entries = mem_new(group->entries_len, sizeof(*view->entries));
	for (size_t i = 0; i < group->entries_len; i++)
		view->entries[view->entries_len++] = entry_row(&group->entries[i]);
}
