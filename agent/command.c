/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/command.h"

#include <stdio.h>

#include "agent/agent.h"
#include "agent/lib/log.h"

static struct command_reply
not_reloaded(const char *code)
{
	return (struct command_reply){.status = COMMAND_NOT_RELOADED, .code = code};
}

static struct command_reply
reload(struct agent *agent, const struct command *command)
{
	struct command_reply reply = {
	    .status = COMMAND_DONE, .code = "config.reloaded"};

	log_event(
	    "agent", "reload asked for by %s from %s", command->actor, command->source);
	if (agent
		->stopping) { /* its parts are leaving and still borrow the old model */
		log_event("agent", "not reloaded: it is stopping");
		reply = not_reloaded("agent.stopping");
		(void)snprintf(
		    reply.detail, sizeof(reply.detail), "the agent is stopping");
	} else if (!agent_reload(agent)) {
		reply = not_reloaded("config.refused");
		(void)snprintf(reply.detail, sizeof(reply.detail),
		    "%s has errors (see /api/v1/config); the old configuration runs on",
		    agent->options->config_path);
		agent_happened(agent, HISTORY_CONFIG_REJECTED, command->actor,
		    "reload refused: the configuration has errors");
	} else {
		agent_happened(agent, HISTORY_CONFIG_APPLIED, command->actor,
		    "configuration reloaded");
	}
	reply.revision = director_revision(agent->director);
	return reply;
}

struct command_reply
command_run(struct agent *agent, const struct command *command)
{
	struct command_reply reply;

	if (command->kind == COMMAND_RELOAD)
		return reload(agent, command);
	if (command->kind > COMMAND_RELOAD && command->kind < COMMAND_VS_ADD)
		reply = agent_vrrp_command(agent, command);
	else
		reply = director_command(agent->director, command);
	agent_changed(agent);
	return reply;
}
