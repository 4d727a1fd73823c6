/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_wire.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "agent/vrrp/vrrp_adopt.h"
#include "agent/vrrp/vrrp_status.h"
#include "tests/fake/fake_claim.h"

/* ---- what an agent is told ---- */

static bool
is_awake(const struct fake_host *host)
{
	return host->engine && !host->frozen;
}

static struct instant
clock_of(const struct fake_wire *wire, const struct fake_host *host)
{
	return fake_host_clock(host, wire->now);
}

static void
tell_address(struct fake_wire *wire, struct fake_host *host,
    const struct fake_addr *held, bool gone)
{
	struct vrrp_address told = fake_host_told(held, gone);

	if (is_awake(host))
		(void)vrrp_engine_address(host->engine, &told, clock_of(wire, host));
	else
		host->missed = true;
}

static void
tell_link(struct fake_host *host, size_t at)
{
	static const char *const names[FAKE_LINKS_MAX] = {"eth0", "eth1"};
	struct vrrp_link link = {.ifindex = FAKE_IFINDEX + (uint32_t)at,
	    .up = !host->down[at],
	    .has_mac = true};

	memcpy(link.name, names[at], 5);
	memcpy(link.mac, host->mac, sizeof(link.mac));
	if (is_awake(host))
		vrrp_engine_link(host->engine, &link);
	else
		host->missed = true;
}

static void
expire(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	struct instant now = clock_of(wire, host);

	for (size_t i = host->addrs_len; i-- > 0;) {
		struct fake_addr held;

		if (!instant_reached(host->addrs[i].ends, now))
			continue;
		held = fake_host_forget(host, i);
		if (wire->watch.expired)
			wire->watch.expired(wire->watch.ctx, at, &held);
		tell_address(wire, host, &held, true);
	}
}

/* ---- frames ---- */

static void
send_frame(struct fake_wire *wire, struct fake_frame *frame)
{
	if (wire->watch.sent)
		wire->watch.sent(wire->watch.ctx, frame);
	if (wire->hosts[frame->from].down[frame->link])
		fake_frame_unref(frame);
	else
		fake_net_send(&wire->net, frame, wire->now);
}

/* One that was made anew under a number of its own is still on the first cable. */
static size_t
link_of(const struct vrrp_interface *interface)
{
	size_t link = interface->ifindex - FAKE_IFINDEX;

	return link < FAKE_LINKS_MAX ? link : 0;
}

static void
send_advert_to(struct fake_wire *wire, size_t from, const struct vrrp_act *act,
    const struct addr *to)
{
	const struct fake_host *host = &wire->hosts[from];
	uint8_t advert[VRRP_ADVERT_BYTES_MAX];
	size_t len = vrrp_status_advert(act->router, act->priority, to, advert);
	struct fake_frame *frame = fake_frame_new(from, len);

	frame->link = link_of(act->router->out);
	frame->source = host->owns[frame->link][act->router->family == ADDR_V6];
	frame->destination = *to;
	memcpy(frame->bytes, advert, len);
	send_frame(wire, frame);
}

static void
send_advert(struct fake_wire *wire, size_t from, const struct vrrp_act *act)
{
	const struct vrrp_router *router = act->router;

	for (size_t i = 0; i < router->peers_len; i++)
		send_advert_to(wire, from, act, &router->peers[i].addr);
	if (router->peers_len == 0)
		send_advert_to(wire, from, act, &router->group);
	wire->adverts++;
}

/* To a group, or to this host. */
static bool
is_for(const struct fake_host *host, const struct fake_frame *frame)
{
	return frame->kind != FAKE_ADVERT || addr_is_multicast(&frame->destination) ||
	    fake_host_is_own(host, &frame->destination);
}

static void
send_claim(struct fake_wire *wire, size_t from, const struct vrrp_act *act)
{
	const struct fake_host *host = &wire->hosts[from];
	const struct addr *addr = &act->vip->prefix.addr;
	size_t link = link_of(act->vip->interface);
	struct fake_frame *frame = act->kind == VRRP_ACT_ANNOUNCE
	    ? fake_claim(from, host->mac, addr)
	    : fake_question(from, host->mac, &host->owns[link][0], addr);

	frame->link = link;
	send_frame(wire, frame);
}

