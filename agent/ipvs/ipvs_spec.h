/* SPDX-License-Identifier: Apache-2.0 */
/* What a member of a pool is told: what is wanted of it, what its checks say, and what
 * time it is. D. */
#ifndef AGENT_IPVS_IPVS_SPEC_H
#define AGENT_IPVS_IPVS_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"
#include "agent/lib/addr.h"
#include "agent/lib/clock.h"
#include "agent/words.h"

enum {
	IPVS_CODE_SIZE = 24,    /* of a check's code */
	IPVS_DETAIL_SIZE = 120, /* of what it adds */
	IPVS_WHY_SIZE = IPVS_CODE_SIZE + IPVS_DETAIL_SIZE + 2,
	IPVS_WEIGHT_MAX = 65535,
	IPVS_RAMP_STEPS = 10 /* of a slow start: so many edits of the kernel's table */
};

/* A real server as it is wanted, the file and all edits considered. */
struct ipvs_rs_spec {
	struct addr addr;
	uint16_t port;
	enum forward forward;
	struct tunnel tunnel; /* of FORWARD_TUN */
	uint32_t weight;      /* 0..65535 */
	uint32_t uthreshold, lthreshold;
	uint8_t tier;
	bool inhibit_on_failure;          /* weight 0 instead of removal */
	const struct model_check *checks; /* borrowed as the model is */
	size_t checks_len;
	uint32_t checks_need; /* so many of those without a weight; 0: all */
	bool checks_copied;   /* made for another, whose connect addresses they have */
	enum admin admin;
	enum drain_end drain_end;
	bool drain_expires;  /* templates of persistence do not keep it from its end */
	int64_t deadline_ms; /* wall clock; of the drain; 0: none */
	enum health_override override;
	int64_t override_end_ms; /* wall clock; 0: none */
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

/* When something happens, on both clocks, and how many whole scans of the kernel's
 * table there have been. */
struct ipvs_now {
	int64_t wall_ms;
	struct instant at;
	uint64_t scans;
};

/* By address, then port; ipvs_member.c. */
int ipvs_rs_spec_cmp(const struct ipvs_rs_spec *a, const struct ipvs_rs_spec *b);

#endif
