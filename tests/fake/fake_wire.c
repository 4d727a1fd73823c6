/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fake/fake_wire.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "agent/vrrp/vrrp_status.h"

static const int64_t flight_ns = 200000;

/* ---- models ---- */

struct model_vrrp_instance
fake_instance(uint8_t priority)
{
	static const struct model_vrrp_address vips[] = {
	    {.prefix = {{ADDR_V4, {10, 1, 1, 166}}, 32}}};

	return (struct model_vrrp_instance){
	    .name = "VI_1",
	    .interface = "eth0",
	    .family = ADDR_V4,
	    .vrid = 51,
	    .version = 2,
	    .priority = priority,
	    .initial_state = VRRP_BACKUP,
	    .advert_int_cs = 100,
	    .preempt = true,
	    .auth = VRRP_AUTH_PASS,
	    .auth_pass = {'1',                    '1', '1',                    '1'},
	    .down_timer_adverts = 3,
	    .lease_s = 5,
	    .group = { ADDR_V4,       {224, 0, 0, 18}   },
	    .addresses = vips,
	    .addresses_len = 1,
	    .garp = {				 .master_delay_ms = 5000,
			  .master_repeat = 5,
			  .master_refresh_repeat = 1,
			  .lower_prio_delay_ms = 5000,
			  .lower_prio_repeat = 5}
        };
}

struct vrrp_engine *
fake_engine(const struct model_vrrp_instance *instances, size_t len)
{
	struct model model = {.instances = instances, .instances_len = len};

	return vrrp_engine_new(&model, 1);
}

/* ---- the kernel of a host ---- */

static size_t
addr_at(const struct fake_host *host, const struct addr *addr)
{
	size_t i;

	for (i = 0; i < host->addrs_len; i++)
		if (addr_equal(&host->addrs[i].addr, addr))
			break;
	return i;
}

bool
fake_host_has(const struct fake_host *host, uint32_t addr)
{
	struct addr wanted = addr_v4(addr);

	return addr_at(host, &wanted) < host->addrs_len;
}

static void
tell_address(struct fake_wire *wire, struct fake_host *host,
    const struct fake_addr *held, bool gone)
{
	struct vrrp_address told = {
	    .ifindex = FAKE_IFINDEX,
	    .prefix = {held->addr, 32},
	    .gone = gone,
	    .finite = held->ends.ns != INSTANT_NEVER.ns
        };

	if (addr_equal(&held->addr, &host->own))
		told.prefix.prefix_len = 24;
	if (host->engine)
		(void)vrrp_engine_address(host->engine, &told, wire->now);
}

static int
kernel_op(struct fake_wire *wire, struct fake_host *host, const struct vrrp_act *act)
{
	size_t at = addr_at(host, &act->vip->prefix.addr);
	struct span lease = act->router->lease;

	if (act->op == VRRP_LEASE_REMOVE) {
		if (at == host->addrs_len)
			return EADDRNOTAVAIL;
		host->addrs[at] = host->addrs[--host->addrs_len];
		return 0;
	}
	if (host->refuses)
		return EPERM;
	if (act->op == VRRP_LEASE_ADD && at < host->addrs_len)
		return EEXIST;
	assert(at < FAKE_ADDRS_MAX);
	host->addrs[at] = (struct fake_addr){act->vip->prefix.addr,
	    lease.ns ? instant_add(wire->now, lease) : INSTANT_NEVER};
	if (at == host->addrs_len)
		host->addrs_len++;
	return 0;
}

static void
kernel_expires(struct fake_wire *wire, struct fake_host *host)
{
	for (size_t i = host->addrs_len; i-- > 0;) {
		struct fake_addr held = host->addrs[i];

		if (!instant_reached(held.ends, wire->now))
			continue;
		host->addrs[i] = host->addrs[--host->addrs_len];
		tell_address(wire, host, &held, true);
	}
}

/* ---- the wire ---- */

static struct fake_frame *
send_frame(struct fake_wire *wire, size_t from, bool is_arp)
{
	struct fake_frame *frame = &wire->frames[wire->frames_len];

	assert(wire->frames_len < FAKE_FRAMES_MAX);
	wire->frames_len++;
	frame->at = (struct instant){wire->now.ns + flight_ns};
	frame->from = from;
	frame->is_arp = is_arp;
	return frame;
}

