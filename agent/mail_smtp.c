/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. A relay given by name is looked up by libcurl's own thread;
 * QUICK_EXIT (7.87) lets a time-out leave that thread behind, where libcurl would else
 * wait for the resolver in the middle of the loop. An address needs no thread. */
#include "agent/mail_smtp.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/mem.h"
#include "agent/mail_text.h"
#include "checks/check_curl_loop.h"

struct mail_smtp {
	struct check_curl_loop *curl_loop; /* owned */
	CURL *easy;                        /* owned: used again */
	struct check_curl_transfer transfer;
	bool busy;
	struct buf text;
	size_t read;           /* of the text */
	struct curl_slist *to; /* owned */
	char error[CURL_ERROR_SIZE];
	char refusal[MAIL_SMTP_WHY_SIZE - 40]; /* the relay's last one */
	void (*done)(void *ctx, const struct mail_smtp_result *result);
	void *ctx;
};

/* ---- what libcurl asks ---- */

static size_t
read_text(char *to, size_t size, size_t count, void *ctx)
{
	struct mail_smtp *smtp = ctx;
	size_t len = smtp->text.len - smtp->read;

	if (len > size * count)
		len = size * count;
	memcpy(to, smtp->text.bytes + smtp->read, len);
	smtp->read += len;
	return len;
}

/* A line of the relay's: "550 5.1.1 no such user". 500 to 504 is of a command that it
 * does not know: EHLO, after which libcurl says HELO. */
static size_t
hear_line(char *line, size_t size, size_t count, void *ctx)
{
	struct mail_smtp *smtp = ctx;
	size_t len = size * count, out = 0;

	if (len < 3 || (line[0] != '4' && line[0] != '5') ||
	    (line[0] == '5' && line[1] == '0' && line[2] < '5'))
		return len;
	for (; out < len && out + 1 < sizeof(smtp->refusal); out++) {
		unsigned char c = (unsigned char)line[out];

		if (c == '\r' || c == '\n')
			break;
		smtp->refusal[out] = c >= ' ' && c < 0x7f ? (char)c : '?';
	}
	smtp->refusal[out] = '\0';
	return len;
}

/* ---- one mail ---- */

static void
end(struct mail_smtp *smtp)
{
	curl_slist_free_all(smtp->to);
	smtp->to = NULL;
	buf_clear(&smtp->text);
	smtp->busy = false;
}

static void
explain(const struct mail_smtp *smtp, CURLcode result, struct mail_smtp_result *out)
{
	const char *text = smtp->error[0] ? smtp->error : curl_easy_strerror(result);

	out->sent = result == CURLE_OK;
	if (out->sent && smtp->refusal[0])
		(void)snprintf(
		    out->why, sizeof(out->why), "refused for some: %s", smtp->refusal);
	else if (!out->sent && smtp->refusal[0])
		(void)snprintf(
		    out->why, sizeof(out->why), "refused: %s", smtp->refusal);
	else if (!out->sent)
		(void)mem_copy_text(out->why, sizeof(out->why), text); /* may be cut */
}

static void
finish(void *ctx, CURLcode result)
{
	struct mail_smtp *smtp = ctx;
	struct mail_smtp_result told = {0};

	explain(smtp, result, &told);
	check_curl_loop_remove(smtp->curl_loop, smtp->easy);
	end(smtp);
	smtp->done(smtp->ctx, &told);
}

/* "smtp://relay:25/helo", made by libcurl out of its parts: none can be more than a
 * part. */
static bool
set_url(CURL *easy, const struct mail_smtp_job *job)
{
	struct in6_addr v6;
	char host[256], port[8], *text = NULL;
	bool is_v6 = inet_pton(AF_INET6, job->server, &v6) == 1;
	int len = snprintf(host, sizeof(host), "%s%s%s", is_v6 ? "[" : "", job->server,
	    is_v6 ? "]" : "");
	CURLU *url = curl_url();
	bool ok = url && len > 0 && (size_t)len < sizeof(host);

	(void)snprintf(port, sizeof(port), "%u", job->port); /* fits */
	ok = ok && !curl_url_set(url, CURLUPART_SCHEME, "smtp", 0) &&
	    !curl_url_set(url, CURLUPART_HOST, host, 0) &&
	    !curl_url_set(url, CURLUPART_PORT, port, 0) &&
	    !curl_url_set(url, CURLUPART_PATH, job->helo, CURLU_URLENCODE) &&
	    !curl_url_get(url, CURLUPART_URL, &text, 0) &&
	    !curl_easy_setopt(easy, CURLOPT_URL, text); /* copied */
	curl_free(text);
	curl_url_cleanup(url);
	return ok;
}

