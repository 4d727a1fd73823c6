/* SPDX-License-Identifier: Apache-2.0 */
/* sim: elections under faults, thousands of them, each out of a seed.
 *
 * Seeds are dealt to one process a core. A seed that fails is run again here, told, and
 * its frames are kept as a pcap. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sim/sim_run.h"

enum { JOBS_MAX = 64, FAILURES_MAX = 16, FAILURES_TOLD = 3 };

struct options {
	uint64_t first, seeds;
	int jobs;
	bool one, story, minimise, hash, to_the_first;
};

/* What one worker says, in memory that outlives it. */
struct share {
	uint64_t at; /* the seed at hand */
	uint64_t done, elections, failures;
	uint64_t failed[FAILURES_MAX]; /* the first ones */
};

struct shares {
	atomic_bool stop;
	struct share of[JOBS_MAX];
};

static int
usage(FILE *out)
{
	fprintf(out,
	    "usage: sim [--seeds N] [--first N] [--jobs N] [--until-failure]\n"
	    "       sim --seed N [--story] [--hash] [--minimise]\n"
	    "Runs the elections of N seeds; or of one, told in detail.\n");
	return out == stdout ? 0 : 2;
}

/* ---- many ---- */

static void
work(struct shares *shares, struct share *share, const struct options *options, int job)
{
	struct sim_plan plan;

	for (uint64_t i = (uint64_t)job; i < options->seeds;
	     i += (uint64_t)options->jobs) {
		struct sim_outcome outcome;

		if (atomic_load(&shares->stop))
			break;
		share->at = options->first + i;
		sim_plan_make(&plan, share->at);
		outcome = sim_run(&plan, NULL, NULL);
		share->done++;
		share->elections += outcome.elections;
		if (!outcome.failed)
			continue;
		if (share->failures < FAILURES_MAX)
			share->failed[share->failures] = share->at;
		share->failures++;
		if (options->to_the_first)
			atomic_store(&shares->stop, true);
	}
}

/* ---- one ---- */

/* Leave out, one after the other, every fault without which it fails too. */
static void
minimise(struct sim_plan *plan)
{
	for (size_t i = 0; i < plan->faults_len; i++) {
		plan->faults[i].left_out = true;
		if (!sim_run(plan, NULL, NULL).failed)
			plan->faults[i].left_out = false;
	}
}

static bool
run_one(uint64_t seed, const struct options *options)
{
	struct sim_plan plan;
	struct sim_outcome outcome;
	char pcap[64];

	sim_plan_make(&plan, seed);
	outcome = sim_run(&plan, NULL, NULL);
	if (options->hash)
		printf("%016" PRIx64 "\n", outcome.hash);
	if (outcome.failed && options->minimise)
		minimise(&plan);
	if (!outcome.failed && !options->story)
		return true;
	sim_plan_print(&plan, stdout);
	(void)snprintf(pcap, sizeof(pcap), "sim-%" PRIu64 ".pcap", seed);
	outcome = sim_run(&plan, options->story ? stdout : NULL, pcap);
	printf("seed %" PRIu64 ": %s\n  frames: %s\n", seed,
	    outcome.failed ? outcome.failure : "nothing fails", pcap);
	return !outcome.failed;
}

/* ---- all of it ---- */

static bool
wait_for(struct shares *shares, const pid_t *workers, int jobs)
{
	bool good = true;

	for (int i = 0; i < jobs; i++) {
		int status;

		if (waitpid(workers[i], &status, 0) < 0 || status == 0)
			continue;
		printf("sim: a worker ended with status %d at seed %" PRIu64 "\n",
		    status, shares->of[i].at);
		good = false;
	}
	return good;
}

static bool
run_many(struct shares *shares, const struct options *options)
{
	pid_t workers[JOBS_MAX];

	(void)fflush(stdout);
	for (int i = 0; i < options->jobs; i++) {
		workers[i] = fork();
		if (workers[i] == 0) {
			work(shares, &shares->of[i], options, i);
			_exit(0);
		}
		if (workers[i] < 0) {
			printf("sim: fork: %s\n", strerror(errno));
			atomic_store(&shares->stop, true);
		}
	}
	return wait_for(shares, workers, options->jobs);
}

static int
report(const struct shares *shares, const struct options *options, bool good)
{
	uint64_t done = 0, elections = 0, failures = 0;
	int told = 0;

	for (int i = 0; i < options->jobs; i++) {
		const struct share *share = &shares->of[i];

		done += share->done;
		elections += share->elections;
		failures += share->failures;
		for (uint64_t j = 0; j < share->failures && j < FAILURES_MAX; j++)
			if (told++ < FAILURES_TOLD)
				(void)run_one(share->failed[j], options);
	}
	printf("sim: %" PRIu64 " seeds, %" PRIu64 " elections, %" PRIu64 " failures\n",
	    done, elections, failures);
	return good && failures == 0 ? 0 : 1;
}

static bool
read_options(int argc, char **argv, struct options *options)
{
	static const struct option words[] = {
	    {"seeds",         1, NULL, 'n'},
            {"first",         1, NULL, 'f'},
            {"jobs",          1, NULL, 'j'},
	    {"seed",          1, NULL, 's'},
            {"story",         0, NULL, 't'},
            {"hash",          0, NULL, 'h'},
	    {"minimise",      0, NULL, 'm'},
            {"until-failure", 0, NULL, 'u'},
	    {NULL,            0, NULL, 0  }
        };
	int word;

	while ((word = getopt_long(argc, argv, "", words, NULL)) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 10) : 0;

		options->seeds = word == 'n' ? number : options->seeds;
		options->first = word == 'f' || word == 's' ? number : options->first;
		options->jobs = word == 'j' ? (int)number : options->jobs;
		options->one |= word == 's';
		options->story |= word == 't';
		options->hash |= word == 'h';
		options->minimise |= word == 'm';
		options->to_the_first |= word == 'u';
		if (word == '?')
			return false;
	}
	return optind == argc && options->jobs > 0 && options->jobs <= JOBS_MAX;
}

int
main(int argc, char **argv)
{
	struct options options = {
	    .first = 1, .seeds = 1000, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN)};
	struct shares *shares;
	bool good;

	if (!read_options(argc, argv, &options))
		return usage(stderr);
	if (options.one)
		return run_one(options.first, &options) ? 0 : 1;
	shares = mmap(NULL, sizeof(*shares), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shares == MAP_FAILED) {
		perror("sim: mmap");
		return 1;
	}
	good = run_many(shares, &options);
	return report(shares, &options, good);
}
