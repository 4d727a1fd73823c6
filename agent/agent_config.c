/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. The configuration as a whole, for who asks: shown, and tried
 * without being used. */
#include "agent/agent_config.h"

#include <stdio.h>
#include <string.h>

#include "agent/agent.h"
#include "agent/conf/conf_iproute_file.h"
#include "agent/config_plan.h"
#include "agent/lib/arena.h"
#include "agent/lib/buf.h"
#include "agent/lib/mem.h"
#include "checks/check_plugin.h"

void
agent_config_text(void *ctx, struct buf *out)
{
	const struct agent *agent = ctx;

	buf_printf(out,
	    "# %s, as it is used; secrets are ***, edits of the API are not in it\n",
	    agent->options->config_path);
	conf_dump_shown(agent->model, out);
}

/* Code is loaded only from where the package puts it: a text that came over the
 * network cannot name another directory. */
static bool
own_plugin(const char *directory, const char *name, struct conf_checker *out, char *why)
{
	if (!directory)
		return check_plugin_load(NULL, name, out, why);
	(void)snprintf(why, CONF_PLUGIN_WHY_SIZE,
	    "a text that is no file loads no plug-in of another directory");
	return false;
}

static struct model *
read_candidate(const struct agent *agent, const char *text, size_t len)
{
	struct conf_options conf = agent_conf_options(agent->options);

	if (!text)
		return conf_load(agent->options->config_path, &conf);
	conf.plugin = own_plugin;
	conf.iproute_text = conf_iproute_read;
	return conf_load_text("-", text, len, &conf);
}

static void
fill_fault(struct arena *arena, const struct model_diagnostic *from,
    struct view_trial_fault *to)
{
	to->is_error = from->severity == MODEL_ERROR;
	if (from->place.file)
		to->file = arena_strdup(arena, from->place.file);
	to->line = from->place.line;
	to->column = from->place.column;
	to->code = from->code; /* static */
	to->detail = arena_strdup(arena, from->text);
	if (from->meant)
		to->meant = arena_strdup(arena, from->meant);
}

static void
fill_faults(const struct model *model, struct view_trial *trial)
{
	struct view_trial_fault *faults =
	    arena_alloc(trial->arena, model->diagnostics_len * sizeof(*faults));

	for (size_t i = 0; i < model->diagnostics_len; i++)
		if (model->diagnostics[i].severity != MODEL_NOTE)
			fill_fault(trial->arena, &model->diagnostics[i],
			    &faults[trial->faults_len++]);
	trial->faults = faults;
	trial->errors = model->errors;
	trial->warnings = model->warnings;
}

struct view_trial *
agent_config_try(void *ctx, const char *text, size_t len)
{
	const struct agent *agent = ctx;
	struct view_trial *trial = mem_new(1, sizeof(*trial));
	struct model *model = read_candidate(agent, text, len);

	trial->arena = arena_new();
	fill_faults(model, trial);
	if (!model->errors)
		config_plan(agent->model, model, trial);
	model_free(model);
	return trial;
}
