/* SPDX-License-Identifier: Apache-2.0 */
/* Requests over the Unix socket, and what to make of a refusal. */
#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "api/ctl/ctl.h"

enum { ANSWER_MAX_BYTES = 256 * 1024 * 1024, PATIENCE_S = 60 };

void
ctl_put_escaped(struct buf *out, const char *text)
{
	static const char plain[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789-._~:";

	for (; *text; text++) {
		if (strchr(plain, *text))
			buf_putc(out, *text);
		else
			buf_printf(out, "%%%02X", (unsigned)(unsigned char)*text);
	}
}

static size_t
take(char *bytes, size_t size, size_t count, void *ctx)
{
	struct buf *body = ctx;

	if (body->len + size * count > ANSWER_MAX_BYTES)
		return 0; /* stops the transfer */
	buf_put(body, bytes, size * count);
	return size * count;
}

/* The first line of the file. */
static bool
read_token(struct ctl *ctl)
{
	FILE *file;
	bool good;

	if (ctl->token[0])
		return true;
	file = fopen(ctl->token_file, "re");
	good = file && fgets(ctl->token, sizeof(ctl->token), file);
	ctl->token[strcspn(ctl->token, "\r\n")] = '\0';
	if (file)
		(void)fclose(file); /* it was only read */
	if (!good || !ctl->token[0])
		(void)ctl_fail(
		    ctl, CTL_USAGE, "%s: no token can be read", ctl->token_file);
	return good && ctl->token[0];
}

static CURL *
handle(struct ctl *ctl)
{
	CURL *curl = ctl->http;

	if (!curl) {
		curl = curl_easy_init();
		ctl->http = curl;
	}
	if (!curl)
		return NULL;
	curl_easy_reset(curl);
	if (!ctl->url)
		(void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, ctl->socket);
	else if (ctl->token_file && !read_token(ctl))
		return NULL;
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* whatever http_proxy says */
	(void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)PATIENCE_S);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	return curl;
}

void
ctl_http_fini(struct ctl *ctl)
{
	curl_easy_cleanup(ctl->http);
	ctl->http = NULL;
}

