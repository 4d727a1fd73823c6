/* SPDX-License-Identifier: Apache-2.0 */
/* A check as the driver holds it: who asked (a slot), what is asked (a probe, which all
 * who ask for the same share), and one try of it. For check_run, check_set, check_io
 * and what they keep their slots and probes in only. D. */
#ifndef CHECKS_CHECK_SLOT_H
#define CHECKS_CHECK_SLOT_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/heap.h"
#include "checks/check.h"
#include "checks/check_run.h"
#include "checks/check_sched.h"

struct check_curl;
struct check_lane;
struct keeper_link;
struct keeper_result;
struct script_policy;
struct check_probe;
struct loop;
struct loop_fd;

/* One try under way. Kept for reuse when it is over, so that tries allocate nothing. */
struct check_try {
	struct check_run *run;     /* borrowed */
	struct loop *loop;         /* borrowed */
	struct check_probe *probe; /* borrowed */
	struct instant started;
	int64_t certificate_until_ms; /* 0: none was shown */
	bool certificate_near;
	enum check_code late;  /* what it means if the deadline passes now */
	int fd;                /* owned; -1: none */
	struct loop_fd *watch; /* owned; NULL: none */
	void *memory;          /* owned: what check_try_memory gave; NULL: nothing */
	void (*connected)(struct check_try *try, int fd);
	void (*ready)(struct check_try *try, int fd);
	void (*heard)(struct check_try *try, int fd, unsigned events);
	uint32_t script; /* the keeper's id of it; 0: none runs */
	void (*script_ended)(struct check_try *try, const struct keeper_result *result);
	struct check_try *next_idle;
	alignas(max_align_t) unsigned char state[]; /* the checker's own */
};

/* What is asked, once for all who ask for it. */
struct check_probe {
	struct heap_node node;    /* when to start, or the deadline of the try */
	struct model_check check; /* a copy; what it points to is borrowed */
	struct check_sched_rule rule;
	struct check_sched sched;
	struct check_lane *lane; /* borrowed */
	struct check_try *try;   /* owned; NULL: none under way */
	struct check_probe *next_waiting;
	struct check_probe **waiting_link; /* due, and its lane is full; NULL: not */
	struct check_slot *slots; /* borrowed; at least one, whose status is its own */
	uint32_t sharers;         /* how many these are */
	uint32_t awake;           /* of them, that are not paused */
	char *output;             /* owned; NULL: none yet */
	/* check_probes' */
	uint64_t hash;
	struct check_probe *next_in_bucket;
};

/* Who asked. */
struct check_slot {
	struct check_status status; /* its key is the slot's key */
	struct check_probe *probe;  /* shared; owned by the last who asks */
	struct check_slot *next_sharer;
	struct check_slot **sharer_link;
	bool paused;   /* for either reason */
	bool unwanted; /* paused by who wants it: maintenance */
	bool held;     /* paused by an operator */
	uint32_t mark; /* the configure that wanted it last */
	/* check_table's */
	uint64_t hash, vs_hash;
	size_t at;
	struct check_slot *next_in_bucket;
};

/* The driver's end of check_done (check_io.c): the try is over and gone. */
void check_run_finish(struct check_try *try, const struct check_verdict *verdict);

/* Who runs scripts (NULL: nobody), and as whom. */
struct keeper_link *check_run_keeper(const struct check_run *run);
const struct script_policy *check_run_script_policy(const struct check_run *run);

/* Made when the first try asks for it. */
struct check_curl *check_run_curl(struct check_run *run);

#endif
