/* SPDX-License-Identifier: Apache-2.0 */
/* Static addresses, routes and rules -> netlink messages, as bytes that only lack the
 * numbers of links. P. Sources: rtnetlink(7), linux/rtnetlink.h, linux/fib_rules.h,
 * linux/lwtunnel.h. */
#ifndef AGENT_VRRP_VRRP_FIB_ENCODE_H
#define AGENT_VRRP_VRRP_FIB_ENCODE_H

#include "agent/conf/model.h"

/* IFA_PROTO of Linux 5.18: who has set an address. */
enum { VRRP_IFA_PROTO = 11 };

/* Whatever the configuration's grammar lets through fits. The longest is a route of
 * MODEL_NEXTHOPS_MAX ways, each with a gateway of the other family (24 bytes), realms
 * (8) and a tunnel with all its options (80): 8 + 24 + 8 + 80 = 120 each; the rest of
 * it is below 300. */
enum {
	VRRP_FIB_BYTES_MAX = 300 + 120 * MODEL_NEXTHOPS_MAX,
	VRRP_FIB_LINKS_MAX = MODEL_NEXTHOPS_MAX + 1
};

/* Where the index of a link belongs. */
struct vrrp_fib_link {
	uint16_t offset; /* of a uint32_t in host order */
	char name[MODEL_IFNAME_SIZE];
};

/* The message that adds; the one that removes is the same but for its type (one more)
 * and its flags. */
struct vrrp_fib_message {
	uint8_t bytes[VRRP_FIB_BYTES_MAX];
	size_t len;
	bool failed; /* it did not fit */
	struct vrrp_fib_link links[VRRP_FIB_LINKS_MAX];
	size_t links_len;
};

void vrrp_fib_encode_address(
    struct vrrp_fib_message *out, const struct model_vrrp_address *said);
/* `lease_s`: how long an IPv6 route lives that says nothing of it; 0: for good. */
void vrrp_fib_encode_route(
    struct vrrp_fib_message *out, const struct model_route *said, uint32_t lease_s);
void vrrp_fib_encode_rule(struct vrrp_fib_message *out, const struct model_rule *said);

/* What another did, as the kernel tells of it: enough to find ours that it concerns. */
struct vrrp_fib_event {
	uint16_t type;       /* RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWRULE, RTM_DELRULE */
	uint8_t family;      /* ADDR_* */
	uint32_t table;      /* 0 in a rule that looks up none */
	uint32_t preference; /* of a rule; the metric of a route */
	struct addr_prefix to; /* of a route; family 0 in a rule */
	uint8_t protocol;
};

/* `payload` follows the header of a message of `type`. False when it is of another kind
 * or cut. */
bool vrrp_fib_decode(
    uint16_t type, const void *payload, size_t len, struct vrrp_fib_event *out);

#endif
