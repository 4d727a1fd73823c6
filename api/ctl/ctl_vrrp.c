/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl vrrp, vrrp group, explain: the instances and their groups, what is wished
 * of them, and why they are what they are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"

#define INSTANCES "/api/v1/vrrp/instances"
#define GROUPS    "/api/v1/vrrp/sync-groups"

static void
put_instance(const json_t *instance, struct ctl_table *table)
{
	json_int_t priority = ctl_number(instance, "priority", NULL);
	json_int_t effective = ctl_number(instance, "effective_priority", NULL);
	char text[48];

	(void)snprintf(text, sizeof(text), "%lld", (long long)effective); /* fits */
	if (priority != effective)
		(void)snprintf(text, sizeof(text), "%lld of %lld", (long long)effective,
		    (long long)priority); /* fits */
	ctl_table_cell(table, ctl_text(instance, "name", NULL));
	ctl_table_cell(table, ctl_text(instance, "state", NULL));
	ctl_table_cell(table, ctl_text(instance, "interface", NULL));
	ctl_table_number(table, ctl_number(instance, "vrid", NULL));
	ctl_table_cell(table, text);
	ctl_table_cell(table, ctl_text(instance, "master_address", NULL));
	ctl_table_cell(table, ctl_text(instance, "since", NULL));
	ctl_table_cell(table,
	    ctl_is_true(instance, "split_brain") ? "split brain"
						 : ctl_text(instance, "reason", NULL));
}

void
ctl_put_instances(const json_t *list, bool colour, struct buf *out)
{
	static const char *const heads[] = {"INSTANCE", "STATE", "INTERFACE", "VRID",
	    "PRIORITY", "MASTER", "SINCE", "REASON", NULL};
	struct ctl_table table;
	json_t *instance;
	size_t i;

	if (json_array_size(list) == 0) {
		buf_puts(out, "no VRRP instances\n");
		return;
	}
	ctl_table_init(&table, heads);
	json_array_foreach(list, i, instance) put_instance(instance, &table);
	ctl_table_print(&table, 0, colour, out);
	ctl_table_fini(&table);
}

static void
put_members(
    const json_t *object, const char *const *names, const char *head, struct buf *out)
{
	buf_printf(out, "%s:", head);
	for (; *names; names++) {
		json_int_t number = ctl_number(object, *names, NULL);

		if (number)
			buf_printf(out, "  %s %lld", *names, (long long)number);
	}
	buf_putc(out, '\n');
}

static void
put_addresses(const json_t *instance, struct buf *out)
{
	json_t *address;
	size_t i;

	json_array_foreach(json_object_get(instance, "virtual_addresses"), i, address)
	    buf_printf(out, "  %s/%lld on %s: %s\n", ctl_text(address, "address", NULL),
		(long long)ctl_number(address, "prefix_length", NULL),
		ctl_text(address, "interface", NULL),
		ctl_is_true(address, "held") ? "held" : "not held");
}

/* What an operator wishes of it for a time. */
static void
put_wish(const json_t *wish, struct buf *out)
{
	const char *kind = ctl_text(wish, "kind", NULL);
	const char *ends = ctl_text(wish, "ends_at", NULL);
	const char *reason = ctl_text(wish, "reason", NULL);

	if (!*kind)
		return;
	buf_printf(out, "  %s", kind);
	if (strcmp(kind, "priority") == 0)
		buf_printf(out, " %lld", (long long)ctl_number(wish, "priority", NULL));
	if (*ends)
		buf_printf(out, " until %s", ends);
	else
		buf_puts(out, " until resumed");
	buf_printf(out, ", wished by %s", ctl_text(wish, "actor", NULL));
	if (*reason)
		buf_printf(out, ": %s", reason);
	buf_puts(out,
	    strcmp(kind, "yield") == 0
		? "\n  any other director takes over; this one does if there is none\n"
		: "\n");
}

