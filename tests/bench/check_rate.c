/* SPDX-License-Identifier: Apache-2.0 */
/* What a check costs: check_rate [tcp|http] [CHECKS] [INTERVAL_MS] [SECONDS].
 * CHECKS checks of a server in another process of this machine, each of an address of
 * 127/8 of its own (equal ones would share a probe) and every INTERVAL_MS, spread as
 * the agent spreads them; after a warm-up of one interval, for SECONDS: checks a
 * second, CPU time a check (this process only), lag and memory. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/lib/mem.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "checks/check_http.h"
#include "checks/check_http_spec.h"
#include "checks/check_run.h"
#include "checks/check_tcp.h"

static const char reply[] = "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

static void
serve(int listener, bool http)
{
	char request[1024];

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (http && recv(fd, request, sizeof(request), 0) > 0)
			(void)send(fd, reply, sizeof(reply) - 1, MSG_NOSIGNAL);
		(void)close(fd);
	}
}

static uint16_t
start_server(bool http, pid_t *pid)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 ||
	    listen(fd, 4096) < 0 || getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
		perror("server");
		exit(1);
	}
	*pid = fork();
	if (*pid == 0)
		serve(fd, http);
	(void)close(fd);
	return ntohs(at.sin_port);
}

static void
stop(void *ctx)
{
	loop_stop(ctx);
}

static void
changed(void *ctx, const struct check_status *status)
{
	(void)ctx;
	(void)status;
}

static double
cpu_us(void)
{
	struct rusage use;

	(void)getrusage(RUSAGE_SELF, &use);
	return (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) * 1e6 +
	    (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
}

static long
resident_kb(void)
{
	long pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file && fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	if (file)
		(void)fclose(file);
	return pages * sysconf(_SC_PAGESIZE) / 1024;
}

static void
run_for(struct loop *loop, uint32_t ms)
{
	struct loop_timer *timer = loop_timer_new(loop, stop, loop);

	loop_timer_after(timer, span_ms(ms));
	loop_run(loop);
	loop_timer_free(timer);
}

/* The upper end of the bucket in which the 99th of 100 lies; 0: none. */
static double
p99_ms(const struct histogram *lag)
{
	uint64_t most = histogram_count(lag) * 99 / 100, seen = 0;
	size_t at = 0;

	while (at < HISTOGRAM_BUCKETS - 1 && (seen += lag->counts[at]) < most)
		at++;
	return at < HISTOGRAM_BUCKETS - 1 ? (double)lag->ends_us[at] / 1000 : 1e9;
}

static void
measure(struct loop *loop, struct check_run *run, uint32_t warmup_ms, uint32_t seconds)
{
	struct check_load loads[CHECK_LOADS_MAX] = {0};
	struct check_totals before, after;
	double cpu;
	long kb;

	run_for(loop, warmup_ms);
	before = check_run_totals(run);
	cpu = cpu_us();
	kb = resident_kb();
	run_for(loop, seconds * 1000);
	cpu = cpu_us() - cpu;
	after = check_run_totals(run);
	double runs = (double)(after.runs - before.runs);

	(void)check_run_loads(run, loads); /* of one type */
	printf("%.0f checks/s, %llu failed, %.1f us CPU a check (%.1f %% of a core), "
	       "lag %.0f us a check, of 99 %% below %.0f ms, %u in flight, RSS %ld kB, "
	       "%+ld kB meanwhile\n",
	    runs / seconds, (unsigned long long)(after.failures - before.failures),
	    cpu / runs, cpu / seconds / 1e4,
	    (double)(after.lag_us_sum - before.lag_us_sum) / runs,
	    p99_ms(&loads[0].lag), after.in_flight, resident_kb(), resident_kb() - kb);
}

int
main(int argc, char **argv)
{
	bool http = argc > 1 && strcmp(argv[1], "http") == 0;
	size_t len = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
	uint32_t interval_ms = argc > 3 ? (uint32_t)strtoul(argv[3], NULL, 10) : 5000;
	uint32_t seconds = argc > 4 ? (uint32_t)strtoul(argv[4], NULL, 10) : 10;
	struct check_http_url url = {.path = "/", .want = "200-299"};
	const struct check_http_spec spec = {
	    .urls = {&url, 1}
        };
	const struct check_run_hooks hooks = {changed, NULL, NULL};
	struct check_wanted *wanted = mem_new(len, sizeof(*wanted));
	struct model_check *checks = mem_new(len, sizeof(*checks));
	struct model_check check = {.spec = &spec,
	    .connect_timeout_ms = 2000,
	    .delay_loop_ms = interval_ms,
	    .warmup_ms = interval_ms};
	struct loop *loop;
	struct check_run *run;
	pid_t server;

	check.ops = http ? &check_http_ops : &check_tcp_ops;
	check.connect_port = start_server(http, &server);
	check_http_statuses_add(&url.statuses, 200, 299);
	loop = loop_new();
	run = check_run_new(loop, NULL, &hooks, (uint64_t)now_wall_ms());
	for (size_t i = 0; i < len; i++) {
		(void)snprintf(wanted[i].vs_id, sizeof(wanted[i].vs_id),
		    "10.0.0.%zu-80-tcp", i / 100);
		wanted[i].rs_addr = addr_v4((uint32_t)(0x0a010000 + i));
		checks[i] = check;
		checks[i].connect_addr = addr_v4((uint32_t)(0x7f010000 + i));
		wanted[i].check = &checks[i];
	}
	check_run_configure(run, wanted, len);
	measure(loop, run, interval_ms, seconds);
	check_run_free(run);
	loop_free(loop);
	mem_free(wanted);
	mem_free(checks);
	(void)kill(server, SIGKILL); /* ours; it has no state */
	return 0;
}
