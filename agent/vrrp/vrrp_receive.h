/* SPDX-License-Identifier: Apache-2.0 */
/* An advert has come: the checks, in the order of the RFC, and what a router makes of
 * it. P. Source: RFC 3768 7.1, RFC 9568 7.1. */
#ifndef AGENT_VRRP_VRRP_RECEIVE_H
#define AGENT_VRRP_VRRP_RECEIVE_H

#include "agent/vrrp/vrrp_router.h"

/* What became of a datagram. */
struct vrrp_verdict {
	enum vrrp_refusal refusal;
	bool has_advert; /* its form is right: `advert` is filled */
	unsigned
	    remarks; /* accepted, but told and counted: bits by enum vrrp_refusal */
	uint64_t sequence;         /* of its trailer */
	struct vrrp_advert advert; /* borrows from the datagram */
};

/* `router`: the one of the VRID and interface, NULL when there is none. */
struct vrrp_verdict vrrp_receive_check(
    const struct vrrp_router *router, const struct vrrp_datagram *datagram);

/* Give the verdict to its router: count, tell, step. */
void vrrp_receive_deliver(struct vrrp_router *router,
    const struct vrrp_datagram *datagram, const struct vrrp_verdict *verdict,
    struct vrrp_outbox *out, struct instant now);

#endif
