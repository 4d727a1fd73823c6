/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. Builds the parts, wires them together, takes them down. */
#include "agent/agent.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "agent/agent_config.h"
#include "agent/agent_dump.h"
#include "agent/conf/conf_key.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/overrides.h"
#include "agent/store/store.h"
#include "agent/sys/caps.h"
#include "agent/sys/limits.h"
#include "agent/sys/now.h"
#include "agent/sys/systemd.h"
#include "agent/sys/vrf.h"
#include "agent/trials.h"
#include "checks/check_plugin.h"
#include "checks/check_registry.h"

enum { BEAT_MS = 500, API_RETRY_MS = 5000, STOP_MS = 3000, STOP_LOOK_MS = 10 };

void
agent_happened(
    struct agent *agent, enum history_type type, const char *actor, const char *text)
{
	struct history_event event = {.type = type,
	    .at = now_monotonic(),
	    .at_ms = now_wall_ms(),
	    .ref = "config",
	    .revision = director_revision(agent->director)};

	history_by(&event, actor);
	history_say(&event, "%s", text);
	history_add(agent->history, &event);
}

static void
beat(void *ctx)
{
	struct agent *agent = ctx;

	struct instant now = now_monotonic();

	if (agent->beat_due.ns)
		histogram_add(
		    &agent->loop_lag, instant_since(now, agent->beat_due).ns / 1000);
	agent->beat_due = instant_add(now, span_ms(BEAT_MS));
	atomic_store(&agent->board->beat_ns[BOARD_CONTROL], loop_now(agent->loop).ns);
	loop_timer_after(agent->beat, span_ms(BEAT_MS));
}

static void
publish(void *ctx)
{
	struct agent *agent = ctx;

	if (agent->agentx)
		agentx_publish(agent->agentx, agent_view(agent));
}

static void
retry_listening(void *ctx)
{
	struct agent *agent = ctx;

	if (agent_listen(agent, agent->model) < 0)
		loop_timer_after(agent->api_retry, span_ms(API_RETRY_MS));
}

static void
part_changed(void *ctx)
{
	agent_changed(ctx);
}

static void
vrrp_state_entered(void *ctx, const char *instance, enum vrrp_state state)
{
	struct agent *agent = ctx;

	director_vrrp_state(agent->director, instance, state);
	agent_changed(agent);
}

static void
quorum_changed(void *ctx, const char *vs_id, bool met)
{
	const struct agent *agent = ctx;

	vrrp_control_quorum(agent->vrrp, vs_id, met);
}

static void
vrrp_stopped(void *ctx)
{
	struct agent *agent = ctx;

	agent->vrrp_stopped = true;
}

static struct overrides_parts
overrides_of(struct agent *agent)
{
	return (struct overrides_parts){agent->vrrp, agent->store, agent->history};
}

static void
vrrp_wish_over(void *ctx, const char *instance)
{
	const struct overrides_parts parts = overrides_of(ctx);

	overrides_over(&parts, instance);
}

struct command_reply
agent_vrrp_command(struct agent *agent, const struct command *command)
{
	const struct overrides_parts parts = overrides_of(agent);

	return overrides_command(&parts, command);
}

/* VRRP has left, and the scripts that tell of it have ended; or the time is up. */
static void
look_whether_stopped(void *ctx)
{
	struct agent *agent = ctx;
	bool over = instant_reached(agent->stop_due, now_monotonic());

	if (over && !agent->vrrp_stopped)
		log_bug("agent",
		    "VRRP did not stop in %d ms; the leases end its addresses",
		    STOP_MS);
	if (over || (agent->vrrp_stopped && notify_pending(agent->notify) == 0))
		loop_stop(agent->loop);
	else
		loop_timer_after(agent->publish, span_ms(STOP_LOOK_MS));
}

static void
begin_stop(struct agent *agent)
{
	if (agent->stopping)
		return;
	agent->stopping = true;
	log_event("agent", "stopping");
	agent_happened(agent, HISTORY_AGENT_STOPPING, "", "the agent stops");
	systemd_notify("STOPPING=1");
	loop_timer_free(agent->publish);
	agent->stop_due = instant_add(now_monotonic(), span_ms(STOP_MS));
	agent->publish = loop_timer_new(agent->loop, look_whether_stopped, agent);
	vrrp_control_stop(agent->vrrp);
	look_whether_stopped(agent);
}

