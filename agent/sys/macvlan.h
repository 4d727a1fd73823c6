/* SPDX-License-Identifier: Apache-2.0 */
/* macvlan interfaces that carry a virtual MAC: their facts out of netlink messages, and
 * making, setting and removing them. E, any thread that may wait a moment: removing one
 * takes the kernel tens of milliseconds. */
#ifndef AGENT_SYS_MACVLAN_H
#define AGENT_SYS_MACVLAN_H

#include "agent/sys/link.h"

/* net.ipv4.conf.*.arp_ignore and arp_announce. */
struct macvlan_arp {
	uint32_t ignore, announce;
};

/* Any interface, seen by who looks after macvlans. */
struct macvlan_facts {
	uint32_t ifindex;
	char name[LINK_NAME_SIZE];
	uint8_t mac[LINK_MAC_SIZE];
	uint32_t parent;           /* 0: it is no macvlan */
	bool ours;                 /* carries our mark: its alias */
	bool ready;                /* a macvlan switched on, in the mode we use */
	struct macvlan_arp arp;    /* its own */
	struct macvlan_arp before; /* ours: what its parent had before us */
};

struct macvlan_spec {
	char name[LINK_NAME_SIZE];
	uint32_t parent;
	uint8_t mac[LINK_MAC_SIZE];
	uint32_t rp_filter;
	struct macvlan_arp before; /* of the parent: kept in the mark */
};

/* False when the message is of another kind, of a link that went, or cut. */
bool macvlan_decode(const struct netlink_message *message, struct macvlan_facts *out);

/* Make it, still switched off and without a mark: 0, or -errno. */
int macvlan_make(struct netlink *nl, const struct macvlan_spec *spec);

/* Mark it, set it to answer for its own addresses and no other, switch it on. */
int macvlan_set(struct netlink *nl, const struct macvlan_spec *spec);

/* Of a parent: whose ARP is answered, and what asks for a neighbour. */
int macvlan_set_arp(struct netlink *nl, uint32_t ifindex, struct macvlan_arp arp);

int macvlan_remove(struct netlink *nl, uint32_t ifindex);

/* Remove every macvlan with our mark, and give their parents back what they had. The
 * number removed, or -errno. */
int macvlan_sweep(struct netlink *nl);

/* net.ipv4.conf.all.rp_filter, or -errno. */
int macvlan_all_rp_filter(struct netlink *nl);

#endif
