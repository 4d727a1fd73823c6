/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl config: the configuration as a whole, as the agent sees it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/ctl/ctl.h"

enum { FILE_MAX_BYTES = 1000 * 1000 /* what a body of the API can hold */ };

static int
read_file(const struct ctl *ctl, const char *path, struct buf *out)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	char piece[4096];
	size_t got;
	int rc = CTL_OK;

	if (!file)
		return ctl_fail(ctl, CTL_FAILED, "%s: %s", path, strerror(errno));
	while (out->len <= FILE_MAX_BYTES &&
	    (got = fread(piece, 1, sizeof(piece), file)) > 0)
		buf_put(out, piece, got);
	if (ferror(file))
		rc = ctl_fail(ctl, CTL_FAILED, "%s cannot be read", path);
	else if (out->len > FILE_MAX_BYTES)
		rc = ctl_fail(ctl, CTL_FAILED,
		    "%s has more than %d bytes: use config test", path, FILE_MAX_BYTES);
	if (file != stdin)
		(void)fclose(file); /* was only read */
	return rc;
}

static void
show_faults(const json_t *answer, const char *list, const char *word, const char *name)
{
	const json_t *fault;
	size_t i;

	json_array_foreach(json_object_get(answer, list), i, fault)
	{
		const char *file = ctl_text(fault, "file", NULL);
		const char *meant = ctl_text(fault, "meant", NULL);

		printf("%s:%lld:%lld: %s: %s%s%s\n",
		    name && strcmp(file, "-") == 0 ? name : file,
		    (long long)ctl_number(fault, "line", NULL),
		    (long long)ctl_number(fault, "column", NULL), word,
		    ctl_text(fault, "detail", NULL), *meant ? "; did you mean " : "",
		    meant);
	}
}

static void
show_lines(const json_t *change, const char *list, char sign)
{
	const json_t *line;
	size_t i;

	json_array_foreach(json_object_get(change, list), i, line)
	    printf("      %c %s\n", sign, json_string_value(line));
}

static void
show_change(const json_t *change)
{
	const char *op = ctl_text(change, "op", NULL);
	const char *within = ctl_text(change, "virtual_server", NULL);
	char sign = *op == 'a' ? '+' : *op == 'r' ? '-' : '~';

	printf("  %c %s %s%s%s\n", sign, ctl_text(change, "kind", NULL),
	    ctl_text(change, "id", NULL), *within ? " of " : "", within);
	show_lines(change, "before", '-');
	show_lines(change, "after", '+');
}

static void
show_plan(const json_t *plan)
{
	const json_t *change;
	size_t i;

	printf("valid; a reload would add %lld, change %lld, remove %lld\n",
	    (long long)ctl_number(plan, "added", NULL),
	    (long long)ctl_number(plan, "changed", NULL),
	    (long long)ctl_number(plan, "removed", NULL));
	json_array_foreach(json_object_get(plan, "changes"), i, change)
	    show_change(change);
	if (json_is_true(json_object_get(plan, "truncated")))
		puts("  and more");
}

static int
show_trial(struct ctl *ctl, const struct ctl_answer *answer, const char *name)
{
	bool is_valid = json_is_true(json_object_get(answer->json, "valid"));

	if (ctl->json) {
		(void)fwrite(buf_text(&answer->body), 1, answer->body.len, stdout);
		return is_valid ? CTL_OK : CTL_FAILED;
	}
	show_faults(answer->json, "errors", "error", name);
	show_faults(answer->json, "warnings", "warning", name);
	if (is_valid)
		show_plan(json_object_get(answer->json, "plan"));
	return is_valid ? CTL_OK : CTL_FAILED;
}

/* The body for `text`, owned by the caller (free); NULL: it is not UTF-8. */
static char *
body_of(const struct buf *text)
{
	json_t *body = json_pack("{s:s%}", "text", buf_text(text), text->len);
	char *dumped = body ? json_dumps(body, JSON_COMPACT) : NULL;

	json_decref(body);
	return dumped;
}

int
ctl_config_validate(struct ctl *ctl)
{
	const char *name = ctl->words_len ? ctl->words[0] : NULL;
	struct ctl_answer answer = {0};
	struct buf text = {0};
	char *body = NULL;
	int rc = name ? read_file(ctl, name, &text) : CTL_OK;

	if (rc == CTL_OK && name && !(body = body_of(&text)))
		rc = ctl_fail(ctl, CTL_FAILED, "%s is not UTF-8", name);
	if (rc == CTL_OK)
		rc = ctl_ask(ctl, "POST", "/api/v1/config/validate", body, &answer);
	if (rc == CTL_OK)
		rc = show_trial(ctl, &answer, name);
	ctl_answer_fini(&answer);
	free(body);
	buf_fini(&text);
	return rc;
}
