/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/director_bench.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/director_inside.h"
#include "agent/history.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/lib/mem.h"
#include "agent/notify.h"
#include "agent/store/store.h"
#include "checks/check_ask.h"
#include "tests/fake/edge_loop.h"

struct bench_world bench_world;

/* ---- made-up checks ---- */

static struct check_run_hooks world_hooks;

struct check_run *
check_run_new(struct loop *loop, struct keeper_link *keeper,
    const struct check_run_hooks *hooks, uint64_t jitter_seed)
{
	(void)loop;
	(void)keeper;
	(void)jitter_seed;
	world_hooks = *hooks;
	bench_world.hooks = &world_hooks;
	return (struct check_run *)&world_hooks;
}

static void
forget_checks(void)
{
	mem_free(bench_world.checks);
	mem_free(bench_world.connect_addrs);
	mem_free(bench_world.paused);
	bench_world.checks = NULL;
	bench_world.connect_addrs = NULL;
	bench_world.paused = NULL;
	bench_world.checks_len = 0;
}

void
check_run_free(struct check_run *run)
{
	(void)run;
	forget_checks();
}

static bool
is_about(const struct check_status *status, const char *vs_id, const struct addr *addr,
    uint16_t port)
{
	return strcmp(status->vs_id, vs_id) == 0 &&
	    addr_equal(&status->rs_addr, addr) && status->rs_port == port;
}

static void
put_check(const struct check_wanted *wanted, const struct check_status *old)
{
	struct bench_world *w = &bench_world;
	size_t at = w->checks_len++;

	w->checks = mem_grow(w->checks, w->checks_len, sizeof(*w->checks));
	w->connect_addrs =
	    mem_grow(w->connect_addrs, w->checks_len, sizeof(*w->connect_addrs));
	w->paused = mem_grow(w->paused, w->checks_len, sizeof(*w->paused));
	if (old)
		w->checks[at] = *old;
	else
		w->checks[at] = (struct check_status){.rs_addr = wanted->rs_addr,
		    .rs_port = wanted->rs_port,
		    .index = wanted->index,
		    .type = "tcp",
		    .up = true,
		    .last.dynamic_weight = -1};
	memcpy(w->checks[at].vs_id, wanted->vs_id, sizeof(wanted->vs_id));
	w->connect_addrs[at] = wanted->check->connect_addr;
	w->paused[at] = wanted->paused;
}

static const struct check_status *
find_in(const struct check_status *checks, size_t len, const struct check_wanted *like)
{
	for (size_t i = 0; i < len; i++)
		if (is_about(&checks[i], like->vs_id, &like->rs_addr, like->rs_port))
			return &checks[i];
	return NULL;
}

/* The new set in place of what is of `vs_id` (NULL: of all). */
static void
replace(const char *vs_id, const struct check_wanted *wanted, size_t len)
{
	struct bench_world old = bench_world;

	bench_world.checks = NULL;
	bench_world.connect_addrs = NULL;
	bench_world.paused = NULL;
	bench_world.checks_len = 0;
	for (size_t i = 0; vs_id && i < old.checks_len; i++)
		if (strcmp(old.checks[i].vs_id, vs_id) != 0) {
			struct model_check kept = {
			    .connect_addr = old.connect_addrs[i]};
			struct check_wanted again = {
			    .check = &kept, .paused = old.paused[i]};

			memcpy(again.vs_id, old.checks[i].vs_id, sizeof(again.vs_id));
			put_check(&again, &old.checks[i]);
		}
	for (size_t i = 0; i < len; i++)
		put_check(&wanted[i],
		    len > 1000 ? NULL
			       : find_in(old.checks, old.checks_len, &wanted[i]));
	mem_free(old.checks);
	mem_free(old.connect_addrs);
	mem_free(old.paused);
}

void
check_run_scripts(struct check_run *run, const struct script_policy *policy)
{
	(void)run;
	bench_world.script_policy = *policy;
}

void
check_run_configure(
    struct check_run *run, const struct check_wanted *wanted, size_t len)
{
	(void)run;
	bench_world.configured++;
	replace(NULL, wanted, len);
}

void
check_run_configure_vs(struct check_run *run, const char *vs_id,
    const struct check_wanted *wanted, size_t len)
{
	(void)run;
	bench_world.configured_vs++;
	replace(vs_id, wanted, len);
}

int
check_run_act(struct check_run *run, enum check_act act, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index)
{
	bench_world.acts[act]++;
	if (!check_run_find(run, vs_id, rs_addr, rs_port, index))
		return -ENOENT;
	return bench_world.checks_busy ? -EBUSY : 0;
}

