/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. One virtual server: file and edits are laid over each other, the
 * pool works out what that means, and the kernel, the log and the operator's scripts
 * are told. */
#include <stdio.h>
#include <string.h>

#include "agent/director_edit.h"
#include "agent/director_history.h"
#include "agent/director_inside.h"
#include "agent/director_mail.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/notify_line.h"
#include "agent/sys/now.h"

const char *
director_rs_text(const struct addr *addr, uint16_t port, char *out)
{
	char text[ADDR_TEXT_SIZE];

	(void)snprintf(out, DIRECTOR_RS_TEXT_SIZE,
	    addr->family == ADDR_V6 ? "[%s]:%u" : "%s:%u", addr_format(addr, text),
	    port); /* fits: 8 more than an address */
	return out;
}

void
director_pool_free(struct director_pool *pool)
{
	if (!pool)
		return;
	ipvs_pool_fini(&pool->pool);
	ipvs_service_fini(&pool->gathered);
	mem_free(pool->sorted);
	view_pool_unref(pool->view);
	mem_free(pool);
}

/* ---- layers ---- */

/* All that one may ask for of a real server, and therefore its revision. */
static bool
same_wish(const struct ipvs_rs_spec *a, const struct ipvs_rs_spec *b)
{
	return a->forward == b->forward && tunnel_same(&a->tunnel, &b->tunnel) &&
	    a->weight == b->weight && a->uthreshold == b->uthreshold &&
	    a->lthreshold == b->lthreshold && a->tier == b->tier &&
	    a->override == b->override && a->override_end_ms == b->override_end_ms &&
	    a->inhibit_on_failure == b->inhibit_on_failure &&
	    a->checks_len == b->checks_len && a->checks_need == b->checks_need &&
	    a->admin == b->admin && a->drain_end == b->drain_end &&
	    a->deadline_ms == b->deadline_ms && a->drain_expires == b->drain_expires &&
	    a->origin == b->origin && a->edited == b->edited;
}

/* What the checks to run depend on. */
static bool
same_checks(const struct ipvs_rs_spec *a, const struct ipvs_rs_spec *b)
{
	return a->checks == b->checks && a->checks_len == b->checks_len &&
	    (a->admin == ADMIN_MAINTENANCE) == (b->admin == ADMIN_MAINTENANCE);
}

struct layers {
	struct ipvs_rs_spec *specs;
	size_t len;
	bool wish_differs, checks_differ;
};

/* Its revision, and what differs from how it was laid the last time. */
static void
compare_one(struct layers *layers, const struct ipvs_member *old,
    struct ipvs_rs_spec *spec, uint64_t revision)
{
	bool same = old && same_wish(&old->spec, spec);

	layers->wish_differs |= !same;
	layers->checks_differ |= !old || !same_checks(&old->spec, spec);
	if (spec->revision == 0)
		spec->revision = same ? old->spec.revision : revision;
}

static void
compare(struct layers *layers, const struct director_pool *pool, uint64_t revision)
{
	layers->wish_differs = layers->checks_differ =
	    layers->len != pool->pool.members_len;
	for (size_t i = 0; i < layers->len; i++) {
		struct ipvs_rs_spec *spec = &layers->specs[i];

		compare_one(layers,
		    ipvs_pool_find(&pool->pool, &spec->addr, spec->port), spec,
		    revision);
	}
}

bool
director_pool_lay(struct director *director, struct director_pool *pool)
{
	struct layers layers = {0};

	layers.specs = edits_merge(
	    &director->edits, pool->vs, pool->sorted, pool->sorted_len, &layers.len);
	compare(&layers, pool, director->edits.revision);
	if (layers.wish_differs)
		pool->revision = director->edits.revision;
	ipvs_pool_configure(&pool->pool, pool->vs, layers.specs, layers.len);
	pool->pool.first_is_news = director->model->global.rs_init_notifies;
	mem_free(layers.specs);
	return layers.checks_differ;
}

/* Who comes or goes moves the others: then all are laid. */
bool
director_pool_lay_one(struct director *director, struct director_pool *pool,
    const struct addr *addr, uint16_t port)
{
	struct ipvs_member *member = ipvs_pool_find(&pool->pool, addr, port);
	struct layers layers = {0};
	struct ipvs_rs_spec spec;
	const struct model_real_server *configured =
	    edits_configured(pool->sorted, pool->sorted_len, addr, port);
	const struct edit *edit =
	    edits_find(&director->edits, pool->vs->id, addr, port);

	if (!member || (!configured && !edit) ||
	    !edits_lay(pool->vs, configured, edit, &spec))
		return director_pool_lay(director, pool);
	compare_one(&layers, member, &spec, director->edits.revision);
	if (layers.wish_differs)
		pool->revision = director->edits.revision;
	ipvs_pool_configure_one(&pool->pool, member, &spec);
	return layers.checks_differ;
}

/* ---- telling ---- */

static void
run_script(struct director *director, const char *object,
    const struct model_script_command *command)
{
	notify_run(director->parts.notify, object, command, NULL);
}

