/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/edit/edit_run.h"

#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/sys/now.h"

double
edit_run_ms_since(struct instant start)
{
	return (double)instant_since(now_monotonic(), start).ns / 1e6;
}

static int
cmp_doubles(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

void
edit_run_report(const struct edit_run *run, const char *what, double *ms, uint32_t len)
{
	qsort(ms, len, sizeof(*ms), cmp_doubles);
	(void)printf("%-8s %-10s n=%u p50=%.2f p90=%.2f p99=%.2f max=%.2f ms\n", what,
	    run->who, len, ms[len / 2], ms[len * 9 / 10], ms[len * 99 / 100],
	    ms[len - 1]);
	(void)fflush(stdout);
}

_Noreturn void
edit_run_die(const char *what)
{
	(void)fprintf(stderr, "edit_bench: %s\n", what);
	exit(1); /* the lab ends what we started */
}

struct ipvs_service
edit_run_look(const struct edit_run *run, uint32_t service)
{
	struct ipvs_service seen = {.key = edit_conf_key(service)};

	if (run->kernel->ops->dump_dests(run->kernel, &seen) < 0)
		edit_run_die("IPVS cannot be read");
	return seen;
}

void
edit_run_apply(const struct edit_run *run, struct ipvs_op *ops, size_t len)
{
	for (size_t at = 0; at < len; at += IPVS_BATCH_MAX)
		run->kernel->ops->apply(run->kernel, &ops[at],
		    len - at < IPVS_BATCH_MAX ? len - at : IPVS_BATCH_MAX);
	for (size_t i = 0; i < len; i++)
		if (ops[i].err != 0)
			edit_run_die(strerror(ops[i].err));
}

struct edit_change
edit_run_change_of(const struct edit_run *run, uint32_t i, uint32_t weight)
{
	return edit_change_of(run->size, i, weight);
}

/* Without an address IPVS takes no destination: EINVAL (Linux 6.1). */
static void
loopback_up(void)
{
	struct ifreq lo = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &lo) < 0)
		edit_run_die("lo does not come up");
	(void)close(fd);
}

void
edit_run_begin(struct edit_run *run)
{
	char version[IPVS_VERSION_SIZE];

	if (unshare(CLONE_NEWNET) < 0)
		edit_run_die("no network namespace: root?");
	loopback_up();
	if (run->kernel->ops->probe(run->kernel, version) < 0)
		edit_run_die("no IPVS here");
}
