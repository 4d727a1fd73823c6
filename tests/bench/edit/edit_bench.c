/* SPDX-License-Identifier: Apache-2.0 */
/* How long from an edit to the kernel's table? One program, since a fork costs 50 ms in
 * user-mode Linux. It starts a director on N services of M destinations, waits till the
 * kernel has them all, and then changes a weight, and adds a destination, many times:
 *
 *   edit_bench raw        N M EDITS            ipvs_netlink alone: the floor
 *   edit_bench sync       N M EDITS            ipvs_sync, and what a turn of it takes
 *   edit_bench keepalived N M EDITS DIR PATH   the file is rewritten (not timed),
 * SIGHUP edit_bench fairlead   N M EDITS DIR PATH   PATCH and POST over the Unix socket
 *   edit_bench reload     N M EDITS DIR PATH   fairlead, by the file and SIGHUP
 *
 * PATH is the daemon's, DIR a writable folder. A time ends when the kernel has it: for
 * REST when the answer came and the kernel's table was then found changed (it says so
 * if it was not); for a reload at the first look, one each 2 ms, that sees it. Lines:
 * "WHAT WHO n=... p50 p90 p99 max" in ms ("many": 100 weights by one reload), memory,
 * and what a reload asks of the kernel. Each start is in a fresh namespace. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/ipvs/ipvs_netlink.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "tests/bench/edit/edit_conf.h"
#include "tests/bench/edit/edit_http.h"
#include "tests/bench/edit/edit_layers.h"
#include "tests/bench/edit/edit_memory.h"
#include "tests/bench/edit/edit_run.h"

extern char **environ;

enum { LOOK_US = 2000, THINK_US = 10000, GIVE_UP_S = 120, STARTS = 3 };
enum { MANY = 100, MANY_TIMES = 5 };

/* ---- the kernel's table ---- */

static bool
kernel_has(const struct edit_run *run, struct edit_change change)
{
	struct ipvs_service seen = edit_run_look(run, change.service);
	struct ipvs_dest as =
	    edit_conf_dest(change.service, change.dest, change.weight);
	const struct ipvs_dest *found = ipvs_service_find(&seen, &as.addr, as.port);
	bool has =
	    change.weight == UINT32_MAX ? !found : found && found->weight == as.weight;

	ipvs_service_fini(&seen);
	return has;
}

static void
wait_for(const struct edit_run *run, struct edit_change change)
{
	struct instant start = now_monotonic();

	while (!kernel_has(run, change)) {
		if (waitpid(run->pid, NULL, WNOHANG) != 0)
			edit_run_die("the daemon ended");
		if (edit_run_ms_since(start) > GIVE_UP_S * 1000)
			edit_run_die("the kernel's table never changed");
		(void)usleep(LOOK_US);
	}
}

static uint32_t
count_dests(const struct edit_run *run)
{
	uint32_t count = 0;

	for (uint32_t s = 0; s < run->size.services; s++) {
		struct ipvs_service seen = edit_run_look(run, s);

		count += (uint32_t)seen.dests_len;
		ipvs_service_fini(&seen);
	}
	return count;
}

/* ---- the daemon ---- */

static const struct edit_change nothing = {.service = UINT32_MAX};

static void
write_changes(const struct edit_run *run, const struct edit_changes *changes)
{
	bool ours = strcmp(run->who, "keepalived") != 0;

	if (!edit_conf_write(
		run->conf, ours ? run->directory : NULL, run->size, changes))
		edit_run_die("no configuration");
}

static void
write_conf(const struct edit_run *run, struct edit_change change)
{
	write_changes(run, &(struct edit_changes){.one = change});
}

/* As after a boot: an empty table, no edits, the configuration as it was. */
static void
prepare(struct edit_run *run)
{
	edit_run_begin(run);
	write_conf(run, nothing);
	(void)sleep(1); /* the kernel takes the last namespace down in its own time */
}

static void
spawn(struct edit_run *run)
{
	char log[512], program[256], conf[256],
	    flags[] = "-C", fore[] = "-n", file[] = "-f", pid_flag[] = "-p", pid[300];
	char *argv[] = {program, fore, flags, file, conf, pid_flag, pid, NULL};
	posix_spawn_file_actions_t actions;

	(void)mem_copy_text(program, sizeof(program), run->daemon);
	(void)mem_copy_text(conf, sizeof(conf), run->conf);
	(void)snprintf(pid, sizeof(pid), "%s/%s.pid", run->directory, run->who);
	(void)snprintf(log, sizeof(log), "%s/%s.log", run->directory, run->who);
	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
	    &actions, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	(void)posix_spawn_file_actions_adddup2(&actions, 1, 2);
	if (posix_spawn(&run->pid, run->daemon, &actions, NULL, argv, environ) != 0)
		edit_run_die("the daemon does not start");
	(void)posix_spawn_file_actions_destroy(&actions);
}

/* What the daemon's processes take together, pages they share counted once. */
static long
memory_kb(const struct edit_run *run)
{
	long sum = edit_memory_kb(run->pid);

	if (sum <= 0)
		edit_run_die("no smaps_rollup");
	return sum;
}