static void
reload_on_signal(struct agent *agent)
{
	const struct command reload = {
	    .kind = COMMAND_RELOAD, .actor = "operator", .source = "signal"};

	(void)command_run(agent, &reload); /* it has logged what came of it */
}

static void
dump_on_signal(struct agent *agent)
{
	const char *directory = agent->model->global.state_directory;
	int rc = agent_dump(agent_view(agent), directory);

	if (rc < 0)
		log_sys("agent", -rc, "cannot write %s/state.json", directory);
	else
		log_event("agent", "wrote %s/state.json", directory);
}

static void
signal_caught(void *ctx, int signum)
{
	struct agent *agent = ctx;

	if (signum == SIGHUP)
		reload_on_signal(agent);
	else if (signum == SIGUSR1)
		dump_on_signal(agent);
	else
		begin_stop(agent);
}

static struct view *
api_view(void *ctx)
{
	return agent_view(ctx);
}

static struct view_pool *
api_pool(void *ctx, const char *vs_id)
{
	struct agent *agent = ctx;

	return director_view_pool(agent->director, vs_id);
}

static struct view_pool *
api_real_server(void *ctx, const char *vs_id, const struct addr *addr, uint16_t port)
{
	struct agent *agent = ctx;

	return director_view_rs(agent->director, vs_id, addr, port);
}

static bool
api_check(void *ctx, const char *vs_id, const struct view_check *check,
    struct view_check_more *out)
{
	struct agent *agent = ctx;

	return director_check_more(agent->director, vs_id, check, out);
}

static const struct history *
api_history_ring(void *ctx)
{
	const struct agent *agent = ctx;

	return agent->history;
}

static struct view_once_reply
api_try(void *ctx, const struct view_once_wanted *wanted)
{
	struct agent *agent = ctx;

	if (!agent->trials)
		agent->trials = trials_new(agent->loop);
	return trials_begin(agent->trials, &agent->model->api, wanted);
}

static const struct view_once *
api_tried(void *ctx, uint32_t id)
{
	const struct agent *agent = ctx;

	return agent->trials ? trials_find(agent->trials, id) : NULL;
}

static struct command_reply
api_run(void *ctx, const struct command *command)
{
	return command_run(ctx, command);
}

/* The manager reads back what it wrote: it is shown before the SET is answered. */
static struct command_reply
snmp_run(void *ctx, const struct command *command)
{
	struct agent *agent = ctx;
	struct command_reply reply = command_run(agent, command);

	agentx_publish(agent->agentx, agent_view(agent));
	return reply;
}

void
agent_snmp_asks(void *ctx, unsigned events)
{
	struct agent *agent = ctx;

	(void)events;
	agentx_answer(agent->agentx, snmp_run, agent);
}

/* Two directors started together should not check in step. */
static uint64_t
seed_of(const struct model_process *process)
{
	if (process->random_seed != CONF_UNSET)
		return process->random_seed;
	return (uint64_t)now_monotonic().ns ^ (uint64_t)now_wall_ms() << 20;
}

