/* SPDX-License-Identifier: Apache-2.0 */
/* Which rows the checker part of keepalived's MIB has over a view; for
 * mib_keepalived_check and its trap alone. P. */
#ifndef MIB_MIB_KEEPALIVED_SERVERS_H
#define MIB_MIB_KEEPALIVED_SERVERS_H

#include "agent/view/view.h"
#include "mib/mib_pair.h"

struct mib_keepalived_check {
	const struct view *view;   /* borrowed */
	struct mib_pairs whole;    /* view_said_global */
	struct mib_pairs groups;   /* view_said_server_group */
	struct mib_pairs members;  /* view_said_entry */
	struct mib_pairs services; /* view_said_vs, view_pool */
	/* view_said_rs, view_rs; owner: view_pool; extra: how many checks say no. The
	 * sorry server is the first of its virtual server. */
	struct mib_pairs servers;
};

/* keepalived's alive: its checks do not speak against it. */
bool mib_keepalived_is_alive(const struct view_rs *rs);

/* How many of its real servers are alive, and how many there are. */
uint32_t mib_keepalived_alive(const struct view_pool *pool);
uint32_t mib_keepalived_total(const struct view_pool *pool);

/* Only a sorry server, and no real server of its virtual server. */
bool mib_keepalived_is_sorry(const struct view_rs *rs);

/* Cells of a tunnel; a type has none of what it does not have. */
void mib_keepalived_tunnel_type(
    enum forward forward, const struct view_tunnel *tunnel, struct mib_value *value);
void mib_keepalived_tunnel_port(
    const struct view_tunnel *tunnel, struct mib_value *value);
void mib_keepalived_tunnel_checksum(
    const struct view_tunnel *tunnel, struct mib_value *value);

#endif
