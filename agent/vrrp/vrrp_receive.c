/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_receive.h"

#include <stdlib.h>

static bool
is_unicast(const struct vrrp_router *router)
{
	return router && router->peers_len > 0;
}

static bool
is_peer(const struct vrrp_router *router, const struct addr *source)
{
	for (size_t i = 0; i < router->peers_len; i++)
		if (addr_equal(&router->peers[i], source))
			return true;
	return false;
}

/* An advert must come the way the router is configured for: from its peers, or to the
 * group. */
static bool
came_as_configured(
    const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	bool to_group = addr_is_multicast(&datagram->destination);

	if (is_unicast(router))
		return !to_group && is_peer(router, &datagram->source);
	return to_group;
}

static bool
has_other_list(const struct vrrp_router *router, const struct vrrp_advert *ad)
{
	size_t size = vrrp_addr_bytes(router->family);

	if (ad->addrs_len != router->list_len)
		return true;
	for (size_t i = 0; i < ad->addrs_len; i++)
		if (!bsearch(ad->addrs + i * size, router->sorted, router->list_len,
			size, vrrp_addr_order(router->family)))
			return true;
	return false;
}

static bool
has_other_version(
    const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	return router && datagram->payload_len &&
	    vrrp_datagram_version(datagram) != router->version;
}

/* What depends on our configuration, once the form is right. */
static enum vrrp_refusal
check_content(const struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_advert *ad)
{
	enum vrrp_refusal auth;

	if (!router)
		return VRRP_BAD_VRID;
	auth = vrrp_auth_check(&router->auth, ad);
	if (auth != VRRP_ACCEPTED)
		return auth;
	if (ad->type != VRRP_TYPE_ADVERT)
		return VRRP_BAD_TYPE;
	if (span_cs(ad->adver_int_cs).ns != router->fsm_cf.interval.ns)
		return VRRP_BAD_INTERVAL;
	if (ad->addrs_len == 0) /* RFC 9568, erratum 8299: at least one */
		return VRRP_BAD_ADDRESS_LIST;
	if (!came_as_configured(router, datagram))
		return VRRP_NOT_A_PEER;
	return VRRP_ACCEPTED;
}

/* A list that differs from ours is counted and told, but accepted: RFC 3768 7.1 lets us
 * drop it when the sender is not the owner, and then two directors whose lists differ
 * by one address are both master of all the others. keepalived accepts it too, since
 * 2.3.3. */
struct vrrp_verdict
vrrp_receive_check(
    const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	struct vrrp_verdict verdict = {.refusal = VRRP_BAD_TTL};

	/* From off the link nobody can send with TTL 255; unicast peers may be routed.
	 */
	if (datagram->ttl != VRRP_TTL && !is_unicast(router))
		return verdict;
	verdict.refusal = vrrp_advert_decode(datagram, &verdict.advert);
	verdict.has_advert = verdict.refusal == VRRP_ACCEPTED;
	/* Looked at before the form; but what was said in it may make a rival. */
	if (has_other_version(router, datagram))
		verdict.refusal = VRRP_BAD_VERSION;
	if (verdict.refusal != VRRP_ACCEPTED)
		return verdict;
	verdict.refusal = check_content(router, datagram, &verdict.advert);
	if (verdict.refusal == VRRP_ACCEPTED && !router->skip_check_adv_addr)
		verdict.list_differs = has_other_list(router, &verdict.advert);
	return verdict;
}

/* ---- to its router ---- */

static bool
is_auth_failure(enum vrrp_refusal why)
{
	return why == VRRP_BAD_AUTH_TYPE || why == VRRP_AUTH_TYPE_MISMATCH ||
	    why == VRRP_BAD_AUTH;
}

static void
count_refusal(struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_verdict *verdict, struct vrrp_outbox *out, struct instant now)
{
	enum vrrp_refusal why =
	    verdict->list_differs ? VRRP_BAD_ADDRESS_LIST : verdict->refusal;
	struct vrrp_note *told;
	uint32_t more;

	router->run.counters.refused[why]++;
	router->changed = true;
	if (!vrrp_limit_take(&router->run.refused[why], now, &more))
		return;
	told = vrrp_outbox_note(out, VRRP_NOTE_REFUSED, router->index);
	told->refusal = why;
	told->up = verdict->list_differs; /* accepted all the same */
	told->peer = datagram->source;
	told->more = more;
	told->theirs = verdict->advert.adver_int_cs;
	told->ours = (uint16_t)(router->fsm_cf.interval.ns / 10000000);
	told->state = router->run.fsm.state;
}

void
vrrp_receive_deliver(struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_verdict *verdict, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_event event = {.kind = VRRP_EV_ADVERT,
	    .priority = verdict->advert.priority,
	    .source = datagram->source,
	    .interval = span_cs(verdict->advert.adver_int_cs)};

	if (verdict->list_differs || verdict->refusal != VRRP_ACCEPTED)
		count_refusal(router, datagram, verdict, out, now);
	if (is_auth_failure(verdict->refusal))
		router->run.auth_failure = (struct vrrp_auth_failure){
		    .source = datagram->source, .refusal = verdict->refusal};
	if (verdict->refusal != VRRP_ACCEPTED)
		return;
	router->run.counters.adverts_received++;
	router->run.counters.priority_zero_received +=
	    event.priority == VRRP_PRIO_RELEASE;
	router->changed = true;
	vrrp_router_step(router, &event, out, now);
}