static void
send_advert(struct fake_wire *wire, size_t from, const struct vrrp_act *act)
{
	struct fake_frame *frame = send_frame(wire, from, false);
	const struct fake_host *host = &wire->hosts[from];
	uint8_t advert[VRRP_ADVERT_BYTES_MAX];
	size_t len =
	    vrrp_status_advert(act->router, act->priority, &act->router->group, advert);

	frame->source = host->own;
	frame->destination = act->router->group;
	assert(len <= sizeof(frame->bytes));
	memcpy(frame->bytes, advert, len);
	frame->len = len;
	wire->adverts++;
}

static void
send_arp(struct fake_wire *wire, size_t from, const struct vrrp_act *act)
{
	struct fake_frame *frame = send_frame(wire, from, true);
	const struct fake_host *host = &wire->hosts[from];

	frame->len = VRRP_ARP_FRAME_BYTES;
	if (act->kind == VRRP_ACT_ANNOUNCE)
		vrrp_arp_announce(frame->bytes, host->mac, &act->vip->prefix.addr);
	else
		vrrp_arp_probe(
		    frame->bytes, host->mac, &host->own, &act->vip->prefix.addr);
}

/* The kernel answers whoever asks for an address it has. An answer looks like an
 * announcement to who only looks at its sender. */
static void
answer_arp(struct fake_wire *wire, size_t at, const struct fake_frame *asked)
{
	struct fake_host *host = &wire->hosts[at];
	struct fake_frame *answer;
	struct vrrp_arp arp;

	if (!vrrp_arp_decode(asked->bytes, asked->len, &arp) ||
	    addr_equal(&arp.sender, &arp.target) ||
	    addr_at(host, &arp.target) == host->addrs_len)
		return;
	answer = send_frame(wire, at, true);
	answer->len = VRRP_ARP_FRAME_BYTES;
	vrrp_arp_announce(answer->bytes, host->mac, &arp.target);
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
	if (act->kind == VRRP_ACT_ADDRESS)
		return kernel_op(wire, &wire->hosts[at], act);
	if (act->kind == VRRP_ACT_ADVERT)
		send_advert(wire, at, act);
	else
		send_arp(wire, at, act);
	return 0;
}

static void
drain(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	struct vrrp_outbox *out = &host->engine->outbox;

	for (size_t i = 0; i < out->len; i++) {
		const struct vrrp_act *act = &out->acts[i];

		if (act->kind == VRRP_ACT_NOTE)
			keep_note(host, &act->note);
		else
			vrrp_engine_done(
			    host->engine, i, carry_out(wire, at, act), wire->now);
	}
	out->len = 0;
}

static void
turn(struct fake_wire *wire, size_t at)
{
	struct fake_host *host = &wire->hosts[at];

	kernel_expires(wire, host);
	if (!host->engine || host->frozen)
		return;
	drain(wire, at);
	for (int i = 0; i < 64; i++) {
		if (!instant_reached(vrrp_engine_due(host->engine), wire->now))
			return;
		vrrp_engine_tick(host->engine, wire->now);
		drain(wire, at);
	}
	abort(); /* an engine that is never done */
}

static void
deliver(struct fake_wire *wire, const struct fake_frame *frame, size_t at)
{
	struct fake_host *host = &wire->hosts[at];
	const struct vrrp_datagram heard = {.source = frame->source,
	    .destination = frame->destination,
	    .ttl = VRRP_TTL,
	    .payload = frame->bytes,
	    .payload_len = frame->len};

	if (at == frame->from || host->deaf)
		return;
	if (frame->is_arp)
		answer_arp(wire, at, frame);
	if (!host->engine || host->frozen)
		return;
	if (frame->is_arp)
		vrrp_engine_arp(
		    host->engine, FAKE_IFINDEX, frame->bytes, frame->len, wire->now);
	else
		vrrp_engine_hear(host->engine, FAKE_IFINDEX, &heard, wire->now);
	drain(wire, at);
}

static void
deliver_due(struct fake_wire *wire)
{
	while (wire->frames_len && instant_reached(wire->frames[0].at, wire->now)) {
		struct fake_frame frame = wire->frames[0];

		memmove(&wire->frames[0], &wire->frames[1],
		    --wire->frames_len * sizeof(frame));
		for (size_t i = 0; i < wire->hosts_len; i++)
			deliver(wire, &frame, i);
	}
}

