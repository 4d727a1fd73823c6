/* SPDX-License-Identifier: Apache-2.0 */
/* vrrp_sync_group. P. */
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/conf/conf_parts.h"
#include "agent/conf/conf_rows.h"
#include "agent/lib/arena.h"

struct raw_group {
	struct model_sync_group m;
	uint32_t smtp_alert;
	struct conf_items members; /* uint32_t */
};

/* ---- its members ---- */

static void
add_member(struct conf_reader *reader, struct conf_at at, struct conf_items *members)
{
	struct conf_work *work = reader->work;
	struct model_vrrp_instance *instances = work->instances.items;
	const struct model_sync_group *groups = work->sync_groups.items;
	const char *name = conf_word(at.node, at.word);
	int index = conf_names_find(&work->instance_names, name);
	uint32_t group;

	if (index < 0) {
		conf_mistake(reader, at, "undefined", "left out",
		    "there is no vrrp_instance '%s'", name)
		    ->meant = conf_names_near(reader, &work->instance_names, name);
		return;
	}
	group = instances[index].sync_group;
	if (group == work->sync_groups.len) {
		conf_warning(reader, at.node, at.word, "repeated",
		    "%s is in this group already: once is enough", name);
		return;
	}
	if (group != MODEL_NO_GROUP) {
		conf_error(reader, at.node, at.word, "conflict",
		    "%s is in vrrp_sync_group %s already: it can follow one only", name,
		    groups[group].name);
		return;
	}
	instances[index].sync_group = (uint32_t)work->sync_groups.len;
	*(uint32_t *)arena_append(reader->arena, &members->items, &members->len,
	    sizeof(uint32_t)) = (uint32_t)index;
}

static void
read_members(struct conf_reader *reader, const struct conf_node *node,
    const struct conf_key *key, void *into)
{
	if (!conf_has_block(reader, node, key))
		return;
	for (const struct conf_node *line = node->first; line; line = line->next)
		for (size_t i = 0; i < line->words_len; i++)
			add_member(reader, (struct conf_at){line, i},
			    &((struct raw_group *)into)->members);
}

static void
write_members(struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	const struct model_sync_group *m = from;

	conf_write_open(writer, key->word, NULL);
	for (size_t i = 0; i < m->members_len; i++)
		conf_write(writer, writer->model->instances[m->members[i]].name, NULL);
	conf_write_close(writer);
}

static void
write_smtp_alert(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	conf_write(writer, key->word,
	    ((const struct model_sync_group *)from)->smtp_alert ? "on" : "off", NULL);
}

static void
write_priority_changes(
    struct conf_writer *writer, const struct conf_key *key, const void *from)
{
	if (((const struct model_sync_group *)from)->notify.priority_changes)
		conf_write(writer, key->word, "on", NULL);
}

#define ROW_NOTIFY(w, member, h)                                                       \
  ROW(w, CONF_COMMAND, struct raw_group, m.notify.member, h)

static const struct conf_key group_rows[] = {
    ROW_BY("group", struct raw_group, members, read_members, write_members,
	"{ INSTANCE ... }: its members, which change state together; must be said"),
    VRRP_TRACK_ROWS(struct raw_group),
    ROW("sync_group_tracking_weight", CONF_FLAG, struct raw_group, m.weights,
	"what its members track may have weights (default off: such are left out)"),
    ROW_NOTIFY("notify", any, "COMMAND [USER [GROUP]]: at every change"),
    ROW_NOTIFY("notify_master", master, "the same: master"),
    ROW_NOTIFY("notify_backup", backup, "the same: backup"),
    ROW_NOTIFY("notify_fault", fault, "the same: fault"),
    ROW_NOTIFY("notify_stop", stop, "the same: the agent stops"),
    ROW_OF(.word = "notify_priority_changes", .type = CONF_BOOL,
	.place = offsetof(struct raw_group, m.notify.priority_changes),
	.write = write_priority_changes,
	.help =
	    "pipes hear of changes of its members' priority, too (default: global)"),
    ROW_OF(.word = "smtp_alert", .type = CONF_FUNCTION, .read = conf_read_tri,
	.place = offsetof(struct raw_group, smtp_alert), .write = write_smtp_alert,
	.help = "[on|off]: mail at a change (default: global)"),
};

const struct conf_block vrrp_sync_group_block = {
    ROWS(group_rows), .size = sizeof(struct raw_group)};

