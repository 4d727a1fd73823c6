/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_tracks.h"

#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_files.h"
#include "agent/vrrp/vrrp_processes.h"
#include "agent/vrrp/vrrp_scripts.h"

/* The quorum of a virtual server: known by its id, over reloads. */
struct quorum {
	char id[MODEL_ID_SIZE];
	struct vrrp_track_fact fact;
};

struct vrrp_tracks {
	struct vrrp_tracks_parts parts;
	const struct model *model;        /* borrowed; NULL before the first */
	struct vrrp_scripts *scripts;     /* owned */
	struct vrrp_files *files;         /* owned */
	struct vrrp_processes *processes; /* owned */
	struct quorum *quorums;           /* owned; of the model's virtual servers */
	size_t quorums_len;
	bool configuring;
};

/* Whoever configures reads all facts afterwards, by the new indexes. */
static void
tell(const struct vrrp_tracks *tracks, enum model_track_kind kind, uint32_t index)
{
	if (!tracks->configuring)
		tracks->parts.changed(
		    tracks->parts.ctx, (struct vrrp_track_name){kind, index});
}

static void
script_changed(void *ctx, uint32_t index)
{
	tell(ctx, MODEL_TRACK_SCRIPT, index);
}

static void
file_changed(void *ctx, uint32_t index)
{
	tell(ctx, MODEL_TRACK_FILE, index);
}

static void
process_changed(void *ctx, uint32_t index)
{
	tell(ctx, MODEL_TRACK_PROCESS, index);
}

struct vrrp_tracks *
vrrp_tracks_new(const struct vrrp_tracks_parts *parts)
{
	struct vrrp_tracks *tracks = mem_new(1, sizeof(*tracks));
	const struct vrrp_scripts_parts scripts = {.loop = parts->loop,
	    .keeper = parts->keeper,
	    .changed = script_changed,
	    .ctx = tracks};
	const struct vrrp_files_parts files = {
	    .loop = parts->loop, .changed = file_changed, .ctx = tracks};
	const struct vrrp_processes_parts processes = {
	    .loop = parts->loop, .changed = process_changed, .ctx = tracks};

	tracks->parts = *parts;
	tracks->scripts = vrrp_scripts_new(&scripts);
	tracks->files = vrrp_files_new(&files);
	tracks->processes = vrrp_processes_new(&processes);
	return tracks;
}

void
vrrp_tracks_free(struct vrrp_tracks *tracks)
{
	if (!tracks)
		return;
	vrrp_scripts_free(tracks->scripts);
	vrrp_files_free(tracks->files);
	vrrp_processes_free(tracks->processes);
	mem_free(tracks->quorums);
	mem_free(tracks);
}

void
vrrp_tracks_halt(struct vrrp_tracks *tracks)
{
	vrrp_scripts_halt(tracks->scripts);
	vrrp_files_halt(tracks->files);
	vrrp_processes_halt(tracks->processes);
}

/* ---- virtual servers ---- */

static int
compare_ids(const void *key, const void *item)
{
	return strcmp(key, ((const struct quorum *)item)->id);
}

static int
compare_quorums(const void *a, const void *b)
{
	return strcmp(((const struct quorum *)a)->id, ((const struct quorum *)b)->id);
}

static struct quorum *
quorum_of(const struct vrrp_tracks *tracks, const char *id)
{
	if (!tracks->quorums_len)
		return NULL;
	return bsearch(id, tracks->quorums, tracks->quorums_len,
	    sizeof(*tracks->quorums), compare_ids);
}

/* One that comes back after a reload without it is as unknown as a new one. */
static void
configure_quorums(struct vrrp_tracks *tracks, const struct model *model)
{
	size_t len = model->virtual_servers_len;
	struct quorum *young = mem_new(len, sizeof(*young));

	for (size_t i = 0; i < len; i++) {
		const char *id = model->virtual_servers[i].id;
		const struct quorum *old = quorum_of(tracks, id);

		memcpy(young[i].id, id, sizeof(young[i].id));
		if (old)
			young[i].fact = old->fact;
	}
	if (len)
		qsort(young, len, sizeof(*young), compare_quorums);
	mem_free(tracks->quorums);
	tracks->quorums = young;
	tracks->quorums_len = len;
}