static void
start(struct edit_run *run)
{
	const struct edit_change last = {
	    run->size.services - 1, run->size.dests - 1, 1};
	struct instant began;
	double ms;

	prepare(run);
	began = now_monotonic();
	spawn(run);
	wait_for(run, last); /* both load in the file's order */
	while (count_dests(run) != run->size.services * run->size.dests)
		if (edit_run_ms_since(began) > GIVE_UP_S * 1000)
			edit_run_die("the table never became whole");
	ms = edit_run_ms_since(began);
	(void)printf("%-8s %-10s %u real servers in %u services: %.0f ms\n", "start",
	    run->who, run->size.services * run->size.dests, run->size.services, ms);
	(void)fflush(stdout);
}

static void
stop(struct edit_run *run)
{
	int status;

	(void)kill(run->pid, SIGTERM);
	(void)waitpid(run->pid, &status, 0);
}

/* ---- edits ---- */

/* One destination more. */
static struct edit_change
addition_of(const struct edit_run *run, uint32_t i)
{
	return (struct edit_change){.service = i * 7 % run->size.services,
	    .dest = run->size.dests,
	    .weight = 1};
}

static void
time_reloads(struct edit_run *run, const char *what, bool add)
{
	double *ms = mem_new(run->edits, sizeof(*ms));

	for (uint32_t i = 0; i < run->edits; i++) {
		struct edit_change change =
		    add ? addition_of(run, i) : edit_run_change_of(run, i, 2 + i);
		struct instant began;

		write_conf(run, change);
		began = now_monotonic();
		(void)kill(run->pid, SIGHUP);
		wait_for(run, change);
		ms[i] = edit_run_ms_since(began);
		(void)sleep(1); /* a reload has an aftermath */
	}
	edit_run_report(run, what, ms, run->edits);
	mem_free(ms);
}

/* Many real servers at once: until the kernel has the last of them. */
static void
time_many(struct edit_run *run)
{
	double ms[MANY_TIMES];

	for (uint32_t i = 0; i < MANY_TIMES; i++) {
		struct edit_changes changes = {nothing, MANY, 100 + i};
		struct instant began;

		write_changes(run, &changes);
		began = now_monotonic();
		(void)kill(run->pid, SIGHUP);
		for (uint32_t at = 0; at < MANY; at++)
			wait_for(run, edit_run_change_of(run, at, changes.weight));
		ms[i] = edit_run_ms_since(began);
		(void)sleep(1); /* as above */
	}
	edit_run_report(run, "many", ms, MANY_TIMES);
}

static void
ask(struct edit_run *run, const struct edit_request *request)
{
	char answer[4096];
	int status = edit_http_ask(run->http, request, answer, sizeof(answer));

	if (status >= 200 && status < 300)
		return;
	(void)fprintf(
	    stderr, "%s %s: %d %s\n", request->method, request->path, status, answer);
	edit_run_die("the edit was refused");
}

/* /api/v1/virtual-servers/VS/real-servers[/RS] */
static void
path_of(
    const struct edit_run *run, struct edit_change change, bool collection, char *out)
{
	struct ipvs_key key = edit_conf_key(change.service);
	struct ipvs_dest dest = edit_conf_dest(change.service, change.dest, 1);
	char vs[ADDR_TEXT_SIZE], rs[ADDR_TEXT_SIZE];

	(void)run;
	(void)snprintf(out, 256, "/api/v1/virtual-servers/%s-80-tcp/real-servers%s%s%s",
	    addr_format(&key.addr, vs), collection ? "" : "/",
	    collection ? "" : addr_format(&dest.addr, rs), collection ? "" : "-80");
}

static void
by_rest(struct edit_run *run, struct edit_change change, bool add)
{
	struct ipvs_dest dest = edit_conf_dest(change.service, change.dest, 1);
	char path[256], body[128], text[ADDR_TEXT_SIZE];
	struct edit_request request = {.path = path, .body = body};

	path_of(run, change, add, path);
	request.method = add ? "POST" : "PATCH";
	request.type = add ? "application/json" : "application/merge-patch+json";
	if (add)
		(void)snprintf(body, sizeof(body),
		    "{\"address\":\"%s\",\"port\":80,\"weight\":%u}",
		    addr_format(&dest.addr, text), change.weight);
	else
		(void)snprintf(body, sizeof(body), "{\"weight\":%u}", change.weight);
	ask(run, &request);
}

static void
remove_by_rest(struct edit_run *run, struct edit_change change)
{
	char path[256], with_force[300];
	struct edit_request request = {.method = "DELETE", .path = with_force};

	path_of(run, change, false, path);
	(void)snprintf(with_force, sizeof(with_force), "%s?force=true", path);
	ask(run, &request);
}

