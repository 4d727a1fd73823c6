/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/sim_check.h"

#include <inttypes.h>

#include "agent/lib/wire.h"

enum { STORM_ADVERTS = 100 };

/* Clocks are read in whole nanoseconds. */
static const int64_t rounding_ns = 1000;

static bool
is_awake(const struct sim_world *world, size_t host)
{
	return world->wire.hosts[host].engine && !world->wire.hosts[host].frozen;
}

static struct instant
clock_of(const struct sim_world *world, size_t host)
{
	return fake_host_clock(&world->wire.hosts[host], world->wire.now);
}

/* ---- the trace ---- */

static void
mix(struct sim_world *world, uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8)
		world->hash = (world->hash ^ (value & 0xff)) * 0x100000001b3;
}

static void
see_frame(void *ctx, const struct fake_frame *frame)
{
	struct sim_world *world = ctx;

	mix(world, (uint64_t)world->wire.now.ns);
	mix(world, frame->from);
	for (size_t i = 0; i < frame->len; i++)
		world->hash = (world->hash ^ frame->bytes[i]) * 0x100000001b3;
	if (world->pcap)
		sim_pcap_frame(world->pcap, frame, world->wire.hosts[frame->from].mac,
		    world->wire.now);
}

/* ---- adverts ---- */

/* The first word of who has just entered, or after a weaker one was heard, may come at
 * any time; in quiet there is none of these. */
static void
check_grid(struct sim_world *world, size_t host, const struct vrrp_act *act)
{
	const struct sim_seen *seen = &world->nodes[host].seen[act->router->index];
	int64_t gap_ns = clock_of(world, host).ns - seen->advert_here.ns;

	if (world->quiet && gap_ns < seen->promised.ns - rounding_ns)
		sim_world_fail(world,
		    "off the grid: host %zu VRID %u, an advert %" PRId64
		    " us after the last one",
		    host, act->router->vrid, gap_ns / 1000);
}

/* However the others err. An election answers others, but not without end. */
static void
check_storm(struct sim_world *world, size_t host, const struct vrrp_act *act)
{
	struct sim_seen *seen = &world->nodes[host].seen[act->router->index];
	struct instant now = clock_of(world, host);

	if (instant_since(now, seen->burst).ns > act->router->fsm_cf.interval.ns) {
		seen->burst = now;
		seen->burst_len = 0;
	}
	if (++seen->burst_len > STORM_ADVERTS)
		sim_world_fail(world,
		    "storm: host %zu VRID %u sends %d adverts in an interval", host,
		    act->router->vrid, STORM_ADVERTS);
}

static void
see_advert(struct sim_world *world, size_t host, const struct vrrp_act *act)
{
	const struct vrrp_router *router = act->router;
	struct sim_seen *seen = &world->nodes[host].seen[router->index];

	if (act->priority == VRRP_PRIO_RELEASE)
		return;
	/* One that its group takes along had its say in the same tick. */
	if (router->run.fsm.state != VRRP_MASTER &&
	    router->run.fsm.since.ns != clock_of(world, host).ns &&
	    !router->fsm_cf.higher_prio_send_advert)
		sim_world_fail(
		    world, "advert of a backup: host %zu VRID %u", host, router->vrid);
	check_grid(world, host, act);
	check_storm(world, host, act);
	seen->advert = world->wire.now;
	seen->advert_here = clock_of(world, host);
	seen->promised = router->fsm_cf.interval;
}

/* A living master is never late, not even by a microsecond: in the simulator the clock
 * wakes it at the very instant. */
static void
check_advert_gap(struct sim_world *world, size_t host, const struct vrrp_router *router)
{
	const struct sim_seen *seen = &world->nodes[host].seen[router->index];
	int64_t gap_ns = clock_of(world, host).ns - seen->advert_here.ns;

	if (router->run.fsm.state == VRRP_MASTER &&
	    gap_ns > seen->promised.ns + rounding_ns)
		sim_world_fail(world,
		    "advert missing: host %zu VRID %u is master and said nothing for "
		    "%" PRId64 " us",
		    host, router->vrid, gap_ns / 1000);
}

/* ---- replays ---- */

static bool
signs(const struct sim_router *router)
{
	return router->auth == SIM_ENFORCE || router->auth == SIM_PERMISSIVE;
}