static struct instant
next_instant(const struct fake_wire *wire)
{
	struct instant next = INSTANT_NEVER;

	if (wire->frames_len)
		next = wire->frames[0].at;
	for (size_t i = 0; i < wire->hosts_len; i++) {
		const struct fake_host *host = &wire->hosts[i];

		for (size_t j = 0; j < host->addrs_len; j++)
			next = instant_earlier(next, host->addrs[j].ends);
		if (host->engine && !host->frozen)
			next = instant_earlier(next, vrrp_engine_due(host->engine));
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

void
fake_wire_run(struct fake_wire *wire, int64_t ms)
{
	struct instant end = instant_add(wire->now, span_ms(ms));

	fake_wire_settle(wire);
	for (;;) {
		struct instant next = next_instant(wire);

		if (instant_before(end, next))
			break;
		advance(wire, next);
		fake_wire_settle(wire);
	}
	advance(wire, end);
}

/* ---- events ---- */

static void
tell_link(struct fake_host *host, bool up)
{
	struct vrrp_link link = {
	    .ifindex = FAKE_IFINDEX, .name = "eth0", .up = up, .has_mac = true};

	memcpy(link.mac, host->mac, sizeof(link.mac));
	vrrp_engine_link(host->engine, &link);
}

static void
tell_all(struct fake_wire *wire, struct fake_host *host)
{
	vrrp_engine_dump_begin(host->engine);
	tell_link(host, true);
	for (size_t i = 0; i < host->addrs_len; i++)
		tell_address(wire, host, &host->addrs[i], false);
	vrrp_engine_dump_end(host->engine, wire->now);
	drain(wire, (size_t)(host - wire->hosts));
}

size_t
fake_wire_add(struct fake_wire *wire, struct vrrp_engine *engine, uint8_t last)
{
	struct fake_host *host = &wire->hosts[wire->hosts_len++];

	assert(wire->hosts_len <= FAKE_HOSTS_MAX);
	host->own = addr_v4(0x0a010100u | last);
	host->mac[0] = 2;
	host->mac[5] = last;
	host->addrs[0] = (struct fake_addr){host->own, INSTANT_NEVER};
	host->addrs_len = 1;
	host->engine = engine;
	if (engine)
		tell_all(wire, host);
	return wire->hosts_len - 1;
}

void
fake_wire_kill(struct fake_wire *wire, size_t at)
{
	vrrp_engine_free(wire->hosts[at].engine);
	wire->hosts[at].engine = NULL;
}

void
fake_wire_start(struct fake_wire *wire, size_t at, struct vrrp_engine *engine)
{
	wire->hosts[at].engine = engine;
	tell_all(wire, &wire->hosts[at]);
}

void
fake_wire_reload(struct fake_wire *wire, size_t at, struct vrrp_engine *young)
{
	struct fake_host *host = &wire->hosts[at];

	vrrp_engine_retire(host->engine, young);
	turn(wire, at);
	assert(vrrp_engine_has_left(host->engine));
	vrrp_engine_adopt(young, host->engine, wire->now);
	vrrp_engine_free(host->engine);
	host->engine = young;
	tell_all(wire, host);
}

void
fake_wire_remove(struct fake_wire *wire, size_t at, uint32_t addr)
{
	struct fake_host *host = &wire->hosts[at];
	struct addr wanted = addr_v4(addr);
	size_t found = addr_at(host, &wanted);
	struct fake_addr held;

	assert(found < host->addrs_len);
	held = host->addrs[found];
	host->addrs[found] = host->addrs[--host->addrs_len];
	tell_address(wire, host, &held, true);
}

void
fake_wire_set(struct fake_wire *wire, size_t at, uint32_t addr)
{
	struct fake_host *host = &wire->hosts[at];
	struct fake_addr *held = &host->addrs[host->addrs_len++];

	assert(host->addrs_len <= FAKE_ADDRS_MAX);
	*held = (struct fake_addr){addr_v4(addr), INSTANT_NEVER};
	tell_address(wire, host, held, false);
}

void
fake_wire_link(struct fake_wire *wire, size_t at, bool up)
{
	wire->hosts[at].deaf = !up;
	tell_link(&wire->hosts[at], up);
}

enum vrrp_state
fake_host_state(const struct fake_host *host)
{
	return host->engine ? host->engine->routers[0].run.fsm.state : VRRP_INIT;
}

size_t
fake_host_notes(const struct fake_host *host, enum vrrp_note_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < host->notes_len; i++)
		count += host->notes[i].kind == kind;
	return count;
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
}
