/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. A relay that fails is told once, until it takes a mail again; a
 * flood is told at its begin and at its end. */
#include "agent/mail.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/mail_queue.h"
#include "agent/mail_smtp.h"
#include "agent/mail_text.h"
#include "agent/sys/now.h"

enum { HOST_SIZE = 65, DATE_SIZE = 64 };

struct mail {
	struct mail_hooks hooks;
	struct mail_smtp *smtp;            /* owned */
	const struct model_global *global; /* borrowed; NULL: no mail */
	char host[HOST_SIZE];
	char from[MAIL_ADDRESS_SIZE]; /* the bare address */
	struct mail_queue queue;
	struct mail_totals totals;
	uint64_t serial;
	uint64_t lost;  /* since the relay took the last one */
	uint64_t flood; /* dropped since the queue was empty */
	bool busy;
};

static const char subsystem[] = "mail";

/* ---- one mail ---- */

/* In UTC: RFC 5322 3.3. */
static void
write_date(int64_t at_ms, char *out)
{
	time_t seconds = at_ms / 1000;
	struct tm parts = {0};

	(void)gmtime_r(&seconds, &parts); /* fails for years beyond int */
	(void)strftime(out, DATE_SIZE, "%a, %d %b %Y %H:%M:%S +0000", &parts);
}

static void
compose(struct mail *mail, const struct mail_item *item, struct buf *out)
{
	const struct model_mail *said = &mail->global->mail;
	char date[DATE_SIZE];
	struct mail_text text = {.host = mail->host,
	    .from = said->from ? said->from : mail->from,
	    .to = said->to,
	    .to_len = said->to_len,
	    .router_id = mail->global->router_id,
	    .subject = item->subject,
	    .body = item->body,
	    .date = date,
	    .serial = ++mail->serial,
	    .at_ms = item->at_ms};

	write_date(item->at_ms, date);
	mail_text_compose(&text, out);
}

static void
note_failure(struct mail *mail, const char *why)
{
	const struct model_mail *said = mail->global ? &mail->global->mail : NULL;

	mail->totals.failures++;
	if (mail->lost++ == 0)
		log_event(subsystem, "%s port %u: %s; what fails next is only counted",
		    said ? said->server : "the relay of before", said ? said->port : 0,
		    why);
}

static void
note_sent(struct mail *mail)
{
	mail->totals.sent++;
	if (mail->lost)
		log_event(subsystem, "mail is taken again; %llu failed",
		    (unsigned long long)mail->lost);
	mail->lost = 0;
}

static void
start(struct mail *mail, const struct mail_item *item)
{
	const struct model_mail *said = &mail->global->mail;
	const struct mail_smtp_job job = {.server = said->server,
	    .port = said->port,
	    .helo = said->helo_name ? said->helo_name : mail->host,
	    .from = mail->from,
	    .to = said->to,
	    .to_len = said->to_len,
	    .timeout_ms = said->connect_timeout_ms};
	char why[MAIL_SMTP_WHY_SIZE];
	struct buf text = {0};

	compose(mail, item, &text);
	mail->busy = mail_smtp_start(mail->smtp, &job, &text, why);
	if (!mail->busy)
		note_failure(mail, why);
}

static void
pump(struct mail *mail)
{
	struct mail_item item;

	while (!mail->busy && mail_queue_take(&mail->queue, &item)) {
		start(mail, &item);
		mail_item_fini(&item);
	}
	if (mail->queue.len == 0 && mail->flood) {
		log_event(subsystem, "%llu mails were dropped, too many waited",
		    (unsigned long long)mail->flood);
		mail->flood = 0;
	}
	if (mail->hooks.changed)
		mail->hooks.changed(mail->hooks.ctx);
}

static void
done(void *ctx, const struct mail_smtp_result *result)
{
	struct mail *mail = ctx;

	mail->busy = false;
	if (result->why[0])
		note_failure(mail, result->why);
	if (result->sent && !result->why[0])
		note_sent(mail);
	else if (result->sent)
		mail->totals.sent++;
	pump(mail);
}

/* ---- for others ---- */

struct mail *
mail_new(struct loop *loop, const struct mail_hooks *hooks)
{
	struct mail *mail = mem_new(1, sizeof(*mail));

	mail->hooks = *hooks;
	mail->smtp = mail_smtp_new(loop, done, mail);
	if (gethostname(mail->host, sizeof(mail->host) - 1) < 0 || !mail->host[0])
		(void)mem_copy_text(mail->host, sizeof(mail->host), "localhost");
	return mail;
}

static void
drop_waiting(struct mail *mail, const char *why)
{
	size_t dropped = mail_queue_clear(&mail->queue);

	mail->totals.dropped += dropped;
	if (dropped)
		log_event(subsystem, "%zu mails are not sent: %s", dropped, why);
	mail->flood = 0;
}

void
mail_free(struct mail *mail)
{
	if (!mail)
		return;
	if (mail->busy)
		log_event(subsystem, "one mail is cut off at the end");
	drop_waiting(mail, "the end");
	mail_smtp_free(mail->smtp);
	mem_free(mail);
}

/* The addresses that cannot be used are told here, once, and passed over later. */
static void
check_addresses(struct mail *mail, const struct model_mail *said)
{
	char address[MAIL_ADDRESS_SIZE];

	for (size_t i = 0; i < said->to_len; i++)
		if (!mail_text_address(said->to[i], address))
			log_conf("config: notification_email: '%s' is no address, it "
				 "gets no mail",
			    said->to[i]);
	if (said->from && mail_text_address(said->from, mail->from))
		return;
	(void)snprintf(mail->from, sizeof(mail->from), "fairlead@%s", mail->host);
	if (said->from)
		log_conf("config: notification_email_from: '%s' is no address, mail "
			 "comes from %s",
		    said->from, mail->from);
}

void
mail_configure(struct mail *mail, const struct model_global *global)
{
	if (!global->mail.server || global->mail.to_len == 0) {
		mail->global = NULL;
		drop_waiting(mail, "mail is not configured any more");
		return;
	}
	mail->global = global;
	check_addresses(mail, &global->mail);
}

void
mail_send(struct mail *mail, const char *subject, const char *body)
{
	if (!mail->global)
		return;
	if (!mail_queue_put(&mail->queue, subject, body, now_wall_ms())) {
		mail->totals.dropped++;
		if (mail->flood++ == 0)
			log_event(subsystem,
			    "the oldest mail is dropped, %d wait; so are the next",
			    MAIL_QUEUE_MAX);
	}
	pump(mail);
}

struct mail_totals
mail_totals(const struct mail *mail)
{
	struct mail_totals totals = mail->totals;

	totals.waiting = mail->queue.len + mail->busy;
	return totals;
}
