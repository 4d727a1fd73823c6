/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl check test: a check that is in no configuration, run once. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "api/ctl/ctl_names.h"
#include "api/ctl/ctl_show.h"

enum { ASK_EVERY_MS = 50, ASKS_MAX = 61 * 1000 / ASK_EVERY_MS, NAME_SIZE = 64 };

/* A word said again is another word of the same line. */
static void
add(json_t *object, const char *name, json_t *value)
{
	json_t *before = json_object_get(object, name);

	if (json_is_array(before)) {
		(void)json_array_append_new(before, value);
	} else if (before) {
		json_t *list = json_array();

		(void)json_array_append(list, before);
		(void)json_array_append_new(list, value);
		(void)json_object_set_new(object, name, list);
	} else {
		(void)json_object_set_new(object, name, value);
	}
}

/* WORD=VALUE, BLOCK.WORD=VALUE; WORD alone switches on. */
static bool
take_word(json_t *body, const char *word)
{
	size_t len = strcspn(word, "=");
	char name[NAME_SIZE], *at = name, *dot;
	json_t *object = body;

	if (len == 0 || len >= sizeof(name))
		return false;
	memcpy(name, word, len);
	name[len] = '\0';
	while ((dot = strchr(at, '.'))) {
		*dot = '\0';
		if (!json_is_object(json_object_get(object, at)))
			(void)json_object_set_new(object, at, json_object());
		object = json_object_get(object, at);
		at = dot + 1;
	}
	add(object, at, word[len] ? json_string(word + len + 1) : json_true());
	return json_is_object(object) && json_object_get(object, at);
}

static json_t *
body_of(const struct ctl *ctl, int *rc)
{
	json_t *body = json_object();
	char text[ADDR_TEXT_SIZE];
	struct addr addr;
	uint16_t port = 0;

	*rc = CTL_OK;
	if (!ctl_parse_rs(ctl->words[1], &addr, &port) || !port)
		*rc = ctl_fail(ctl, CTL_USAGE,
		    "%s is not ADDRESS:PORT, [ADDRESS]:PORT or ADDRESS-PORT",
		    ctl->words[1]);
	for (int i = 2; *rc == CTL_OK && i < ctl->words_len; i++)
		if (!take_word(body, ctl->words[i]))
			*rc = ctl_fail(ctl, CTL_USAGE,
			    "%s is not WORD=VALUE (a text in UTF-8)", ctl->words[i]);
	if (*rc != CTL_OK)
		return body;
	(void)json_object_set_new(body, "type", json_string(ctl->words[0]));
	(void)json_object_set_new(
	    body, "address", json_string(addr_format(&addr, text)));
	(void)json_object_set_new(body, "port", json_integer(port));
	if (ctl->given & CTL_O_TIMEOUT)
		(void)json_object_set_new(
		    body, "timeout_ms", json_integer(ctl->timeout_ms));
	return body;
}

static void
show_steps(const json_t *trial)
{
	const json_t *step;
	size_t i;

	json_array_foreach(json_object_get(trial, "trace"), i, step)
	{
		json_int_t bytes = ctl_number(step, "bytes", NULL);

		printf("%9.3f ms  %s", (double)ctl_number(step, "at_us", NULL) / 1000,
		    ctl_text(step, "step", NULL));
		if (bytes)
			printf(" %lld bytes", (long long)bytes);
		putchar('\n');
	}
}

static int
show(const struct ctl *ctl, const struct ctl_answer *answer)
{
	const char *code = ctl_text(answer->json, "code", NULL);
	const char *at;

	if (ctl->json) {
		ctl_put_raw(answer);
	} else {
		show_steps(answer->json);
		printf("%s: ", code);
		/* What a server said must not drive the terminal. */
		for (at = ctl_text(answer->json, "detail", NULL); *at; at++)
			(void)putchar((unsigned char)*at < ' ' ? '?' : *at);
		putchar('\n');
	}
	return strcmp(code, "ok") == 0 ? CTL_OK : CTL_FAILED;
}

static int
wait_for(struct ctl *ctl, const char *id)
{
	const struct timespec pause = {.tv_nsec = ASK_EVERY_MS * 1000000L};
	struct buf path = {0};
	int rc = CTL_TIMEOUT;

	buf_puts(&path, "/api/v1/checks/test/");
	ctl_put_escaped(&path, id);
	for (int i = 0; i < ASKS_MAX && rc == CTL_TIMEOUT; i++) {
		struct ctl_answer answer;
		int asked = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);

		if (asked != CTL_OK)
			rc = asked;
		else if (strcmp(ctl_text(answer.json, "state", NULL), "done") == 0)
			rc = show(ctl, &answer);
		else
			(void)nanosleep(&pause, NULL);
		ctl_answer_fini(&answer);
	}
	buf_fini(&path);
	return rc;
}

int
ctl_check_test(struct ctl *ctl)
{
	struct ctl_answer answer;
	json_t *body;
	char *text;
	int rc;

	body = body_of(ctl, &rc);
	if (rc == CTL_OK) {
		text = json_dumps(body, JSON_COMPACT);
		rc = ctl_ask(ctl, "POST", "/api/v1/checks/test", text, &answer);
		free(text);
		if (rc == CTL_OK)
			rc = wait_for(ctl, ctl_text(answer.json, "id", NULL));
		ctl_answer_fini(&answer);
	}
	json_decref(body);
	return rc;
}
