/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. An edit of a virtual server is decided, saved and taken over as one
 * of a real server is; what it means for pools, checks and kernel is what a reload of
 * the same file would make of it, so there is one path for both. */
#include "agent/director_vs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/director_batch.h"
#include "agent/director_edit.h"
#include "agent/edits_text.h"
#include "agent/lib/arena.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/store/store.h"

static const struct model_virtual_server *
find_said(const struct director *director, const char *vs_id)
{
	const struct model *model = director->model;

	for (size_t i = 0; i < model->virtual_servers_len; i++)
		if (strcmp(model->virtual_servers[i].id, vs_id) == 0)
			return &model->virtual_servers[i];
	return NULL;
}

/* ---- what there is to be ---- */

struct director_wanted
director_wanted(const struct director *director)
{
	const struct model *model = director->model;
	struct director_wanted wanted = {0};
	size_t room = model->virtual_servers_len + director->vs_edits.len;

	wanted.items = mem_new(room, sizeof(*wanted.items));
	for (size_t i = 0; i < model->virtual_servers_len; i++) {
		const struct model_virtual_server *said = &model->virtual_servers[i];
		const struct vs_edit *edit =
		    vs_edits_find(&director->vs_edits, said->id);

		if (edit && edit->removed)
			continue;
		wanted.items[wanted.len].vs =
		    edit && edit->wants.given ? &edit->laid : said;
		wanted.items[wanted.len++].said = said;
	}
	for (size_t i = 0; i < director->vs_edits.len; i++) {
		const struct vs_edit *edit = director->vs_edits.items[i];

		if (!edit->removed && !edit->file_print)
			wanted.items[wanted.len++].vs = &edit->laid;
	}
	return wanted;
}

static void
load_edit(void *ctx, const char *key, const char *value)
{
	struct director *director = ctx;
	struct vs_edit edit;

	if (!vs_edit_parse(key, value, &edit)) {
		log_event("store", "%s: not understood, left alone: %s", key, value);
		return;
	}
	vs_edits_put(&director->vs_edits, &edit);
	if (edit.revision > director->edits.revision)
		director->edits.revision = edit.revision;
}

void
director_vs_load(struct director *director)
{
	store_each(director->store, "vs/", load_edit, director);
	if (director->vs_edits.len > 0)
		log_event("store", "%zu edits of virtual servers since the file",
		    director->vs_edits.len);
}

/* ---- edits meet the file ---- */

static void
give_way(struct director *director, const struct vs_edit *edit,
    const struct model_virtual_server *said, enum edits_fate fate)
{
	struct director_pool *pool = director_find(director, edit->vs_id);
	char key[VS_EDIT_KEY_SIZE];
	struct store_record record = {.key = key};

	if (fate != EDITS_DONE)
		log_event("vs", "%s: conflict, the edit of revision %llu gives way: %s",
		    edit->vs_id, (unsigned long long)edit->revision,
		    edits_fate_text(fate));
	if (pool) /* it is known by its id until it is replaced */
		pool->vs = pool->said ? pool->said : said;
	vs_edit_key(edit->vs_id, key);
	/* The same file meets what is left on the disk at the next start. */
	if (edit->saved && director_save(director, &record, 1) < 0)
		log_event(
		    "store", "not saved: %s", store_status(director->store)->error);
	vs_edits_remove(&director->vs_edits, edit->vs_id);
}

void
director_vs_judge(struct director *director)
{
	/* From the last to the first: who gives way leaves the array. */
	for (size_t i = director->vs_edits.len; i > 0; i--) {
		struct vs_edit *edit = director->vs_edits.items[i - 1];
		const struct model_virtual_server *said =
		    find_said(director, edit->vs_id);
		enum edits_fate fate = vs_edits_judge(edit, said);

		if (fate == EDITS_STANDS)
			vs_edit_lay(edit, said);
		else
			give_way(director, edit, said, fate);
	}
}

/* ---- saving ---- */

/* The edits of its real servers, which end with it: keys into records. */
static size_t
put_members(const struct director *director, const char *vs_id, struct arena *arena,
    struct store_record *records)
{
	size_t len, first = edits_of(&director->edits, vs_id, &len);

	for (size_t i = 0; i < len; i++) {
		const struct edit *edit = director->edits.items[first + i];
		char *key = arena_alloc(arena, EDITS_KEY_SIZE);

		edits_key(vs_id, &edit->addr, edit->port, key);
		records[i] = (struct store_record){.key = key};
	}
	return len;
}