static void
put_one_instance(json_t *instance, bool colour, struct buf *out)
{
	static const char *const counters[] = {"become_master", "release_master",
	    "adverts_received", "adverts_sent", "priority_zero_received",
	    "priority_zero_sent", "garp_sent", "split_brains", NULL};
	const json_t *counted = json_object_get(instance, "counters");
	json_t *list = json_array(), *value;
	const char *name;

	if (json_array_append(list, instance) == 0)
		ctl_put_instances(list, colour, out);
	json_decref(list);
	if (*ctl_text(instance, "why", NULL))
		buf_printf(out, "  %s\n", ctl_text(instance, "why", NULL));
	put_wish(json_object_get(instance, "override"), out);
	if (json_is_string(json_object_get(instance, "sync_group")))
		buf_printf(out, "  in sync group %s\n",
		    ctl_text(instance, "sync_group", NULL));
	put_addresses(instance, out);
	put_members(counted, counters, "  counted", out);
	json_object_foreach(json_object_get(counted, "refused"), name,
	    value) if (json_integer_value(value)) buf_printf(out,
	    "  refused for %s: %lld\n", name, (long long)json_integer_value(value));
}

static void
put_path(struct buf *path, const char *of, const char *name, const char *more)
{
	buf_puts(path, of);
	if (name) {
		buf_putc(path, '/');
		ctl_put_escaped(path, name);
		buf_puts(path, more);
	}
}

static int
show(struct ctl *ctl)
{
	const char *name = ctl->words_len ? ctl->words[0] : NULL;
	struct ctl_answer answer;
	struct buf path = {0}, out = {0};
	int rc;

	if (ctl->given)
		return ctl_fail(ctl, CTL_USAGE, "an option without an action");
	put_path(&path, INSTANCES, name, "");
	rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK && name)
		put_one_instance(answer.json, ctl->colour, &out);
	else if (rc == CTL_OK)
		ctl_put_instances(
		    json_object_get(answer.json, "items"), ctl->colour, &out);
	ctl_print(&out);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}

/* ---- what is wished ---- */

static const struct verb {
	const char *word, *action;
	bool timed, numbered;
} verbs[] = {
    {"failover",    "failover",     true,  false},
    {"yield",       "yield",        true,  false},
    {"priority",    "set-priority", true,  true },
    {"resume",      "resume",       false, false},
    {"send-garp",   "send-garp",    false, false},
    {"reset-stats", "reset-stats",  false, false},
};

static const struct verb *
verb_of(const char *word)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].word, word) == 0)
			return &verbs[i];
	return NULL;
}

/* The caller frees it; NULL, and *rc, when the words are wrong. */
static char *
body_of(const struct ctl *ctl, const struct verb *verb, int *rc)
{
	json_t *body = json_pack("{s:s}", "action", verb->action);
	char *text, *end;
	long priority;

	if (verb->numbered) {
		priority = strtol(ctl->words[2], &end, 10);
		if (*end || end == ctl->words[2] || priority < 1 || priority > 254) {
			*rc = ctl_fail(ctl, CTL_USAGE,
			    "priority %s: a whole number, 1..254", ctl->words[2]);
			json_decref(body);
			return NULL;
		}
		(void)json_object_set_new(body, "priority", json_integer(priority));
	}
	if (ctl->given & CTL_O_FOR)
		(void)json_object_set_new(
		    body, "duration_ms", json_integer(ctl->for_ms));
	if (ctl->given & CTL_O_REASON)
		(void)json_object_set_new(body, "reason", json_string(ctl->reason));
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	return text;
}

static int
act(struct ctl *ctl, const char *of, const struct verb *verb)
{
	struct ctl_answer answer;
	struct buf path = {0}, out = {0};
	int rc = CTL_OK;
	char *body = body_of(ctl, verb, &rc);

	if (!body)
		return rc;
	put_path(&path, of, ctl->words[0], "/actions");
	if (ctl->given & CTL_O_PERSIST)
		buf_printf(&path, "?persist=%s", ctl->persist);
	rc = ctl_ask(ctl, "POST", buf_text(&path), body, &answer);
	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK)
		buf_printf(&out, "%s: %s\n", ctl->words[0], verb->word);
	if (rc == CTL_OK && !ctl->json)
		put_wish(json_object_get(answer.json, "override"), &out);
	ctl_print(&out);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	free(body);
	return rc;
}