bool
check_run_standing(const struct check_run *run, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index,
    struct check_standing *out)
{
	(void)out;
	return check_run_find(run, vs_id, rs_addr, rs_port, index) != NULL;
}

const struct check_status *
check_run_find(const struct check_run *run, const char *vs_id,
    const struct addr *rs_addr, uint16_t rs_port, uint16_t index)
{
	struct check_wanted like = {
	    .rs_addr = *rs_addr, .rs_port = rs_port, .index = index};

	(void)run;
	if (bench_world.checks_len > 1000)
		return NULL; /* too many for a search that is this simple */
	(void)mem_copy_text(like.vs_id, sizeof(like.vs_id), vs_id);
	return find_in(bench_world.checks, bench_world.checks_len, &like);
}

struct check_totals
check_run_totals(const struct check_run *run)
{
	(void)run;
	return (struct check_totals){.runs = 7, .failures = 3};
}

size_t
check_run_loads(const struct check_run *run, struct check_load *out)
{
	(void)run;
	out[0] = (struct check_load){.type = "tcp", .in_flight = 2, .waiting = 1};
	out[0].by_code[CHECK_OK] = 4;
	out[0].by_code[CHECK_CONNECT_REFUSED] = 1;
	out[0].by_code[CHECK_TIMEOUT] = 1;
	out[0].by_code[CHECK_CONNECT_TIMEOUT] = 1;
	return 1;
}

void
bench_verdict(struct bench *b, size_t service, size_t host, bool up)
{
	struct addr addr = bench_host(service, host);

	for (size_t i = 0; i < bench_world.checks_len; i++) {
		struct check_status *status = &bench_world.checks[i];

		if (!is_about(status, b->vs[service].id, &addr, 80))
			continue;
		status->has_run = true;
		status->up = up;
		status->last.code = up ? CHECK_OK : CHECK_CONNECT_REFUSED;
		status->runs++;
		bench_world.hooks->changed(bench_world.hooks->ctx, status);
		return;
	}
	fail_msg("no such check");
}

/* ---- made-up scripts ---- */

void
notify_run(struct notify *notify, const char *object,
    const struct model_script_command *command, const char *const *extra)
{
	size_t at = strlen(bench_world.scripts);

	(void)notify;
	(void)extra;
	if (command->argv)
		(void)snprintf(bench_world.scripts + at,
		    sizeof(bench_world.scripts) - at, "%s: %s\n", object,
		    command->argv[0]);
}

void
notify_mail(struct notify *notify, const char *subject, const char *body)
{
	size_t at = strlen(bench_world.mails);

	(void)notify;
	(void)snprintf(bench_world.mails + at, sizeof(bench_world.mails) - at, "%s\n%s",
	    subject, body);
}

void
notify_line(struct notify *notify, enum model_fifo_kind kind, const char *line)
{
	size_t at = strlen(bench_world.lines);

	(void)notify;
	assert_int_equal(kind, MODEL_FIFO_LVS);
	(void)snprintf(
	    bench_world.lines + at, sizeof(bench_world.lines) - at, "%s", line);
}

/* ---- the model ---- */

struct addr
bench_vip(size_t service)
{
	return addr_v4(0x0a010001 + (uint32_t)service);
}

struct addr
bench_host(size_t service, size_t host)
{
	return addr_v4(0x0a020001 + (uint32_t)(service << 8 | host));
}

static const char *const up_argv[] = {"up.sh", NULL};
static const char *const down_argv[] = {"down.sh", NULL};
static const char *const quorum_up_argv[] = {"quorum_up.sh", NULL};
static const char *const quorum_down_argv[] = {"quorum_down.sh", NULL};

static void
make_rs(struct bench *b, size_t service, size_t host)
{
	struct model_real_server *rs = &b->rs[service][host];
	struct model_check *check = mem_new(1, sizeof(*check));

	check->connect_addr = bench_host(service, host);
	check->connect_port = 80;
	*rs = (struct model_real_server){.addr = bench_host(service, host),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = 1,
	    .notify_up.argv = up_argv,
	    .notify_down.argv = down_argv,
	    .checks = check,
	    .checks_len = 1};
}

static void
make_vs(struct bench *b, size_t service, size_t hosts)
{
	struct model_virtual_server *vs = &b->vs[service];

	*vs = (struct model_virtual_server){.family = ADDR_V4,
	    .addr = bench_vip(service),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = 1,
	    .quorum = 1,
	    .quorum_up.argv = quorum_up_argv,
	    .quorum_down.argv = quorum_down_argv,
	    .real_servers = b->rs[service],
	    .real_servers_len = hosts};
	model_vs_id(vs, vs->id);
	(void)snprintf(vs->scheduler, sizeof(vs->scheduler), "rr");
	for (size_t h = 0; h < hosts; h++)
		make_rs(b, service, h);
}

