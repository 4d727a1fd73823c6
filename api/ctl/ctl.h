/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl: the agent's API from a terminal. What its parts share. */
#ifndef API_CTL_CTL_H
#define API_CTL_CTL_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/lib/addr.h"
#include "agent/lib/buf.h"

#define CTL_SOCKET "/run/fairlead/api.sock"
#define CTL_TOKENS "/etc/fairlead/tokens"

/* What the shell sees; documented in the help. */
enum ctl_exit {
	CTL_OK = 0,
	CTL_FAILED = 1,      /* refused, failed, or not complete */
	CTL_USAGE = 2,       /* the command line is wrong: nothing was asked */
	CTL_UNREACHABLE = 3, /* the agent does not answer */
	CTL_NOT_FOUND = 4,
	CTL_NOT_ALLOWED = 5, /* the agent, or the kernel, wants more rights */
	CTL_CONFLICT = 6,    /* exists already, or was changed meanwhile */
	CTL_TIMEOUT = 7      /* --wait: not done in time; it goes on */
};

/* Options, as bits: which were given, and which a command takes. */
enum ctl_option {
	CTL_O_WEIGHT = 1 << 0,
	CTL_O_FORWARD = 1 << 1,
	CTL_O_FORCE = 1 << 2,
	CTL_O_TIMEOUT = 1 << 3,
	CTL_O_WAIT = 1 << 4,
	CTL_O_DEV = 1 << 5,
	CTL_O_STRICT = 1 << 6,
	CTL_O_LENIENT = 1 << 7,
	CTL_O_REASON = 1 << 8,
	CTL_O_PERSIST = 1 << 9,
	CTL_O_NO_CHECKS = 1 << 10,
	CTL_O_FOR = 1 << 11,
	CTL_O_ON_TIMEOUT = 1 << 12,
	CTL_O_PERSISTENCE = 1 << 13,
	CTL_O_FOLLOW = 1 << 14,
	CTL_O_TYPES = 1 << 15,
	CTL_O_DRY_RUN = 1 << 16,
	CTL_O_FILE = 1 << 24,
	CTL_O_EXPIRES = 1 << 25
};

struct ctl {
	const char *socket;
	const char *url, *token_file; /* instead of the socket; NULL: not so */
	bool json;                    /* -o json */
	bool colour;                  /* to a terminal that has not said NO_COLOR */
	unsigned given;
	uint32_t weight;
	const char *forward, *dev, *reason, *persist, *on_timeout, *persistence, *types;
	const char *file, *expires;
	uint32_t timeout_ms, for_ms;
	const char *command; /* "rs set": begins every message */
	char *const *words;  /* after the command's own: VS, RS, ... */
	int words_len;
	void *http;      /* the connection, kept between requests */
	char token[256]; /* of token_file, once it was read */
};

/* "fairleadctl: rs set: ..." to standard error; returns `code`. */
int ctl_fail(const struct ctl *ctl, int code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* ---- ctl_http.c ---- */

struct ctl_answer {
	long status;
	struct buf body; /* owned */
	json_t *json;    /* owned; NULL: the body is empty, or no JSON */
};

/* Ask the agent; `body` may be NULL. CTL_OK for any answer below 400; else the message
 * was printed and the exit code that fits is returned. `answer` is to be finished in
 * both cases. */
int ctl_ask(struct ctl *ctl, const char *method, const char *path, const char *body,
    struct ctl_answer *answer);

/* The same, but an answer of status `expected` is no failure. */
int ctl_ask_expecting(struct ctl *ctl, const char *method, const char *path,
    const char *body, long expected, struct ctl_answer *answer);

/* A long answer, each line as it comes, until its end or `take` says false. */
int ctl_stream(struct ctl *ctl, const char *path,
    bool (*take)(void *ctx, const char *line), void *ctx);
void ctl_answer_fini(struct ctl_answer *answer);
void ctl_http_fini(struct ctl *ctl);

/* Append `text` as a path segment or query value. */
void ctl_put_escaped(struct buf *out, const char *text);

/* ---- commands: each returns an exit code ---- */

int ctl_status(struct ctl *ctl);
int ctl_ipvs(struct ctl *ctl);
int ctl_diff(struct ctl *ctl);
int ctl_doctor(struct ctl *ctl);
int ctl_token_add(struct ctl *ctl);
int ctl_token_list(struct ctl *ctl);
int ctl_token_rm(struct ctl *ctl);
int ctl_whoami(struct ctl *ctl);
int ctl_vrrp(struct ctl *ctl);
int ctl_vrrp_group(struct ctl *ctl);
int ctl_events(struct ctl *ctl);
int ctl_explain(struct ctl *ctl);
int ctl_vs(struct ctl *ctl);
int ctl_vs_add(struct ctl *ctl);
int ctl_vs_set(struct ctl *ctl);
int ctl_vs_rm(struct ctl *ctl);
int ctl_get(struct ctl *ctl);
int ctl_set(struct ctl *ctl);
int ctl_apply(struct ctl *ctl);
int ctl_check_list(struct ctl *ctl);
int ctl_check_show(struct ctl *ctl);
int ctl_check_now(struct ctl *ctl);
int ctl_check_pause(struct ctl *ctl);
int ctl_check_resume(struct ctl *ctl);
int ctl_check_test(struct ctl *ctl);
int ctl_rs_list(struct ctl *ctl);
int ctl_rs_add(struct ctl *ctl);
int ctl_rs_set(struct ctl *ctl);
int ctl_rs_drain(struct ctl *ctl);
int ctl_rs_ready(struct ctl *ctl);
int ctl_rs_maintenance(struct ctl *ctl);
int ctl_rs_override(struct ctl *ctl);
int ctl_rs_rm(struct ctl *ctl);
int ctl_realserver_up(struct ctl *ctl);
int ctl_realserver_down(struct ctl *ctl);
int ctl_realserver_status(struct ctl *ctl);
int ctl_config_test(struct ctl *ctl);
int ctl_audit(struct ctl *ctl);
int ctl_config_validate(struct ctl *ctl);
int ctl_config_reload(struct ctl *ctl);
int ctl_completion(struct ctl *ctl);

/* ---- ctl_show.c ---- */

/* Follow a path of members ("effective", "state", NULL); "" when there is no text. */
const char *ctl_text(const json_t *object, ...) __attribute__((sentinel));
json_int_t ctl_number(const json_t *object, ...) __attribute__((sentinel));

/* One line about a real server, for after a write. */
void ctl_show_rs_line(const struct ctl *ctl, const json_t *rs);

#endif