/* The kernel answers whoever asks for an address it has. An answer looks like an
 * announcement to who only looks at its sender. */
static void
answer(struct fake_wire *wire, size_t at, const struct fake_frame *asked)
{
	struct fake_host *host = &wire->hosts[at];
	struct fake_frame *frame;
	struct addr target;
	size_t found;

	if (!fake_asks_for(asked, &target))
		return;
	found = fake_host_find(host, &target);
	if (found == host->addrs_len || host->addrs[found].link != asked->link)
		return;
	frame = fake_claim(at, host->mac, &target);
	frame->link = asked->link;
	send_frame(wire, frame);
}

/* ---- a host's turn ---- */

static void
keep_note(struct fake_host *host, const struct vrrp_note *note)
{
	if (host->notes_len < FAKE_NOTES_MAX)
		host->notes[host->notes_len++] = *note;
}

static int
carry_out(struct fake_wire *wire, size_t at, const struct vrrp_act *act)
{
	struct fake_host *host = &wire->hosts[at];

	if (act->kind == VRRP_ACT_ADDRESS)
		return fake_host_address(host, act, clock_of(wire, host));
	if (act->kind == VRRP_ACT_ADVERT)
		send_advert(wire, at, act);
	else
		send_claim(wire, at, act);
	return 0;
}

static void
drain(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	struct vrrp_outbox *out = &host->engine->outbox;

	for (size_t i = 0; i < out->len; i++) {
		const struct vrrp_act act = out->acts[i];
		int err = 0;

		if (act.kind == VRRP_ACT_NOTE)
			keep_note(host, &act.note);
		else
			err = carry_out(wire, at, &act);
		if (act.kind != VRRP_ACT_NOTE)
			vrrp_engine_done(host->engine, i, err, clock_of(wire, host));
		if (wire->watch.acted)
			wire->watch.acted(wire->watch.ctx, at, &act, err);
	}
	out->len = 0;
}

static void
tell_time(const struct fake_wire *wire, struct fake_host *host)
{
	host->engine->wall = fake_host_wall(host, wire->now);
}

static void
hear_advert(struct fake_wire *wire, size_t at, const struct fake_frame *frame)
{
	struct vrrp_engine *engine = wire->hosts[at].engine;
	const struct vrrp_datagram heard = {.source = frame->source,
	    .destination = frame->destination,
	    .ttl = VRRP_TTL,
	    .payload = frame->bytes,
	    .payload_len = frame->len};
	uint64_t before = engine->refused[VRRP_ACCEPTED];

	vrrp_engine_hear(engine, FAKE_IFINDEX + (uint32_t)frame->link, &heard,
	    clock_of(wire, &wire->hosts[at]));
	if (wire->watch.heard)
		wire->watch.heard(wire->watch.ctx, at, frame,
		    engine->refused[VRRP_ACCEPTED] != before);
}

static void
hear(struct fake_wire *wire, size_t at, const struct fake_frame *frame)
{
	struct fake_host *host = &wire->hosts[at];
	uint32_t ifindex = FAKE_IFINDEX + (uint32_t)frame->link;
	struct instant now = clock_of(wire, host);

	tell_time(wire, host);
	if (frame->kind == FAKE_ND)
		vrrp_engine_nd(host->engine, ifindex, frame->bytes, frame->len, now);
	else if (frame->kind == FAKE_ARP)
		vrrp_engine_arp(host->engine, ifindex, frame->bytes, frame->len, now);
	else
		hear_advert(wire, at, frame);
	drain(wire, at);
}

static void
tell_all(struct fake_wire *wire, struct fake_host *host)
{
	host->missed = false;
	tell_time(wire, host);
	vrrp_engine_dump_begin(host->engine);
	for (size_t i = 0; i < host->links_len; i++)
		tell_link(host, i);
	for (size_t i = 0; i < host->addrs_len; i++)
		tell_address(wire, host, &host->addrs[i], false);
	vrrp_engine_dump_end(host->engine, clock_of(wire, host));
	drain(wire, (size_t)(host - wire->hosts));
}