/* ---- life ---- */

static void
changed(void *ctx)
{
	struct bench *b = ctx;

	b->told++;
}

static void
quorum(void *ctx, const char *vs_id, bool met)
{
	(void)ctx;
	(void)vs_id;
	(void)met;
}

struct bench *
bench_new(size_t services, size_t hosts)
{
	struct bench *b = mem_new(1, sizeof(*b));

	bench_world = (struct bench_world){0};
	strcpy(b->parent, "/tmp/fairlead-XXXXXX");
	assert_non_null(mkdtemp(b->parent));
	(void)snprintf(b->directory, sizeof(b->directory), "%s/state", b->parent);
	for (size_t s = 0; s < services; s++)
		make_vs(b, s, hosts);
	b->model.virtual_servers = b->vs;
	b->model.virtual_servers_len = services;
	strcpy(b->model.sha256, "first");
	b->loop = loop_new();
	fake_kernel_init(&b->kernel);
	b->history = history_new(64);
	b->now = loop_now(b->loop);
	return b;
}

void
bench_start(struct bench *b)
{
	struct store *store = store_file_open(b->directory);
	struct director_parts parts = {
	    .loop = b->loop,
	    .store = store,
	    .history = b->history,
	    .enabled = true,
	    .kernel = &b->kernel.kernel,
	    .hooks = {.changed = changed, .quorum = quorum, .ctx = b}
        };

	b->store = store;
	b->director = director_new(&parts);
	director_configure(b->director, &b->model);
}

void
bench_stop(struct bench *b, bool stop)
{
	director_free(b->director, stop);
	store_free(b->store);
	b->director = NULL;
	b->store = NULL;
}

void
bench_reload(struct bench *b)
{
	b->model.sha256[0]++;
	director_configure(b->director, &b->model);
}

static void
empty(const char *directory)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		(void)closedir(dir);
	(void)rmdir(directory);
}

void
bench_free(struct bench *b)
{
	view_unref(b->view);
	director_free(b->director, false);
	store_free(b->store);
	history_free(b->history);
	loop_free(b->loop);
	fake_kernel_fini(&b->kernel);
	empty(b->directory);
	empty(b->parent);
	for (size_t s = 0; s < BENCH_SERVICES_MAX; s++)
		for (size_t h = 0; h < BENCH_HOSTS_MAX; h++)
			mem_free((void *)(uintptr_t)b->rs[s][h].checks);
	mem_free(b);
}

void
bench_let_pass(struct bench *b)
{
	uint64_t scans = ipvs_sync_status(b->director->sync)->scans;

	for (int i = 0; i < 1000; i++) {
		if (ipvs_sync_status(b->director->sync)->scans >= scans + 2)
			break;
		b->now = instant_add(b->now, span_ms(100));
		(void)ipvs_sync_turn(b->director->sync, b->now);
	}
	director_look_again(b->director);
}

void
bench_turn(struct bench *b)
{
	edge_loop_for(b->loop, 1);
}

/* ---- looking ---- */

struct command_reply
bench_command(struct bench *b, size_t service, size_t host, struct command command)
{
	command.actor = "test";
	command.source = "unit";
	command.vs_id = b->vs[service].id;
	command.addr = bench_host(service, host);
	command.port = 80;
	return director_command(b->director, &command);
}

struct ipvs_service *
bench_service(struct bench *b, size_t service)
{
	struct ipvs_key key = {
	    .family = ADDR_V4, .addr = bench_vip(service), .port = 80};

	return fake_kernel_service(&b->kernel, &key);
}

struct ipvs_dest *
bench_dest(struct bench *b, size_t service, size_t host)
{
	struct ipvs_service *found = bench_service(b, service);
	struct ipvs_dest dest = {.addr = bench_host(service, host), .port = 80};

	return found ? fake_kernel_dest(found, &dest) : NULL;
}

const struct view_pool *
bench_pool(struct bench *b, size_t service)
{
	view_unref(b->view);
	b->view = view_new(1);
	director_fill_view(b->director, b->view);
	view_finish(b->view);
	return view_find_pool(b->view, b->vs[service].id);
}

const struct view_rs *
bench_row(struct bench *b, size_t service, size_t host)
{
	struct addr addr = bench_host(service, host);
	char id[MODEL_ID_SIZE];
	const struct view_pool *pool = bench_pool(b, service);

	model_rs_id(&addr, 80, id);
	return pool ? view_find_rs(pool, id) : NULL;
}