static bool
set_recipients(struct mail_smtp *smtp, const struct mail_smtp_job *job)
{
	char address[MAIL_ADDRESS_SIZE];

	for (size_t i = 0; i < job->to_len; i++) {
		struct curl_slist *longer;

		if (!mail_text_address(job->to[i], address))
			continue;
		longer = curl_slist_append(smtp->to, address);
		if (!longer)
			abort(); /* no memory */
		smtp->to = longer;
	}
	return smtp->to != NULL;
}

static bool
set_limits(CURL *easy, long timeout_ms)
{
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 2 * timeout_ms);
	ok &= !curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp");
	ok &= !curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_PROXY, "");
	ok &= !curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
	return ok;
}

static bool
set_mail(struct mail_smtp *smtp, const struct mail_smtp_job *job)
{
	CURL *easy = smtp->easy;
	bool ok = true;

	ok &= !curl_easy_setopt(easy, CURLOPT_MAIL_FROM, job->from);
	ok &= !curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, smtp->to);
	/* One who moved away shall not keep the mail from the others. */
	ok &= !curl_easy_setopt(easy, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
	ok &= !curl_easy_setopt(easy, CURLOPT_INFILESIZE, (long)smtp->text.len);
	ok &= !curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_text);
	ok &= !curl_easy_setopt(easy, CURLOPT_READDATA, smtp);
	ok &= !curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hear_line);
	ok &= !curl_easy_setopt(easy, CURLOPT_HEADERDATA, smtp);
	ok &= !curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, smtp->error);
	return ok;
}

static void
begin(struct mail_smtp *smtp, struct buf *text)
{
	buf_fini(&smtp->text);
	smtp->text = *text;
	*text = (struct buf){0};
	smtp->read = 0;
	smtp->error[0] = smtp->refusal[0] = '\0';
	smtp->transfer = (struct check_curl_transfer){.done = finish, .ctx = smtp};
	smtp->busy = true;
	curl_easy_reset(smtp->easy);
}

bool
mail_smtp_start(struct mail_smtp *smtp, const struct mail_smtp_job *job,
    struct buf *text, char *why)
{
	const char *wrong = NULL;

	begin(smtp, text);
	if (!set_url(smtp->easy, job))
		wrong = "neither an address nor a name of a host";
	else if (!set_recipients(smtp, job))
		wrong = "no address in notification_email can be used";
	else if (!set_limits(smtp->easy, (long)job->timeout_ms) ||
	    !set_mail(smtp, job) ||
	    !check_curl_loop_add(smtp->curl_loop, smtp->easy, &smtp->transfer))
		wrong = "libcurl cannot send mail";
	if (!wrong)
		return true;
	(void)mem_copy_text(why, MAIL_SMTP_WHY_SIZE, wrong);
	end(smtp);
	return false;
}

/* ---- life ---- */

struct mail_smtp *
mail_smtp_new(struct loop *loop,
    void (*done)(void *ctx, const struct mail_smtp_result *result), void *ctx)
{
	struct mail_smtp *smtp = mem_new(1, sizeof(*smtp));

	smtp->curl_loop = check_curl_loop_new(loop);
	smtp->easy = curl_easy_init();
	if (!smtp->easy)
		abort(); /* no memory */
	smtp->done = done;
	smtp->ctx = ctx;
	return smtp;
}

void
mail_smtp_free(struct mail_smtp *smtp)
{
	if (!smtp)
		return;
	if (smtp->busy)
		check_curl_loop_remove(smtp->curl_loop, smtp->easy);
	end(smtp);
	curl_easy_cleanup(smtp->easy);
	check_curl_loop_free(smtp->curl_loop);
	buf_fini(&smtp->text);
	mem_free(smtp);
}
