/* SPDX-License-Identifier: Apache-2.0 */
/* What the agent says, for people. */
#include "api/ctl/ctl_show.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "api/ctl/ctl_names.h"
#include "api/ctl/ctl_table.h"

enum {
	ROWS_SHOWN = 16, /* of one virtual server, in status: then only trouble */
	TROUBLE_SHOWN = 10
};

static const json_t *
follow(const json_t *object, va_list path)
{
	const char *name;

	while (object && (name = va_arg(path, const char *)))
		object = json_object_get(object, name);
	return object;
}

const char *
ctl_text(const json_t *object, ...)
{
	const char *text;
	va_list path;

	va_start(path, object);
	text = json_string_value(follow(object, path));
	va_end(path);
	return text ? text : "";
}

json_int_t
ctl_number(const json_t *object, ...)
{
	json_int_t number;
	va_list path;

	va_start(path, object);
	number = json_integer_value(follow(object, path));
	va_end(path);
	return number;
}

bool
ctl_is_true(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

void
ctl_print(struct buf *out)
{
	(void)fwrite(buf_text(out), 1, out->len, stdout);
	buf_fini(out);
}

void
ctl_put_raw(const struct ctl_answer *answer)
{
	(void)fwrite(buf_text(&answer->body), 1, answer->body.len, stdout);
}

/* ---- real servers ---- */

static const char *const rs_heads[] = {"REAL SERVER", "STATE", "WEIGHT", "FORWARD",
    "ACTIVE", "INACTIVE", "TOTAL", "REASON", NULL};

static void
put_reason(const json_t *rs, struct ctl_table *table)
{
	const json_t *reasons =
	    json_object_get(json_object_get(rs, "effective"), "reasons");
	const json_t *first = json_array_get(reasons, 0);
	const char *detail = ctl_text(first, "detail", NULL);
	struct buf text = {0};

	buf_puts(&text, ctl_text(first, "code", NULL));
	if (*detail)
		buf_printf(&text, ": %s", detail);
	if (!ctl_is_true(rs, "persisted"))
		buf_puts(&text, text.len ? ", not persisted" : "not persisted");
	ctl_table_cell(table, buf_text(&text));
	buf_fini(&text);
}

static void
put_weight(const json_t *rs, struct ctl_table *table)
{
	json_int_t wanted = ctl_number(rs, "weight", NULL);
	json_int_t given = ctl_number(rs, "effective", "weight", NULL);
	char text[48];

	(void)snprintf(text, sizeof(text), "%lld", (long long)given); /* fits */
	if (wanted != given)
		(void)snprintf(text, sizeof(text), "%lld of %lld", (long long)given,
		    (long long)wanted); /* fits */
	ctl_table_cell(table, text);
}

static void
put_rs(const json_t *rs, struct ctl_table *table)
{
	ctl_table_cell(table, ctl_text(rs, "id", NULL));
	ctl_table_cell(table, ctl_text(rs, "effective", "state", NULL));
	put_weight(rs, table);
	ctl_table_cell(table, ctl_text(rs, "forward", NULL));
	ctl_table_number(table, ctl_number(rs, "kernel", "active", NULL));
	ctl_table_number(table, ctl_number(rs, "kernel", "inactive", NULL));
	ctl_table_number(table, ctl_number(rs, "kernel", "connections", NULL));
	put_reason(rs, table);
}

void
ctl_show_rs_line(const struct ctl *ctl, const json_t *rs)
{
	struct buf out = {0};

	buf_printf(&out, "%s: ", ctl_text(rs, "id", NULL));
	ctl_coloured(&out, ctl_text(rs, "effective", "state", NULL), ctl->colour);
	buf_printf(&out, ", weight %lld, revision %lld%s\n",
	    (long long)ctl_number(rs, "weight", NULL),
	    (long long)ctl_number(rs, "revision", NULL),
	    ctl_is_true(rs, "persisted") ? "" : ", lost at a restart");
	ctl_print(&out);
}

int
ctl_rs_list(struct ctl *ctl)
{
	struct ctl_answer answer;
	struct ctl_table table;
	struct buf path = {0}, out = {0};
	char vs[256];
	uint16_t port;
	json_t *rs;
	size_t i;
	int rc = ctl_find_vs(ctl, ctl->words[0], vs, sizeof(vs), &port);

	if (rc != CTL_OK)
		return rc;
	buf_puts(&path, "/api/v1/virtual-servers/");
	ctl_put_escaped(&path, vs);
	buf_puts(&path, "/real-servers");
	rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
	if (rc == CTL_OK && ctl->json) {
		ctl_put_raw(&answer);
	} else if (rc == CTL_OK) {
		ctl_table_init(&table, rs_heads);
		json_array_foreach(json_object_get(answer.json, "items"), i, rs)
		    put_rs(rs, &table);
		ctl_table_print(&table, 0, ctl->colour, &out);
		ctl_print(&out);
		ctl_table_fini(&table);
	}
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}

static bool
is_trouble(const json_t *rs)
{
	const char *state = ctl_text(rs, "effective", "state", NULL);

	return strcmp(state, "up") != 0 && strcmp(state, "unchecked") != 0;
}

/* All of a short list; of a long one what is not up, and how many are left out. */
static void
put_real_servers(const json_t *list, bool colour, struct buf *out)
{
	bool all = json_array_size(list) <= ROWS_SHOWN;
	struct ctl_table table;
	size_t i, shown = 0;
	json_t *rs;

	if (json_array_size(list) == 0) {
		buf_puts(out, "  no real servers\n");
		return;
	}
	ctl_table_init(&table, rs_heads);
	json_array_foreach(
	    list, i, rs) if (all || (is_trouble(rs) && shown < TROUBLE_SHOWN))
	{
		put_rs(rs, &table);
		shown++;
	}
	if (shown)
		ctl_table_print(&table, 2, colour, out);
	if (shown < json_array_size(list))
		buf_printf(
		    out, "  %zu more not shown\n", json_array_size(list) - shown);
	ctl_table_fini(&table);
}

/* ---- virtual servers ---- */

static void
put_vs(const json_t *vs, bool colour, struct buf *out)
{
	const char *reason = ctl_text(vs, "effective", "reason", NULL);
	json_int_t persistence_s = ctl_number(vs, "persistence_s", NULL);

	buf_printf(out, "%s  ", ctl_text(vs, "id", NULL));
	ctl_coloured(out, ctl_text(vs, "effective", "state", NULL), colour);
	buf_printf(out, "  %s %s", ctl_text(vs, "scheduler", NULL),
	    ctl_text(vs, "forward", NULL));
	if (persistence_s)
		buf_printf(out, " persistent %lld s", (long long)persistence_s);
	buf_printf(out, "  connections %lld active, %lld in all",
	    (long long)ctl_number(vs, "kernel", "active", NULL),
	    (long long)ctl_number(vs, "kernel", "connections", NULL));
	if (!ctl_is_true(json_object_get(vs, "effective"), "quorum_met"))
		buf_puts(out, "  below quorum");
	if (ctl_is_true(json_object_get(vs, "effective"), "sorry_server_in_use"))
		buf_puts(out, "  sorry server answers");
	if (*reason)
		buf_printf(out, "  %s", reason);
	buf_putc(out, '\n');
	put_real_servers(json_object_get(vs, "real_servers"), colour, out);
}

void
ctl_put_vs_list(const json_t *list, bool colour, struct buf *out)
{
	json_t *vs;
	size_t i;

	json_array_foreach(list, i, vs) put_vs(vs, colour, out);
}

int
ctl_vs(struct ctl *ctl)
{
	struct ctl_answer answer;
	struct buf path = {0}, out = {0};
	char vs[256];
	uint16_t port;
	int rc;

	buf_puts(&path, "/api/v1/virtual-servers");
	if (ctl->words_len) {
		rc = ctl_find_vs(ctl, ctl->words[0], vs, sizeof(vs), &port);
		if (rc != CTL_OK) {
			buf_fini(&path);
			return rc;
		}
		buf_putc(&path, '/');
		ctl_put_escaped(&path, vs);
	}
	buf_puts(&path, "?expand=real-servers");
	rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK && ctl->words_len)
		put_vs(answer.json, ctl->colour, &out);
	else if (rc == CTL_OK)
		ctl_put_vs_list(
		    json_object_get(answer.json, "items"), ctl->colour, &out);
	ctl_print(&out);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}
