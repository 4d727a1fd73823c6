/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl get, set, apply, vs add|set|rm: the API by its members' own names. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/ctl/ctl.h"
#include "api/ctl/ctl_names.h"
#include "api/ctl/ctl_show.h"

/* ---- MEMBER=VALUE ---- */

/* "10.0.0.9:80" as {"address":...,"port":...}; NULL: it is none. */
static json_t *
place_of(const char *text)
{
	char host[ADDR_TEXT_SIZE];
	struct addr addr;
	uint16_t port = 0;

	if (!ctl_parse_rs(text, &addr, &port))
		return NULL;
	(void)addr_format(&addr, host);
	return port ? json_pack("{s:s,s:i}", "address", host, "port", (int)port)
		    : json_pack("{s:s}", "address", host);
}

/* As JSON would spell it: a number, true, null, {...}; else a text. */
static json_t *
value_of(const char *member, const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	if (!value && strcmp(member, "sorry_server") == 0)
		value = place_of(text);
	return value ? value : json_string(text);
}

static int
take_members(struct ctl *ctl, int first, json_t *body)
{
	for (int i = first; i < ctl->words_len; i++) {
		const char *word = ctl->words[i], *equals = strchr(word, '=');
		char member[64];
		size_t len = equals ? (size_t)(equals - word) : 0;

		if (len == 0 || len >= sizeof(member))
			return ctl_fail(ctl, CTL_USAGE,
			    "\"%s\" is no MEMBER=VALUE, as in scheduler=rr", word);
		memcpy(member, word, len);
		member[len] = '\0';
		(void)json_object_set_new(body, member, value_of(member, equals + 1));
	}
	if (ctl->given & CTL_O_REASON)
		(void)json_object_set_new(body, "reason", json_string(ctl->reason));
	return CTL_OK;
}

static void
put_query(const struct ctl *ctl, struct buf *path)
{
	char mark = strchr(buf_text(path), '?') ? '&' : '?';

	if (ctl->given & CTL_O_PERSIST) {
		buf_printf(path, "%cpersist=%s", mark, ctl->persist);
		mark = '&';
	}
	if (ctl->given & CTL_O_DRY_RUN) {
		buf_printf(path, "%cdry_run=true", mark);
		mark = '&';
	}
	if (ctl->given & CTL_O_FORCE)
		buf_printf(path, "%cforce=true", mark);
}

/* ---- what came of it ---- */

static void
show_plan(const json_t *plan)
{
	const json_t *impact = json_object_get(plan, "impact");
	json_t *change;
	size_t i;

	json_array_foreach(json_object_get(plan, "changes"), i, change)
	{
		const char *rs = ctl_text(change, "real_server", NULL);
		const char *vs = ctl_text(change, "virtual_server", NULL);

		printf("%s %s%s%s\n", ctl_text(change, "op", NULL),
		    *vs ? vs : ctl_text(change, "instance", NULL), *rs ? " " : "", rs);
	}
	printf("%zu changes, %lld connections affected%s%s; nothing was done\n",
	    json_array_size(json_object_get(plan, "changes")),
	    (long long)ctl_number(impact, "connections_affected", NULL),
	    json_is_true(json_object_get(impact, "quorum_lost"))
		? ", the quorum is lost"
		: "",
	    json_is_true(json_object_get(impact, "failover")) ? ", a role may move"
							      : "");
}

static void
show(const struct ctl *ctl, const struct ctl_answer *answer)
{
	if (ctl->json)
		ctl_put_raw(answer);
	else if (ctl->given & CTL_O_DRY_RUN)
		show_plan(answer->json);
	else if (!answer->json)
		puts("done");
	else if (*ctl_text(answer->json, "id", NULL))
		printf("%s: %s\n", ctl_text(answer->json, "id", NULL),
		    ctl_text(answer->json, "effective", "state", NULL));
	else
		ctl_put_raw(answer);
}

/* `body` is taken; NULL: none. */
static int
send(struct ctl *ctl, const char *method, struct buf *path, json_t *body)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	struct ctl_answer answer;
	int rc;

	put_query(ctl, path);
	rc = ctl_ask(ctl, method, buf_text(path), text, &answer);
	if (rc == CTL_OK)
		show(ctl, &answer);
	ctl_answer_fini(&answer);
	free(text); /* json_dumps */
	json_decref(body);
	return rc;
}

