/* SPDX-License-Identifier: Apache-2.0 */
/* What an engine of many routers costs on the vrrp thread: adverts heard, ticks, a link
 * event, a whole reload. Usage: bench_engine [ROUTERS...] (default 255 1000 4000), each
 * interface with 250 of them. Figures are wall time on this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_adopt.h"
#include "agent/vrrp/vrrp_engine.h"

enum { A_LINK = 250 };

struct bench {
	size_t len;
	struct model_vrrp_instance *said;
	struct model_vrrp_address *vips;
	struct instant now;
};

static void
say(struct bench *bench, size_t i)
{
	struct model_vrrp_instance *said = &bench->said[i];
	unsigned link = (unsigned)(i / A_LINK), vrid = 1 + (unsigned)(i % A_LINK);

	*said = (struct model_vrrp_instance){
	    .name = "VI",
	    .family = ADDR_V4,
	    .vrid = (uint8_t)vrid,
	    .version = 2,
	    .priority = 100,
	    .initial_state = VRRP_BACKUP,
	    .advert_int_cs = 100,
	    .preempt = true,
	    .down_timer_adverts = 3,
	    .lease_s = 5,
	    .group = {ADDR_V4, {224, 0, 0, 18}},
	    .addresses = &bench->vips[i],
	    .addresses_len = 1,
	    .garp = {.master_repeat = 1      }
        };
	(void)snprintf(said->interface, sizeof(said->interface), "eth%u", link);
	bench->vips[i].prefix = (struct addr_prefix){
	    {ADDR_V4, {10, 1, (uint8_t)link, (uint8_t)vrid}},
            32
        };
}

static struct vrrp_engine *
build(const struct bench *bench, uint32_t generation)
{
	struct model model = {.instances = bench->said, .instances_len = bench->len};

	return vrrp_engine_new(&model, generation);
}

/* The world does whatever is asked; returns how many adverts that were. */
static size_t
drain(struct vrrp_engine *engine, struct instant now)
{
	size_t adverts = 0;

	for (size_t i = 0; i < engine->outbox.len; i++) {
		adverts += engine->outbox.acts[i].kind == VRRP_ACT_ADVERT;
		if (engine->outbox.acts[i].kind != VRRP_ACT_NOTE)
			vrrp_engine_done(engine, i, 0, now);
	}
	engine->outbox.len = 0;
	return adverts;
}

static size_t
run_until_idle(struct vrrp_engine *engine, struct instant now)
{
	size_t adverts = 0;

	while (instant_reached(vrrp_engine_due(engine), now)) {
		vrrp_engine_tick(engine, now);
		adverts += drain(engine, now);
	}
	return adverts;
}

static void
tell_world(struct vrrp_engine *engine, struct instant now)
{
	vrrp_engine_dump_begin(engine);
	for (uint32_t i = 0; i < engine->interfaces_len; i++) {
		struct vrrp_link link = {.ifindex = 2 + i, .up = true, .has_mac = true};
		struct vrrp_address own = {
		    .ifindex = 2 + i,
		    .prefix = {{ADDR_V4, {10, 2, (uint8_t)i, 1}}, 24}
                };

		memcpy(link.name, engine->interfaces[i].name, sizeof(link.name));
		vrrp_engine_link(engine, &link);
		(void)vrrp_engine_address(engine, &own, now);
		(void)drain(engine, now);
	}
	vrrp_engine_dump_end(engine, now);
	(void)run_until_idle(engine, now);
}

static double
us_since(struct instant begun)
{
	return (double)instant_since(now_monotonic(), begun).ns / 1000;
}

static void
hear_all(struct vrrp_engine *engine, struct bench *bench)
{
	uint8_t bytes[VRRP_ADVERT_BYTES_MAX];
	struct instant begun = now_monotonic();

	for (size_t i = 0; i < bench->len; i++) {
		const struct vrrp_router *router = &engine->routers[i];
		struct vrrp_datagram heard = {
		    .source = {ADDR_V4, {10, 2, 0, 9}},
		    .destination = router->group,
		    .ttl = VRRP_TTL
                };
		struct vrrp_advert ad = {.version = 2,
		    .type = VRRP_TYPE_ADVERT,
		    .vrid = router->vrid,
		    .priority = 50,
		    .family = ADDR_V4,
		    .adver_int_cs = 100,
		    .addrs = router->list,
		    .addrs_len = 1,
		    .auth = (const uint8_t *)"\0\0\0\0\0\0\0"};

		heard.payload = bytes;
		heard.payload_len = vrrp_advert_encode(
		    &ad, &heard.source, &heard.destination, bytes, sizeof(bytes));
		vrrp_engine_hear(
		    engine, router->interface->ifindex, &heard, bench->now);
		(void)drain(engine, bench->now);
	}
	printf("  adverts heard, each     %9.2f us\n",
	    us_since(begun) / (double)bench->len);
}

static void
reload(struct vrrp_engine *old, struct bench *bench)
{
	struct instant begun = now_monotonic();
	struct vrrp_engine *young = build(bench, 2);

	printf("  built anew (control)    %9.0f us\n", us_since(begun));
	begun = now_monotonic();
	vrrp_engine_retire(old, young);
	(void)run_until_idle(old, bench->now);
	if (!vrrp_engine_has_left(old))
		abort();
	vrrp_engine_adopt(young, old, bench->now);
	printf("  retired and adopted     %9.0f us\n", us_since(begun));
	begun = now_monotonic();
	(void)run_until_idle(young, bench->now);
	printf("  first ticks after it    %9.0f us\n", us_since(begun));
	vrrp_engine_free(young);
}

static void
measure(size_t len)
{
	struct bench bench = {.len = len, .now = {1000000000}};
	struct vrrp_link down = {.ifindex = 2, .name = "eth0"};
	struct vrrp_engine *engine;
	struct instant begun;

	bench.said = mem_new(len, sizeof(*bench.said));
	bench.vips = mem_new(len, sizeof(*bench.vips));
	for (size_t i = 0; i < len; i++)
		say(&bench, i);
	engine = build(&bench, 1);
	printf("%zu routers\n", len);
	tell_world(engine, bench.now);
	bench.now.ns += 10LL * 1000000000;
	(void)run_until_idle(engine, bench.now); /* all are master now */
	bench.now.ns += 1000000000;
	begun = now_monotonic();
	if (run_until_idle(engine, bench.now) != len)
		abort(); /* one each, or the figures mean nothing */
	printf("  a second's ticks, each  %9.2f us\n", us_since(begun) / (double)len);
	hear_all(engine, &bench);
	(void)run_until_idle(engine, bench.now);
	reload(engine, &bench);
	begun = now_monotonic();
	vrrp_engine_link(engine, &down);
	(void)run_until_idle(engine, bench.now);
	printf("  a link that goes down   %9.0f us\n", us_since(begun));
	vrrp_engine_free(engine);
	mem_free(bench.said);
	mem_free(bench.vips);
}

int
main(int argc, char **argv)
{
	static const size_t usual[] = {255, 1000, 4000};

	for (int i = 1; i < argc; i++)
		measure(strtoul(argv[i], NULL, 10));
	for (size_t i = 0; argc == 1 && i < sizeof(usual) / sizeof(usual[0]); i++)
		measure(usual[i]);
	return 0;
}