static int
save(struct director *director, const struct vs_edit *next, bool erases)
{
	char key[VS_EDIT_KEY_SIZE], value[VS_EDIT_VALUE_SIZE], revision[24];
	struct arena *arena = arena_new();
	struct store_record *records;
	size_t len, members;
	int rc;

	(void)edits_of(&director->edits, next->vs_id, &members);
	records = mem_new(members + 2, sizeof(*records));
	vs_edit_key(next->vs_id, key);
	vs_edit_value(next, value);
	(void)snprintf(revision, sizeof(revision), "%llu",
	    (unsigned long long)next->revision); /* fits: 20 digits at most */
	records[0] = (struct store_record){"meta/revision", revision};
	records[1] = (struct store_record){key, erases ? NULL : value};
	len = next->persisted ? 2 : 1;
	if (next->removed && next->persisted)
		len += put_members(director, next->vs_id, arena, records + 2);
	rc = director_save(director, records, len);
	mem_free(records);
	arena_free(arena);
	return next->persisted ? rc : 0;
}

static void
drop_members(struct director *director, const char *vs_id)
{
	size_t len, first = edits_of(&director->edits, vs_id, &len);

	for (size_t i = first + len; i > first; i--) {
		const struct edit *edit = director->edits.items[i - 1];

		edits_remove(&director->edits, vs_id, &edit->addr, edit->port);
	}
}

/* ---- acting ---- */

static const char *
verb_of(const struct command *command)
{
	if (command->kind == COMMAND_VS_REMOVE)
		return "remove";
	return command->kind == COMMAND_VS_PATCH ? "change"
	    : command->kind == COMMAND_VS_PUT    ? "set"
						 : "add";
}

/* Whether the kernel has anything else than it should. */
static bool
is_refused(const struct director *director, const char *vs_id)
{
	const struct director_pool *pool = director_find(director, vs_id);
	const struct ipvs_service *observed;
	struct ipvs_service desired;
	bool same;

	if (!pool || !ipvs_sync_status(director->sync)->available)
		return false;
	desired = ipvs_pool_desired(&pool->pool);
	observed = ipvs_sync_observed(director->sync, &desired.key);
	same = observed && ipvs_service_same(observed, &desired);
	ipvs_service_fini(&desired);
	return !same || pool->pool.kernel_error[0] != '\0';
}

/* Nobody borrows an edit that says nothing, or that its virtual server is not there, so
 * it can be forgotten after that. */
static void
carry_out(struct director *director, const struct vs_edit *next, bool erases)
{
	struct director_pool *pool;

	director->edits.revision = next->revision;
	vs_edits_put(&director->vs_edits, next);
	if (next->removed)
		drop_members(director, next->vs_id);
	director_configure(director, director->model);
	pool = director_find(director, next->vs_id);
	if (pool)
		pool->revision = next->revision;
	if (erases)
		vs_edits_remove(&director->vs_edits, next->vs_id);
}

static void
answer_refused(const struct director *director, struct command_reply *reply)
{
	const struct ipvs_failure *failure =
	    &ipvs_sync_status(director->sync)->last_failure;

	reply->status = COMMAND_REFUSED;
	reply->code = "kernel.refused";
	reply->kernel_op = failure->op ? failure->op : "IPVS_CMD_SET_SERVICE";
	reply->kernel_errno = failure->err ? failure->err : EINVAL;
	(void)snprintf(reply->detail, sizeof(reply->detail),
	    "nothing was changed: the kernel refused %s: %s", reply->kernel_op,
	    strerrordesc_np(reply->kernel_errno)); /* may be cut */
}

/* Kept, as an edit of a real server is. */
static void
answer_unavailable(const struct director *director, struct command_reply *reply)
{
	reply->status = COMMAND_KERNEL;
	reply->code = "kernel.unavailable";
	reply->kernel_op = "IPVS_CMD_GET_INFO";
	reply->kernel_errno = ENOENT;
	(void)snprintf(reply->detail, sizeof(reply->detail),
	    "kept, and applied once the kernel has IPVS: %s",
	    ipvs_sync_status(director->sync)->error); /* may be cut */
}

/* As before `next`: the edit that was there, or (NULL) none. */
static void
undo(
    struct director *director, const struct vs_edit *before, const struct vs_edit *next)
{
	struct vs_edit back = before ? *before : *next;

	if (!before) {
		back.removed = next->file_print == 0;
		back.wants.given = 0;
	}
	back.revision = director->edits.revision + 1;
	if (save(director, &back, !before) < 0)
		log_event("store", "%s: that it was undone is not saved: %s",
		    back.vs_id, store_status(director->store)->error);
	carry_out(director, &back, !before);
}

