/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl rs: real servers, changed while the agent runs. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "agent/sys/now.h"
#include "agent/words.h"
#include "api/ctl/ctl.h"
#include "api/ctl/ctl_names.h"

enum { LOOK_EVERY_MS = 200, GRACE_MS = 5000 };

/* A command about one real server. */
struct target {
	char vs[256];
	struct addr addr;
	uint16_t port;
	char id[ADDR_TEXT_SIZE + 8];
	struct buf path; /* owned: of the real server */
};

static int
find_target(struct ctl *ctl, struct target *target)
{
	char text[ADDR_TEXT_SIZE];
	int rc;

	*target = (struct target){0};
	rc = ctl_find_vs(
	    ctl, ctl->words[0], target->vs, sizeof(target->vs), &target->port);
	if (rc != CTL_OK)
		return rc;
	if (!ctl_parse_rs(ctl->words[1], &target->addr, &target->port))
		return ctl_fail(ctl, CTL_USAGE,
		    "\"%s\" is no real server: write ADDRESS, ADDRESS:PORT or "
		    "[ADDRESS]:PORT",
		    ctl->words[1]);
	(void)snprintf(target->id, sizeof(target->id), "%s-%u",
	    addr_format(&target->addr, text), (unsigned)target->port); /* fits */
	buf_puts(&target->path, "/api/v1/virtual-servers/");
	ctl_put_escaped(&target->path, target->vs);
	buf_printf(&target->path, "/real-servers/%s", target->id);
	return CTL_OK;
}

/* The members that the options set, beside those of `first` (taken). */
static char *
make_body(const struct ctl *ctl, json_t *first)
{
	char *text;

	if (ctl->given & CTL_O_WEIGHT)
		(void)json_object_set_new(first, "weight", json_integer(ctl->weight));
	if (ctl->given & CTL_O_FORWARD)
		(void)json_object_set_new(first, "forward", json_string(ctl->forward));
	if (ctl->given & CTL_O_NO_CHECKS)
		(void)json_object_set_new(first, "inherit_checks", json_false());
	if (ctl->given & CTL_O_TIMEOUT)
		(void)json_object_set_new(
		    first, "timeout_ms", json_integer(ctl->timeout_ms));
	if (ctl->given & CTL_O_ON_TIMEOUT)
		(void)json_object_set_new(
		    first, "on_timeout", json_string(ctl->on_timeout));
	if (ctl->given & CTL_O_PERSISTENCE)
		(void)json_object_set_new(
		    first, "persistence", json_string(ctl->persistence));
	if (ctl->given & CTL_O_FORCE)
		(void)json_object_set_new(first, "force", json_true());
	if (ctl->given & CTL_O_FOR)
		(void)json_object_set_new(first, "ttl_ms", json_integer(ctl->for_ms));
	if (ctl->given & CTL_O_REASON)
		(void)json_object_set_new(first, "reason", json_string(ctl->reason));
	text = json_dumps(first, JSON_COMPACT);
	json_decref(first);
	return text;
}

static void
put_query(struct buf *path, bool *any, const char *name, const char *value)
{
	buf_printf(path, "%c%s=", *any ? '&' : '?', name);
	ctl_put_escaped(path, value);
	*any = true;
}

static void
put_persist(const struct ctl *ctl, struct buf *path, bool *any)
{
	if (ctl->given & CTL_O_PERSIST)
		put_query(path, any, "persist", ctl->persist);
}

static void
show(
    const struct ctl *ctl, const struct target *target, const struct ctl_answer *answer)
{
	if (ctl->json)
		(void)fwrite(buf_text(&answer->body), 1, answer->body.len, stdout);
	else if (answer->json)
		ctl_show_rs_line(ctl, answer->json);
	else
		printf("%s: removed\n", target->id);
}

/* Is the real server where the command wanted it? 1 yes, 0 not yet, <0: an exit code,
 * negative. */
static int
arrived(struct ctl *ctl, const struct target *target, bool removed)
{
	struct ctl_answer answer;
	const char *state;
	int rc = ctl_ask_expecting(
	    ctl, "GET", buf_text(&target->path), NULL, removed ? 404 : 0, &answer);
	int there = 0;

	if (rc != CTL_OK) {
		ctl_answer_fini(&answer);
		return -rc;
	}
	state = ctl_text(answer.json, "effective", "state", NULL);
	if (removed)
		there = answer.status == 404;
	else
		there =
		    strcmp(state, "drained") == 0 || strcmp(state, "maintenance") == 0;
	ctl_answer_fini(&answer);
	return there;
}

static int
wait_for(struct ctl *ctl, const struct target *target, bool removed)
{
	const struct timespec pause = {.tv_nsec = LOOK_EVERY_MS * 1000000l};
	struct instant end = INSTANT_NEVER;
	int there = arrived(ctl, target, removed);

	if (ctl->given & CTL_O_TIMEOUT)
		end = instant_add(
		    now_monotonic(), span_ms((int64_t)ctl->timeout_ms + GRACE_MS));
	while (there == 0) {
		if (instant_reached(end, now_monotonic()))
			return ctl_fail(ctl, CTL_TIMEOUT,
			    "%s still has connections: it goes on draining",
			    target->id);
		(void)nanosleep(&pause, NULL); /* a signal ends us anyhow */
		there = arrived(ctl, target, removed);
	}
	if (there < 0)
		return -there;
	if (!ctl->json)
		printf("%s: %s\n", target->id, removed ? "removed" : "drained");
	return CTL_OK;
}