/* The clock's seconds are near the receiver's: auth_hmac, anti_replay time. */
static void
check_age(struct sim_world *world, size_t host, size_t from, uint64_t sequence)
{
	int64_t wall_ns = fake_host_wall(&world->wire.hosts[host], world->wire.now).ns;
	int64_t old_s = wall_ns / 1000000000 - (int64_t)(sequence >> 32);

	if (!world->plan->is_monotonic &&
	    (old_s > SIM_WINDOW_S || old_s < -SIM_WINDOW_S))
		sim_world_fail(world,
		    "old advert accepted: host %zu, from host %zu, %" PRId64 " s", host,
		    from, old_s);
}

/* RFC 1982's comparison of the trailer's sequence is plain here: no clock of the plans
 * comes near the end of it. */
static void
see_heard(void *ctx, size_t host, const struct fake_frame *frame, bool accepted)
{
	struct sim_world *world = ctx;
	size_t router = (size_t)frame->bytes[1] - SIM_FIRST_VRID, from = frame->from;
	uint64_t *last = &world->accepted[host][router][from], sequence;
	struct rd rd;

	if (!accepted || !signs(&world->nodes[from].routers[router]) ||
	    world->nodes[host].routers[router].auth == SIM_UNSIGNED)
		return;
	rd = rd_init(frame->bytes + frame->len - VRRP_TRAILER_BYTES + 4, 8);
	sequence = (uint64_t)rd_be32(&rd) << 32;
	sequence |= rd_be32(&rd);
	if (sequence <= *last)
		sim_world_fail(world,
		    "replay accepted: host %zu VRID %zu, from host %zu", host,
		    SIM_FIRST_VRID + router, from);
	check_age(world, host, from, sequence);
	*last = sequence;
}

/* ---- roles ---- */

/* RFC 9568 6.4.3: only a higher priority, or a higher address with the same. */
static void
check_yield(struct sim_world *world, size_t host, const struct vrrp_router *router)
{
	const struct vrrp_fsm *fsm = &router->run.fsm;
	uint8_t ours = vrrp_fsm_priority(fsm); /* an owner may have given in */
	bool higher = fsm->master_priority > ours;
	bool by_address =
	    fsm->master_priority == ours && addr_cmp(&fsm->master, &fsm->primary) > 0;

	if (fsm->state != VRRP_BACKUP)
		return;
	if ((fsm->reason == VRRP_WHY_HIGHER_PRIORITY && !higher) ||
	    (fsm->reason == VRRP_WHY_HIGHER_ADDRESS && !by_address))
		sim_world_fail(world, "gave way to a weaker one: host %zu VRID %u",
		    host, router->vrid);
}

static void
see_enter(struct sim_world *world, size_t host, const struct vrrp_note *note)
{
	const struct vrrp_router *router = sim_world_router(world, host, note->router);

	sim_world_tell(world, "host %zu VRID %u: %s, priority %u (%s)", host,
	    router->vrid, vrrp_state_word(note->state), note->ours,
	    vrrp_reason_word(note->reason));
	world->elections += note->state == VRRP_MASTER;
	if (world->quiet)
		sim_world_fail(world, "flap: host %zu VRID %u goes to %s in quiet",
		    host, router->vrid, vrrp_state_word(note->state));
	check_yield(world, host, router);
}

static void
see_act(void *ctx, size_t host, const struct vrrp_act *act, int err)
{
	struct sim_world *world = ctx;

	mix(world, (uint64_t)world->wire.now.ns);
	mix(world, host);
	mix(world, (uint64_t)act->kind);
	if (err)
		world->nodes[host].refused = clock_of(world, host);
	if (act->kind == VRRP_ACT_ADVERT)
		see_advert(world, host, act);
	if (act->kind != VRRP_ACT_NOTE)
		return;
	mix(world, (uint64_t)act->note.kind);
	mix(world, (uint64_t)act->note.state);
	if (act->note.kind == VRRP_NOTE_ENTER)
		see_enter(world, host, &act->note);
}

static void
check_group(struct sim_world *world, size_t host)
{
	size_t masters = 0;

	for (size_t j = 0; j < world->plan->routers_len; j++)
		masters += sim_world_is_master(world, host, j);
	if (world->plan->is_grouped && masters && masters < world->plan->routers_len)
		sim_world_fail(world,
		    "sync group torn: host %zu is master of %zu of its routers", host,
		    masters);
}