static const struct conf_key later_rows[] = {
    ROW_LATER("track_bfd", "a BFD session to track"),
    ROW_OBSOLETE("global_tracking", "sync_group_tracking_weight says it"),
};

const struct conf_block vrrp_sync_group_later_block = {ROWS(later_rows), .size = 0};

/* A priority of its own for one member could only pull the group apart. */
static void
drop_weights(struct conf_reader *reader, struct model_vrrp_instance *member)
{
	struct model_tracks *tracks = &member->tracks;
	const struct conf_single *lines = reader->work->instance_lines.items;
	const struct model_vrrp_instance *first = reader->work->instances.items;
	const struct conf_node *node = lines[member - first].node;
	size_t kept = 0;

	for (size_t i = 0; i < tracks->len; i++)
		if (tracks->items[i].weight == 0)
			tracks->items[kept++] = tracks->items[i];
	if (kept < tracks->len)
		conf_warning(reader, node, 0, "conflict",
		    "%s is in a sync group: what it tracks with a weight is left out "
		    "(sync_group_tracking_weight keeps it; the group itself may track)",
		    member->name);
	tracks->len = kept;
}

static void
resolve(struct conf_reader *reader, const struct conf_node *node, struct raw_group *raw)
{
	struct model_vrrp_instance *instances = reader->work->instances.items;
	const uint32_t *members = raw->members.items;

	raw->m.members = members;
	raw->m.members_len = raw->members.len;
	if (raw->smtp_alert == CONF_UNSET)
		raw->smtp_alert = reader->work->global.smtp_alert_vrrp;
	raw->m.smtp_alert = raw->smtp_alert == 1;
	if (!conf_line_of(node, "group"))
		conf_error(reader, node, 0, "missing_keyword",
		    "vrrp_sync_group needs 'group { INSTANCE ... }'");
	else if (raw->members.len == 1)
		conf_warning(reader, node, 0, "one_member",
		    "a sync group of one instance: there is nobody to keep in step");
	else if (raw->members.len == 0)
		conf_warning(
		    reader, node, 0, "no_members", "a sync group without instances");
	for (size_t i = 0; i < raw->members.len && !raw->m.weights; i++)
		drop_weights(reader, &instances[members[i]]);
}

void
conf_read_sync_group(struct conf_reader *reader, const struct conf_node *node)
{
	struct conf_items *groups = &reader->work->sync_groups;
	struct raw_group raw = {.smtp_alert = CONF_UNSET};
	const struct conf_target targets[] = {
	    {&vrrp_sync_group_block,       &raw},
            {&vrrp_sync_group_later_block, &raw}
        };

	raw.m.name = conf_block_name(reader, node);
	raw.m.place = conf_place((struct conf_at){node, 0});
	raw.m.notify.priority_changes = reader->work->global.notify_priority_changes;
	if (!raw.m.name)
		return;
	conf_read_lines(reader, node, targets, 2);
	resolve(reader, node, &raw);
	*(struct model_sync_group *)arena_append(
	    reader->arena, &groups->items, &groups->len, sizeof(raw.m)) = raw.m;
	conf_single_add(reader, &reader->work->sync_group_lines, groups, node);
}

/* ---- interface_up_down_delays { IF DOWN [UP] } ---- */

static void
read_delay(struct conf_reader *reader, const struct conf_node *line)
{
	const struct conf_range range = {0, 255 * 1000, " s"};
	struct conf_items *delays = &reader->work->link_delays;
	struct model_link_delay delay = {0};
	int64_t down, up;

	if (!conf_value_ifname(reader, (struct conf_at){line, 0}, delay.interface))
		return;
	if (!conf_value_seconds(reader, (struct conf_at){line, 1}, &range, 1000, &down))
		return;
	up = down;
	if (conf_word(line, 2) &&
	    !conf_value_seconds(reader, (struct conf_at){line, 2}, &range, 1000, &up))
		return;
	conf_no_more_words(reader, line, 3);
	delay.down_ms = (uint32_t)down;
	delay.up_ms = (uint32_t)up;
	*(struct model_link_delay *)arena_append(
	    reader->arena, &delays->items, &delays->len, sizeof(delay)) = delay;
}

void
conf_read_link_delays(struct conf_reader *reader, const struct conf_node *node)
{
	conf_no_more_words(reader, node, 1);
	for (const struct conf_node *line = node->first; line; line = line->next)
		if (line->words_len)
			read_delay(reader, line);
}
