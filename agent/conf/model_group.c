/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/conf/model_group.h"

#include <assert.h>
#include <stdio.h>

#include "agent/conf/model_lvs.h"

struct addr
model_addr_after(const struct addr *first, uint32_t offset)
{
	struct addr out = *first;
	uint32_t carry = offset;

	for (size_t i = addr_len(first); carry && i > 0; i--) {
		carry += out.bytes[i - 1];
		out.bytes[i - 1] = (uint8_t)carry;
		carry >>= 8;
	}
	return out;
}

size_t
model_vs_services_len(const struct model_virtual_server *vs)
{
	return vs->group ? vs->group->services_len : 1;
}

static const struct model_group_entry *
entry_of(const struct model_server_group *group, size_t at)
{
	size_t low = 0, high = group->entries_len;

	assert(at < group->services_len);
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (group->entries[middle].begin <= at)
			low = middle;
		else
			high = middle;
	}
	return &group->entries[low];
}

struct model_service
model_vs_service(const struct model_virtual_server *vs, size_t at)
{
	const struct model_group_entry *entry;
	struct model_service service = {.family = vs->family};

	if (!vs->group) {
		service.fwmark = vs->fwmark;
		service.addr = vs->addr;
		service.port = vs->port;
		return service;
	}
	entry = entry_of(vs->group, at);
	if (entry->family)
		service.family = entry->family;
	service.fwmark = entry->fwmark;
	if (entry->fwmark)
		return service;
	service.addr = model_addr_after(&entry->first, (uint32_t)(at - entry->begin));
	service.port = entry->port;
	return service;
}

bool
model_vs_differs(const struct model_virtual_server *vs, uint8_t from)
{
	if (!vs->group)
		return vs->family != from;
	for (size_t i = 0; i < vs->group->entries_len; i++) {
		uint8_t family = vs->group->entries[i].family;

		if ((family ? family : vs->family) != from)
			return true;
	}
	return false;
}

const char *
model_entry_text(const struct model_group_entry *entry, char *out)
{
	char first[ADDR_TEXT_SIZE], last[ADDR_TEXT_SIZE];
	struct addr end;

	if (entry->fwmark) {
		(void)snprintf(out, MODEL_ENTRY_TEXT_SIZE, "fwmark %u%s",
		    (unsigned)entry->fwmark,
		    entry->family == ADDR_V6       ? " inet6"
			: entry->family == ADDR_V4 ? " inet"
						   : "");
		return out;
	}
	end = model_addr_after(&entry->first, entry->len - 1);
	(void)snprintf(out, MODEL_ENTRY_TEXT_SIZE, "%s%s%s",
	    addr_format(&entry->first, first), entry->len > 1 ? "-" : "",
	    entry->len > 1 ? addr_format(&end, last) : ""); /* fits */
	return out;
}