/* words: NAME VERB [NUMBER] */
static int
ask_for(struct ctl *ctl, const char *of)
{
	const struct verb *verb = verb_of(ctl->words[1]);

	if (!verb)
		return ctl_fail(ctl, CTL_USAGE,
		    "\"%s\" is no action: see fairleadctl --help", ctl->words[1]);
	if (ctl->words_len != (verb->numbered ? 3 : 2))
		return ctl_fail(ctl, CTL_USAGE,
		    verb->numbered ? "priority wants one number"
				   : "there is a word too many");
	if (ctl->given & CTL_O_FOR && !verb->timed)
		return ctl_fail(ctl, CTL_USAGE, "--for is not taken here");
	return act(ctl, of, verb);
}

int
ctl_vrrp(struct ctl *ctl)
{
	return ctl->words_len < 2 ? show(ctl) : ask_for(ctl, INSTANCES);
}

/* ---- sync groups ---- */

static void
put_group(const json_t *group, struct ctl_table *table)
{
	struct buf members = {0};
	json_t *member;
	size_t i;

	json_array_foreach(json_object_get(group, "members"), i, member) buf_printf(
	    &members, "%s%s", i ? " " : "", ctl_text(member, "instance", NULL));
	ctl_table_cell(table, ctl_text(group, "name", NULL));
	ctl_table_cell(table, ctl_text(group, "state", NULL));
	ctl_table_cell(table, ctl_text(group, "since", NULL));
	ctl_table_cell(table, buf_text(&members));
	buf_fini(&members);
}

/* `answer` is the list of all, or one of them. */
static void
put_groups(const json_t *answer, bool colour, struct buf *out)
{
	static const char *const heads[] = {"GROUP", "STATE", "SINCE", "MEMBERS", NULL};
	const json_t *list = json_object_get(answer, "items");
	struct ctl_table table;
	json_t *group;
	size_t i;

	if (list && json_array_size(list) == 0) {
		buf_puts(out, "no sync groups\n");
		return;
	}
	ctl_table_init(&table, heads);
	if (!list)
		put_group(answer, &table);
	json_array_foreach(list, i, group) put_group(group, &table);
	ctl_table_print(&table, 0, colour, out);
	ctl_table_fini(&table);
}

int
ctl_vrrp_group(struct ctl *ctl)
{
	struct ctl_answer answer;
	struct buf path = {0}, out = {0};
	int rc;

	if (ctl->words_len >= 2)
		return ask_for(ctl, GROUPS);
	if (ctl->given)
		return ctl_fail(ctl, CTL_USAGE, "an option without an action");
	put_path(&path, GROUPS, ctl->words_len ? ctl->words[0] : NULL, "");
	rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK)
		put_groups(answer.json, ctl->colour, &out);
	ctl_print(&out);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}

/* ---- why ---- */

/* Where the events differ in their day, the whole date would say so: they seldom do. */
static const char *
clock_of(const json_t *event)
{
	const char *date = ctl_text(event, "at", NULL);
	const char *time = strchr(date, 'T');

	return time ? time + 1 : date;
}

/* Whose event it is, if it is another instance's: of the same sync group. */
static void
put_cause(const json_t *cause, const char *of, struct buf *out)
{
	static const char instances[] = "vrrp/instances/";
	const char *ref = ctl_text(cause, "ref", NULL);
	const char *name = ref + sizeof(instances) - 1;

	buf_printf(out, "    %s  ", clock_of(cause));
	if (strncmp(ref, instances, sizeof(instances) - 1) == 0 &&
	    strcmp(name, of) != 0)
		buf_printf(out, "%s: ", name);
	buf_printf(out, "%s\n", ctl_text(cause, "text", NULL));
}

