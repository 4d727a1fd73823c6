/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control, but agentx_main and what it calls: snmp.
 * net-snmp waits inside: for the answer to each registration and ping, in connect()
 * when a stopped master agent's queue is full. So it has a thread to itself, and what
 * crosses is one view (mib_handover) and a few counters. */
#include "mib/agentx.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "mib/agentx_snmp.h"
#include "mib/mib_absence.h"
#include "mib/mib_ask.h"
#include "mib/mib_handover.h"

enum { STOP_WAIT_MS = 200, PRESENT = -1 };

/* More than the library's interval of tries (agentx_snmp). */
enum { ANSWER_S = 6 };

/* Options that crossed, or will. */
struct settings {
	struct agentx_options options;
	char *socket; /* owned; options.socket */
};

struct agentx {
	_Atomic int users; /* the control thread, the SNMP thread: the last one frees */
	struct mib_handover handover;
	struct mib_ask ask;
	_Atomic(struct settings *) wanted; /* owned; NULL: nothing new */
	_Atomic int absence; /* errno: why there is no master agent, as last logged */
	pthread_t thread;

	/* Of the SNMP thread alone. */
	struct settings *settings; /* owned */
	struct mib_feed *feed;     /* owned */
	struct agentx_snmp snmp;
	int seen; /* of `absence`, since when, perhaps not logged yet */
	struct instant seen_since;
};

/* The library is one per process, cannot be left by force, and does not work a second
 * time (5.9.3: it keeps sessions that it closed): who is or was in it. */
static _Atomic(struct agentx *) inside;

static struct settings *
settings_new(const struct agentx_options *options)
{
	struct settings *settings = mem_new(1, sizeof(*settings));

	settings->options = *options;
	settings->socket = mem_strdup(options->socket);
	settings->options.socket = settings->socket;
	return settings;
}

static void
settings_free(struct settings *settings)
{
	if (!settings)
		return;
	mem_free(settings->socket);
	mem_free(settings);
}

static void
agentx_unref(struct agentx *agentx)
{
	if (atomic_fetch_sub(&agentx->users, 1) > 1)
		return;
	mib_handover_fini(&agentx->handover);
	mib_ask_fini(&agentx->ask);
	mib_feed_free(agentx->feed);
	settings_free(atomic_load(&agentx->wanted));
	settings_free(agentx->settings);
	mem_free(agentx);
}

/* The thread. */

/* Why there is nobody, as far as the file system knows; 0: it does not. */
static int
why_absent(const char *socket)
{
	const char *path = mib_absence_path(socket);

	if (!path)
		return 0;
	return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ? 0 : errno;
}

/* A master agent whose socket is there has until the next try to answer. */
static bool
may_come_yet(struct agentx *agentx, int why)
{
	struct instant now = now_monotonic();

	if (why != agentx->seen) {
		agentx->seen = why;
		agentx->seen_since = now;
	}
	return why == 0 &&
	    !instant_reached(instant_add(agentx->seen_since, span_s(ANSWER_S)), now);
}

/* Once per change of the reason. */
static void
explain_absence(struct agentx *agentx)
{
	const char *socket = agentx->settings->socket, *advice;
	int why = agentx->snmp.master_fd >= 0 ? PRESENT : why_absent(socket);

	if (may_come_yet(agentx, why) || why == atomic_load(&agentx->absence))
		return;
	atomic_store(&agentx->absence, why);
	if (why == PRESENT)
		return;
	advice = mib_absence_advice(socket, why);
	if (why)
		log_sys("snmp:", why, "no master agent at %s: %s", socket, advice);
	else
		log_event(
		    "snmp:", "no answer of a master agent at %s: %s", socket, advice);
}

static void
take_settings(struct agentx *agentx)
{
	struct settings *settings = atomic_exchange(&agentx->wanted, NULL);
	bool moved;

	if (!settings)
		return;
	moved = strcmp(settings->socket, agentx->settings->socket) != 0;
	agentx_snmp_configure(&agentx->snmp, &settings->options);
	settings_free(agentx->settings);
	agentx->settings = settings;
	if (moved)
		atomic_store(&agentx->absence, PRESENT);
}

