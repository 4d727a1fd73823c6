/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. What operators wish of instances: kept by name, said to the thread,
 * forgotten when its time is over. */
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "agent/vrrp/vrrp_control_inside.h"
#include "agent/vrrp/vrrp_thread.h"

/* The thread's clock against ours, in the end of a wish. */
enum { END_SLACK_MS = 100 };

static struct vrrp_seat *
seat_named(const struct vrrp_control *control, const char *instance)
{
	for (size_t i = 0; control->seats && i < control->seats->len; i++)
		if (strcmp(control->seats->at[i].name, instance) == 0)
			return &control->seats->at[i];
	return NULL;
}

struct vrrp_override
vrrp_operator_override(const struct vrrp_control *control, const char *instance)
{
	const struct vrrp_wished *wished = vrrp_wishes_of(&control->wishes, instance);
	struct vrrp_override override = {.until = INSTANT_NEVER};

	if (!wished)
		return override;
	override.kind = wished->kind;
	override.priority = wished->priority;
	if (wished->end_ms)
		override.until = instant_add(
		    now_monotonic(), span_ms(wished->end_ms - now_wall_ms()));
	return override;
}

/* A seat's place is its router's in the newest engine: not before that one. */
static bool
say_override(struct vrrp_control *control, const struct vrrp_seat *seat)
{
	struct vrrp_order order = {.kind = VRRP_ORDER_OVERRIDE,
	    .router = (uint32_t)(seat - control->seats->at),
	    .override = vrrp_operator_override(control, seat->name)};

	return !control->want_engine && vrrp_thread_order(control->thread, &order);
}

void
vrrp_operator_say_again(struct vrrp_control *control)
{
	for (size_t i = 0; control->want_overrides && i < control->seats->len; i++) {
		struct vrrp_seat *seat = &control->seats->at[i];

		if (seat->override_unsaid && !say_override(control, seat))
			return;
		seat->override_unsaid = false;
	}
	control->want_overrides = false;
}

void
vrrp_control_wish(struct vrrp_control *control, const struct vrrp_wished *wished)
{
	struct vrrp_seat *seat = seat_named(control, wished->instance);

	vrrp_wishes_put(&control->wishes, wished);
	if (!seat || !control->thread)
		return;
	seat->override_unsaid = true;
	control->want_overrides = true;
	vrrp_orders_flush(control);
	control->parts.hooks.changed(control->parts.hooks.ctx);
}

const struct vrrp_wished *
vrrp_control_wished(const struct vrrp_control *control, const char *instance)
{
	return vrrp_wishes_of(&control->wishes, instance);
}

bool
vrrp_control_find(
    const struct vrrp_control *control, const char *instance, enum vrrp_state *state)
{
	const struct vrrp_seat *seat = seat_named(control, instance);

	if (seat)
		*state = seat->status.state;
	return seat != NULL;
}

static const struct model_sync_group *
group_named(const struct model *model, const char *name)
{
	for (size_t i = 0; i < model->sync_groups_len; i++)
		if (strcmp(model->sync_groups[i].name, name) == 0)
			return &model->sync_groups[i];
	return NULL;
}

static const struct model_sync_group *
group_of(const struct vrrp_control *control, const struct vrrp_seat *seat)
{
	const struct model *model = control->model;
	uint32_t group = seat->said ? seat->said->sync_group : (uint32_t)MODEL_NO_GROUP;

	return group < model->sync_groups_len ? &model->sync_groups[group] : NULL;
}

bool
vrrp_control_movers(const struct vrrp_control *control, const char *instance,
    const char *group, struct vrrp_movers *out)
{
	const struct vrrp_seat *seat = instance ? seat_named(control, instance) : NULL;
	const struct model_sync_group *said = NULL;

	if (seat)
		said = group_of(control, seat);
	else if (!instance && control->model)
		said = group_named(control->model, group);
	if (!seat && !said)
		return false;
	*out = (struct vrrp_movers){.len = said ? said->members_len : 1};
	out->names = mem_new(out->len, sizeof(*out->names));
	if (!said) {
		out->names[0] = seat->name;
		return true;
	}
	out->group = said->name;
	for (size_t i = 0; i < out->len; i++)
		out->names[i] = control->model->instances[said->members[i]].name;
	return true;
}

void
vrrp_movers_fini(struct vrrp_movers *movers)
{
	mem_free(movers->names);
	*movers = (struct vrrp_movers){0};
}

bool
vrrp_control_ask(
    struct vrrp_control *control, const char *instance, enum vrrp_control_act act)
{
	struct vrrp_seat *seat = seat_named(control, instance);
	struct vrrp_order order = {.kind = act == VRRP_CONTROL_ANNOUNCE
		? VRRP_ORDER_ANNOUNCE
		: VRRP_ORDER_RESET};

	if (!seat || !control->thread || control->want_engine)
		return false;
	order.router = (uint32_t)(seat - control->seats->at);
	if (!vrrp_thread_order(control->thread, &order))
		return false;
	if (act == VRRP_CONTROL_RESET)
		seat->counted_ms = now_wall_ms();
	return true;
}

/* By the thread's clock its time is over, and by ours. */
void
vrrp_operator_settle(struct vrrp_control *control, const struct vrrp_seat *seat)
{
	const struct vrrp_wished *wished = vrrp_wishes_of(&control->wishes, seat->name);
	struct vrrp_wished none = {0};

	if (!wished || !wished->end_ms || seat->status.override != VRRP_WISH_NONE ||
	    now_wall_ms() + END_SLACK_MS < wished->end_ms)
		return;
	memcpy(none.instance, wished->instance, sizeof(none.instance));
	vrrp_wishes_put(&control->wishes, &none);
	control->parts.hooks.wish_over(control->parts.hooks.ctx, seat->name);
}
