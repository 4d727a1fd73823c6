/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of routes and rules, of an instance or static: who reads and dumps them. P. */
#ifndef AGENT_CONF_VRRP_ROUTE_KEYS_H
#define AGENT_CONF_VRRP_ROUTE_KEYS_H

#include "agent/conf/conf_option.h"
#include "agent/conf/conf_work.h"

/* A route while its line is read. */
struct raw_route {
	struct model_route m;
	bool has_to, has_scope;
	bool is_left_out;           /* in another table it would be another route */
	struct conf_items nexthops; /* struct model_nexthop */
	struct conf_items ors;      /* likewise, of the old spelling: via A or B */
};

extern const struct conf_known_words vrrp_table_names, vrrp_protocol_names,
    vrrp_tos_names;

/* The lines of a block, appended to `items`: struct model_route, struct model_rule. */
void vrrp_read_route_lines(struct conf_reader *reader, const struct conf_node *block,
    struct conf_items *items);
void vrrp_read_rule_lines(struct conf_reader *reader, const struct conf_node *block,
    struct conf_items *items);

/* As the dump shows them. */
void vrrp_route_words(const struct model_route *m, struct conf_words *words);
void vrrp_rule_words(const struct model_rule *m, struct conf_words *words);

/* Options of a route with values of their own; `place` is in struct raw_route, which
 * starts as the model's does. */
conf_option_read_fn vrrp_route_read_scope, vrrp_route_read_metric,
    vrrp_route_read_features, vrrp_route_read_congctl, vrrp_route_read_choice,
    vrrp_route_read_add, vrrp_route_read_type, vrrp_route_read_via, vrrp_route_read_vrf,
    vrrp_read_encap;
conf_option_write_fn vrrp_route_write_scope, vrrp_route_write_metric,
    vrrp_route_write_features, vrrp_route_write_congctl, vrrp_route_write_choice,
    vrrp_route_write_add, vrrp_route_write_type, vrrp_write_encap;

#endif