static void
tell_health(struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member, bool up)
{
	const struct model_real_server *rs = member->spec.configured;
	char text[DIRECTOR_RS_TEXT_SIZE];
	char object[DIRECTOR_RS_TEXT_SIZE + MODEL_ID_SIZE + 8];
	char line[NOTIFY_LINE_SIZE];

	notify_line(director->parts.notify, MODEL_FIFO_LVS,
	    notify_line_rs(line, pool->vs, &member->spec.addr, member->spec.port, up));
	if (!rs)
		return;
	(void)snprintf(object, sizeof(object), "rs %s of %s",
	    director_rs_text(&rs->addr, rs->port, text), pool->vs->id);
	run_script(director, object, up ? &rs->notify_up : &rs->notify_down);
}

static void
mail_health(struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member, bool up)
{
	const struct model_real_server *rs = member->spec.configured;
	const struct director_mail_rs news = {.vs = pool->vs,
	    .addr = &member->spec.addr,
	    .port = member->spec.port,
	    .up = up,
	    .detail = member->detail};
	struct director_mail mail;

	if (!(rs ? rs->smtp_alert : pool->vs->rs_smtp_alert))
		return;
	director_mail_rs(&news, &mail);
	notify_mail(director->parts.notify, mail.subject, mail.body);
}

static void
mail_quorum(struct director *director, const struct director_pool *pool, bool up)
{
	const struct director_mail_quorum news = {.vs = pool->vs,
	    .up = up,
	    .live_weight = pool->pool.live_weight,
	    .needed_weight = pool->pool.needed_weight};
	struct director_mail mail;

	if (!pool->vs->smtp_alert)
		return;
	director_mail_quorum(&news, &mail);
	notify_mail(director->parts.notify, mail.subject, mail.body);
}

static void
tell_state(const struct director_pool *pool, const struct ipvs_member *member)
{
	char text[DIRECTOR_RS_TEXT_SIZE];

	/* The quorum's line says it for all of them. */
	if (member->state == RS_STANDBY)
		return;
	log_event("rs", "%s of %s: %s%s%s",
	    director_rs_text(&member->spec.addr, member->spec.port, text), pool->vs->id,
	    rs_state_word(member->state), member->detail[0] ? ", " : "",
	    member->detail);
}

static void
tell_quorum(struct director *director, const struct director_pool *pool, bool up)
{
	const struct model_virtual_server *vs = pool->vs;
	char object[MODEL_ID_SIZE + 4];
	char line[NOTIFY_LINE_SIZE];
	const char *sorry = "";

	if (vs->has_sorry_server)
		sorry = up ? ", the sorry server rests" : ", the sorry server serves";
	log_event("vs", "%s: quorum %s, weight %llu of %llu%s", vs->id,
	    up ? "regained" : "lost", (unsigned long long)pool->pool.live_weight,
	    (unsigned long long)pool->pool.needed_weight, sorry);
	notify_line(
	    director->parts.notify, MODEL_FIFO_LVS, notify_line_vs(line, vs, up));
	director_keep_quorum(director, pool, up);
	(void)snprintf(object, sizeof(object), "vs %s", vs->id);
	run_script(director, object, up ? &vs->quorum_up : &vs->quorum_down);
}

static void
tell_held(struct director *director, const struct director_pool *pool,
    const struct ipvs_member *member)
{
	char text[DIRECTOR_RS_TEXT_SIZE];

	log_event("rs", "%s of %s: flapping, held down for %lld s%s",
	    director_rs_text(&member->spec.addr, member->spec.port, text), pool->vs->id,
	    (long long)span_to_ms(member->flap.length) / 1000,
	    pool->pool.lenient ? ", but there is no quorum without it" : "");
	director_keep_held(director, pool, member);
}

static void
tell_tier(struct director *director, const struct director_pool *pool, uint8_t from)
{
	log_event("vs", "%s: tiers up to %u are in use, not up to %u", pool->vs->id,
	    (unsigned)pool->pool.tier, (unsigned)from);
	director_keep_tier(director, pool, from);
}

static void
tell_panic(struct director *director, const struct director_pool *pool)
{
	const struct ipvs_pool *at = &pool->pool;
	const char *what = at->panic ? "panic, all are used" : "no panic any more";

	log_event("vs", "%s: %s: %llu of %llu are fit, the threshold is %u %%",
	    pool->vs->id, what, (unsigned long long)at->healthy,
	    (unsigned long long)(at->healthy + at->unfit), pool->vs->panic_percent);
	director_keep_panic(director, pool);
}

