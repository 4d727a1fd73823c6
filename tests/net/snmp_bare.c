/* SPDX-License-Identifier: Apache-2.0 */
/* snmp_bare SOCKET: the subagent over made-up views, without an agent around it.
 * A control loop of 10 ms steps publishes a view each step and measures its own worst
 * lateness. Commands on standard input, one answer line each:
 *   master INDEX    instance INDEX (from 0) becomes master once more
 *   auth INDEX N    N adverts of it are refused for their password
 *   rows N          so many instances (2 at first)
 *   state           {"connected": ..., "worst_us": ..., ...}; worst_us begins anew
 *   mib 0|1, traps 0|1, writes 0|1, socket NAME    other options from now on
 *   version N       all are of that version of VRRP
 *   count           each view from now on has one count of adverts in all rows
 *   refuse INDEX    a command for it fails from now on
 *   slow MS         a command takes so long
 *   commands        how many there were, and the last one
 *   quit            stop; answers with how long that took */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "mib/agentx.h"

enum { STEP_MS = 10, ROWS_MAX = 4000 };

struct bare {
	struct agentx_options options;
	char socket[200];
	struct agentx *agentx;
	struct view_vrrp *rows;
	uint32_t rows_len;
	uint32_t refuses; /* the instance of which a command fails */
	int slow_ms;
	bool counts;
	int commands;
	char last[200];      /* command */
	uint64_t generation; /* of the view */
	int64_t worst_ns;
	char line[256];
	size_t line_len;
	bool quit;
};

static void
make_rows(struct bare *bare)
{
	bare->refuses = ROWS_MAX;
	bare->rows = mem_new(ROWS_MAX, sizeof(*bare->rows));
	for (uint32_t i = 0; i < ROWS_MAX; i++) {
		bare->rows[i] = (struct view_vrrp){.ifindex = 3 + i / 200,
		    .vrid = (uint8_t)(51 + i % 200),
		    .version = 2,
		    .priority = 100,
		    .state = VRRP_BACKUP,
		    .preempt = true,
		    .advert_int_ms = 1000,
		    .auth = VRRP_AUTH_PASS,
		    .group = addr_v4(0xe0000012),
		    .primary = addr_v4(0x0a0101a0),
		    .master = addr_v4(0x0a0101a2),
		    .started_ms = now_wall_ms(),
		    .adverts_received = i,
		    .addresses_first = i,
		    .addresses_len = 1};
		(void)snprintf(bare->rows[i].name, sizeof(bare->rows[i].name), "VI_%u",
		    i); /* fits */
	}
}

/* Address i is 10.2.0.0 + i. */
static struct view *
make_view(const struct bare *bare)
{
	struct view *view = view_new(1);

	view->agent.traps_enabled = true;
	view->agent.vrrp_unknown_vrid = 5;
	view->vrrp_len = bare->rows_len;
	view->vrrp = mem_new(bare->rows_len, sizeof(*view->vrrp));
	memcpy(view->vrrp, bare->rows, bare->rows_len * sizeof(*view->vrrp));
	view->vrrp_addresses_len = bare->rows_len;
	view->vrrp_addresses = mem_new(bare->rows_len, sizeof(*view->vrrp_addresses));
	for (uint32_t i = 0; bare->counts && i < bare->rows_len; i++)
		view->vrrp[i].adverts_received = bare->generation;
	for (uint32_t i = 0; i < bare->rows_len; i++)
		view->vrrp_addresses[i] = (struct view_vrrp_address){
		    .prefix = {addr_v4(0x0a020000 + i), 32},
                      .advertised = true
                };
	view_finish(view);
	return view;
}

/* What an agent would do, as far as a manager sees it. */
static struct command_reply
run_command(void *ctx, const struct command *command)
{
	struct bare *bare = ctx;
	struct view *view;
	uint32_t index = 0;

	(void)sscanf(command->instance, "VI_%u", &index);
	(void)poll(NULL, 0, bare->slow_ms);
	bare->commands++;
	(void)snprintf(bare->last, sizeof(bare->last), "%d %s %u by %s over %s",
	    (int)command->kind, command->instance, command->priority, command->actor,
	    command->source); /* may be cut */
	if (index == bare->refuses)
		return (struct command_reply){.status = COMMAND_NOT_SAVED};
	bare->rows[index].override = command->kind == COMMAND_VRRP_PRIORITY
	    ? VRRP_WISH_PRIORITY
	    : command->kind == COMMAND_VRRP_YIELD ? VRRP_WISH_YIELD
						  : VRRP_WISH_NONE;
	bare->rows[index].override_priority = (uint8_t)command->priority;
	view = make_view(bare);
	agentx_publish(bare->agentx, view);
	view_unref(view);
	return (struct command_reply){.status = COMMAND_ACCEPTED};
}

static void
say_state(struct bare *bare)
{
	struct agentx_totals totals = agentx_totals(bare->agentx);

	printf("{\"connected\": %s, \"worst_us\": %lld, \"requests\": %llu, "
	       "\"traps_sent\": %llu, \"traps_suppressed\": %llu, \"reconnects\": "
	       "%llu}\n",
	    agentx_is_connected(bare->agentx) ? "true" : "false",
	    (long long)bare->worst_ns / 1000, (unsigned long long)totals.requests,
	    (unsigned long long)totals.traps_sent,
	    (unsigned long long)totals.traps_suppressed,
	    (unsigned long long)totals.reconnects);
	bare->worst_ns = 0;
}

