/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadd: options, configuration test, foreground or not, then the keeper. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/agent.h"
#include "agent/conf/conf.h"
#include "agent/conf/conf_key.h"
#include "agent/keeper.h"
#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/script_once.h"
#include "agent/sys/background.h"
#include "agent/sys/netns.h"
#include "agent/sys/pidfile.h"

enum { EXIT_USAGE = 1, EXIT_CONFIG = KEEPER_EXIT_CONFIG };

enum { OPTION_STRICT = 256, OPTION_LENIENT, OPTION_NO_SYSLOG };

struct invocation {
	struct agent_options agent;
	struct log_options log;
	const char *pid_path;
	char *names[2]; /* owned: paths made absolute */
	bool foreground;
	bool test, strict, dump;
};

static const char usage_text[] =
    "Usage: fairleadd [option]...\n"
    "  -f, --use-file FILE    configuration (default " FAIRLEAD_SYSCONFDIR
    "/fairlead/fairlead.conf)\n"
    "  -t, --config-test      read it, say what is wrong, end (0 good, 2 bad)\n"
    "      --strict           with -t: warnings are errors\n"
    "      --lenient          errors whose keepalived reading is known are warnings\n"
    "  -d, --dump-conf        print the effective configuration (with -t: and end)\n"
    "  -i, --config-id ID     for lines that begin with @ID (default: host name)\n"
    "  -n, --dont-fork        stay in the foreground\n"
    "  -l, --log-console      log to standard error, too\n"
    "      --no-syslog        do not log to syslog\n"
    "  -D, --log-detail       log in detail\n"
    "  -p, --pid FILE         pid file (default /run/fairlead/fairleadd.pid)\n"
    "  -P, --vrrp             run only VRRP\n"
    "  -C, --check            run only checks and IPVS\n"
    "  -v, --version          print the version\n"
    "  -h, --help             print this\n"
    "Signals: HUP reload, TERM and INT stop, USR1 state as JSON to the state "
    "directory.\n";

static const struct option long_options[] = {
    {"use-file",    required_argument, NULL, 'f'             },
    {"config-test", no_argument,       NULL, 't'             },
    {"strict",      no_argument,       NULL, OPTION_STRICT   },
    {"lenient",     no_argument,       NULL, OPTION_LENIENT  },
    {"dump-conf",   no_argument,       NULL, 'd'             },
    {"config-id",   required_argument, NULL, 'i'             },
    {"dont-fork",   no_argument,       NULL, 'n'             },
    {"log-console", no_argument,       NULL, 'l'             },
    {"no-syslog",   no_argument,       NULL, OPTION_NO_SYSLOG},
    {"log-detail",  no_argument,       NULL, 'D'             },
    {"pid",         required_argument, NULL, 'p'             },
    {"vrrp",        no_argument,       NULL, 'P'             },
    {"check",       no_argument,       NULL, 'C'             },
    {"version",     no_argument,       NULL, 'v'             },
    {"help",        no_argument,       NULL, 'h'             },
    {NULL,          0,		 NULL, 0               },
};

static void
print_and_end(const char *text)
{
	(void)fputs(text, stdout); /* a closed terminal is no failure of ours */
	exit(EXIT_SUCCESS);
}

static void
take_option(struct invocation *run, int option)
{
	switch (option) {
	case 'f':
		run->agent.config_path = optarg;
		break;
	case 'i':
		run->agent.config_id = optarg;
		break;
	case 'p':
		run->pid_path = optarg;
		break;
	case 'P':
		run->agent.checks = false;
		break;
	case 'C':
		run->agent.vrrp = false;
		break;
	case 'v':
		print_and_end("fairleadd " FAIRLEAD_VERSION "\n");
		break;
	case 'h':
		print_and_end(usage_text);
		break;
	default:
		(void)fputs("Try 'fairleadd --help'.\n", stderr);
		exit(EXIT_USAGE);
	}
}

/* Options without an argument that set one truth; NULL for the others. */
static bool *
truth_of(struct invocation *run, int option)
{
	switch (option) {
	case 't':
		return &run->test;
	case 'd':
		return &run->dump;
	case 'n':
		return &run->foreground;
	case 'l':
		return &run->log.console;
	case 'D':
		return &run->log.detail;
	case OPTION_STRICT:
		return &run->strict;
	case OPTION_LENIENT:
		return &run->agent.lenient;
	default:
		return NULL;
	}
}

static void
read_options(struct invocation *run, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(
		    argc, argv, "f:tdi:nlDp:PCvh", long_options, NULL)) != -1) {
		bool *truth = truth_of(run, option);

		if (truth)
			*truth = true;
		else if (option == OPTION_NO_SYSLOG)
			run->log.syslog = false;
		else
			take_option(run, option);
	}
	if (optind < argc) {
		(void)fprintf(stderr, "fairleadd: unexpected '%s'\n", argv[optind]);
		exit(EXIT_USAGE);
	}
	if (!run->agent.vrrp && !run->agent.checks)
		run->agent.vrrp = run->agent.checks = true; /* -P -C: both halves */
}

