/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/command.h"

#include <stdio.h>

#include "agent/agent.h"
#include "agent/lib/log.h"

static struct command_reply
reload(struct agent *agent, const struct command *command)
{
	struct command_reply reply = {
	    .status = COMMAND_DONE, .code = "config.reloaded"};

	log_event(
	    "agent", "reload asked for by %s from %s", command->actor, command->source);
	if (!agent_reload(agent)) {
		reply.status = COMMAND_NOT_RELOADED;
		reply.code = "config.refused";
		(void)snprintf(reply.detail, sizeof(reply.detail),
		    "%s has errors (see /api/v1/config); the old configuration runs on",
		    agent->options->config_path);
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
	reply = director_command(agent->director, command);
	agent_changed(agent);
	return reply;
}