void
vrrp_tracks_quorum(struct vrrp_tracks *tracks, const char *vs_id, bool met)
{
	struct quorum *quorum = quorum_of(tracks, vs_id);
	const struct model *model = tracks->model;

	if (!quorum || (quorum->fact.known && quorum->fact.up == met))
		return;
	quorum->fact = (struct vrrp_track_fact){.known = true, .up = met};
	for (uint32_t i = 0; i < model->virtual_servers_len; i++)
		if (strcmp(model->virtual_servers[i].id, vs_id) == 0)
			tell(tracks, MODEL_TRACK_VIRTUAL, i);
}

/* ---- all ---- */

void
vrrp_tracks_configure(struct vrrp_tracks *tracks, const struct model *model)
{
	tracks->configuring = true;
	configure_quorums(tracks, model);
	vrrp_scripts_configure(tracks->scripts, model);
	vrrp_files_configure(tracks->files, model);
	vrrp_processes_configure(tracks->processes, model);
	tracks->model = model;
	tracks->configuring = false;
}

struct vrrp_track_fact
vrrp_tracks_fact(const struct vrrp_tracks *tracks, struct vrrp_track_name name)
{
	const struct vrrp_script_facts *script;
	const struct quorum *quorum;

	switch (name.kind) {
	case MODEL_TRACK_SCRIPT:
		script = vrrp_scripts_get(tracks->scripts, name.index);
		return (struct vrrp_track_fact){
		    script->state.known, script->state.up, 0};
	case MODEL_TRACK_FILE:
		return vrrp_files_fact(tracks->files, name.index);
	case MODEL_TRACK_VIRTUAL:
		quorum =
		    quorum_of(tracks, tracks->model->virtual_servers[name.index].id);
		return quorum ? quorum->fact : (struct vrrp_track_fact){0};
	case MODEL_TRACK_PROCESS:
		return vrrp_processes_fact(tracks->processes, name.index);
	case MODEL_TRACK_INTERFACE:
	case MODEL_TRACK_KINDS:
		break;
	}
	return (struct vrrp_track_fact){0};
}

const char *
vrrp_tracks_detail(const struct vrrp_tracks *tracks, struct vrrp_track_name name)
{
	struct vrrp_track_fact fact;

	switch (name.kind) {
	case MODEL_TRACK_SCRIPT:
		return vrrp_scripts_get(tracks->scripts, name.index)->detail;
	case MODEL_TRACK_FILE:
		return vrrp_files_detail(tracks->files, name.index);
	case MODEL_TRACK_VIRTUAL:
		fact = vrrp_tracks_fact(tracks, name);
		if (!fact.known)
			return "";
		return fact.up ? "quorum met" : "quorum lost";
	case MODEL_TRACK_PROCESS:
		return vrrp_processes_detail(tracks->processes, name.index);
	case MODEL_TRACK_INTERFACE:
	case MODEL_TRACK_KINDS:
		break;
	}
	return "";
}

struct vrrp_tracks_trouble
vrrp_tracks_trouble(const struct vrrp_tracks *tracks)
{
	return (struct vrrp_tracks_trouble){
	    .file_errors = vrrp_files_errors(tracks->files),
	    .process_losses = vrrp_processes_losses(tracks->processes),
	    .process_polled = vrrp_processes_are_polled(tracks->processes)};
}

void
vrrp_tracks_each(const struct model *model,
    void (*each)(void *ctx, struct vrrp_track_name name), void *ctx)
{
	const size_t lens[MODEL_TRACK_KINDS] = {
	    [MODEL_TRACK_SCRIPT] = model->vrrp_scripts_len,
	    [MODEL_TRACK_FILE] = model->track_files_len,
	    [MODEL_TRACK_PROCESS] = model->track_processes_len,
	    [MODEL_TRACK_VIRTUAL] = model->virtual_servers_len,
	};

	for (int kind = 0; kind < MODEL_TRACK_KINDS; kind++)
		for (uint32_t i = 0; i < lens[kind]; i++)
			each(ctx,
			    (struct vrrp_track_name){(enum model_track_kind)kind, i});
}

static bool
has(const struct model_tracks *tracks, struct vrrp_track_name name)
{
	for (size_t i = 0; i < tracks->len; i++)
		if (tracks->items[i].kind == name.kind &&
		    tracks->items[i].index == name.index)
			return true;
	return false;
}

bool
vrrp_tracks_is_tracked(const struct model *model, struct vrrp_track_name name)
{
	for (size_t i = 0; i < model->instances_len; i++)
		if (has(&model->instances[i].tracks, name))
			return true;
	for (size_t i = 0; i < model->sync_groups_len; i++)
		if (has(&model->sync_groups[i].tracks, name))
			return true;
	return false;
}