/* Print what was found, to standard error; false when it cannot be used. */
static bool
report(const struct invocation *run, const struct model *model)
{
	bool bad = model->errors || (run->strict && model->warnings);
	struct buf text = {0};

	conf_print_diagnostics(model, &text);
	(void)fputs(buf_text(&text), stderr); /* a closed terminal is no failure */
	buf_fini(&text);
	if (run->test || bad)
		(void)fprintf(stderr, "%s: %zu error%s, %zu warning%s\n",
		    run->agent.config_path, model->errors,
		    model->errors == 1 ? "" : "s", model->warnings,
		    model->warnings == 1 ? "" : "s");
	return !bad;
}

static void
dump(const struct model *model)
{
	struct buf text = {0};

	conf_dump(model, &text);
	(void)fputs(buf_text(&text), stdout); /* as above */
	(void)fflush(stdout);
	buf_fini(&text);
}

static bool
read_configuration(struct invocation *run)
{
	struct conf_options options = agent_conf_options(&run->agent);
	struct model *model = conf_load(run->agent.config_path, &options);
	bool good = report(run, model);

	if (good && run->dump)
		dump(model);
	if (good && !run->test)
		run->agent.first_model = model;
	else
		model_free(model);
	return good;
}

/* The names that are used again once "/" is our folder. */
static int
keep_names(struct invocation *run)
{
	char *config = background_path(run->agent.config_path);
	char *pid = background_path(run->pid_path);

	if (!config || !pid)
		return -errno;
	run->names[0] = config;
	run->names[1] = pid;
	run->agent.config_path = config;
	run->pid_path = pid;
	return 0;
}

/* In the foreground, 0; in the background, what background_release wants, or -errno. */
static int
leave_terminal(struct invocation *run)
{
	int rc = run->foreground ? 0 : keep_names(run);

	if (rc == 0 && !run->foreground)
		rc = background_enter();
	if (rc < 0)
		(void)fprintf(stderr, "fairleadd: cannot go to the background: %s\n",
		    strerrordesc_np(-rc));
	return rc;
}

static bool
take_pid_file(const char *path)
{
	int rc = pidfile_take(path);

	if (rc < 0)
		(void)fprintf(stderr, "fairleadd: pid file %s: %s\n", path,
		    rc == -EWOULDBLOCK ? "another fairleadd runs with it"
				       : strerrordesc_np(-rc));
	return rc == 0;
}

static int
run_agent(const struct keeper_agent_args *args)
{
	return agent_run(args);
}

static void
drop_model(void *ctx)
{
	struct agent_options *options = ctx;

	model_free(options->first_model);
	options->first_model = NULL;
}

static bool
enter_namespace(const struct model_process *process)
{
	int rc = process->net_namespace ? netns_enter(process->net_namespace) : 0;

	if (rc < 0)
		(void)fprintf(stderr, "fairleadd: net_namespace %s: %s\n",
		    process->net_namespace, strerrordesc_np(-rc));
	return rc == 0;
}

/* The agent's life, between what the operator wants run first and last. */
static int
run_between_scripts(struct invocation *run)
{
	struct model_global *global = script_once_dup(&run->agent.first_model->global);
	const struct model_process *process = &global->process;
	const struct keeper_options keeper = {.run_agent = run_agent,
	    .agent_has_begun = drop_model,
	    .all_groups = process->supplementary_groups,
	    .ctx = &run->agent};
	int rc;

	script_once_run(
	    "startup_script", &process->startup, process->startup_timeout_ms, global);
	rc = keeper_main(&keeper);
	script_once_run("shutdown_script", &process->shutdown,
	    process->shutdown_timeout_ms, global);
	script_once_free(global);
	return rc;
}

static int
run_daemon(struct invocation *run)
{
	const struct model_process *process = &run->agent.first_model->global.process;
	int background, rc;

	if (!enter_namespace(process))
		return EXIT_FAILURE;
	if (process->umask != CONF_UNSET)
		(void)umask((mode_t)process->umask); /* cannot fail */
	background = leave_terminal(run);
	if (background < 0 || !take_pid_file(run->pid_path))
		return EXIT_FAILURE;
	log_open("fairleadd", &run->log);
	rc = run->foreground ? 0 : background_release(background, run->log.console);
	if (rc < 0)
		log_sys("keeper", -rc, "cannot let go of the terminal");
	rc = run_between_scripts(run);
	pidfile_drop(run->pid_path);
	return rc;
}

int
main(int argc, char **argv)
{
	struct invocation run = {
	    .agent = {.config_path = FAIRLEAD_SYSCONFDIR "/fairlead/fairlead.conf",
		      .vrrp = true,
		      .checks = true},
	    .log = {.syslog = true					      },
	    .pid_path = "/run/fairlead/fairleadd.pid",
	};
	int rc;

	(void)gethostname(run.agent.host_name,
	    sizeof(run.agent.host_name) - 1); /* fits: 64 at most */
	read_options(&run, argc, argv);
	if (!read_configuration(&run))
		return EXIT_CONFIG;
	if (run.test)
		return EXIT_SUCCESS;
	rc = run_daemon(&run);
	drop_model(&run.agent); /* no agent has begun */
	mem_free(run.names[0]);
	mem_free(run.names[1]);
	return rc;
}