static void
tell(struct director *director, const struct director_pool *pool,
    const struct ipvs_pool_change *change)
{
	const struct ipvs_member *member = NULL;

	if (addr_is_set(&change->addr))
		member = ipvs_pool_find(&pool->pool, &change->addr, change->port);
	switch (change->event) {
	case IPVS_POOL_RS_STATE:
		tell_state(pool, member);
		director_keep_state(director, pool, member, change->from);
		break;
	case IPVS_POOL_RS_UP:
	case IPVS_POOL_RS_DOWN:
		tell_health(director, pool, member, change->event == IPVS_POOL_RS_UP);
		mail_health(director, pool, member, change->event == IPVS_POOL_RS_UP);
		break;
	case IPVS_POOL_RS_GONE:
	case IPVS_POOL_RS_RESTS:
	case IPVS_POOL_RS_OVERRIDE_OVER:
		break; /* told when it is put so */
	case IPVS_POOL_RS_HELD:
		tell_held(director, pool, member);
		break;
	case IPVS_POOL_TIER:
		tell_tier(director, pool, change->tier);
		break;
	case IPVS_POOL_PANIC_BEGIN:
	case IPVS_POOL_PANIC_END:
		tell_panic(director, pool);
		break;
	case IPVS_POOL_QUORUM_UP:
	case IPVS_POOL_QUORUM_DOWN:
		tell_quorum(director, pool, change->event == IPVS_POOL_QUORUM_UP);
		director->parts.hooks.quorum(director->parts.hooks.ctx, pool->vs->id,
		    change->event == IPVS_POOL_QUORUM_UP);
		mail_quorum(director, pool, change->event == IPVS_POOL_QUORUM_UP);
		break;
	}
}

void
director_pool_bid_farewell(struct director *director, const struct director_pool *pool)
{
	if (!pool->vs->omega)
		return;
	for (size_t i = 0; i < pool->pool.members_len; i++)
		if (pool->pool.members[i].healthy)
			tell_health(director, pool, &pool->pool.members[i], false);
	if (pool->pool.quorum_met)
		tell_quorum(director, pool, false);
}

/* ---- what is over ---- */

static void
tell_over(struct director *director, const struct director_pool *pool,
    const struct ipvs_pool_change *change, enum edits_over what)
{
	static const char *const texts[] = {[EDITS_OVER_GONE] = "removed",
	    [EDITS_OVER_RESTS] = "drained, in maintenance from now on",
	    [EDITS_OVER_OVERRIDE] = "the override of its health is over"};
	char text[DIRECTOR_RS_TEXT_SIZE];

	log_event("rs", "%s of %s: %s",
	    director_rs_text(&change->addr, change->port, text), pool->vs->id,
	    texts[what]);
	if (what == EDITS_OVER_GONE)
		director_keep_left(director, pool, &change->addr, change->port);
	else if (what == EDITS_OVER_OVERRIDE)
		director_keep_override_over(
		    director, pool, &change->addr, change->port);
}

static void
put_over(struct director *director, struct director_pool *pool,
    const struct ipvs_pool_change *change, enum edits_over what)
{
	struct edits_scene scene = {.vs = pool->vs};
	struct edits_decision decision;
	char text[DIRECTOR_RS_TEXT_SIZE];
	int rc;

	scene.configured = edits_configured(
	    pool->sorted, pool->sorted_len, &change->addr, change->port);
	scene.edit =
	    edits_find(&director->edits, pool->vs->id, &change->addr, change->port);
	if (!scene.edit)
		return; /* gone with what was over before */
	decision = edits_decide_over(&scene, what);
	rc = director_save_edit(director, &decision, pool->vs);
	if (rc < 0) {
		/* The disk has it as it was: a restart does it again. */
		log_sys("rs", -rc, "%s of %s: what is over is not saved",
		    director_rs_text(&change->addr, change->port, text), pool->vs->id);
		director_take_edit(director, &decision);
	}
	tell_over(director, pool, change, what);
}

/* True when something was over, so that the pool is another. */
static bool
put_all_over(struct director *director, struct director_pool *pool,
    const struct ipvs_pool_changes *changes)
{
	bool over = false;

	for (size_t i = 0; i < changes->len; i++) {
		const struct ipvs_pool_change *change = &changes->items[i];

		if (change->event == IPVS_POOL_RS_GONE)
			put_over(director, pool, change, EDITS_OVER_GONE);
		else if (change->event == IPVS_POOL_RS_RESTS)
			put_over(director, pool, change, EDITS_OVER_RESTS);
		else if (change->event == IPVS_POOL_RS_OVERRIDE_OVER)
			put_over(director, pool, change, EDITS_OVER_OVERRIDE);
		else
			continue;
		over = true;
	}
	if (over && director_pool_lay(director, pool))
		director_check_pool(director, pool);
	return over;
}

/* ---- all of it ---- */

void
director_pool_work_out(struct director *director, struct director_pool *pool)
{
	struct ipvs_now now = director_now(director);
	struct ipvs_pool_changes changes = {0};
	bool differs, over;

	differs = ipvs_pool_update(&pool->pool, &now, &changes);
	for (size_t i = 0; i < changes.len; i++)
		tell(director, pool, &changes.items[i]);
	over = put_all_over(director, pool, &changes);
	if (changes.len > 0 || differs) {
		pool->view_stale = true;
		director_changed(director);
	}
	ipvs_pool_changes_fini(&changes);
	if (over) /* and is not so any more: nothing is over a second time */
		director_pool_work_out(director, pool);
}