static void
build_parts(struct agent *agent, int keeper_fd)
{
	const struct model_global *global = &agent->model->global;
	const struct api_hooks api = {
	    .view = api_view,
	    .pool = api_pool,
	    .real_server = api_real_server,
	    .check = api_check,
	    .history = api_history_ring,
	    .run = api_run,
	    .config_text = agent_config_text,
	    .config_try = agent_config_try,
	    .try = api_try,
	    .tried = api_tried,
	    .ctx = agent,
	};
	const struct mail_hooks mail = {part_changed, agent};
	struct overrides_parts overrides;

	agent->history = history_new(HISTORY_ROOM);
	agent->store = store_file_open(global->state_directory);
	agent->keeper = keeper_link_new(agent->loop, keeper_fd);
	agent->mail = mail_new(agent->loop, &mail);
	agent->notify = notify_new(&(struct notify_parts){
	    .loop = agent->loop, .keeper = agent->keeper, .mail = agent->mail});
	agent->director = director_new(&(struct director_parts){
	    .loop = agent->loop,
	    .keeper = agent->keeper,
	    .notify = agent->notify,
	    .history = agent->history,
	    .store = agent->store,
	    .seed = seed_of(&global->process),
	    .enabled = agent->options->checks,
	    .hooks = {part_changed, quorum_changed, agent},
	});
	agent->vrrp = vrrp_control_new(&(struct vrrp_control_parts){
	    .loop = agent->loop,
	    .keeper = agent->keeper,
	    .notify = agent->notify,
	    .board = agent->board,
	    .history = agent->history,
	    .enabled = agent->options->vrrp,
	    .hooks = {part_changed, vrrp_state_entered, vrrp_stopped, vrrp_wish_over,
		      agent},
	});
	overrides = overrides_of(agent);
	overrides_load(&overrides);
	agent->api = api_new(agent->loop, &api);
	history_watch(agent->history, api_stir, agent->api);
	agent->loop_lag = histogram_of_delays();
	agent->beat = loop_timer_new(agent->loop, beat, agent);
	agent->publish = loop_timer_new(agent->loop, publish, agent);
	agent->api_retry = loop_timer_new(agent->loop, retry_listening, agent);
}

static void
watch_signals(struct agent *agent)
{
	static const int wanted[] = {SIGHUP, SIGTERM, SIGINT, SIGUSR1};
	sigset_t none;

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		agent->signals[i] =
		    loop_signal_new(agent->loop, wanted[i], signal_caught, agent);
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail on a known signal */
	(void)sigemptyset(&none);       /* cannot fail, nor the next */
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
take_down(struct agent *agent)
{
	if (agent->agentx) {
		loop_fd_free(agent->snmp_asks);
		agentx_stop(agent->agentx);
	}
	history_watch(agent->history, NULL, NULL);
	api_free(agent->api);
	trials_free(agent->trials);
	vrrp_control_free(agent->vrrp);
	director_free(agent->director, true);
	notify_free(agent->notify);
	mail_free(agent->mail);
	keeper_link_free(agent->keeper);
	loop_timer_free(agent->beat);
	loop_timer_free(agent->publish);
	loop_timer_free(agent->api_retry);
	for (size_t i = 0; i < sizeof(agent->signals) / sizeof(agent->signals[0]); i++)
		loop_signal_free(agent->signals[i]);
	loop_free(agent->loop);
	history_free(agent->history);
	store_free(agent->store);
	view_unref(agent->view);
	view_said_unref(agent->said);
	model_free(agent->model);
	model_free(agent->refused);
}

struct conf_options
agent_conf_options(const struct agent_options *options)
{
	struct conf_options conf = {.config_id = options->config_id,
	    .host_name = options->host_name,
	    .lenient = options->lenient,
	    .vrf_table = vrf_table,
	    .plugin = check_plugin_load};

	conf.checkers = check_registry(&conf.checkers_len);
	return conf;
}

/* Where edits live must be known before the parts are built. */
static struct model *
take_model(struct agent_options *options)
{
	struct conf_options conf = agent_conf_options(options);
	struct model *model = options->first_model;

	options->first_model = NULL;
	return model ? model : conf_load(options->config_path, &conf);
}

static void
prepare_process(void)
{
	unsigned long descriptors;
	int rc = limits_raise_descriptors(&descriptors);

	if (rc < 0)
		log_sys("agent", -rc, "only %lu descriptors", descriptors);
	rc = caps_drop();
	if (rc < 0)
		log_sys("agent", -rc, "cannot drop privileges");
}

int
agent_run(const struct keeper_agent_args *args)
{
	struct agent agent = {.options = args->ctx,
	    .board = args->board,
	    .start_count = args->start_count,
	    .started_ms = now_wall_ms()};

	prepare_process();
	agent.model = take_model(agent.options);
	if (agent.model->errors) {
		agent_log_diagnostics(agent.model);
		model_free(agent.model);
		return KEEPER_EXIT_CONFIG;
	}
	agent.loop = loop_new();
	watch_signals(&agent);
	build_parts(&agent, args->fd);
	beat(&agent);
	agent_start(&agent);
	loop_run(agent.loop);
	take_down(&agent);
	return 0;
}
