/* SPDX-License-Identifier: Apache-2.0 */
/* MISC_CHECK: fit is what a script says is. Runs on: control; the script runs in the
 * keeper's care. */
#include "checks/check_exec.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#include "agent/keeper.h"
#include "checks/check_io.h"

/* The driver's deadline comes first, so that the verdict is in time; the keeper's own
 * is there if the agent should forget. */
enum { KEEPER_GRACE_MS = 1000, OUTPUT_SHOWN = 80 };

static uint32_t
deadline_ms(const struct model_check *check)
{
	const struct check_exec_spec *spec = check->spec;

	return spec->timeout_ms == CONF_UNSET ? check->delay_loop_ms : spec->timeout_ms;
}

/* The first line of what the script said, for a person. */
static const char *
first_line(const char *output, char *out)
{
	size_t len = strcspn(output, "\r\n");

	if (len > OUTPUT_SHOWN)
		len = OUTPUT_SHOWN;
	for (size_t i = 0; i < len; i++)
		out[i] = (unsigned char)output[i] < 0x20 ? ' ' : output[i];
	out[len] = '\0';
	return out;
}

static void
exited(struct check_try *try, int status, const char *output)
{
	const struct check_exec_spec *spec = check_try_spec(try);
	char line[OUTPUT_SHOWN + 1];

	if (status == 0)
		check_done(try, CHECK_OK, "exit status 0");
	else if (spec->dynamic && status > 1)
		check_done_weight(try, status - 2);
	else
		check_done(try, CHECK_EXIT_STATUS, "exit status %d%s%s", status,
		    *output ? ": " : "", first_line(output, line));
}

/* The keeper has its hands full: says nothing about the server. */
static bool
ours(int err)
{
	return err == EAGAIN || err == EMFILE || err == ENFILE || err == ENOMEM;
}

static void
ended(struct check_try *try, const struct keeper_result *result)
{
	const char *name;

	check_keep_output(try, result->output);
	switch (result->end) {
	case KEEPER_EXITED:
		exited(try, result->value, result->output);
		break;
	case KEEPER_SIGNALLED:
		name = sigabbrev_np(result->value);
		check_done(try, CHECK_KILLED, "ended by signal %d (SIG%s)",
		    result->value, name ? name : "?");
		break;
	case KEEPER_TIMED_OUT:
		check_done(try, CHECK_TIMEOUT, "timeout after %u ms",
		    deadline_ms(check_try_model(try)));
		break;
	case KEEPER_NOT_STARTED:
		check_done(try,
		    ours(result->value) ? CHECK_INTERNAL : CHECK_NOT_STARTED,
		    "cannot be run: %s", strerrordesc_np(result->value));
		break;
	}
}

static void
start(struct check_try *try)
{
	const struct check_exec_spec *spec = check_try_spec(try);
	const struct keeper_script script = {
	    .argv = spec->command.argv,
	    .user = spec->user ? spec->user : spec->command.user,
	    .group = spec->user ? spec->group : spec->command.group,
	    .timeout_ms = deadline_ms(check_try_model(try)) + KEEPER_GRACE_MS,
	};

	check_script(try, &script, ended);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_exec_spec *a = left, *b = right;
	const char *const *a_arg = a->command.argv, *const *b_arg = b->command.argv;

	while (*a_arg && *b_arg && strcmp(*a_arg, *b_arg) == 0) {
		a_arg++;
		b_arg++;
	}
	return !*a_arg && !*b_arg && a->timeout_ms == b->timeout_ms &&
	    a->dynamic == b->dynamic && check_same_text(a->user, b->user) &&
	    check_same_text(a->group, b->group) &&
	    check_same_text(a->command.user, b->command.user) &&
	    check_same_text(a->command.group, b->command.group);
}

/* 100: of the 512 that the keeper has room for. */
const struct check_ops check_exec_ops = {
    .abi = CHECK_ABI,
    .name = "misc",
    .start = start,
    .deadline_ms = deadline_ms,
    .equal = equal,
    .in_flight_max = 100,
};
