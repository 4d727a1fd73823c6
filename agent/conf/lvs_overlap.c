/* SPDX-License-Identifier: Apache-2.0 */
/* Two virtual servers for one address, by way of a group. P. By sorting. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

struct claim {
	struct model_service service;
	enum protocol protocol;
	const struct model_virtual_server *vs;
	const struct conf_node *node;
	size_t order;
};

static int
compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_services(const struct claim *a, const struct claim *b)
{
	int order = compare_numbers(a->service.fwmark, b->service.fwmark);

	if (!order)
		order = compare_numbers(a->service.family, b->service.family);
	if (order || a->service.fwmark)
		return order;
	order = addr_cmp(&a->service.addr, &b->service.addr);
	if (!order)
		order = compare_numbers(a->service.port, b->service.port);
	return order ? order : compare_numbers(a->protocol, b->protocol);
}

static int
compare_claims(const void *left, const void *right)
{
	const struct claim *a = left, *b = right;
	int order = compare_services(a, b);

	return order ? order : (a->order > b->order) - (a->order < b->order);
}

static void
report(struct conf_reader *reader, const struct claim *first, const struct claim *again)
{
	char text[ADDR_TEXT_SIZE];

	if (again->service.fwmark)
		conf_error(reader, again->node, 1, "duplicate",
		    "fwmark %u is that of %s already, at %s:%u",
		    (unsigned)again->service.fwmark, first->vs->id,
		    first->vs->place.file, (unsigned)first->vs->place.line);
	else
		conf_error(reader, again->node, 1, "duplicate",
		    "%s port %u is that of %s already, at %s:%u",
		    addr_format(&again->service.addr, text),
		    (unsigned)again->service.port, first->vs->id, first->vs->place.file,
		    (unsigned)first->vs->place.line);
}

static size_t
claim_all(const struct model_virtual_server *vs, const struct conf_node *node,
    struct claim *out, size_t order)
{
	size_t len = model_vs_services_len(vs);

	for (size_t i = 0; i < len; i++)
		out[i] = (struct claim){.service = model_vs_service(vs, i),
		    .protocol = vs->protocol,
		    .vs = vs,
		    .node = node,
		    .order = order + i};
	return len;
}

/* Of two groups that overlap, once is enough. What has no group is compared by id. */
static void
report_all(struct conf_reader *reader, const struct claim *claims, size_t len)
{
	const struct claim *told = NULL;

	for (size_t i = 1; i < len; i++) {
		const struct claim *first = &claims[i - 1], *again = &claims[i];

		if (compare_services(first, again) != 0 ||
		    !(first->vs->group || again->vs->group) ||
		    strcmp(first->vs->id, again->vs->id) == 0)
			continue;
		if (!told || told->vs != again->vs)
			report(reader, first, again);
		told = again;
	}
}

/* Each group for itself, by a virtual server that it is the whole of. */
static void
check_within(struct conf_reader *reader)
{
	const struct model_server_group *groups = reader->work->server_groups.items;
	const struct conf_single *lines = reader->work->server_group_lines.items;

	for (size_t i = 0; i < reader->work->server_groups.len; i++) {
		const struct model_virtual_server whole = {
		    .family = ADDR_V4, .group = &groups[i]};
		struct claim *claims = arena_alloc(
		    reader->scratch, (groups[i].services_len + 1) * sizeof(*claims));
		size_t len = groups[i].services_len;

		if (len > MODEL_GROUP_SERVICES_MAX)
			continue; /* reported */
		(void)claim_all(&whole, lines[i].node, claims, 0);
		qsort(claims, len, sizeof(*claims), compare_claims);
		for (size_t c = 1; c < len; c++)
			if (compare_services(&claims[c - 1], &claims[c]) == 0) {
				conf_error(reader, lines[i].node, 1, "duplicate",
				    "virtual_server_group %s has an address and port, "
				    "or a mark, twice",
				    groups[i].name);
				break;
			}
	}
}

void
conf_check_services(struct conf_reader *reader)
{
	const struct conf_work *work = reader->work;
	const struct model_virtual_server *servers = work->servers.items;
	const struct conf_single *lines = work->server_lines.items;
	struct claim *claims;
	size_t len = 0;

	if (!work->server_groups.len)
		return;
	check_within(reader);
	for (size_t i = 0; i < work->servers.len; i++) {
		if (servers[i].group &&
		    servers[i].group->services_len > MODEL_GROUP_SERVICES_MAX)
			return; /* reported */
		len += model_vs_services_len(&servers[i]);
	}
	claims = arena_alloc(reader->scratch, (len + 1) * sizeof(*claims));
	len = 0;
	for (size_t i = 0; i < work->servers.len; i++)
		len += claim_all(&servers[i], lines[i].node, &claims[len], len);
	qsort(claims, len, sizeof(*claims), compare_claims);
	report_all(reader, claims, len);
}
