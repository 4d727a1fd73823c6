/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "agent/agent_said.h"
#include "agent/lib/arena.h"

/* Of an instance, or the static ones. */
struct entries {
	const struct model_route *routes;
	const struct model_rule *rules;
	uint32_t routes_len, rules_len;
	uint32_t first; /* their place among its rows of view.tables */
};

static const char *
text(struct view_said *said, const char *from)
{
	return *from ? arena_strdup(said->arena, from) : NULL;
}

static void
add_nexthops(struct view_said *said, const struct model_route *from,
    const struct view_said_route *route)
{
	for (size_t i = 0; i < from->nexthops_len; i++) {
		const struct model_nexthop *hop = &from->nexthops[i];

		said->nexthops[said->nexthops_len++] =
		    (struct view_said_nexthop){.vrrp = route->vrrp,
			.route = route->nth,
			.nth = (uint32_t)i + 1,
			.via = hop->via,
			.interface = text(said, hop->interface),
			.weight = hop->weight,
			.realms = hop->realms,
			.onlink = hop->onlink};
	}
}

static void
add_route(struct view_said *said, const struct model_route *from, uint32_t vrrp,
    uint32_t nth, uint32_t entry)
{
	struct view_said_route *to = &said->routes[said->routes_len++];

	*to = (struct view_said_route){.vrrp = vrrp,
	    .nth = nth,
	    .entry = entry,
	    .to = from->to,
	    .via = from->hop.via,
	    .source = from->source,
	    .interface = text(said, from->hop.interface),
	    .congctl = text(said, from->congctl),
	    .metric = from->metric,
	    .scope = from->scope,
	    .type = from->type,
	    .table = from->table,
	    .protocol = from->protocol,
	    .tos = from->tos,
	    .expires_s = from->expires_s,
	    .preference = from->preference,
	    .realms = from->hop.realms,
	    .locked = from->locked,
	    .is_multipath = from->nexthops_len > 0};
	memcpy(to->metrics, from->metrics, sizeof(to->metrics));
	add_nexthops(said, from, to);
}

static void
add_rule(struct view_said *said, const struct model_rule *from, uint32_t vrrp,
    uint32_t nth, uint32_t entry)
{
	said->rules[said->rules_len++] = (struct view_said_rule){.vrrp = vrrp,
	    .nth = nth,
	    .entry = entry,
	    .from = from->from,
	    .to = from->to,
	    .iif = text(said, from->iif),
	    .oif = text(said, from->oif),
	    .preference = from->preference,
	    .fwmark = from->fwmark,
	    .fwmask = from->fwmask,
	    .table = from->table,
	    .target = from->target,
	    .realms = from->realms,
	    .action = from->action,
	    .tos = from->tos,
	    .suppress_prefixlength = from->suppress_prefixlength,
	    .tunnel_id = from->tunnel_id,
	    .negated = from->negated,
	    .l3mdev = from->l3mdev};
}

/* In the view rules come after the routes, and both after static addresses. */
static void
add_all(struct view_said *said, const struct entries *from, uint32_t vrrp)
{
	uint32_t entry = from->first;

	for (uint32_t i = 0; i < from->routes_len; i++)
		add_route(said, &from->routes[i], vrrp, i + 1, entry++);
	for (uint32_t i = 0; i < from->rules_len; i++)
		add_rule(said, &from->rules[i], vrrp, i + 1, entry++);
}

static struct entries
fixed_entries(const struct model *model)
{
	const struct model_static *from = &model->fixed;

	return (struct entries){from->routes, from->rules, (uint32_t)from->routes_len,
	    (uint32_t)from->rules_len, (uint32_t)from->addresses_len};
}

static struct entries
entries_of(const struct model_vrrp_instance *from)
{
	return (struct entries){from->routes, from->rules, (uint32_t)from->routes_len,
	    (uint32_t)from->rules_len, 0};
}

static void
count(const struct entries *from, size_t *routes, size_t *nexthops, size_t *rules)
{
	*routes += from->routes_len;
	*rules += from->rules_len;
	for (uint32_t i = 0; i < from->routes_len; i++)
		*nexthops += from->routes[i].nexthops_len;
}

void
agent_said_routes(struct view_said *said, const struct model *model)
{
	struct entries entries = fixed_entries(model);
	size_t routes = 0, nexthops = 0, rules = 0;

	_Static_assert((int)VIEW_SAID_METRICS == (int)MODEL_METRICS, "one each");
	count(&entries, &routes, &nexthops, &rules);
	for (size_t i = 0; i < model->instances_len; i++) {
		entries = entries_of(&model->instances[i]);
		count(&entries, &routes, &nexthops, &rules);
	}
	said->routes = arena_alloc(said->arena, routes * sizeof(*said->routes));
	said->nexthops = arena_alloc(said->arena, nexthops * sizeof(*said->nexthops));
	said->rules = arena_alloc(said->arena, rules * sizeof(*said->rules));
	entries = fixed_entries(model);
	add_all(said, &entries, 0);
	for (size_t i = 0; i < model->instances_len; i++) {
		entries = entries_of(&model->instances[i]);
		add_all(said, &entries, (uint32_t)i + 1);
	}
}
