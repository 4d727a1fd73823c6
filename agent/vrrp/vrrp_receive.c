/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_receive.h"

#include <assert.h>
#include <stdlib.h>

static_assert(VRRP_REFUSALS <= 32, "a bit of `remarks` each");

static bool
is_unicast(const struct vrrp_router *router)
{
	return router && router->peers_len > 0;
}

static struct vrrp_peer *
peer_of(const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	if (!is_unicast(router))
		return NULL;
	return vrrp_peer_find(router->peers, router->peers_len, &datagram->source);
}

/* From off the link nobody can send with TTL 255; unicast peers may be routed, and then
 * it can be said how far away each is. */
static bool
has_bad_ttl(const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	const struct vrrp_peer *peer = peer_of(router, datagram);

	if (!is_unicast(router))
		return datagram->ttl != VRRP_TTL;
	return peer && (datagram->ttl < peer->min_ttl || datagram->ttl > peer->max_ttl);
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

/* Version, family, length, checksum. */
static enum vrrp_refusal
check_form(const struct vrrp_router *router, const struct vrrp_datagram *datagram,
    struct vrrp_verdict *verdict)
{
	enum vrrp_refusal form = vrrp_advert_decode(datagram, &verdict->advert);

	/* Looked at before the rest; but who says it is a rival all the same. */
	verdict->has_advert = form == VRRP_ACCEPTED;
	if (has_other_version(router, datagram))
		return VRRP_BAD_VERSION;
	if (form == VRRP_ACCEPTED && router &&
	    router->rules.old_checksum == VRRP_OLD_NEVER &&
	    verdict->advert.checksum == VRRP_CHECKSUM_GROUP)
		return VRRP_BAD_CHECKSUM;
	return form;
}

/* An interval that differs: version 2 refuses it, version 3 learns it. */
static enum vrrp_refusal
check_interval(const struct vrrp_router *router, const struct vrrp_advert *ad)
{
	if (ad->adver_int_cs == 0 && ad->version == VRRP_VERSION_3)
		return VRRP_NO_INTERVAL;
	if (ad->version == VRRP_VERSION_2 &&
	    span_cs(ad->adver_int_cs).ns != router->fsm_cf.interval.ns)
		return VRRP_BAD_INTERVAL;
	return VRRP_ACCEPTED;
}

static bool
starts_link_local(const struct vrrp_advert *ad)
{
	struct addr first = vrrp_advert_addr(ad, 0);

	return addr_is_link_local(&first);
}

/* Two routers that only elect, without addresses, may hear each other. */
static enum vrrp_refusal
check_addresses(const struct vrrp_router *router, const struct vrrp_advert *ad)
{
	if (ad->addrs_len == 0 && (router->list_len > 0 || router->rules.strict))
		return VRRP_NO_ADDRESSES;
	if (router->rules.strict && ad->family == ADDR_V6 && !starts_link_local(ad))
		return VRRP_NOT_LINK_LOCAL;
	return VRRP_ACCEPTED;
}

/* An advert must come the way the router is configured for: from its peers, or to the
 * group. */
static enum vrrp_refusal
check_way(const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	if (is_unicast(router) == addr_is_multicast(&datagram->destination))
		return VRRP_BAD_DESTINATION;
	if (is_unicast(router) && !peer_of(router, datagram))
		return VRRP_NOT_A_PEER;
	return VRRP_ACCEPTED;
}

static bool
is_owner(const struct vrrp_router *router)
{
	return router->fsm_cf.priority == VRRP_PRIO_OWNER;
}

/* A trailer that nobody asked for is of another kind of authentication than ours. */
static enum vrrp_refusal
check_trailer(const struct vrrp_router *router, const struct vrrp_datagram *datagram,
    struct vrrp_verdict *verdict)
{
	const struct vrrp_advert *ad = &verdict->advert;
	const struct vrrp_hmac_message message = {.version = ad->version,
	    .vrid = ad->vrid,
	    .source = datagram->source,
	    .bytes = datagram->payload,
	    .len = ad->len};

	if (!router->hmac)
		return ad->trailer ? VRRP_AUTH_TYPE_MISMATCH : VRRP_ACCEPTED;
	return vrrp_hmac_check(
	    router->hmac, &message, ad->trailer, *router->wall, &verdict->sequence);
}

/* What depends on our configuration, once the form is right. */
static enum vrrp_refusal
check_content(const struct vrrp_router *router, const struct vrrp_datagram *datagram,
    struct vrrp_verdict *verdict)
{
	const struct vrrp_advert *ad = &verdict->advert;
	enum vrrp_refusal why;

	if (!router)
		return VRRP_BAD_VRID;
	why = check_trailer(router, datagram, verdict);
	if (why == VRRP_ACCEPTED && ad->version == VRRP_VERSION_2)
		why = vrrp_auth_check(&router->auth, ad);
	if (why == VRRP_ACCEPTED && ad->type != VRRP_TYPE_ADVERT)
		why = VRRP_BAD_TYPE;
	if (why == VRRP_ACCEPTED)
		why = check_interval(router, ad);
	if (why == VRRP_ACCEPTED)
		why = check_addresses(router, ad);
	if (why == VRRP_ACCEPTED)
		why = check_way(router, datagram);
	if (why == VRRP_ACCEPTED && is_owner(router) && router->rules.owner_ignores)
		why = VRRP_OWNER;
	return why;
}

/* ---- what is told of an advert that is accepted all the same ---- */

static uint32_t
remark(bool applies, enum vrrp_refusal what)
{
	return applies ? UINT32_C(1) << what : 0;
}

/* A list that differs from ours: RFC 3768 7.1 lets us drop it when the sender is not
 * the owner, and then two directors whose lists differ by one address are both master
 * of all the others. keepalived accepts it too, since 2.3.3. A list of IPv6 that does
 * not start link-local is refused by the RFC, but many files have such. That an owner
 * hears others is only told since erratum 8298. */
static uint32_t
remarks_on(const struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_advert *ad)
{
	bool compared = !router->rules.skip_same_master ||
	    !addr_equal(&datagram->source, &router->run.fsm.master);

	return remark(span_cs(ad->adver_int_cs).ns != router->fsm_cf.interval.ns,
		   VRRP_BAD_INTERVAL) |
	    remark(ad->family == ADDR_V6 && ad->addrs_len && !starts_link_local(ad),
		VRRP_NOT_LINK_LOCAL) |
	    remark(compared && has_other_list(router, ad), VRRP_BAD_ADDRESS_LIST) |
	    remark(is_owner(router), VRRP_OWNER);
}

struct vrrp_verdict
vrrp_receive_check(
    const struct vrrp_router *router, const struct vrrp_datagram *datagram)
{
	struct vrrp_verdict verdict = {.refusal = VRRP_BAD_TTL};

	if (has_bad_ttl(router, datagram))
		return verdict;
	verdict.refusal = check_form(router, datagram, &verdict);
	if (verdict.refusal == VRRP_ACCEPTED)
		verdict.refusal = check_content(router, datagram, &verdict);
	if (verdict.refusal == VRRP_ACCEPTED)
		verdict.remarks = remarks_on(router, datagram, &verdict.advert);
	return verdict;
}

/* ---- to its router ---- */

static bool
is_auth_failure(enum vrrp_refusal why)
{
	return (why >= VRRP_HMAC_MISSING && why <= VRRP_HMAC_REPLAYED) ||
	    why == VRRP_BAD_AUTH_TYPE || why == VRRP_AUTH_TYPE_MISMATCH ||
	    why == VRRP_BAD_AUTH;
}

static void
count(struct vrrp_router *router, enum vrrp_refusal why,
    const struct vrrp_datagram *datagram, const struct vrrp_verdict *verdict,
    struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_note *told;
	uint32_t more;

	router->run.counters.refused[why]++;
	if (why == VRRP_BAD_TTL || why == VRRP_BAD_VERSION || why == VRRP_BAD_CHECKSUM)
		router->run.lately.protocol_error = why;
	router->changed = true;
	if (!vrrp_limit_take(&router->run.refused[why], now, &more))
		return;
	told = vrrp_outbox_note(out, VRRP_NOTE_REFUSED, router->index);
	told->refusal = why;
	told->up = verdict->refusal == VRRP_ACCEPTED; /* accepted all the same */
	told->peer = datagram->source;
	told->more = more;
	told->theirs = verdict->advert.adver_int_cs;
	told->ours = (uint16_t)(router->fsm_cf.interval.ns / 10000000);
	told->state = router->run.fsm.state;
}

static void
count_remarks(struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_verdict *verdict, struct vrrp_outbox *out, struct instant now)
{
	if (!verdict->remarks)
		return;
	for (unsigned why = VRRP_ACCEPTED + 1; why < VRRP_REFUSALS; why++)
		if (verdict->remarks & 1u << why)
			count(router, (enum vrrp_refusal)why, datagram, verdict, out,
			    now);
}

static void
note_checksum(struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_advert *ad)
{
	struct vrrp_spoken spoken = {true, ad->checksum};
	struct vrrp_peer *peer = peer_of(router, datagram);

	router->run.counters.checksums[ad->checksum]++;
	router->run.spoken = spoken;
	if (peer)
		peer->spoken = spoken;
}

void
vrrp_receive_deliver(struct vrrp_router *router, const struct vrrp_datagram *datagram,
    const struct vrrp_verdict *verdict, struct vrrp_outbox *out, struct instant now)
{
	struct vrrp_event event = {.kind = VRRP_EV_ADVERT,
	    .priority = verdict->advert.priority,
	    .source = datagram->source,
	    .interval = span_cs(verdict->advert.adver_int_cs)};

	if (verdict->refusal != VRRP_ACCEPTED)
		count(router, verdict->refusal, datagram, verdict, out, now);
	if (is_auth_failure(verdict->refusal))
		router->run.auth_failure = (struct vrrp_auth_failure){
		    .source = datagram->source, .refusal = verdict->refusal};
	if (verdict->refusal != VRRP_ACCEPTED)
		return;
	if (verdict->advert.trailer)
		vrrp_hmac_accept(router->hmac, &datagram->source, verdict->sequence);
	count_remarks(router, datagram, verdict, out, now);
	note_checksum(router, datagram, &verdict->advert);
	router->run.counters.adverts_received++;
	router->run.counters.priority_zero_received +=
	    event.priority == VRRP_PRIO_RELEASE;
	router->changed = true;
	vrrp_router_step(router, &event, out, now);
}
