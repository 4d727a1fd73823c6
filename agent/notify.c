/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Each object with something to run has a line; a line runs one
 * script at a time, and lines that could go on stand in the order in which they got
 * there. A flood of changes loses the oldest news first, and says so. */
#include "agent/notify.h"

#include <stdbool.h>
#include <string.h>

#include "agent/keeper.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/mail.h"
#include "agent/notify_fifo.h"
#include "agent/sys/script_security.h"

enum { BUCKETS = 1024 };

struct job {
	struct job *next;
	const char **argv;  /* owned: one block, pointers and then their texts */
	char *user, *group; /* owned; NULL: the default */
};

struct line {
	struct notify *notify;
	char *object;             /* owned */
	struct job *first, **end; /* owned; `first` is the one that runs, if one does */
	size_t waiting;           /* without the one that runs */
	uint32_t running;         /* the keeper's id; 0: none */
	struct line *next_in_bucket, *next_ready;
};

struct notify {
	struct keeper_link *keeper;             /* borrowed */
	struct mail *mail;                      /* borrowed; NULL: none */
	struct notify_fifo *fifos[MODEL_FIFOS]; /* owned */
	struct script_policy policy;
	struct line *buckets[BUCKETS]; /* owned: lines with jobs */
	struct line *ready, **ready_end;
	size_t running, waiting;
	struct notify_totals totals;
};

/* ---- jobs ---- */

static size_t
count_args(const char *const *argv, size_t *bytes)
{
	size_t len = 0;

	for (; argv && argv[len]; len++)
		*bytes += strlen(argv[len]) + 1;
	return len;
}

static char *
copy_args(const char **to, const char *const *argv, char *texts)
{
	for (; argv && *argv; argv++) {
		size_t len = strlen(*argv) + 1;

		memcpy(texts, *argv, len);
		*to++ = texts;
		texts += len;
	}
	return texts;
}

static struct job *
job_new(const struct model_script_command *command, const char *const *extra)
{
	struct job *job = mem_new(1, sizeof(*job));
	size_t bytes = 0;
	size_t own = count_args(command->argv, &bytes);
	size_t len = own + count_args(extra, &bytes);
	size_t pointers = (len + 1) * sizeof(char *);
	char *block = mem_new(pointers + bytes, 1);
	char *texts = block + pointers;

	job->argv = (const char **)(void *)block;
	texts = copy_args(job->argv, command->argv, texts);
	(void)copy_args(job->argv + own, extra, texts); /* ends where the block does */
	job->user = mem_strdup(command->user);
	job->group = mem_strdup(command->group);
	return job;
}

static void
job_free(struct job *job)
{
	mem_free(job->argv);
	mem_free(job->user);
	mem_free(job->group);
	mem_free(job);
}

/* ---- lines ---- */

static struct line **
bucket_of(struct notify *notify, const char *object)
{
	size_t hash = 5381;

	for (const char *at = object; *at; at++)
		hash = hash * 33 ^ (unsigned char)*at;
	return &notify->buckets[hash % BUCKETS];
}

static struct line *
line_of(struct notify *notify, const char *object)
{
	struct line **head = bucket_of(notify, object);
	struct line *line = *head;

	while (line && strcmp(line->object, object) != 0)
		line = line->next_in_bucket;
	if (line)
		return line;
	line = mem_new(1, sizeof(*line));
	line->notify = notify;
	line->object = mem_strdup(object);
	line->end = &line->first;
	line->next_in_bucket = *head;
	*head = line;
	return line;
}

static void
line_free(struct notify *notify, struct line *line)
{
	struct line **link = bucket_of(notify, line->object);

	while (*link != line)
		link = &(*link)->next_in_bucket;
	*link = line->next_in_bucket;
	mem_free(line->object);
	mem_free(line);
}

static void
make_ready(struct notify *notify, struct line *line)
{
	line->next_ready = NULL;
	*notify->ready_end = line;
	notify->ready_end = &line->next_ready;
}

static struct line *
take_ready(struct notify *notify)
{
	struct line *line = notify->ready;

	notify->ready = line->next_ready;
	if (!notify->ready)
		notify->ready_end = &notify->ready;
	return line;
}

/* Unlink and free the job at `at`, which has not been started. */
static void
drop_job(struct line *line, struct job **at)
{
	struct job *job = *at;

	*at = job->next;
	if (!*at)
		line->end = at;
	line->waiting--;
	line->notify->waiting--;
	job_free(job);
}

static void
drop_oldest(struct line *line)
{
	struct notify *notify = line->notify;
	struct job **at = line->running ? &line->first->next : &line->first;

	notify->totals.dropped++;
	log_event("script", "%s: %s dropped, too many wait (%llu so far)", line->object,
	    (*at)->argv[0], (unsigned long long)notify->totals.dropped);
	drop_job(line, at);
}

/* Make room for one more job of `line`; false when there is none to be had. */
static bool
make_room(struct notify *notify, struct line *line)
{
	if (line->waiting >= NOTIFY_OBJECT_MAX) {
		drop_oldest(line);
	} else if (notify->waiting >= NOTIFY_WAITING_MAX) {
		struct line *oldest = notify->ready;

		if (!oldest)
			return false;
		drop_oldest(oldest);
		if (!oldest->first) {
			(void)take_ready(notify); /* it is the first of them */
			if (oldest != line)
				line_free(notify, oldest);
		}
	}
	return true;
}

/* ---- running ---- */

static void pump(struct notify *notify);