/* ---- addresses ---- */

static const struct vrrp_vip *
vip_of(const struct vrrp_engine *engine, const struct addr *addr)
{
	for (size_t i = 0; i < engine->routers_len; i++) {
		const struct vrrp_router *router = &engine->routers[i];

		for (size_t j = 0; j < router->vips_len; j++)
			if (addr_equal(&router->vips[j].prefix.addr, addr))
				return &router->vips[j];
	}
	return NULL;
}

/* Renewed in time, an address never runs out; unless the kernel refused, of late. */
static void
see_expiry(void *ctx, size_t host, const struct fake_addr *held)
{
	struct sim_world *world = ctx;
	const struct sim_node *node = &world->nodes[host];
	const struct vrrp_engine *engine = world->wire.hosts[host].engine;
	struct span lately = span_s(10);
	const struct vrrp_vip *vip;

	if (!is_awake(world, host) ||
	    (node->refused.ns &&
		instant_since(clock_of(world, host), node->refused).ns < lately.ns))
		return;
	vip = vip_of(engine, &held->prefix.addr);
	if (vip && vip->router->run.fsm.state == VRRP_MASTER)
		sim_world_fail(world,
		    "lease ran out: host %zu VRID %u is master and lives", host,
		    vip->router->vrid);
}

static bool
has_vip(const struct sim_world *world, size_t host, const struct vrrp_vip *vip)
{
	const struct fake_host *at = &world->wire.hosts[host];

	return fake_host_find(at, &vip->prefix.addr) < at->addrs_len;
}

static void
check_held(struct sim_world *world, size_t host, const struct vrrp_router *router)
{
	bool master = router->run.fsm.state == VRRP_MASTER;

	for (size_t i = 0; i < router->vips_len; i++)
		if (has_vip(world, host, &router->vips[i]) != master)
			sim_world_fail(world,
			    master ? "address not held: host %zu VRID %u is master"
				   : "address held: host %zu VRID %u is not master",
			    host, router->vrid);
}

/* An address that no router of an awake host knows: of a reload that left it behind. */
static void
check_strays(struct sim_world *world, size_t host)
{
	const struct fake_host *at = &world->wire.hosts[host];

	if (instant_before(clock_of(world, host), world->nodes[host].strays))
		return;
	for (size_t i = 0; i < at->addrs_len; i++) {
		const struct addr *addr = &at->addrs[i].prefix.addr;

		if (!fake_host_is_own(at, addr) && !vip_of(at->engine, addr))
			sim_world_fail(world, "address left behind: host %zu", host);
	}
}

/* Of a stopped or dead agent. */
static void
check_leases(struct sim_world *world, size_t host)
{
	const struct fake_host *at = &world->wire.hosts[host];
	const struct sim_node *node = &world->nodes[host];
	int64_t asleep_ns = instant_since(clock_of(world, host), node->asleep).ns;

	if (node->longest_lease_s == 0)
		return; /* some of them are for ever, as configured */
	for (size_t i = 0; i < at->addrs_len; i++)
		if (!fake_host_is_own(at, &at->addrs[i].prefix.addr) &&
		    asleep_ns > node->longest_lease_s * 1000000000LL + rounding_ns)
			sim_world_fail(world,
			    "lease outlived: host %zu sleeps for %" PRId64
			    " ms and still has an address",
			    host, asleep_ns / 1000000);
}

/* ---- all of it ---- */

static void
see_spin(void *ctx, size_t host)
{
	sim_world_fail(ctx, "spin: host %zu asks to be called again and again", host);
}

void
sim_check_watch(struct sim_world *world)
{
	world->wire.watch = (struct fake_watch){.ctx = world,
	    .sent = see_frame,
	    .acted = see_act,
	    .heard = see_heard,
	    .expired = see_expiry,
	    .spins = see_spin};
}

void
sim_check_now(struct sim_world *world)
{
	for (size_t i = 0; i < world->plan->hosts_len; i++) {
		if (!is_awake(world, i)) {
			check_leases(world, i);
			continue;
		}
		for (size_t j = 0; j < world->plan->routers_len; j++) {
			const struct vrrp_router *router =
			    sim_world_router(world, i, j);

			check_advert_gap(world, i, router);
			check_held(world, i, router);
		}
		check_group(world, i);
		check_strays(world, i);
	}
}