static struct command_reply
act(struct director *director, const char *vs_id, const struct command *command,
    struct vs_decision *decision)
{
	const struct vs_edit *edit = vs_edits_find(&director->vs_edits, vs_id);
	struct vs_edit before = edit ? *edit : (struct vs_edit){0};
	bool had_edit = edit;
	struct command_reply reply = decision->reply;

	decision->next.revision = director->edits.revision + 1;
	if (!edit && director->vs_edits.len >= VS_EDITS_MAX)
		return (struct command_reply){
		    .status = COMMAND_FULL, .code = "edits.full"};
	if (save(director, &decision->next, decision->erases) < 0)
		return (struct command_reply){
		    .status = COMMAND_NOT_SAVED, .code = "store.failed"};
	log_event("vs", "%s: edit, %s%s, by %s over %s, revision %llu", vs_id,
	    verb_of(command), decision->next.persisted ? "" : ", not persisted",
	    command->actor ? command->actor : "",
	    command->source ? command->source : "",
	    (unsigned long long)decision->next.revision);
	carry_out(director, &decision->next, decision->erases);
	if (!ipvs_sync_status(director->sync)->available) {
		answer_unavailable(director, &reply);
	} else if (is_refused(director, vs_id)) {
		answer_refused(director, &reply);
		undo(director, had_edit ? &before : NULL, &decision->next);
	}
	reply.revision = director->edits.revision;
	reply.persisted = decision->next.persisted;
	return reply;
}

/* ---- asked for ---- */

/* As the kernel counted them last; a pool looks only while it drains. */
static uint64_t
connections_of(const struct director *director, const struct director_pool *pool)
{
	struct ipvs_key key = ipvs_pool_key(pool->vs);
	const struct ipvs_service *observed = ipvs_sync_observed(director->sync, &key);
	uint64_t sum = 0;

	for (size_t i = 0; observed && i < observed->dests_len; i++)
		sum += observed->dests[i].active + observed->dests[i].inactive;
	return sum;
}

static void
plan(const struct director *director, const char *vs_id,
    const struct vs_decision *decision, struct command_plan *out)
{
	const struct model_virtual_server *vs = &decision->next.laid;
	const struct director_pool *pool = director_find(director, vs_id);

	director_try_vs(director, pool, vs, !decision->next.removed, out);
}

struct command_reply
director_vs_command(struct director *director, const struct command *command)
{
	struct model_virtual_server named = {0};
	const char *id = command->vs_id ? command->vs_id : named.id;
	struct director_pool *pool;
	struct vs_scene scene;
	struct vs_decision decision;

	if (command->vs && !command->vs_id) {
		named.family = command->vs->family;
		named.protocol = command->vs->protocol;
		named.addr = command->vs->addr;
		named.port = command->vs->port;
		named.fwmark = command->vs->fwmark;
		model_vs_id(&named, named.id);
	}
	pool = director_find(director, id);
	scene = (struct vs_scene){.said = find_said(director, id),
	    .edit = vs_edits_find(&director->vs_edits, id),
	    .revision = pool ? pool->revision : 0,
	    .connections = pool ? connections_of(director, pool) : 0};
	decision = vs_edits_decide(&scene, id, command);
	(void)mem_copy_text(decision.reply.object, sizeof(decision.reply.object),
	    id); /* ids: one length */
	if (decision.changes && command->plan)
		plan(director, id, &decision, command->plan);
	else if (decision.changes)
		return act(director, id, command, &decision);
	decision.reply.revision = scene.revision;
	decision.reply.persisted = !scene.edit || scene.edit->persisted;
	return decision.reply;
}

/* ---- what can be seen ---- */

uint32_t
director_vs_position(const struct director *director, const struct director_pool *pool)
{
	const struct model *model = director->model;
	uint32_t at = 0;

	if (pool->said)
		return (uint32_t)(pool->said - model->virtual_servers) + 1;
	while (at < director->vs_edits.len &&
	    &director->vs_edits.items[at]->laid != pool->vs)
		at++;
	return (uint32_t)model->virtual_servers_len + at + 1;
}

void
director_vs_fill(const struct director *director, const struct director_pool *pool,
    struct view_pool *view)
{
	const struct vs_edit *edit = vs_edits_find(&director->vs_edits, pool->vs->id);

	view->origin = pool->said ? ORIGIN_CONFIG : ORIGIN_API;
	view->edited = pool->said && edit && edit->wants.given;
	view->persisted = !edit || edit->persisted;
}
