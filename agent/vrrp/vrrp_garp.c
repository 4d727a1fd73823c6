/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_garp.h"

void
vrrp_garp_stop(struct vrrp_garp *garp)
{
	*garp = (struct vrrp_garp){
	    .next = INSTANT_NEVER, .second = INSTANT_NEVER, .refresh = INSTANT_NEVER};
}

static void
begin_block(struct vrrp_garp *garp, uint32_t repeat, size_t count, struct instant now)
{
	garp->left = (uint64_t)repeat * count;
	garp->cursor = 0;
	garp->next = now;
}

static void
plan_second(
    struct vrrp_garp *garp, struct span delay, uint32_t repeat, struct instant now)
{
	garp->second = delay.ns ? instant_add(now, delay) : INSTANT_NEVER;
	garp->second_repeat = repeat;
}

void
vrrp_garp_start(struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count,
    struct instant now)
{
	begin_block(garp, cf->repeat, count, now);
	plan_second(garp, cf->delay, cf->repeat, now);
	garp->refresh = cf->refresh.ns ? instant_add(now, cf->refresh) : INSTANT_NEVER;
}

void
vrrp_garp_again(struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count,
    struct instant now)
{
	if (garp->left || cf->lower_prio_repeat == 0)
		return;
	begin_block(garp, cf->lower_prio_repeat, count, now);
	if (garp->second.ns == INSTANT_NEVER.ns)
		plan_second(garp, cf->lower_prio_delay, cf->lower_prio_repeat, now);
}

static void
begin_due_block(struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count,
    struct instant now)
{
	if (instant_reached(garp->second, now)) {
		garp->second = INSTANT_NEVER;
		begin_block(garp, garp->second_repeat, count, now);
	} else if (instant_reached(garp->refresh, now)) {
		garp->refresh = instant_add(now, cf->refresh);
		begin_block(garp, cf->refresh_repeat, count, now);
	}
}

bool
vrrp_garp_next(struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count,
    struct instant now, size_t *which)
{
	if (!garp->left)
		begin_due_block(garp, cf, count, now);
	if (!garp->left || !count || !instant_reached(garp->next, now))
		return false;
	*which = garp->cursor % count;
	return true;
}

void
vrrp_garp_sent(struct vrrp_garp *garp, struct span gap, struct instant now)
{
	garp->cursor++;
	garp->left--;
	garp->next = instant_add(now, gap);
}

void
vrrp_garp_wait(struct vrrp_garp *garp, struct instant until)
{
	garp->next = until;
}

struct instant
vrrp_garp_due(const struct vrrp_garp *garp)
{
	if (garp->left)
		return garp->next;
	return instant_earlier(garp->second, garp->refresh);
}
