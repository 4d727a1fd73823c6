/* SPDX-License-Identifier: Apache-2.0 */
/* What a router watches, and what that does to its priority. P. */
#ifndef AGENT_VRRP_VRRP_TRACK_H
#define AGENT_VRRP_VRRP_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model_vrrp.h"

/* A tracked object: its kind and its index in the model. */
struct vrrp_track_name {
	enum model_track_kind kind;
	uint32_t index;
};

/* What is known of a tracked object, whoever tracks it. */
struct vrrp_track_fact {
	bool known, up;
	int32_t value; /* of a file */
};

/* One tracked object as it is now. Weight 0: bad means fault. Another weight: positive
 * ones are added while it is good, negative ones while it is bad. `reverse` swaps good
 * and bad. A number is multiplied by the weight and added, or subtracted if reversed;
 * with weight 0 any but 0 (reversed: 0) means fault. */
struct vrrp_track_item {
	int32_t weight;
	bool reverse;
	bool known; /* false: no result yet; then it adds nothing */
	bool up;
	bool counts; /* a number read from a file: `value`, not `up`, counts */
	int32_t value;
};

enum { VRRP_TRACK_FAULT = -254 }; /* a number that comes to this or less is a fault */

/* "script": the word of REST, metrics and the history. */
const char *vrrp_track_kind_word(enum model_track_kind kind);

/* Whether it is a fault now. */
bool vrrp_track_is_faulty(const struct vrrp_track_item *item);

/* What it adds to the priority now. */
int64_t vrrp_track_weigh(const struct vrrp_track_item *item);

struct vrrp_track_verdict {
	uint8_t priority; /* 1..254, or 255 for the owner, which nothing moves */
	bool faulty;      /* something of weight 0 is bad */
	bool pending;     /* something of weight 0 is not known yet */
};

struct vrrp_track_verdict vrrp_track_judge(
    uint8_t configured, const struct vrrp_track_item *items, size_t len);

/* The state of a script over its runs. */
struct vrrp_script_state {
	bool known, up;
	uint32_t run; /* results against `up`, in a row */
};

/* Before the first run. */
struct vrrp_script_state vrrp_script_init(bool init_fail);

/* One result. The first decides at once; later `fall` failures in a row make it bad and
 * `rise` successes good again. True when known or up changed. */
bool vrrp_script_result(
    struct vrrp_script_state *script, uint32_t rise, uint32_t fall, bool good);

#endif
