/* SPDX-License-Identifier: Apache-2.0 */
/* What only shows with everything read: duplicates and references. By sorting: nothing
 * here is quadratic. P. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/conf/conf_parts.h"
#include "agent/lib/arena.h"

void
conf_single_add(struct conf_reader *reader, struct conf_items *singles,
    const struct conf_items *items, const struct conf_node *node)
{
	struct conf_single *single = arena_append(
	    reader->scratch, &singles->items, &singles->len, sizeof(*single));

	single->index = items->len - 1;
	single->node = node;
}

/* An item as the sort sees it. */
struct keyed {
	const void *item;
	const struct conf_node *node;
	size_t index;
};

typedef int compare_fn(const void *left_item, const void *right_item);

/* A kind of thing that may be there once. */
struct kind {
	size_t size;                                         /* of an item */
	int (*compare)(const void *left, const void *right); /* of two struct keyed */
	compare_fn *compare_items;
	const char *code;
	void (*name)(const void *item, char *out); /* MODEL_ID_SIZE bytes */
};

static int
in_order(const struct keyed *a, const struct keyed *b, int order)
{
	if (order)
		return order;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void
report_twice(struct conf_reader *reader, const struct kind *kind,
    const struct keyed *first, const struct keyed *again)
{
	char name[MODEL_ID_SIZE];
	struct model_place place = conf_place((struct conf_at){first->node, 0});

	kind->name(again->item, name);
	conf_error(reader, again->node, again->node->words_len > 1 ? 1 : 0, kind->code,
	    "%s is defined already, at %s:%u", name, place.file, (unsigned)place.line);
}

static void
check_twice(struct conf_reader *reader, const struct kind *kind,
    const struct conf_items *items, const struct conf_items *singles)
{
	struct conf_single *lines = singles->items;
	struct keyed *keyed;
	size_t first = 0;

	if (singles->len < 2)
		return;
	keyed = arena_alloc(reader->scratch, singles->len * sizeof(*keyed));
	for (size_t i = 0; i < singles->len; i++) {
		keyed[i].item =
		    (const char *)items->items + lines[i].index * kind->size;
		keyed[i].node = lines[i].node;
		keyed[i].index = lines[i].index;
	}
	qsort(keyed, singles->len, sizeof(*keyed), kind->compare);
	for (size_t i = 1; i < singles->len; i++) {
		if (kind->compare_items(keyed[first].item, keyed[i].item) == 0)
			report_twice(reader, kind, &keyed[first], &keyed[i]);
		else
			first = i;
	}
}

static int
compare_numbers(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

static int
compare_reals(const void *left, const void *right)
{
	const struct model_real_server *a = left, *b = right;
	int order = addr_cmp(&a->addr, &b->addr);

	return order ? order : compare_numbers(a->port, b->port);
}

static int
keyed_reals(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return in_order(a, b, compare_reals(a->item, b->item));
}

static void
name_real(const void *item, char *out)
{
	const struct model_real_server *rs = item;

	(void)snprintf(out, MODEL_ID_SIZE, "real_server ");
	model_rs_id(&rs->addr, rs->port, out + strlen(out));
}

static int
compare_virtuals(const void *left, const void *right)
{
	const struct model_virtual_server *a = left, *b = right;

	return strcmp(a->id, b->id);
}

static int
keyed_virtuals(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return in_order(a, b, compare_virtuals(a->item, b->item));
}

static void
name_virtual(const void *item, char *out)
{
	(void)snprintf(out, MODEL_ID_SIZE, "virtual_server %.120s",
	    ((const struct model_virtual_server *)item)->id);
}

/* Of items that begin with a pointer to their name. */
static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int
keyed_names(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return in_order(a, b, compare_names(a->item, b->item));
}

/* A kind of which the block's name must be the only one of its sort. */
#define NAMED(fn, word)                                                                \
  static void fn(const void *item, char *out)                                          \
  {                                                                                    \
    (void)snprintf(out, MODEL_ID_SIZE, word " %s", *(const char *const *)item);        \
  }

NAMED(name_script, "vrrp_script")
NAMED(name_track_file, "vrrp_track_file")
NAMED(name_track_process, "vrrp_track_process")
NAMED(name_instance, "vrrp_instance")
NAMED(name_sync_group, "vrrp_sync_group")
NAMED(name_server_group, "virtual_server_group")

/* On one interface, in one family. */
static int
compare_vrids(const void *left, const void *right)
{
	const struct model_vrrp_instance *a = left, *b = right;
	int order = strcmp(a->interface, b->interface);

	if (!order)
		order = compare_numbers(a->family, b->family);
	return order ? order : compare_numbers(a->vrid, b->vrid);
}

static int
keyed_vrids(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return in_order(a, b, compare_vrids(a->item, b->item));
}

static void
name_vrid(const void *item, char *out)
{
	const struct model_vrrp_instance *m = item;

	(void)snprintf(out, MODEL_ID_SIZE, "virtual_router_id %u on %s",
	    (unsigned)m->vrid, m->interface);
}

static int
compare_vmacs(const void *left, const void *right)
{
	const struct model_vrrp_instance *a = left, *b = right;

	return strcmp(a->vmac, b->vmac);
}

static int
keyed_vmacs(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;

	return in_order(a, b, compare_vmacs(a->item, b->item));
}

static void
name_vmac(const void *item, char *out)
{
	(void)snprintf(out, MODEL_ID_SIZE, "use_vmac %s",
	    ((const struct model_vrrp_instance *)item)->vmac);
}

static const struct kind real_kind = {sizeof(struct model_real_server), keyed_reals,
    compare_reals, "duplicate", name_real};
static const struct kind virtual_kind = {sizeof(struct model_virtual_server),
    keyed_virtuals, compare_virtuals, "duplicate", name_virtual};
static const struct kind script_kind = {sizeof(struct model_vrrp_script), keyed_names,
    compare_names, "duplicate", name_script};
static const struct kind track_file_kind = {sizeof(struct model_track_file),
    keyed_names, compare_names, "duplicate", name_track_file};
static const struct kind track_process_kind = {sizeof(struct model_track_process),
    keyed_names, compare_names, "duplicate", name_track_process};
static const struct kind instance_kind = {sizeof(struct model_vrrp_instance),
    keyed_names, compare_names, "duplicate", name_instance};
static const struct kind sync_group_kind = {sizeof(struct model_sync_group),
    keyed_names, compare_names, "duplicate", name_sync_group};
static const struct kind server_group_kind = {sizeof(struct model_server_group),
    keyed_names, compare_names, "duplicate", name_server_group};
static const struct kind vrid_kind = {sizeof(struct model_vrrp_instance), keyed_vrids,
    compare_vrids, "duplicate_vrid", name_vrid};

static const struct kind vmac_kind = {sizeof(struct model_vrrp_instance), keyed_vmacs,
    compare_vmacs, "duplicate_vmac", name_vmac};

void
conf_check_real_servers(struct conf_reader *reader, const struct raw_virtual *raw)
{
	check_twice(reader, &real_kind, &raw->real_servers, &raw->real_lines);
}

static const struct conf_node *
global_line(const struct conf_reader *reader, const char *word)
{
	const struct conf_items *blocks = &reader->work->parts[CONF_PART_GLOBAL];
	const struct conf_node **nodes = blocks->items;
	const struct conf_node *found = NULL;

	for (size_t i = 0; i < blocks->len; i++) {
		const struct conf_node *line = conf_line_of(nodes[i], word);

		found = line ? line : found;
	}
	return found;
}

/* lvs_sync_daemon names an instance, whose VRID is its id unless said. */
static void
check_sync_daemon(struct conf_reader *reader)
{
	struct conf_work *work = reader->work;
	struct model_sync_daemon *sync = &work->global.m.sync_daemon;
	const struct model_vrrp_instance *items = work->instances.items;
	const char *nearest = NULL;
	size_t best = SIZE_MAX;

	if (!sync->interface[0] || !sync->instance)
		return;
	for (size_t i = 0; i < work->instances.len; i++) {
		if (strcmp(items[i].name, sync->instance) == 0) {
			if (!work->global.has_sync_id)
				sync->sync_id = items[i].vrid;
			return;
		}
		if (i < 1000)
			nearest =
			    conf_near(sync->instance, items[i].name, nearest, &best);
	}
	conf_mistake(reader,
	    (struct conf_at){global_line(reader, "lvs_sync_daemon"), 2}, "undefined",
	    "both roles run at once", "there is no vrrp_instance '%s'", sync->instance)
	    ->meant = nearest;
	sync->instance = NULL;
}

static void
check_script_security(struct conf_reader *reader)
{
	if (reader->first_command && !reader->work->global.m.enable_script_security)
		conf_warning(reader, reader->first_command, 0, "script_security",
		    "scripts without enable_script_security: one that others may "
		    "change could run as root");
}

/* One who may be told and no way to, or the other way round. */
static void
check_mail(struct conf_reader *reader)
{
	const struct model_mail *mail = &reader->work->global.m.mail;
	const char *said = mail->server ? "smtp_server" : "notification_email";
	const char *missing = mail->server ? "notification_email" : "smtp_server";

	if (mail->server ? mail->to_len > 0 : mail->to_len == 0)
		return;
	conf_warning(reader, global_line(reader, said), 0, "mail",
	    "%s without %s: no mail is sent", said, missing);
}

void
conf_check(struct conf_reader *reader)
{
	struct conf_work *work = reader->work;

	check_twice(reader, &script_kind, &work->scripts, &work->script_lines);
	check_twice(
	    reader, &track_file_kind, &work->track_files, &work->track_file_lines);
	check_twice(reader, &track_process_kind, &work->track_processes,
	    &work->track_process_lines);
	check_twice(
	    reader, &sync_group_kind, &work->sync_groups, &work->sync_group_lines);
	check_twice(reader, &instance_kind, &work->instances, &work->instance_lines);
	check_twice(reader, &vrid_kind, &work->instances, &work->instance_lines);
	check_twice(reader, &vmac_kind, &work->instances, &work->vmacs.lines);
	check_twice(reader, &server_group_kind, &work->server_groups,
	    &work->server_group_lines);
	check_twice(reader, &virtual_kind, &work->servers, &work->server_lines);
	conf_check_services(reader);
	check_sync_daemon(reader);
	check_script_security(reader);
	check_mail(reader);
}
