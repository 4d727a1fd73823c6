/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that make an instance whole share. P. */
#ifndef AGENT_CONF_VRRP_RESOLVE_H
#define AGENT_CONF_VRRP_RESOLVE_H

#include "agent/conf/conf_work.h"

/* An instance, the block it was read from, and who reads. */
struct resolving {
	struct conf_reader *reader;
	const struct conf_node *node;
	struct raw_instance *raw;
};

/* Where `word` was said, else the block's own line. */
struct conf_at vrrp_said_at(const struct resolving *r, const char *word);

/* vrrp_protocol.c: the version, after the family is known; the interval, after the
 * version; what strict mode forbids and implies, when all else is resolved. */
void vrrp_resolve_version(struct resolving *r);
void vrrp_resolve_advert_int(struct resolving *r);
void vrrp_resolve_addresses_max(struct resolving *r);
void vrrp_resolve_timer_expired(struct resolving *r);
void vrrp_resolve_strict(struct resolving *r);

/* Whether its addresses answer; strict mode has its say in it. */
void vrrp_resolve_accept(struct resolving *r);

#endif
