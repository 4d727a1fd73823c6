/* SPDX-License-Identifier: Apache-2.0 */
/* What one seed stands for: hosts, their configurations, and the faults that befall
 * them. P. */
#ifndef TESTS_SIM_SIM_PLAN_H
#define TESTS_SIM_SIM_PLAN_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "tests/fake/fake_net.h"

enum {
	SIM_HOSTS_MAX = FAKE_HOSTS_MAX,
	SIM_ROUTERS_MAX = 3,
	SIM_VIPS_MAX = 3,
	SIM_FAULTS_MAX = 48,
	SIM_EVERYBODY = SIM_HOSTS_MAX,
	SIM_FIRST_VRID = 51,
	SIM_WINDOW_S = 5 /* auth_hmac's time_window */
};

enum sim_auth { SIM_UNSIGNED, SIM_ENFORCE, SIM_PERMISSIVE, SIM_RECEIVE_ONLY };

/* One instance as it is configured on one host. */
struct sim_router {
	uint8_t priority;
	bool preempt, initial_master;
	uint32_t preempt_delay_ms;
	uint16_t interval_cs;
	uint8_t vips;
	uint8_t lease_s; /* 0: none */
	bool tracks;     /* the host's script */
	int16_t weight;
	bool lower_prio_no_advert, higher_prio_send_advert;
	uint8_t late_adverts; /* timer_expired_backup */
	enum sim_auth auth;
	uint8_t key; /* what it signs with: 1 or 2 */
};

/* Of one router, on all hosts. */
struct sim_kind {
	uint8_t version, family;
	size_t link;
};

struct sim_host {
	uint8_t last; /* of its address */
	int32_t drift_ppm;
	int64_t ahead_ms;
	struct sim_router routers[SIM_ROUTERS_MAX];
};

enum sim_fault_kind {
	/* of the way from `host` to `other` */
	SIM_LOSS,   /* value: percent */
	SIM_DOUBLE, /* value: percent */
	SIM_DELAY,  /* value: at most so many ms, each frame its own */
	SIM_REPLAY, /* value: percent; again, some intervals later */
	SIM_CUT,
	/* of the host */
	SIM_PAUSE,
	SIM_CRASH, /* value: 1: its keeper sees it */
	SIM_STOP,
	SIM_LINK, /* value: which one */
	SIM_SCRIPT,
	SIM_REFUSE, /* the kernel sets no address */
	SIM_CLOCK,  /* its time of day is wrong; value: ms */
	/* of one router of it */
	SIM_YIELD, /* an operator's wish; value: 0: it has an end of its own */
	SIM_WISH,  /* a priority for a time; value; even: with an end of its own */
	/* the same, once */
	SIM_TAKEN, /* an address is removed by another hand */
	SIM_SET_NOTHING,
	SIM_SET_PRIORITY, /* value */
	SIM_SET_INTERVAL, /* value: centiseconds */
	SIM_SET_VIPS,     /* value */
	SIM_SET_LEASE,    /* value: seconds */
	SIM_SET_PREEMPT,  /* value */
	SIM_SET_KEY,      /* value: 1 or 2 */
	SIM_FAULT_KINDS
};

struct sim_fault {
	enum sim_fault_kind kind;
	int64_t from_ms, until_ms; /* the same: once; INT64_MAX: for good */
	size_t host, other, router;
	int32_t value;
	bool left_out; /* by who looks for a smaller plan */
};

struct sim_plan {
	uint64_t seed;
	struct sim_kind kinds[SIM_ROUTERS_MAX];
	bool is_grouped;   /* all routers of a host are one sync group */
	bool is_unicast;   /* every host has all others as its peers */
	bool is_signed;    /* auth_hmac, on some or on all */
	bool is_monotonic; /* anti_replay */
	size_t hosts_len, routers_len;
	struct sim_host hosts[SIM_HOSTS_MAX];
	struct sim_fault faults[SIM_FAULTS_MAX];
	size_t faults_len;
	uint16_t least_cs; /* version 3: the shortest interval there may be */
	int64_t pace_ms;   /* the longest interval: everything else is a part of it */
	int64_t chaos_ms;  /* when the last fault has ended */
};

void sim_plan_make(struct sim_plan *plan, uint64_t seed);

/* For people. */
void sim_plan_print(const struct sim_plan *plan, FILE *out);
void sim_fault_print(const struct sim_fault *fault, FILE *out);

/* The longest interval that a router ever has, on any host. */
uint16_t sim_longest_interval_cs(const struct sim_plan *plan, size_t router);

/* Of a backup of this priority, for a master of this interval; without the error of
 * clocks. */
int64_t sim_skew_ms(
    const struct sim_plan *plan, size_t router, uint8_t priority, uint16_t interval_cs);

/* How late a replayed frame may be. */
int64_t sim_replay_ms(const struct sim_plan *plan);

#endif
