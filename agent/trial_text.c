/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/trial_text.h"

#include <stdio.h>
#include <string.h>

#include "agent/conf/conf_dump.h"
#include "agent/lib/mem.h"
#include "agent/trials.h"

enum { LINES_BEFORE = 6 }; /* of what was asked */

static void
put_line(struct conf_writer *writer, const struct view_once_line *line)
{
	if (line->kind == VIEW_ONCE_CLOSES)
		conf_write_close(writer);
	else if (line->kind == VIEW_ONCE_OPENS)
		conf_write_open(writer, line->words[0], NULL);
	else
		conf_write_words(
		    writer, line->words[0], line->words + 1, line->len - 1);
}

void
trial_text(const struct view_once_wanted *wanted, const char *keyword, struct buf *out)
{
	struct conf_writer writer = {.out = out};
	bool v6 = wanted->addr.family == ADDR_V6;
	char addr[ADDR_TEXT_SIZE], number[CONF_NUMBER_SIZE];
	uint32_t timeout_ms =
	    wanted->timeout_ms ? wanted->timeout_ms : TRIAL_DEFAULT_MS;

	/* Of documentation (RFC 5737, 3849): it is never configured. */
	conf_write_open(&writer, "virtual_server", v6 ? "2001:db8::1" : "192.0.2.1",
	    conf_number(number, wanted->port), NULL);
	conf_write(&writer, "protocol", "TCP", NULL);
	conf_write(&writer, "lb_kind", "TUN", NULL);
	conf_write_open(&writer, "real_server", addr_format(&wanted->addr, addr),
	    conf_number(number, wanted->port), NULL);
	conf_write(
	    &writer, "connect_timeout", conf_seconds(number, timeout_ms, 1000), NULL);
	conf_write_open(&writer, keyword, NULL);
	for (size_t i = 0; i < wanted->lines_len; i++)
		put_line(&writer, &wanted->lines[i]);
	while (writer.depth)
		conf_write_close(&writer);
}

/* "url/path": the blocks that hold the line, and its keyword. */
static void
name_of(const struct view_once_wanted *wanted, size_t at, char *out, size_t size)
{
	size_t ends[VIEW_ONCE_LINES_MAX] = {0}, depth = 0, len = 0;

	for (size_t i = 0; i <= at; i++) {
		const struct view_once_line *line = &wanted->lines[i];
		const char *word = line->kind == VIEW_ONCE_CLOSES ? "" : line->words[0];

		if (line->kind == VIEW_ONCE_CLOSES && depth) {
			depth--;
			continue;
		}
		len = depth ? ends[depth - 1] : 0;
		(void)snprintf(
		    out + len, size - len, "%s%s", len ? "/" : "", word); /* cut */
		if (line->kind == VIEW_ONCE_OPENS)
			ends[depth++] = strlen(out);
	}
}

size_t
trial_text_faults(const struct view_once_wanted *wanted, const struct model *model,
    struct view_once_reply *reply)
{
	size_t found = 0;

	for (size_t i = 0; i < model->diagnostics_len; i++) {
		const struct model_diagnostic *diag = &model->diagnostics[i];
		size_t line = diag->place.line;
		bool is_asked =
		    line > LINES_BEFORE && line <= LINES_BEFORE + wanted->lines_len;
		struct view_once_fault *fault = &reply->faults[reply->faults_len];

		if (diag->severity != MODEL_ERROR &&
		    (!is_asked || diag->severity == MODEL_NOTE))
			continue;
		if (found++ >= VIEW_ONCE_FAULTS_MAX)
			continue;
		reply->faults_len++;
		if (is_asked)
			name_of(wanted, line - LINES_BEFORE - 1, fault->member,
			    sizeof(fault->member));
		(void)mem_copy_text(fault->code, sizeof(fault->code), diag->code);
		(void)mem_copy_text(fault->text, sizeof(fault->text), diag->text);
	}
	return found;
}
