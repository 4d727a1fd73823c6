/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/vrrp/vrrp_garp.h"

void
vrrp_garp_stop(struct vrrp_garp *garp)
{
	*garp = (struct vrrp_garp){.next = INSTANT_NEVER,
	    .second = INSTANT_NEVER,
	    .refresh = INSTANT_NEVER,
	    .extra = INSTANT_NEVER};
}

static void
begin_block(struct vrrp_garp *garp, uint32_t repeat, size_t count, struct instant now)
{
	garp->left = (uint64_t)repeat * count;
	garp->cursor = 0;
	garp->next = now;
	garp->is_extra = false;
}

/* 0: never */
static struct instant
after(struct span span, struct instant now)
{
	return span.ns ? instant_add(now, span) : INSTANT_NEVER;
}

static void
plan_second(
    struct vrrp_garp *garp, struct span delay, uint32_t repeat, struct instant now)
{
	garp->second = after(delay, now);
	garp->second_repeat = repeat;
}

void
vrrp_garp_start(struct vrrp_garp *garp, const struct vrrp_garp_config *cf, size_t count,
    struct instant now)
{
	begin_block(garp, cf->repeat, count, now);
	plan_second(garp, cf->delay, cf->repeat, now);
	garp->refresh = after(cf->refresh, now);
	garp->extra = after(cf->extra, now);
}

void
vrrp_garp_replan(struct vrrp_garp *garp, const struct vrrp_garp_config *cf,
    const struct vrrp_garp_config *before, struct instant now)
{
	if (cf->refresh.ns != before->refresh.ns)
		garp->refresh = after(cf->refresh, now);
	if (cf->extra.ns != before->extra.ns)
		garp->extra = after(cf->extra, now);
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
	} else if (instant_reached(garp->extra, now)) {
		garp->extra = instant_add(now, cf->extra);
		begin_block(garp, 1, count, now);
		garp->is_extra = true;
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
	return instant_earlier(
	    garp->second, instant_earlier(garp->refresh, garp->extra));
}
