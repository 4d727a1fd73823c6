/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of interfaces and their addresses, out of netlink messages. E (pure but
 * for the kernel's own structs), any thread. */
#ifndef AGENT_SYS_LINK_H
#define AGENT_SYS_LINK_H

#include "agent/lib/addr.h"
#include "agent/sys/netlink.h"

enum { LINK_NAME_SIZE = 16, LINK_MAC_SIZE = 6 };

struct link_facts {
	uint32_t ifindex;
	char name[LINK_NAME_SIZE];
	bool gone;
	bool up;      /* switched on and with a carrier */
	bool has_mac; /* Ethernet or like it */
	uint8_t mac[LINK_MAC_SIZE];
	uint32_t parent; /* of a macvlan: the interface it is on; 0: it is none */
};

struct link_address {
	uint32_t ifindex;
	struct addr_prefix prefix;
	bool gone;
	bool finite;  /* its valid lifetime will end */
	bool unready; /* IPv6: tentative, or found to be another's */
};

/* What to set. */
struct link_address_spec {
	uint32_t ifindex;
	struct addr_prefix prefix;
	struct addr broadcast; /* IPv4; not set: none */
	struct addr peer;      /* the other end; not set: none */
	const char *label;     /* IPv4; "" : none */
	uint8_t scope;         /* RT_SCOPE_* */
	uint32_t flags;        /* IFA_F_*, beside those that we set */
	uint32_t preferred_s;  /* 0: as we think fit; UINT32_MAX: while it is valid */
	bool deprecated;       /* not to be preferred at all */
	uint32_t valid_s;      /* 0: for good */
	bool replace;          /* may be there already, else must not */
};

/* False when the message is of another kind or cut. */
bool link_decode(const struct netlink_message *message, struct link_facts *out);
bool link_decode_address(
    const struct netlink_message *message, struct link_address *out);

/* 0, or -errno: -EEXIST, -EADDRNOTAVAIL when there is none to remove, ... */
int link_set_address(struct netlink *nl, const struct link_address_spec *spec);
int link_remove_address(struct netlink *nl, const struct link_address_spec *spec);

#endif
