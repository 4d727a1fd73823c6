/* SPDX-License-Identifier: Apache-2.0 */
/* When a master announces its addresses: a block at once, a second one after a delay,
 * then refreshes, with a gap between frames if asked for. P. */
#ifndef AGENT_VRRP_VRRP_GARP_H
#define AGENT_VRRP_VRRP_GARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/clock.h"

struct vrrp_garp_config {
	struct span delay;   /* to the second block; 0: none */
	uint32_t repeat;     /* frames an address and block */
	struct span refresh; /* 0: none */
	uint32_t refresh_repeat;
	struct span lower_prio_delay;
	uint32_t lower_prio_repeat;
	struct span extra; /* between blocks of other interfaces' addresses; 0: none */
	bool extra_all;    /* of all of them, not only of virtual MACs */
	struct span gap;   /* between two frames of ARP; 0: none */
	struct span gap6;  /* likewise, of neighbour discovery */
};

struct vrrp_garp {
	uint64_t left;          /* frames of the running block */
	size_t cursor;          /* whose turn it is */
	struct instant next;    /* the earliest instant of the next frame */
	struct instant second;  /* of the second block; INSTANT_NEVER */
	uint32_t second_repeat; /* frames an address in it */
	struct instant refresh; /* of the next refresh; INSTANT_NEVER */
	struct instant extra;   /* of the next block of other interfaces' addresses */
	bool is_extra;          /* the running block is one: the others are left out */
};

void vrrp_garp_stop(struct vrrp_garp *garp);

/* We have become master of `count` addresses. */
void vrrp_garp_start(struct vrrp_garp *garp, const struct vrrp_garp_config *cf,
    size_t count, struct instant now);

/* We are master, and a reload may have changed how often: `before` was valid. */
void vrrp_garp_replan(struct vrrp_garp *garp, const struct vrrp_garp_config *cf,
    const struct vrrp_garp_config *before, struct instant now);

/* A weaker one has claimed them. While a block still runs nothing is added, so that
 * nobody can make us send more than we were sending. */
void vrrp_garp_again(struct vrrp_garp *garp, const struct vrrp_garp_config *cf,
    size_t count, struct instant now);

/* Whether a frame may be sent now, and for which address, 0..count-1. Each round goes
 * over all addresses, so that each has been announced once before any is twice. It is
 * the same one until vrrp_garp_sent (or vrrp_garp_wait) is called. */
bool vrrp_garp_next(struct vrrp_garp *garp, const struct vrrp_garp_config *cf,
    size_t count, struct instant now, size_t *which);

/* It was sent, or had nobody to send it; the next one not before `gap`. */
void vrrp_garp_sent(struct vrrp_garp *garp, struct span gap, struct instant now);

/* It may not be sent before `until`: others that share its rate were first. */
void vrrp_garp_wait(struct vrrp_garp *garp, struct instant until);

struct instant vrrp_garp_due(const struct vrrp_garp *garp);

#endif