static int
send_write(struct ctl *ctl, const struct target *target, const char *method,
    const char *path, const char *body)
{
	struct ctl_answer answer;
	int rc = ctl_ask(ctl, method, path, body, &answer);
	bool removes = strcmp(method, "DELETE") == 0;
	bool pending = removes && answer.status == 202;

	if (rc == CTL_OK)
		show(ctl, target, &answer);
	ctl_answer_fini(&answer);
	if (rc != CTL_OK || !(ctl->given & CTL_O_WAIT) || (removes && !pending))
		return rc;
	if (ctl->given & CTL_O_ON_TIMEOUT && strcasecmp(ctl->on_timeout, "remove") == 0)
		removes = true;
	return wait_for(ctl, target, removes);
}

int
ctl_rs_add(struct ctl *ctl)
{
	struct target target;
	struct buf path = {0};
	char text[ADDR_TEXT_SIZE];
	bool any = false;
	char *body;
	int rc = find_target(ctl, &target);

	if (rc == CTL_OK) {
		body = make_body(ctl,
		    json_pack("{s:s, s:i}", "address", addr_format(&target.addr, text),
			"port", (int)target.port));
		buf_puts(&path, "/api/v1/virtual-servers/");
		ctl_put_escaped(&path, target.vs);
		buf_puts(&path, "/real-servers");
		put_persist(ctl, &path, &any);
		rc = send_write(ctl, &target, "POST", buf_text(&path), body);
		free(body);
	}
	buf_fini(&path);
	buf_fini(&target.path);
	return rc;
}

int
ctl_rs_set(struct ctl *ctl)
{
	struct target target;
	struct buf path = {0};
	bool any = false;
	char *body;
	int rc;

	if (!(ctl->given & (CTL_O_WEIGHT | CTL_O_FORWARD)))
		return ctl_fail(
		    ctl, CTL_USAGE, "nothing to set: give --weight or --forward");
	rc = find_target(ctl, &target);
	if (rc == CTL_OK) {
		body = make_body(ctl, json_object());
		buf_puts(&path, buf_text(&target.path));
		put_persist(ctl, &path, &any);
		rc = send_write(ctl, &target, "PATCH", buf_text(&path), body);
		free(body);
	}
	buf_fini(&path);
	buf_fini(&target.path);
	return rc;
}

static int
act(struct ctl *ctl, const char *action)
{
	struct target target;
	struct buf path = {0};
	bool any = false;
	char *body;
	int rc = find_target(ctl, &target);

	if (rc == CTL_OK) {
		body = make_body(ctl, json_pack("{s:s}", "action", action));
		buf_printf(&path, "%s/actions", buf_text(&target.path));
		put_persist(ctl, &path, &any);
		rc = send_write(ctl, &target, "POST", buf_text(&path), body);
		free(body);
	}
	buf_fini(&path);
	buf_fini(&target.path);
	return rc;
}

int
ctl_rs_drain(struct ctl *ctl)
{
	return act(ctl, "drain");
}

int
ctl_rs_ready(struct ctl *ctl)
{
	return act(ctl, "ready");
}

int
ctl_rs_maintenance(struct ctl *ctl)
{
	return act(ctl, "maintenance");
}

int
ctl_rs_override(struct ctl *ctl)
{
	const char *health = ctl->words[2];
	bool ends = strcmp(health, "none") == 0, any = false;
	enum health_override override;
	struct target target;
	struct buf path = {0};
	char *body;
	int rc;

	if (!ends && !health_override_from_word(health, &override))
		return ctl_fail(
		    ctl, CTL_USAGE, "\"%s\": write up, down or none", health);
	rc = find_target(ctl, &target);
	if (rc == CTL_OK) {
		buf_printf(&path, "%s/override", buf_text(&target.path));
		put_persist(ctl, &path, &any);
		if (ends && ctl->given & CTL_O_REASON)
			put_query(&path, &any, "reason", ctl->reason);
		body =
		    ends ? NULL : make_body(ctl, json_pack("{s:s}", "health", health));
		rc = send_write(
		    ctl, &target, ends ? "DELETE" : "PUT", buf_text(&path), body);
		free(body);
	}
	buf_fini(&path);
	buf_fini(&target.path);
	return rc;
}

int
ctl_rs_rm(struct ctl *ctl)
{
	struct target target;
	struct buf path = {0};
	char timeout[16];
	bool any = false;
	int rc = find_target(ctl, &target);

	if (rc == CTL_OK) {
		buf_puts(&path, buf_text(&target.path));
		put_persist(ctl, &path, &any);
		if (ctl->given & CTL_O_FORCE)
			put_query(&path, &any, "force", "true");
		(void)snprintf(timeout, sizeof(timeout), "%u",
		    (unsigned)ctl->timeout_ms); /* fits */
		if (ctl->given & CTL_O_TIMEOUT)
			put_query(&path, &any, "timeout_ms", timeout);
		if (ctl->given & CTL_O_REASON)
			put_query(&path, &any, "reason", ctl->reason);
		rc = send_write(ctl, &target, "DELETE", buf_text(&path), NULL);
	}
	buf_fini(&path);
	buf_fini(&target.path);
	return rc;
}

int
ctl_config_reload(struct ctl *ctl)
{
	struct ctl_answer answer;
	int rc = ctl_ask(
	    ctl, "POST", "/api/v1/config/actions", "{\"action\":\"reload\"}", &answer);

	if (rc == CTL_OK && ctl->json)
		(void)fwrite(buf_text(&answer.body), 1, answer.body.len, stdout);
	else if (rc == CTL_OK)
		printf("%s: loaded, %lld warnings\n",
		    ctl_text(answer.json, "path", NULL),
		    (long long)ctl_number(answer.json, "warnings", NULL));
	ctl_answer_fini(&answer);
	return rc;
}