/* ---- commands ---- */

/* "virtual-servers/X" or "/api/v1/virtual-servers/X"; as it is sent. */
static struct buf
path_of(const char *word)
{
	struct buf path = {0};
	bool whole = strncmp(word, "/api", 4) == 0 || strcmp(word, "/metrics") == 0 ||
	    strcmp(word, "/readyz") == 0 || strcmp(word, "/healthz") == 0;

	buf_printf(&path, "%s%s%s", whole ? "" : "/api/v1",
	    whole || *word == '/' ? "" : "/", word);
	return path;
}

int
ctl_get(struct ctl *ctl)
{
	struct buf path = path_of(ctl->words[0]);
	struct ctl_answer answer;
	int rc = ctl_ask(ctl, "GET", buf_text(&path), NULL, &answer);

	if (rc == CTL_OK)
		ctl_put_raw(&answer);
	ctl_answer_fini(&answer);
	buf_fini(&path);
	return rc;
}

int
ctl_set(struct ctl *ctl)
{
	struct buf path = path_of(ctl->words[0]);
	json_t *body = json_object();
	int rc = take_members(ctl, 1, body);

	if (rc == CTL_OK)
		rc = send(ctl, "PATCH", &path, body);
	else
		json_decref(body);
	buf_fini(&path);
	return rc;
}

int
ctl_vs_add(struct ctl *ctl)
{
	struct buf path = {0};
	char host[ADDR_TEXT_SIZE];
	struct addr addr;
	uint16_t port = 0;
	json_t *body;
	int rc;

	if (!ctl_parse_rs(ctl->words[0], &addr, &port))
		return ctl_fail(ctl, CTL_USAGE,
		    "\"%s\" is no ADDRESS:PORT or [ADDRESS]:PORT", ctl->words[0]);
	body = json_pack(
	    "{s:s,s:i}", "address", addr_format(&addr, host), "port", (int)port);
	rc = take_members(ctl, 1, body);
	buf_puts(&path, "/api/v1/virtual-servers");
	if (rc == CTL_OK)
		rc = send(ctl, "POST", &path, body);
	else
		json_decref(body);
	buf_fini(&path);
	return rc;
}

static int
find(struct ctl *ctl, struct buf *path)
{
	char vs[256];
	uint16_t port;
	int rc = ctl_find_vs(ctl, ctl->words[0], vs, sizeof(vs), &port);

	buf_puts(path, "/api/v1/virtual-servers/");
	if (rc == CTL_OK)
		ctl_put_escaped(path, vs);
	return rc;
}

int
ctl_vs_set(struct ctl *ctl)
{
	struct buf path = {0};
	json_t *body = json_object();
	int rc = take_members(ctl, 1, body);

	if (rc == CTL_OK)
		rc = find(ctl, &path);
	if (rc == CTL_OK)
		rc = send(ctl, "PATCH", &path, body);
	else
		json_decref(body);
	buf_fini(&path);
	return rc;
}

int
ctl_vs_rm(struct ctl *ctl)
{
	struct buf path = {0};
	int rc = find(ctl, &path);

	if (rc == CTL_OK)
		rc = send(ctl, "DELETE", &path, NULL);
	buf_fini(&path);
	return rc;
}

int
ctl_apply(struct ctl *ctl)
{
	bool from_stdin = strcmp(ctl->words[0], "-") == 0;
	json_t *body = from_stdin
	    ? json_loadf(stdin, JSON_REJECT_DUPLICATES, NULL)
	    : json_load_file(ctl->words[0], JSON_REJECT_DUPLICATES, NULL);
	struct buf path = {0};
	int rc;

	if (!body)
		return ctl_fail(
		    ctl, CTL_USAGE, "%s: cannot be read, or is no JSON", ctl->words[0]);
	buf_puts(&path, "/api/v1/transactions");
	rc = send(ctl, "POST", &path, body);
	buf_fini(&path);
	return rc;
}