static const char *
member(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/* Each bad member on its own line, below the message. */
static void
print_faults(const json_t *problem)
{
	json_t *fault;
	size_t i;

	json_array_foreach(json_object_get(problem, "errors"), i, fault) fprintf(
	    stderr, "  %s: %s\n", member(fault, "pointer"), member(fault, "detail"));
}

static int
exit_code(long status)
{
	if (status == 404)
		return CTL_NOT_FOUND;
	if (status == 401 || status == 403)
		return CTL_NOT_ALLOWED;
	if (status == 409 || status == 412)
		return CTL_CONFLICT;
	return CTL_FAILED;
}

static int
explain(const struct ctl *ctl, const struct ctl_answer *answer)
{
	const char *detail = member(answer->json, "detail");
	const json_t *kernel = json_object_get(answer->json, "kernel");
	int code = exit_code(answer->status);

	if (kernel)
		(void)ctl_fail(ctl, code, "%s (%s: %s)", detail, member(kernel, "op"),
		    member(kernel, "errno"));
	else if (*detail)
		(void)ctl_fail(ctl, code, "%s", detail);
	else
		(void)ctl_fail(ctl, code, "the agent answered %ld", answer->status);
	print_faults(answer->json);
	return code;
}

static int
unreachable(const struct ctl *ctl, CURLcode rc, const char *why)
{
	if (rc == CURLE_COULDNT_CONNECT && !ctl->url)
		return ctl_fail(ctl, CTL_UNREACHABLE,
		    "no agent answers on %s (is fairleadd running? may you use the "
		    "socket?)",
		    ctl->socket);
	return ctl_fail(ctl, CTL_UNREACHABLE, "%s: %s",
	    ctl->url ? ctl->url : ctl->socket, *why ? why : curl_easy_strerror(rc));
}

static CURLcode
perform(const struct ctl *ctl, const char *method, const char *path, const char *body,
    void *out)
{
	CURL *curl = ctl->http;
	struct curl_slist *headers = NULL;
	struct buf url = {0}, bearer = {0};
	CURLcode rc;

	buf_printf(&url, "%s%s", ctl->url ? ctl->url : "http://localhost", path);
	if (ctl->token[0]) {
		buf_printf(&bearer, "Authorization: Bearer %s", ctl->token);
		headers = curl_slist_append(headers, buf_text(&bearer));
	}
	(void)curl_easy_setopt(curl, CURLOPT_URL, buf_text(&url));
	(void)curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
	if (body) {
		headers = curl_slist_append(headers, "Content-Type: application/json");
		(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	}
	(void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	rc = curl_easy_perform(curl);
	curl_slist_free_all(headers);
	buf_fini(&url);
	buf_fini(&bearer);
	return rc;
}

int
ctl_ask_expecting(struct ctl *ctl, const char *method, const char *path,
    const char *body, long expected, struct ctl_answer *answer)
{
	char why[CURL_ERROR_SIZE] = "";
	CURL *curl = handle(ctl);
	CURLcode rc;

	*answer = (struct ctl_answer){0};
	if (!curl)
		return ctl_fail(ctl, CTL_FAILED, "the API cannot be asked");
	(void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	rc = perform(ctl, method, path, body, &answer->body);
	(void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	if (rc != CURLE_OK)
		return unreachable(ctl, rc, why);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	answer->json = json_loadb(buf_text(&answer->body), answer->body.len, 0, NULL);
	if (answer->status < 400 || answer->status == expected)
		return CTL_OK;
	return explain(ctl, answer);
}

int
ctl_ask(struct ctl *ctl, const char *method, const char *path, const char *body,
    struct ctl_answer *answer)
{
	return ctl_ask_expecting(ctl, method, path, body, 0, answer);
}

/* What has come of a line, and who takes it. */
struct lines {
	struct buf part;
	bool (*take)(void *ctx, const char *line);
	void *ctx;
	struct buf *refusal; /* of an answer that is none of lines */
	CURL *curl;
	bool ended; /* by who takes them */
};

static size_t
take_lines(char *bytes, size_t size, size_t count, void *ctx)
{
	struct lines *lines = ctx;
	size_t len = size * count;
	long status = 0;

	(void)curl_easy_getinfo(lines->curl, CURLINFO_RESPONSE_CODE, &status);
	if (status >= 400)
		return take(bytes, size, count, lines->refusal);
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] != '\n') {
			buf_putc(&lines->part, bytes[i]);
			continue;
		}
		lines->ended =
		    lines->part.len && !lines->take(lines->ctx, buf_text(&lines->part));
		buf_clear(&lines->part);
		if (lines->ended || lines->part.len > ANSWER_MAX_BYTES)
			return 0; /* stops the transfer */
	}
	return len;
}

int
ctl_stream(struct ctl *ctl, const char *path,
    bool (*take_line)(void *ctx, const char *line), void *ctx)
{
	struct ctl_answer answer = {0};
	struct lines lines = {.take = take_line, .ctx = ctx, .refusal = &answer.body};
	CURLcode rc;
	int code = CTL_OK;

	lines.curl = handle(ctl);
	if (!lines.curl)
		return ctl_fail(ctl, CTL_FAILED, "the API cannot be asked");
	(void)curl_easy_setopt(lines.curl, CURLOPT_TIMEOUT, 0L);
	(void)curl_easy_setopt(lines.curl, CURLOPT_WRITEFUNCTION, take_lines);
	rc = perform(ctl, "GET", path, NULL, &lines);
	(void)curl_easy_getinfo(lines.curl, CURLINFO_RESPONSE_CODE, &answer.status);
	answer.json = json_loadb(buf_text(&answer.body), answer.body.len, 0, NULL);
	if (rc != CURLE_OK && !lines.ended)
		code = unreachable(ctl, rc, "");
	else if (answer.status >= 400)
		code = explain(ctl, &answer);
	buf_fini(&lines.part);
	ctl_answer_fini(&answer);
	return code;
}

void
ctl_answer_fini(struct ctl_answer *answer)
{
	buf_fini(&answer->body);
	json_decref(answer->json);
	answer->json = NULL;
}