/* As the loop does it: the packets that waited, then links and addresses, then time. */
static void
catch_up(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	size_t len = host->inbox_len;

	host->inbox_len = 0;
	for (size_t i = 0; i < len; i++) {
		hear(wire, at, host->inbox[i]);
		fake_frame_unref(host->inbox[i]);
	}
	if (host->missed)
		tell_all(wire, host);
}

static void
turn(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	struct instant now = clock_of(wire, host);

	expire(wire, at);
	if (!is_awake(host))
		return;
	tell_time(wire, host);
	catch_up(wire, at);
	drain(wire, at);
	for (int i = 0; i < 64; i++) {
		if (!instant_reached(vrrp_engine_due(host->engine), now))
			return;
		vrrp_engine_tick(host->engine, now);
		drain(wire, at);
	}
	if (!wire->watch.spins)
		abort();
	wire->watch.spins(wire->watch.ctx, at);
}

/* The kernel's part first. A sleeping agent's socket keeps the first ones. */
static void
deliver(struct fake_wire *wire, struct fake_frame *frame, size_t at)
{
	struct fake_host *host = &wire->hosts[at];

	if (host->deaf || host->down[frame->link] || !is_for(host, frame))
		return;
	if (frame->kind != FAKE_ADVERT)
		answer(wire, at, frame);
	if (is_awake(host)) {
		hear(wire, at, frame);
	} else if (host->engine && host->inbox_len < FAKE_INBOX_MAX) {
		frame->users++;
		host->inbox[host->inbox_len++] = frame;
	}
}

static void
deliver_due(struct fake_wire *wire)
{
	struct fake_frame *frame;
	size_t to;

	wire->net.hosts_len = wire->hosts_len;
	while ((frame = fake_net_take(&wire->net, wire->now, &to))) {
		deliver(wire, frame, to);
		fake_frame_unref(frame);
	}
}

static struct instant
next_of(const struct fake_wire *wire)
{
	struct instant next = fake_net_due(&wire->net);

	for (size_t i = 0; i < wire->hosts_len; i++) {
		const struct fake_host *host = &wire->hosts[i];
		struct instant due = fake_host_expiry(host);

		if (is_awake(host))
			due = instant_earlier(due, vrrp_engine_due(host->engine));
		next = instant_earlier(next, fake_host_when(host, due));
	}
	return next;
}

static size_t
holders(const struct fake_wire *wire)
{
	size_t count = 0;

	for (size_t i = 0; i < wire->hosts_len; i++)
		count += fake_host_has(&wire->hosts[i], FAKE_VIP);
	return count;
}

static void
advance(struct fake_wire *wire, struct instant to)
{
	if (instant_before(to, wire->now))
		return;
	if (holders(wire) > 1)
		wire->doubled.ns += instant_since(to, wire->now).ns;
	wire->now = to;
}

void
fake_wire_settle(struct fake_wire *wire)
{
	deliver_due(wire);
	for (size_t i = 0; i < wire->hosts_len; i++)
		turn(wire, i);
}

bool
fake_wire_step(struct fake_wire *wire, struct instant end)
{
	struct instant next = next_of(wire);

	advance(wire, instant_earlier(next, end));
	if (instant_before(end, next))
		return false;
	fake_wire_settle(wire);
	return true;
}

void
fake_wire_run(struct fake_wire *wire, int64_t ms)
{
	struct instant end = instant_add(wire->now, span_ms(ms));

	fake_wire_settle(wire);
	while (fake_wire_step(wire, end))
		continue;
}

/* ---- events ---- */

static void
add_own(struct fake_host *host, uint8_t last, size_t link)
{
	host->owns[link][0] = fake_host_own(last, link, ADDR_V4);
	host->owns[link][1] = fake_host_own(last, link, ADDR_V6);
	host->addrs[host->addrs_len++] = (struct fake_addr){
	    {host->owns[link][0], 24},
            link, INSTANT_NEVER
        };
	host->addrs[host->addrs_len++] = (struct fake_addr){
	    {host->owns[link][1], 64},
            link, INSTANT_NEVER
        };
}

