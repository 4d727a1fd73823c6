/* SPDX-License-Identifier: Apache-2.0 */
/* What a router watches, and what that does to its priority. P. */
#ifndef AGENT_VRRP_VRRP_TRACK_H
#define AGENT_VRRP_VRRP_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One tracked object as it is now. Weight 0: bad means fault. Another weight: positive
 * ones are added while it is good, negative ones while it is bad. `reverse` swaps good
 * and bad. */
struct vrrp_track_item {
	int16_t weight; /* -253..253 */
	bool reverse;
	bool known; /* false: no result yet; then it adds nothing */
	bool up;
};

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
