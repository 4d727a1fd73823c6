/* SPDX-License-Identifier: Apache-2.0 */
/* One real server of one virtual server: what its checks and the operator say of it.
 * Maintenance goes before drain, drain before an override of its health, an override
 * before flap damping, and that before the checks. P. */
#ifndef AGENT_IPVS_IPVS_MEMBER_H
#define AGENT_IPVS_IPVS_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/ipvs/ipvs_flap.h"
#include "agent/ipvs/ipvs_spec.h"
#include "agent/ipvs/ipvs_table.h"

struct ipvs_member {
	struct ipvs_rs_spec spec;
	struct ipvs_verdict *verdicts; /* owned; spec.checks_len */
	bool checked_up;               /* each of its checks is up */
	bool heard_all;                /* each of its checks has run, at some time */
	bool override_over;            /* its time has come */
	bool sound;                    /* what the override says, else the checks */
	struct ipvs_flap flap;
	bool held;                /* sound or not, it was so too seldom for long */
	int64_t held_until_ms;    /* wall clock, for people */
	uint64_t holds;           /* since we know it */
	bool healthy;             /* all that considered */
	bool serving;             /* healthy, and the operator wants it */
	bool ramping;             /* starts slowly: */
	struct instant ramp_from; /* since then */
	uint32_t ramp_step;       /* 0..IPVS_RAMP_STEPS */
	enum rs_state state;
	const char *reason; /* "check.failed"; static; "" when there is none */
	char detail[IPVS_WHY_SIZE];
	bool in_table;             /* should be in the kernel */
	uint32_t effective_weight; /* with that weight */
	bool draining, drained;
	bool gone, rests;    /* drained, and to be removed, or in maintenance, then */
	uint64_t drain_scan; /* scans done when the drain began */
	bool present;        /* in the kernel, as last observed: */
	uint32_t kernel_weight;
	enum forward kernel_forward;
	uint32_t connections; /* active and inactive */
	uint32_t persistent;  /* templates that lead to it */
	bool settled;         /* has had a state before: another one is news */
	int64_t since_ms;     /* wall clock of the last change of state */
	uint64_t state_changes;
};

/* What the pool as a whole says of its members. */
struct ipvs_member_place {
	bool standby;             /* quorum is lost and the sorry server serves */
	bool reserve;             /* the tiers before its own have the quorum */
	bool panic;               /* too few are fit: who is not is used as well */
	const char *kernel_error; /* "" : the kernel took all */
};

/* Take `spec`; a new member (all zeros) starts as its checks' alpha says, an old one
 * keeps its verdicts. */
void ipvs_member_configure(struct ipvs_member *member, const struct ipvs_rs_spec *spec);
struct ipvs_member ipvs_member_dup(const struct ipvs_member *member); /* the caller's */
void ipvs_member_fini(struct ipvs_member *member);

/* A check speaks. An unknown verdict leaves what was held before: a check that starts
 * anew changes nothing until it has run. */
void ipvs_member_hear(
    struct ipvs_member *member, size_t check, const struct ipvs_verdict *verdict);

/* What the kernel has of it; NULL: nothing. */
void ipvs_member_observe(struct ipvs_member *member, const struct ipvs_dest *observed);

/* Whether the kernel, as last observed, has it as it should. */
bool ipvs_member_is_applied(const struct ipvs_member *member);

/* Its checks are up, or as many as are needed. */
bool ipvs_member_is_healthy(const struct ipvs_member *member);

/* Whether the last of its checks has now run for the first time; sets heard_all. */
bool ipvs_member_hears_first(struct ipvs_member *member);

/* The override that is in force. */
enum health_override ipvs_member_override(
    const struct ipvs_member *member, const struct ipvs_now *now);

/* Set checked_up, sound and held. True when a hold begins, or becomes longer. */
bool ipvs_member_judge(struct ipvs_member *member, const struct model_flap *rule,
    const struct ipvs_now *now);

/* Ready and not healthy, though nobody forced it down. Who waits for the first word of
 * a check is neither fit nor unfit. */
bool ipvs_member_is_unfit(const struct ipvs_member *member);

/* Set serving; begin, go on with or end a slow start of `slow_start_ms`. `comes`: who
 * serves from now on comes back, and was not there at the start. */
void ipvs_member_ramp(struct ipvs_member *member, uint32_t slow_start_ms, bool comes,
    const struct ipvs_now *now);

/* The weight it counts with in the quorum: 0 unless healthy and ready. Checks that set
 * it (misc_dynamic) move it from what is configured; 0..65535. */
uint32_t ipvs_member_live_weight(const struct ipvs_member *member);

/* The same of who is sound, and 0 of who is held. */
uint32_t ipvs_member_calm_weight(const struct ipvs_member *member);

/* Begin, end or cancel its drain. A drain is over when the kernel counts no connection
 * in a scan that began after it, or at its deadline. Sets `gone` or `rests` by what was
 * to be done then. */
void ipvs_member_drain(struct ipvs_member *member, const struct ipvs_now *now);

/* Set state, reason, in_table and effective_weight. */
void ipvs_member_settle(
    struct ipvs_member *member, const struct ipvs_member_place *place);

#endif
