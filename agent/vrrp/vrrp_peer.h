/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a router speaks with and by which rules: its unicast peers, and the checksum of
 * version 3 for IPv4, which the field reads in several ways. P. */
#ifndef AGENT_VRRP_VRRP_PEER_H
#define AGENT_VRRP_VRRP_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/words.h"

/* The form that the other side uses, as its last accepted advert had it. */
struct vrrp_spoken {
	bool is_known;
	enum vrrp_checksum checksum;
};

struct vrrp_peer {
	struct addr addr;
	uint8_t min_ttl, max_ttl; /* of its adverts when they come */
	struct vrrp_spoken spoken;
};

/* What the operator said of the adverts of others and of our own. */
struct vrrp_rules {
	bool strict;           /* what the RFC forbids is refused, not only told */
	bool skip_same_master; /* compare lists only when the sender changes */
	bool owner_ignores;    /* an owner refuses the adverts of others */
	bool no_peer_is_fault; /* else multicast */
	bool track_source;     /* `source` must be an address of the interface */
	bool message_checksum; /* send the form of RFC 9568, not keepalived's */
	bool follow_checksum;  /* send the form that the other side uses */
	enum vrrp_old_checksum old_checksum;
};

/* NULL when there is none. Linear: a router has few peers. */
struct vrrp_peer *vrrp_peer_find(
    struct vrrp_peer *peers, size_t len, const struct addr *addr);

/* What is known of the peers of `old` that are in `young` as well stays known. */
void vrrp_peer_adopt(struct vrrp_peer *young, size_t young_len,
    const struct vrrp_peer *old, size_t old_len);

/* Which form to send to someone of whom `spoken` is known, in version 3 of IPv4. */
enum vrrp_checksum vrrp_peer_checksum(
    const struct vrrp_rules *rules, const struct vrrp_spoken *spoken, bool unicast);

#endif