static void *
agentx_main(void *ctx)
{
	struct agentx *agentx = ctx;

	agentx_snmp_open(&agentx->snmp, &agentx->settings->options);
	while (!mib_handover_ends(&agentx->handover)) {
		struct view *view = mib_handover_take(&agentx->handover);

		if (view)
			mib_feed_take(agentx->feed, view);
		take_settings(agentx);
		explain_absence(agentx);
		agentx_snmp_turn(&agentx->snmp, agentx->handover.wake_fd);
	}
	agentx_snmp_close(&agentx->snmp);
	mib_handover_end(&agentx->handover);
	agentx_unref(agentx);
	return NULL;
}

/* The control thread's side. */

/* Every signal is the control thread's; the new thread inherits the mask. */
static int
start_thread(struct agentx *agentx)
{
	sigset_t all, before;
	int rc;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&agentx->thread, NULL, agentx_main, agentx);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		(void)pthread_setname_np(agentx->thread, "snmp");
	return rc;
}

static struct agentx *
agentx_new(const struct agentx_options *options)
{
	struct agentx *agentx = mem_new(1, sizeof(*agentx));
	int rc = mib_handover_init(&agentx->handover);

	if (rc == 0) {
		rc = mib_ask_init(&agentx->ask);
		if (rc < 0)
			mib_handover_fini(&agentx->handover);
	}
	if (rc < 0) {
		log_sys("snmp:", -rc, "not started");
		mem_free(agentx);
		return NULL;
	}
	agentx->users = 1;
	agentx->settings = settings_new(options);
	agentx->feed = mib_feed_new();
	agentx->snmp.feed = agentx->feed;
	agentx->snmp.ask = &agentx->ask;
	agentx->snmp.master_fd = -1;
	agentx->absence = PRESENT; /* as far as is known */
	agentx->seen = PRESENT;
	return agentx;
}

struct agentx *
agentx_start(const struct agentx_options *options)
{
	struct agentx *agentx = agentx_new(options);
	struct agentx *nobody = NULL;
	int rc;

	if (!agentx)
		return NULL;
	if (!atomic_compare_exchange_strong(&inside, &nobody, agentx)) {
		log_event("snmp:", "not started: that needs a restart of the agent");
		agentx_unref(agentx);
		return NULL;
	}
	/* Read by init_snmp: empty, it parses no MIB. */
	(void)setenv("MIBS", "", 1);
	agentx->users = 2;
	rc = start_thread(agentx);
	if (rc == 0)
		return agentx;
	log_sys("snmp:", rc, "not started");
	atomic_store(&inside, NULL);
	agentx->users = 1;
	agentx_unref(agentx);
	return NULL;
}

void
agentx_configure(struct agentx *agentx, const struct agentx_options *options)
{
	settings_free(atomic_exchange(&agentx->wanted, settings_new(options)));
	mib_handover_wake(&agentx->handover);
}

void
agentx_publish(struct agentx *agentx, struct view *view)
{
	mib_handover_put(&agentx->handover, view);
}

int
agentx_asked_fd(const struct agentx *agentx)
{
	return agentx->ask.asked_fd;
}

void
agentx_answer(struct agentx *agentx,
    struct command_reply (*run)(void *ctx, const struct command *command), void *ctx)
{
	mib_ask_answer(&agentx->ask, run, ctx);
}

bool
agentx_is_connected(const struct agentx *agentx)
{
	return atomic_load(&agentx->snmp.connected);
}

int
agentx_absence(const struct agentx *agentx)
{
	return atomic_load(&agentx->absence);
}

struct agentx_totals
agentx_totals(const struct agentx *agentx)
{
	uint64_t connects = atomic_load(&agentx->snmp.connects);

	return (struct agentx_totals){
	    .requests = atomic_load(&agentx->snmp.requests),
	    .traps_sent = atomic_load(&agentx->snmp.traps_sent),
	    .traps_suppressed = atomic_load(&agentx->snmp.traps_suppressed),
	    .reconnects = connects ? connects - 1 : 0,
	};
}

void
agentx_stop(struct agentx *agentx)
{
	if (mib_handover_wait_end(&agentx->handover, STOP_WAIT_MS)) {
		(void)pthread_join(agentx->thread, NULL);
	} else {
		log_event("snmp:", "left behind: it waits for the master agent");
		(void)pthread_detach(agentx->thread);
	}
	agentx_unref(agentx);
}
