/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the rows of virtual servers and real servers: plain values. D. */
#ifndef AGENT_VIEW_VIEW_SERVER_H
#define AGENT_VIEW_VIEW_SERVER_H

#include <stdint.h>

#include "agent/lib/addr.h"

/* How the method tun wraps: of any other, all is 0. */
struct view_tunnel {
	uint8_t type;     /* 0 ipip, 1 gue, 2 gre */
	uint8_t checksum; /* 0 none, 1 whole, 2 remote */
	uint16_t port;    /* of gue */
	char text[32];    /* "gue port 6080 csum" */
};

/* A line of the virtual_server_group that a virtual server is of. */
struct view_entry {
	struct addr addr; /* the first; not set with a firewall mark */
	struct addr last; /* the same when there is but one */
	uint16_t port;
	uint32_t fwmark;
};

/* Likewise, as the file says it; of every group. */
struct view_said_entry {
	uint32_t kind;           /* 1 firewall mark, 2 address, 3 range */
	uint32_t fwmark;         /* 0: none */
	struct addr only;        /* of an address */
	struct addr first, last; /* of a range */
	struct addr any;         /* the first of either */
	uint16_t port;
};

struct view_said_server_group {
	const char *name;
	struct view_said_entry *entries;
	uint32_t entries_len;
};

#endif