static void
put_change(const json_t *change, const char *of, bool colour, struct buf *out)
{
	json_t *cause;
	size_t i;

	buf_printf(out, "%s  %s -> ", ctl_text(change, "at", NULL),
	    ctl_text(change, "from", NULL));
	ctl_coloured(out, ctl_text(change, "to", NULL), colour);
	buf_putc(out, '\n');
	json_array_foreach(json_object_get(change, "causes"), i, cause)
	    put_cause(cause, of, out);
	buf_printf(
	    out, "    %s  %s\n", clock_of(change), ctl_text(change, "text", NULL));
}

static void
put_story(const json_t *story, size_t limit, bool colour, struct buf *out)
{
	const json_t *changes = json_object_get(story, "items");
	json_int_t lost = ctl_number(story, "events_lost", NULL);
	json_t *change;
	size_t i;

	buf_printf(out, "%s is ", ctl_text(story, "instance", NULL));
	ctl_coloured(out, ctl_text(story, "state", NULL), colour);
	buf_putc(out, '\n');
	json_array_foreach(changes, i, change) if (i < limit)
	    put_change(change, ctl_text(story, "instance", NULL), colour, out);
	if (json_array_size(changes) == 0)
		buf_puts(out, "    no change of its role is remembered\n");
	if (lost)
		buf_printf(
		    out, "    (%lld older events are forgotten)\n", (long long)lost);
}

static int
explain_one(struct ctl *ctl, const char *name, size_t limit, struct buf *out)
{
	struct ctl_answer answer;
	struct buf path = {0};
	int rc;

	put_path(&path, INSTANCES, name, "/history");
	rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK)
		put_story(answer.json, limit, ctl->colour, out);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}

static void
put_reasons(const json_t *list, bool colour, struct buf *out)
{
	static const char *const heads[] = {"INSTANCE", "STATE", "SINCE", "WHY", NULL};
	struct ctl_table table;
	json_t *instance;
	size_t i;

	ctl_table_init(&table, heads);
	json_array_foreach(list, i, instance)
	{
		ctl_table_cell(&table, ctl_text(instance, "name", NULL));
		ctl_table_cell(&table, ctl_text(instance, "state", NULL));
		ctl_table_cell(&table, ctl_text(instance, "since", NULL));
		ctl_table_cell(&table, ctl_text(instance, "why", NULL));
	}
	ctl_table_print(&table, 0, colour, out);
	ctl_table_fini(&table);
}

/* Dates of one form sort as texts do. */
static const char *
latest_of(const json_t *list)
{
	const char *name = NULL, *since = "";
	json_t *instance;
	size_t i;

	json_array_foreach(list, i, instance)
	{
		const char *at = ctl_text(instance, "since", NULL);

		if (strcmp(at, since) > 0) {
			since = at;
			name = ctl_text(instance, "name", NULL);
		}
	}
	return name;
}

/* A line each, then the last change of the one that changed last. */
static int
explain_all(struct ctl *ctl, struct buf *out)
{
	struct ctl_answer answer;
	const json_t *list;
	int rc = ctl_ask(ctl, "GET", INSTANCES, NULL, &answer);

	list = json_object_get(answer.json, "items");
	if (rc == CTL_OK && ctl->json) {
		ctl_put_raw(&answer);
	} else if (rc == CTL_OK && json_array_size(list) == 0) {
		buf_puts(out, "no VRRP instances\n");
	} else if (rc == CTL_OK) {
		put_reasons(list, ctl->colour, out);
		if (latest_of(list)) {
			buf_putc(out, '\n');
			rc = explain_one(ctl, latest_of(list), 1, out);
		}
	}
	ctl_answer_fini(&answer);
	return rc;
}

int
ctl_explain(struct ctl *ctl)
{
	struct buf out = {0};
	int rc;

	if (ctl->words_len)
		rc = explain_one(ctl, ctl->words[0], SIZE_MAX, &out);
	else
		rc = explain_all(ctl, &out);
	ctl_print(&out);
	return rc;
}
