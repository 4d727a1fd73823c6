/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl check: what each check says, and asking one for more. */
#include <stdio.h>
#include <string.h>

#include "api/ctl/ctl_names.h"
#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"

static const char *const heads[] = {
    "ID", "TYPE", "STATE", "CODE", "TOOK ms", "DETAIL", NULL};

static void
put_row(const json_t *check, struct ctl_table *table)
{
	ctl_table_cell(table, ctl_text(check, "id", NULL));
	ctl_table_cell(table, ctl_text(check, "type", NULL));
	ctl_table_cell(table, ctl_text(check, "state", NULL));
	ctl_table_cell(table, ctl_text(check, "code", NULL));
	ctl_table_number(table, ctl_number(check, "latency_us", NULL) / 1000);
	ctl_table_cell(table, ctl_text(check, "detail", NULL));
}

static void
show_list(const struct ctl *ctl, const struct ctl_answer *answer)
{
	struct ctl_table table;
	struct buf out = {0};
	const json_t *check;
	size_t i;

	ctl_table_init(&table, heads);
	json_array_foreach(json_object_get(answer->json, "items"), i, check)
	    put_row(check, &table);
	ctl_table_print(&table, 0, ctl->colour, &out);
	ctl_print(&out);
	ctl_table_fini(&table);
}

int
ctl_check_list(struct ctl *ctl)
{
	struct buf path = {0};
	struct ctl_answer answer;
	uint16_t port;
	char vs[256];
	int rc = CTL_OK;

	buf_puts(&path, "/api/v1/checks");
	if (ctl->words_len) {
		rc = ctl_find_vs(ctl, ctl->words[0], vs, sizeof(vs), &port);
		buf_puts(&path, "?vs=");
		ctl_put_escaped(&path, rc == CTL_OK ? vs : "");
	}
	if (rc == CTL_OK) {
		rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);
		if (rc == CTL_OK && ctl->json)
			ctl_put_raw(&answer);
		else if (rc == CTL_OK)
			show_list(ctl, &answer);
		ctl_answer_fini(&answer);
	}
	buf_fini(&path);
	return rc;
}

/* What a script said must not drive the terminal; its lines stay lines. */
static void
put_output(const char *text)
{
	for (; *text; text++)
		(void)putchar(
		    (unsigned char)*text < ' ' && *text != '\n' && *text != '\t'
			? '?'
			: *text);
}

/* Lines of configuration, below the name that they have. */
static void
put_words(const char *text, const char *indent)
{
	bool begins = true;

	printf("%swords:\n", indent);
	for (; *text; text++) {
		char one[2] = {*text, '\0'};

		if (begins)
			printf("%s  ", indent);
		put_output(one);
		begins = *text == '\n';
	}
}

static void
put_fields(const json_t *object, const char *indent)
{
	const json_t *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		if (strcmp(name, "output") == 0)
			continue;
		if (json_is_object(value)) {
			printf("%s%s:\n", indent, name);
			put_fields(value, "  ");
			continue;
		}
		if (strcmp(name, "words") == 0) {
			put_words(ctl_text(object, name, NULL), indent);
			continue;
		}
		printf("%s%s: ", indent, name);
		if (json_is_string(value))
			put_output(json_string_value(value));
		else if (json_is_boolean(value))
			printf("%s", json_is_true(value) ? "yes" : "no");
		else if (json_is_integer(value))
			printf("%lld", (long long)json_integer_value(value));
		putchar('\n');
	}
}

static void
show_one(const struct ctl *ctl, const struct ctl_answer *answer)
{
	const char *output = ctl_text(answer->json, "output", NULL);

	if (ctl->json) {
		ctl_put_raw(answer);
		return;
	}
	put_fields(answer->json, "");
	if (*output) {
		puts("output:");
		put_output(output);
		if (output[strlen(output) - 1] != '\n')
			putchar('\n');
	}
}

static int
ask(struct ctl *ctl, const char *method, const char *action)
{
	struct buf path = {0}, body = {0};
	struct ctl_answer answer;
	int rc;

	buf_puts(&path, "/api/v1/checks/");
	ctl_put_escaped(&path, ctl->words[0]);
	if (action) {
		buf_puts(&path, "/actions");
		buf_printf(&body, "{\"action\":\"%s\"}", action);
	}
	rc = ctl_ask(
	    ctl, method, buf_text(&path), action ? buf_text(&body) : NULL, &answer);
	if (rc == CTL_OK && !action)
		show_one(ctl, &answer);
	else if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK)
		printf("%s: %s\n", ctl->words[0], ctl_text(answer.json, "state", NULL));
	ctl_answer_fini(&answer);
	buf_fini(&path);
	buf_fini(&body);
	return rc;
}

int
ctl_check_show(struct ctl *ctl)
{
	return ask(ctl, "GET", NULL);
}

int
ctl_check_now(struct ctl *ctl)
{
	return ask(ctl, "POST", "run-now");
}

int
ctl_check_pause(struct ctl *ctl)
{
	return ask(ctl, "POST", "pause");
}

int
ctl_check_resume(struct ctl *ctl)
{
	return ask(ctl, "POST", "resume");
}