static bool
other_options(struct bare *bare)
{
	unsigned on;

	if (sscanf(bare->line, "mib %u", &on) == 1)
		bare->options.books[MIB_BOOK_VRRPV2] = on;
	else if (sscanf(bare->line, "traps %u", &on) == 1)
		bare->options.traps = on;
	else if (sscanf(bare->line, "writes %u", &on) == 1)
		bare->options.writes = on;
	else if (sscanf(bare->line, "socket %199s", bare->socket) == 1)
		bare->options.socket = bare->socket;
	else
		return false;
	agentx_configure(bare->agentx, &bare->options);
	return true;
}

static void
obey(struct bare *bare)
{
	unsigned index = 0, count = 0;

	if (sscanf(bare->line, "master %u", &index) == 1 && index < ROWS_MAX) {
		bare->rows[index].state = VRRP_MASTER;
		bare->rows[index].become_master++;
		bare->rows[index].master_reason = VRRP_WHY_MASTER_RELEASED;
		puts("ok");
	} else if (sscanf(bare->line, "auth %u %u", &index, &count) == 2 &&
	    index < ROWS_MAX) {
		bare->rows[index].refused[VRRP_BAD_AUTH] += count;
		bare->rows[index].last_auth_failure = VRRP_BAD_AUTH;
		bare->rows[index].last_auth_failure_source = addr_v4(0x0a010109);
		puts("ok");
	} else if (sscanf(bare->line, "rows %u", &count) == 1 && count <= ROWS_MAX) {
		bare->rows_len = count;
		puts("ok");
	} else if (sscanf(bare->line, "version %u", &count) == 1) {
		for (uint32_t i = 0; i < ROWS_MAX; i++)
			bare->rows[i].version = (uint8_t)count;
		puts("ok");
	} else if (strcmp(bare->line, "count") == 0) {
		bare->counts = true;
		puts("ok");
	} else if (sscanf(bare->line, "refuse %u", &bare->refuses) == 1 ||
	    sscanf(bare->line, "slow %d", &bare->slow_ms) == 1) {
		puts("ok");
	} else if (strcmp(bare->line, "commands") == 0) {
		printf("%d: %s\n", bare->commands, bare->last);
	} else if (strcmp(bare->line, "state") == 0) {
		say_state(bare);
	} else if (other_options(bare)) {
		puts("ok");
	} else if (strcmp(bare->line, "quit") == 0) {
		bare->quit = true;
	} else {
		puts("what?");
	}
	(void)fflush(stdout);
}

static void
hear(struct bare *bare)
{
	char c;

	while (!bare->quit && read(0, &c, 1) == 1) {
		if (c != '\n' && bare->line_len < sizeof(bare->line) - 1) {
			bare->line[bare->line_len++] = c;
			continue;
		}
		bare->line[bare->line_len] = '\0';
		bare->line_len = 0;
		obey(bare);
	}
}

/* One step late is what the world saw of it: publishing is part of the step. */
static void
step(struct bare *bare, struct instant due)
{
	struct view *view = make_view(bare);
	int64_t late_ns;

	bare->generation++;
	agentx_publish(bare->agentx, view);
	view_unref(view);
	late_ns = instant_since(now_monotonic(), due).ns;
	if (late_ns > bare->worst_ns)
		bare->worst_ns = late_ns;
}

static void
run(struct bare *bare)
{
	struct instant due = now_monotonic();

	while (!bare->quit) {
		struct pollfd wanted[] = {
		    {.fd = 0,                             .events = POLLIN},
		    {.fd = agentx_asked_fd(bare->agentx), .events = POLLIN}
                };
		int64_t left_ms;

		due = instant_add(due, span_ms(STEP_MS));
		while ((left_ms = span_to_ms(instant_since(due, now_monotonic()))) > 0)
			if (poll(wanted, 2, (int)left_ms) > 0) {
				agentx_answer(bare->agentx, run_command, bare);
				hear(bare);
			}
		step(bare, due);
	}
}

int
main(int argc, char **argv)
{
	struct bare bare = {
	    .options = {.books = {[MIB_BOOK_VRRPV2] = true, [MIB_BOOK_VRRPV3] = true},
			.traps = true},
	    .rows_len = 2
        };
	struct instant before;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: snmp_bare SOCKET\n");
		return 2;
	}
	log_open("snmp_bare", &(struct log_options){.console = true, .detail = true});
	(void)fcntl(0, F_SETFL, O_NONBLOCK);
	bare.options.socket = argv[1];
	make_rows(&bare);
	bare.agentx = agentx_start(&bare.options);
	if (!bare.agentx)
		return 1;
	run(&bare);
	before = now_monotonic();
	agentx_stop(bare.agentx);
	printf(
	    "%lld ms\n", (long long)span_to_ms(instant_since(now_monotonic(), before)));
	mem_free(bare.rows);
	return 0;
}
