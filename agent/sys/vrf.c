/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/vrf.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "agent/lib/mem.h"
#include "agent/sys/link.h"

static uint32_t
table_in(const struct netlink_attr *info)
{
	struct netlink_attr attr, field;
	bool is_vrf = false;
	uint32_t table = 0;
	size_t at = 0;

	while (netlink_next_attr(info->bytes, info->len, &at, &attr)) {
		size_t in = 0;

		if (attr.type == IFLA_INFO_KIND)
			is_vrf = attr.len >= 4 && memcmp(attr.bytes, "vrf", 4) == 0;
		if (attr.type != IFLA_INFO_DATA)
			continue;
		while (netlink_next_attr(attr.bytes, attr.len, &in, &field))
			if (field.type == IFLA_VRF_TABLE && field.len == sizeof(table))
				memcpy(&table, field.bytes, sizeof(table));
	}
	return is_vrf ? table : 0;
}

uint32_t
vrf_decode(const struct netlink_message *message, const char *name)
{
	size_t at = NLMSG_ALIGN(sizeof(struct ifinfomsg));
	struct netlink_attr attr;
	struct link_facts link;

	if (!link_decode(message, &link) || link.gone || strcmp(link.name, name) != 0)
		return 0;
	while (netlink_next_attr(message->payload, message->len, &at, &attr))
		if (attr.type == IFLA_LINKINFO)
			return table_in(&attr);
	return 0;
}

struct search {
	const char *name;
	uint32_t table;
};

static void
look_at(void *ctx, const struct netlink_message *message)
{
	struct search *search = ctx;

	if (!search->table)
		search->table = vrf_decode(message, search->name);
}

uint32_t
vrf_table(const char *name)
{
	struct netlink *nl = mem_new(1, sizeof(*nl));
	struct search search = {.name = name};
	struct netlink_each each = {look_at, &search};

	if (netlink_open(nl, 0) == 0) {
		/* What was found before a failure is as good. */
		(void)netlink_dump(nl, RTM_GETLINK, AF_UNSPEC, &each);
		netlink_close(nl);
	}
	mem_free(nl);
	return search.table;
}
