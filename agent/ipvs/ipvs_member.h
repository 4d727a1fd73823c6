/* SPDX-License-Identifier: Apache-2.0 */
/* One real server of one virtual server: what its checks and the operator say of it.
 * Maintenance goes before drain, drain before the checks. P. */
#ifndef AGENT_IPVS_IPVS_MEMBER_H
#define AGENT_IPVS_IPVS_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/ipvs/ipvs_table.h"
#include "agent/words.h"

enum {
	IPVS_CODE_SIZE = 24,    /* of a check's code */
	IPVS_DETAIL_SIZE = 120, /* of what it adds */
	IPVS_WHY_SIZE = IPVS_CODE_SIZE + IPVS_DETAIL_SIZE + 2,
	IPVS_WEIGHT_MAX = 65535
};

/* A real server as it is wanted, the file and all edits considered. */
struct ipvs_rs_spec {
	struct addr addr;
	uint16_t port;
	enum forward forward;
	uint32_t weight; /* 0..65535 */
	uint32_t uthreshold, lthreshold;
	bool inhibit_on_failure;          /* weight 0 instead of removal */
	const struct model_check *checks; /* borrowed as the model is */
	size_t checks_len;
	bool checks_copied; /* made for another, whose connect addresses they have */
	enum admin admin;
	bool removing;       /* goes when drained */
	int64_t deadline_ms; /* wall clock; of the drain; 0: none */
	enum origin origin;
	bool edited;    /* differs from the file */
	bool persisted; /* as it is now, it survives a restart */
	uint64_t revision;
	const struct model_real_server *configured; /* borrowed; NULL: an edit's */
};

/* What one check holds of its real server. */
struct ipvs_verdict {
	bool known;             /* has run */
	bool up;                /* after retries */
	int32_t dynamic_weight; /* -1: leaves the weight alone */
	const char *code;       /* "connect.refused"; static */
	char detail[IPVS_DETAIL_SIZE];
};

/* When something happens: the wall clock, and how many whole scans of the kernel's
 * table there have been. */
struct ipvs_now {
	int64_t wall_ms;
	uint64_t scans;
};

struct ipvs_member {
	struct ipvs_rs_spec spec;
	struct ipvs_verdict *verdicts; /* owned; spec.checks_len */
	bool healthy;                  /* each of its checks is up */
	enum rs_state state;
	const char *reason; /* "check.failed"; static; "" when there is none */
	char detail[IPVS_WHY_SIZE];
	bool in_table;             /* should be in the kernel */
	uint32_t effective_weight; /* with that weight */
	bool draining, drained, gone;
	uint64_t drain_scan; /* scans done when the drain began */
	bool present;        /* in the kernel, as last observed: */
	uint32_t kernel_weight;
	enum forward kernel_forward;
	uint32_t connections; /* active and inactive */
	bool settled;         /* has had a state before: another one is news */
	int64_t since_ms;     /* wall clock of the last change of state */
	uint64_t state_changes;
};

/* What the pool as a whole says of its members. */
struct ipvs_member_place {
	bool standby;             /* quorum is lost and the sorry server serves */
	const char *kernel_error; /* "" : the kernel took all */
};

int ipvs_rs_spec_cmp(const struct ipvs_rs_spec *a, const struct ipvs_rs_spec *b);

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

/* All checks are up. */
bool ipvs_member_is_healthy(const struct ipvs_member *member);

/* The weight it counts with in the quorum: 0 unless healthy and ready. Checks that set
 * it (misc_dynamic) move it from what is configured; 0..65535. */
uint32_t ipvs_member_live_weight(const struct ipvs_member *member);

/* Begin, end or cancel its drain. A drain is over when the kernel counts no connection
 * in a scan that began after it, or at its deadline. Sets `gone` when it was to be
 * removed then. */
void ipvs_member_drain(struct ipvs_member *member, const struct ipvs_now *now);

/* Set state, reason, in_table and effective_weight. */
void ipvs_member_settle(
    struct ipvs_member *member, const struct ipvs_member_place *place);

#endif