static void
time_rest(struct edit_run *run, const char *what, bool add)
{
	double *ms = mem_new(run->edits, sizeof(*ms));
	uint32_t late = 0;

	for (uint32_t i = 0; i < run->edits; i++) {
		struct edit_change change =
		    add ? addition_of(run, i) : edit_run_change_of(run, i, 2 + i);
		struct instant began = now_monotonic();

		by_rest(run, change, add);
		ms[i] = edit_run_ms_since(began);
		if (!kernel_has(run, change)) {
			late++;
			wait_for(run, change);
			ms[i] = edit_run_ms_since(began);
		}
		if (add)
			remove_by_rest(run, change);
		(void)usleep(THINK_US);
	}
	edit_run_report(run, what, ms, run->edits);
	if (late > 0)
		(void)printf(
		    "  %u answers came before the kernel had the change\n", late);
	mem_free(ms);
}

/* By how much a real server makes the daemon larger. */
static void
measure_memory(struct edit_run *run)
{
	const struct edit_size whole = run->size;
	uint32_t count = whole.services * whole.dests;
	long few, many;

	run->size = (struct edit_size){1, 1};
	start(run);
	(void)sleep(1);
	few = memory_kb(run);
	stop(run);
	run->size = whole;
	start(run);
	(void)sleep(3); /* a look at all of the kernel's table, and a view */
	many = memory_kb(run);
	stop(run);
	(void)printf(
	    "%-8s %-10s %ld kB, with one real server %ld kB: %.0f bytes each\n",
	    "memory", run->who, many, few,
	    count > 1 ? (double)(many - few) * 1024 / (count - 1) : 0.0);
}

/* What the agent asked the kernel for, ever. */
static long
operations(struct edit_run *run)
{
	const struct edit_request request = {.method = "GET", .path = "/api/v1/info"};
	char answer[8192], *at;
	int status = edit_http_ask(run->http, &request, answer, sizeof(answer));

	at = status == 200 ? strstr(answer, "\"operations\":") : NULL;
	if (!at)
		edit_run_die("no count of operations");
	return strtol(at + strlen("\"operations\":"), NULL, 10);
}

/* One real server more than the file before has another weight. */
static void
count_operations(struct edit_run *run)
{
	struct edit_change change = edit_run_change_of(run, 1, 9);
	long before;

	run->http = edit_http_connect(run->socket);
	if (run->http < 0)
		edit_run_die(strerror(-run->http));
	write_conf(run, nothing);
	(void)kill(run->pid, SIGHUP);
	(void)sleep(2);
	before = operations(run);
	write_conf(run, change);
	(void)kill(run->pid, SIGHUP);
	wait_for(run, change);
	(void)sleep(2); /* and nothing after it */
	(void)printf("%-8s %-10s %ld for a reload that changes one real server\n",
	    "netlink", run->who, operations(run) - before);
	(void)close(run->http);
}

static void
measure(struct edit_run *run)
{
	if (strcmp(run->who, "raw") == 0) {
		edit_run_begin(run);
		edit_layers_raw(run);
		return;
	}
	if (strcmp(run->who, "sync") == 0) {
		edit_run_begin(run);
		edit_layers_sync(run);
		return;
	}
	measure_memory(run);
	for (int i = 2; i < STARTS; i++) {
		start(run);
		stop(run);
	}
	start(run);
	(void)sleep(3); /* what a start does besides is over */
	if (strcmp(run->who, "fairlead") == 0) {
		run->http = edit_http_connect(run->socket);
		if (run->http < 0)
			edit_run_die(strerror(-run->http));
		time_rest(run, "weight", false);
		time_rest(run, "add", true);
		(void)close(run->http);
	} else {
		time_reloads(run, "weight", false);
		time_reloads(run, "add", true);
		time_many(run);
		if (strcmp(run->who, "reload") == 0)
			count_operations(run);
	}
	stop(run);
}

int
main(int argc, char **argv)
{
	const struct ipvs_netlink_options options = {0};
	struct edit_run run = {.kernel = ipvs_netlink_new(&options)};
	bool raw = argc == 5; /* no daemon */

	if (!raw && argc != 7) {
		(void)fprintf(stderr,
		    "usage: edit_bench raw|sync|keepalived|fairlead|reload SERVICES "
		    "DESTS "
		    "EDITS [DIR DAEMON]\n");
		return 2;
	}
	run.who = argv[1];
	run.size.services = (uint32_t)strtoul(argv[2], NULL, 10);
	run.size.dests = (uint32_t)strtoul(argv[3], NULL, 10);
	run.edits = (uint32_t)strtoul(argv[4], NULL, 10);
	if (!raw) {
		run.directory = argv[5];
		run.daemon = argv[6];
		(void)snprintf(
		    run.conf, sizeof(run.conf), "%s/%s.conf", argv[5], argv[1]);
		(void)snprintf(run.socket, sizeof(run.socket), "%s/api.sock", argv[5]);
	}
	if (run.size.services - 1 >= 254 || run.size.dests == 0 || run.edits == 0)
		edit_run_die("1..254 services, at least 1 destination and edit");
	measure(&run);
	ipvs_netlink_free(run.kernel);
	return 0;
}
