/* SPDX-License-Identifier: Apache-2.0 */
/* A plan in action: engines on the fake wire, the faults as they come and go, and what
 * was seen of it. For the simulator. */
#ifndef TESTS_SIM_SIM_WORLD_H
#define TESTS_SIM_SIM_WORLD_H

#include <setjmp.h>

#include "tests/fake/fake_wire.h"
#include "tests/sim/sim_pcap.h"
#include "tests/sim/sim_plan.h"
#include "tests/sim/sim_random.h"

/* One router on one host, as seen from outside. */
struct sim_seen {
	struct instant advert;      /* the last one, by the wire's clock */
	struct instant advert_here; /* by its own */
	struct span promised;       /* the interval it had then */
	struct instant burst;       /* since, by its own; adverts of one interval */
	size_t burst_len;
};

struct sim_node {
	struct sim_router routers[SIM_ROUTERS_MAX]; /* as configured now */
	bool dead, frozen;
	bool must_reload;      /* when it is awake again */
	bool changed_in_death; /* which addresses it is to have */
	struct instant strays; /* until then addresses may be nobody's */
	/* How many faults say so. */
	int script_bad, link_bad[FAKE_LINKS_MAX], refusing;
	int stopped, killed;
	struct instant asleep;  /* since, by its own clock; dead or frozen */
	int longest_lease_s;    /* of its addresses then; 0: one of them has none */
	struct instant refused; /* when the kernel last refused, by its own clock */
	struct sim_seen seen[SIM_ROUTERS_MAX];
	/* Of an operator; in force until their end, by its own clock. */
	struct vrrp_override wishes[SIM_ROUTERS_MAX];
};

/* From one host to another, what the faults make of it. */
struct sim_way {
	int cuts;
	int32_t loss, doubles, delay_ms, replays;
};

struct sim_world {
	const struct sim_plan *plan; /* borrowed */
	struct fake_wire wire;
	struct sim_node nodes[SIM_HOSTS_MAX];
	struct sim_way ways[SIM_HOSTS_MAX][SIM_HOSTS_MAX];
	struct sim_random fates;
	/* The newest sequence that a host's router accepted from another host, in this
	 * life of its agent; 0: none. */
	uint64_t accepted[SIM_HOSTS_MAX][SIM_ROUTERS_MAX][SIM_HOSTS_MAX];
	bool quiet;         /* no role may change, every advert is on the grid */
	uint64_t elections; /* a router became master */
	uint64_t steps;
	uint64_t hash;         /* of all that was done and sent */
	FILE *story;           /* borrowed; NULL: none is told */
	struct sim_pcap *pcap; /* borrowed; NULL: none is kept */
	char failure[256];     /* "": none */
	jmp_buf *out;          /* where a failure goes */
};

/* All hosts begin. */
void sim_world_begin(struct sim_world *world, const struct sim_plan *plan);
void sim_world_end(struct sim_world *world);

/* Until `at_ms`, with the faults that fall due. */
void sim_world_run(struct sim_world *world, int64_t at_ms);

/* Let the chaos end. */
void sim_world_chaos(struct sim_world *world);

/* ---- by hand ---- */

void sim_world_kill(struct sim_world *world, size_t host);
void sim_world_stop(struct sim_world *world, size_t host);
void sim_world_start(struct sim_world *world, size_t host);
void sim_world_reload(struct sim_world *world, size_t host);

void sim_world_set_wish(struct sim_world *world, size_t host, size_t router,
    const struct vrrp_override *wish);

/* ---- what is so ---- */

int64_t sim_world_now_ms(const struct sim_world *world);
const struct vrrp_router *sim_world_router(
    const struct sim_world *world, size_t host, size_t router);
bool sim_world_is_master(const struct sim_world *world, size_t host, size_t router);

/* In force now. */
struct vrrp_override sim_world_wish(
    const struct sim_world *world, size_t host, size_t router);

/* The only master of it, or -1. */
int sim_world_master(const struct sim_world *world, size_t router);

/* The run has failed: does not return. */
void sim_world_fail(struct sim_world *world, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), noreturn));

void sim_world_tell(struct sim_world *world, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
