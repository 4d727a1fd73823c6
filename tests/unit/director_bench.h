/* SPDX-License-Identifier: Apache-2.0 */
/* A director on a kernel in memory, with checks and scripts that the test makes up, and
 * a state directory of its own. For tests. */
#ifndef TESTS_UNIT_DIRECTOR_BENCH_H
#define TESTS_UNIT_DIRECTOR_BENCH_H

#include "tests/unit/unit.h"

#include "agent/director.h"
#include "agent/sys/loop.h"
#include "agent/sys/script_security.h"
#include "tests/fake/fake_kernel.h"

enum { BENCH_SERVICES_MAX = 100, BENCH_HOSTS_MAX = 100 };

/* Virtual servers 10.1.0.1:80, .2:80, ...; real servers 10.2.V.1:80, .2:80, ... of one
 * TCP check each. */
struct bench {
	char parent[32], directory[48];
	struct loop *loop;
	struct fake_kernel kernel;
	struct director *director;
	struct store *store;
	struct history *history; /* over restarts */
	struct model model;
	struct model_virtual_server vs[BENCH_SERVICES_MAX];
	struct model_real_server rs[BENCH_SERVICES_MAX][BENCH_HOSTS_MAX];
	unsigned told; /* how often something was to be seen */
	struct instant now;
	struct view *view; /* the last one asked for */
};

struct bench *bench_new(size_t services, size_t hosts);
void bench_free(struct bench *b);

void bench_start(struct bench *b); /* a new director on what is there */
void bench_stop(struct bench *b, bool stop);
void bench_reload(struct bench *b); /* the model as it is now, as another file */

/* Two whole rounds over the kernel's table, and the look at drains each second. */
void bench_let_pass(struct bench *b);

/* One turn of the loop: what was put off is done. */
void bench_turn(struct bench *b);

struct addr bench_vip(size_t service); /* from 0 */
struct addr bench_host(size_t service, size_t host);

/* The director's command on 10.2.service.host+1:80. */
struct command_reply bench_command(
    struct bench *b, size_t service, size_t host, struct command command);
#define RS(what, ...) ((struct command){.kind = COMMAND_RS_##what, __VA_ARGS__})

/* As the kernel has it; NULL: it has not. */
struct ipvs_service *bench_service(struct bench *b, size_t service);
struct ipvs_dest *bench_dest(struct bench *b, size_t service, size_t host);

/* A view made now, kept until the next is asked for; its row of a real server. */
const struct view_pool *bench_pool(struct bench *b, size_t service);
const struct view_rs *bench_row(struct bench *b, size_t service, size_t host);

/* ---- what the made-up checks and scripts saw ---- */

struct bench_world {
	const struct check_run_hooks *hooks;
	struct check_status *checks;
	struct addr *connect_addrs;
	bool *paused;
	size_t checks_len;
	unsigned configured, configured_vs;
	unsigned acts[3];                   /* by enum check_act: how often asked for */
	bool checks_busy;                   /* none can be run now */
	struct script_policy script_policy; /* of the last configuration */
	char scripts[4096];                 /* "object: command\n" */
	char lines[4096];                   /* of the pipes */
	char mails[4096];                   /* "subject\nbody" */
};
extern struct bench_world bench_world;

/* The check of that real server ends so; told at once. */
void bench_verdict(struct bench *b, size_t service, size_t host, bool up);

#endif