static void
report(const struct line *line, const struct keeper_result *result)
{
	const char *path = line->first->argv[0];

	switch (result->end) {
	case KEEPER_EXITED:
		if (result->value)
			log_event("script", "%s: %s ended with exit status %d",
			    line->object, path, result->value);
		break;
	case KEEPER_SIGNALLED:
		log_event("script", "%s: %s was ended by signal %d", line->object, path,
		    result->value);
		break;
	case KEEPER_TIMED_OUT:
		log_event("script", "%s: %s was killed, timeout after %d ms",
		    line->object, path, NOTIFY_TIMEOUT_MS);
		break;
	case KEEPER_NOT_STARTED:
		log_sys("script", result->value, "%s: %s cannot be run", line->object,
		    path);
		break;
	}
}

/* The first job is over: go on with the next of the line, if there is one. */
static void
advance(struct notify *notify, struct line *line)
{
	struct job *job = line->first;

	line->first = job->next;
	if (!line->first)
		line->end = &line->first;
	job_free(job);
	if (line->first)
		make_ready(notify, line);
	else
		line_free(notify, line);
}

static void
done(void *ctx, const struct keeper_result *result)
{
	struct line *line = ctx;
	struct notify *notify = line->notify;

	notify->running--;
	line->running = 0;
	if (result->end != KEEPER_EXITED || result->value != 0)
		notify->totals.failures++;
	report(line, result);
	advance(notify, line);
	pump(notify);
}

static void
start(struct notify *notify, struct line *line)
{
	const struct job *job = line->first;
	const struct keeper_script script = {
	    .argv = job->argv,
	    .user = script_user(&notify->policy, job->user),
	    .group = script_group(&notify->policy, job->user, job->group),
	    .timeout_ms = NOTIFY_TIMEOUT_MS,
	};
	char why[SCRIPT_WHY_SIZE];

	line->waiting--;
	notify->waiting--;
	if (!script_allowed(&notify->policy, job->argv[0], job->user, why)) {
		notify->totals.failures++;
		log_event(
		    "script", "%s: %s is refused: %s", line->object, job->argv[0], why);
		advance(notify, line);
		return;
	}
	notify->running++;
	notify->totals.runs++;
	line->running = keeper_link_run(notify->keeper, &script, done, line);
}

static void
pump(struct notify *notify)
{
	while (notify->ready && notify->running < NOTIFY_RUNNING_MAX)
		start(notify, take_ready(notify));
}

/* ---- for others ---- */

struct notify *
notify_new(const struct notify_parts *parts)
{
	struct notify *notify = mem_new(1, sizeof(*notify));

	notify->keeper = parts->keeper;
	notify->mail = parts->mail;
	for (size_t i = 0; i < MODEL_FIFOS; i++)
		notify->fifos[i] = notify_fifo_new(parts->loop, parts->keeper);
	notify->ready_end = &notify->ready;
	return notify;
}

static void
line_end(struct notify *notify, struct line *line)
{
	if (line->running)
		keeper_link_cancel(notify->keeper, line->running);
	for (struct job *job; (job = line->first);) {
		line->first = job->next;
		job_free(job);
	}
	line_free(notify, line);
}

void
notify_free(struct notify *notify)
{
	if (!notify)
		return;
	if (notify_pending(notify))
		log_event("script", "%zu scripts are left undone at the end",
		    notify_pending(notify));
	for (size_t i = 0; i < BUCKETS; i++)
		while (notify->buckets[i])
			line_end(notify, notify->buckets[i]);
	for (size_t i = 0; i < MODEL_FIFOS; i++)
		notify_fifo_free(notify->fifos[i]);
	mem_free(notify);
}

void
notify_configure(struct notify *notify, const struct model_global *global)
{
	notify->policy = script_policy_of(
	    global->script_user, global->script_group, global->enable_script_security);
	for (size_t i = 0; i < MODEL_FIFOS; i++)
		notify_fifo_configure(
		    notify->fifos[i], &global->fifos[i], &notify->policy);
	if (notify->mail)
		mail_configure(notify->mail, global);
}

void
notify_line(struct notify *notify, enum model_fifo_kind kind, const char *line)
{
	notify_fifo_write(notify->fifos[MODEL_FIFO_ALL], line);
	if (kind != MODEL_FIFO_ALL)
		notify_fifo_write(notify->fifos[kind], line);
}

void
notify_mail(struct notify *notify, const char *subject, const char *body)
{
	if (notify->mail)
		mail_send(notify->mail, subject, body);
}

void
notify_run(struct notify *notify, const char *object,
    const struct model_script_command *command, const char *const *extra)
{
	struct line *line;
	struct job *job;
	bool idle;

	if (!command->argv || !command->argv[0])
		return;
	line = line_of(notify, object);
	if (!make_room(notify, line)) {
		notify->totals.dropped++;
		log_event("script", "%s: %s dropped, too many wait (%llu so far)",
		    object, command->argv[0],
		    (unsigned long long)notify->totals.dropped);
		if (!line->first)
			line_free(notify, line);
		return;
	}
	idle = !line->first;
	job = job_new(command, extra);
	*line->end = job;
	line->end = &job->next;
	line->waiting++;
	notify->waiting++;
	if (idle)
		make_ready(notify, line);
	pump(notify);
}

size_t
notify_pending(const struct notify *notify)
{
	return notify->running + notify->waiting;
}

struct notify_totals
notify_totals(const struct notify *notify)
{
	struct notify_totals totals = notify->totals;

	for (size_t i = 0; i < MODEL_FIFOS; i++)
		totals.lines_dropped += notify_fifo_dropped(notify->fifos[i]);
	return totals;
}