size_t
fake_wire_add(struct fake_wire *wire, struct vrrp_engine *engine, uint8_t last)
{
	struct fake_host *host = &wire->hosts[wire->hosts_len++];

	assert(wire->hosts_len <= FAKE_HOSTS_MAX);
	wire->net.hosts_len = wire->hosts_len;
	host->links_len = wire->links_len ? wire->links_len : 1;
	host->mac[0] = 2;
	host->mac[5] = last;
	for (size_t i = 0; i < host->links_len; i++)
		add_own(host, last, i);
	host->own = host->owns[0][0];
	host->engine = engine;
	if (engine)
		tell_all(wire, host);
	return wire->hosts_len - 1;
}

static void
empty_inbox(struct fake_host *host)
{
	while (host->inbox_len)
		fake_frame_unref(host->inbox[--host->inbox_len]);
}

void
fake_wire_kill(struct fake_wire *wire, size_t at)
{
	empty_inbox(&wire->hosts[at]);
	vrrp_engine_free(wire->hosts[at].engine);
	wire->hosts[at].engine = NULL;
}

void
fake_wire_keep(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];

	for (size_t i = host->addrs_len; i-- > 0;)
		if (!fake_host_is_own(host, &host->addrs[i].prefix.addr))
			(void)fake_host_forget(host, i);
}

void
fake_wire_start(struct fake_wire *wire, size_t at, struct vrrp_engine *engine)
{
	wire->hosts[at].engine = engine;
	if (is_awake(&wire->hosts[at]))
		tell_all(wire, &wire->hosts[at]);
	else
		wire->hosts[at].missed = true;
}

void
fake_wire_reload(struct fake_wire *wire, size_t at, struct vrrp_engine *young)
{
	struct fake_host *host = &wire->hosts[at];

	vrrp_engine_retire(host->engine, young);
	turn(wire, at);
	assert(vrrp_engine_has_left(host->engine));
	vrrp_engine_adopt(young, host->engine, clock_of(wire, host));
	vrrp_engine_free(host->engine);
	host->engine = young;
	tell_all(wire, host);
}

void
fake_wire_lose(struct fake_wire *wire, size_t at, const struct addr *addr)
{
	struct fake_host *host = &wire->hosts[at];
	size_t found = fake_host_find(host, addr);
	struct fake_addr held;

	if (found == host->addrs_len)
		return;
	held = fake_host_forget(host, found);
	tell_address(wire, host, &held, true);
}

void
fake_wire_remove(struct fake_wire *wire, size_t at, uint32_t addr)
{
	struct addr wanted = addr_v4(addr);

	assert(fake_host_has(&wire->hosts[at], addr));
	fake_wire_lose(wire, at, &wanted);
}

void
fake_wire_set(struct fake_wire *wire, size_t at, uint32_t addr)
{
	struct fake_host *host = &wire->hosts[at];
	struct fake_addr *held = &host->addrs[host->addrs_len++];

	assert(host->addrs_len <= FAKE_ADDRS_MAX);
	*held = (struct fake_addr){
	    {addr_v4(addr), 32},
            0, INSTANT_NEVER
        };
	if (addr_equal(&held->prefix.addr, &host->own))
		held->prefix.prefix_len = 24;
	tell_address(wire, host, held, false);
}

void
fake_wire_links(struct fake_wire *wire, size_t at, size_t link, bool up)
{
	wire->hosts[at].down[link] = !up;
	tell_link(&wire->hosts[at], link);
}

void
fake_wire_link(struct fake_wire *wire, size_t at, bool up)
{
	fake_wire_links(wire, at, 0, up);
}

int
fake_wire_master(const struct fake_wire *wire)
{
	int master = -1;

	for (size_t i = 0; i < wire->hosts_len; i++) {
		if (fake_host_state(&wire->hosts[i]) != VRRP_MASTER)
			continue;
		if (master >= 0)
			return -1;
		master = (int)i;
	}
	return master;
}

void
fake_wire_fini(struct fake_wire *wire)
{
	for (size_t i = 0; i < wire->hosts_len; i++)
		fake_wire_kill(wire, i);
	fake_net_fini(&wire->net);
}
