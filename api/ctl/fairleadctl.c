/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl: words of the command line -> a command. */
#include <curl/curl.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/words.h"
#include "api/ctl/ctl.h"
#include "api/ctl/ctl_names.h"

static const char help_text[] =
    "usage: fairleadctl [OPTION]... COMMAND\n"
    "\n"
    "  status                         the whole of it on one screen\n"
    "  doctor                         what is amiss, and what to do; exit 1 if "
    "anything is\n"
    "  whoami                         who I am to the agent, and what I may do\n"
    "  vrrp [NAME]                    VRRP instances\n"
    "  vrrp NAME failover             give the role to another director [--for TIME]\n"
    "  vrrp NAME yield                take no role while another can [--for TIME]\n"
    "  vrrp NAME priority N           in place of the configured one [--for TIME]\n"
    "  vrrp NAME resume               end what was wished; also send-garp, "
    "reset-stats\n"
    "  vrrp group [NAME]              sync groups; the same may be wished of one\n"
    "  explain [NAME]                 why the roles are as they are\n"
    "  diff                           where file, edits and kernel differ; exit 1 if "
    "they do\n"
    "  ipvs                           the kernel's table: ours, and what is foreign\n"
    "  events [-f] [--types T,...]    what happened; -f: and what happens\n"
    "  audit                          who changed what, or was refused\n"
    "  vs [VS]                        virtual servers with their real servers\n"
    "  vs add ADDRESS:PORT [MEMBER=VALUE]...   scheduler=rr quorum=2 protocol=udp "
    "...\n"
    "  vs set VS MEMBER=VALUE...      [--dry-run]\n"
    "  vs rm VS                       [--force] [--dry-run]\n"
    "  get PATH                       what the API has there: real-servers?state=down\n"
    "  set PATH MEMBER=VALUE...       change it [--dry-run]\n"
    "  apply FILE                     a transaction, all or nothing; -: standard "
    "input\n"
    "  rs list VS                     real servers of one\n"
    "  rs add VS RS                   [--weight N] [--forward dr|nat|tun] "
    "[--no-checks]\n"
    "  rs set VS RS                   [--weight N] [--forward dr|nat|tun]\n"
    "  rs drain VS RS                 no new connections [--timeout TIME] [--wait]\n"
    "                                 [--on-timeout keep|remove|maintenance] "
    "[--force]\n"
    "                                 [--persistence honour|expire]\n"
    "  rs maintenance VS RS           no connections, no checks [--force]\n"
    "  rs ready VS RS                 back to work\n"
    "  rs override VS RS up|down|none whatever its checks say [--for TIME]\n"
    "  rs rm VS RS                    drain, then remove [--force] [--timeout TIME] "
    "[--wait]\n"
    "  check list [VS]                checks, of one virtual server or of all\n"
    "  check show CHECK               one, with what its script said\n"
    "  check now|pause|resume CHECK   run it at once; or not until resumed, or a "
    "restart\n"
    "  check test TYPE ADDRESS:PORT [WORD=VALUE]...\n"
    "                                 a check that is not configured, once "
    "[--timeout TIME]\n"
    "  token add NAME ROLE [GRANT...] [--expires DATE]  make one; it is shown once\n"
    "  token list; token rm NAME      those there are; revoke one\n"
    "  realserver up|down|status VIP  this host as a real server [--dev lo]\n"
    "  config test FILE               [--strict] [--lenient]\n"
    "  config validate [FILE]         by the agent, with what a reload would change\n"
    "  config reload\n"
    "  completion                     for bash: eval \"$(fairleadctl completion)\"\n"
    "\n"
    "VS is an id (10.1.1.166-80-tcp), ADDRESS:PORT, or the beginning of one id only;\n"
    "RS is ADDRESS:PORT, or ADDRESS with the port of the virtual server. TIME is\n"
    "500ms, 30s, 5m, 1h; without a unit, seconds. CHECK is an id of check list.\n"
    "\n"
    "  --socket PATH         the agent's socket (" CTL_SOCKET ")\n"
    "  --url URL             the agent's API over the network (https://lb1:8443)\n"
    "  --token-file FILE     whose first line is the token for it\n"
    "  -o, --output FORM     table, or json: the agent's answer as it is\n"
    "  --persist state|runtime  keep the change across restarts (state), or not\n"
    "  --reason TEXT         for the history\n"
    "  -h, --help  -V, --version\n"
    "\n"
    "exit: 0 done; 1 refused, failed, not complete; 2 wrong command line; 3 no agent\n"
    "answers; 4 not found; 5 not permitted; 6 conflict; 7 --wait ran out of time\n";

enum { VS_EDIT = CTL_O_PERSIST | CTL_O_REASON | CTL_O_DRY_RUN };
enum { RS_EDIT = CTL_O_WEIGHT | CTL_O_FORWARD | CTL_O_PERSIST | CTL_O_REASON };

/* A row that changes must not move the others. */
/* clang-format off */
static const struct command {
	const char *first, *second; /* second: NULL for a command of one word */
	int words_min, words_max;   /* that follow */
	unsigned options;
	int (*run)(struct ctl *ctl);
} commands[] = {
    {"status", NULL, 0, 0, 0, ctl_status},
    {"doctor", NULL, 0, 0, 0, ctl_doctor},
    {"whoami", NULL, 0, 0, 0, ctl_whoami},
    {"audit", NULL, 0, 0, 0, ctl_audit},
    {"diff", NULL, 0, 0, 0, ctl_diff},
    {"ipvs", NULL, 0, 0, 0, ctl_ipvs},
    {"events", NULL, 0, 0, CTL_O_FOLLOW | CTL_O_TYPES, ctl_events},
    {"explain", NULL, 0, 1, 0, ctl_explain},
    {"vrrp", "group", 0, 3, CTL_O_FOR | CTL_O_REASON | CTL_O_PERSIST, ctl_vrrp_group},
    {"vrrp", NULL, 0, 3, CTL_O_FOR | CTL_O_REASON | CTL_O_PERSIST, ctl_vrrp},
    {"vs", "list", 0, 0, 0, ctl_vs},
    {"vs", "add", 1, 9, VS_EDIT, ctl_vs_add},
    {"vs", "set", 2, 9, VS_EDIT, ctl_vs_set},
    {"vs", "rm", 1, 1, VS_EDIT | CTL_O_FORCE, ctl_vs_rm},
    {"get", NULL, 1, 1, 0, ctl_get},
    {"set", NULL, 2, 9, VS_EDIT, ctl_set},
    {"apply", NULL, 1, 1, CTL_O_PERSIST, ctl_apply},
    {"vs", NULL, 0, 1, 0, ctl_vs},
    {"rs", "list", 1, 1, 0, ctl_rs_list},
    {"rs", "add", 2, 2, RS_EDIT | CTL_O_NO_CHECKS, ctl_rs_add},
    {"rs", "set", 2, 2, RS_EDIT, ctl_rs_set},
    {"rs", "drain", 2, 2,
     CTL_O_TIMEOUT | CTL_O_WAIT | CTL_O_PERSIST | CTL_O_REASON | CTL_O_FORCE |
	 CTL_O_ON_TIMEOUT | CTL_O_PERSISTENCE, ctl_rs_drain},
    {"rs", "ready", 2, 2, CTL_O_PERSIST | CTL_O_REASON, ctl_rs_ready},
    {"rs", "override", 3, 3,
     CTL_O_FOR | CTL_O_PERSIST | CTL_O_REASON, ctl_rs_override},
    {"rs", "maintenance", 2, 2,
     CTL_O_PERSIST | CTL_O_REASON | CTL_O_FORCE, ctl_rs_maintenance},
    {"rs", "rm", 2, 2,
     CTL_O_FORCE | CTL_O_TIMEOUT | CTL_O_WAIT | CTL_O_PERSIST | CTL_O_REASON, ctl_rs_rm},
    {"check", "list", 0, 1, 0, ctl_check_list},
    {"check", "show", 1, 1, 0, ctl_check_show},
    {"check", "now", 1, 1, 0, ctl_check_now},
    {"check", "pause", 1, 1, 0, ctl_check_pause},
    {"check", "resume", 1, 1, 0, ctl_check_resume},
    {"check", "test", 2, 40, CTL_O_TIMEOUT, ctl_check_test},
    {"token", "add", 2, 10, CTL_O_FILE | CTL_O_EXPIRES, ctl_token_add},
    {"token", "list", 0, 0, CTL_O_FILE, ctl_token_list},
    {"token", "rm", 1, 1, CTL_O_FILE, ctl_token_rm},
    {"realserver", "up", 1, 1, CTL_O_DEV, ctl_realserver_up},
    {"realserver", "down", 1, 1, CTL_O_DEV, ctl_realserver_down},
    {"realserver", "status", 1, 1, CTL_O_DEV, ctl_realserver_status},
    {"config", "test", 1, 1, CTL_O_STRICT | CTL_O_LENIENT, ctl_config_test},
    {"config", "validate", 0, 1, 0, ctl_config_validate},
    {"config", "reload", 0, 0, 0, ctl_config_reload},
    {"completion", NULL, 0, 0, 0, ctl_completion},
};
/* clang-format on */

/* Options without a letter are their bit, above the letters. */
enum { LONG = 1 << 30, OPTION_SOCKET = 1, OPTION_URL, OPTION_TOKEN };

static const struct option options[] = {
    {"socket",      required_argument, NULL, OPTION_SOCKET           },
    {"url",         required_argument, NULL, OPTION_URL              },
    {"token-file",  required_argument, NULL, OPTION_TOKEN            },
    {"dry-run",     no_argument,       NULL, LONG | CTL_O_DRY_RUN    },
    {"output",      required_argument, NULL, 'o'                     },
    {"help",        no_argument,       NULL, 'h'                     },
    {"version",     no_argument,       NULL, 'V'                     },
    {"weight",      required_argument, NULL, LONG | CTL_O_WEIGHT     },
    {"forward",     required_argument, NULL, LONG | CTL_O_FORWARD    },
    {"force",       no_argument,       NULL, LONG | CTL_O_FORCE      },
    {"timeout",     required_argument, NULL, LONG | CTL_O_TIMEOUT    },
    {"wait",        no_argument,       NULL, LONG | CTL_O_WAIT       },
    {"for",         required_argument, NULL, LONG | CTL_O_FOR        },
    {"follow",      no_argument,       NULL, LONG | CTL_O_FOLLOW     },
    {"types",       required_argument, NULL, LONG | CTL_O_TYPES      },
    {"dev",         required_argument, NULL, LONG | CTL_O_DEV        },
    {"strict",      no_argument,       NULL, LONG | CTL_O_STRICT     },
    {"lenient",     no_argument,       NULL, LONG | CTL_O_LENIENT    },
    {"reason",      required_argument, NULL, LONG | CTL_O_REASON     },
    {"persist",     required_argument, NULL, LONG | CTL_O_PERSIST    },
    {"no-checks",   no_argument,       NULL, LONG | CTL_O_NO_CHECKS  },
    {"on-timeout",  required_argument, NULL, LONG | CTL_O_ON_TIMEOUT },
    {"persistence", required_argument, NULL, LONG | CTL_O_PERSISTENCE},
    {"file",        required_argument, NULL, LONG | CTL_O_FILE       },
    {"expires",     required_argument, NULL, LONG | CTL_O_EXPIRES    },
    {NULL,          0,		 NULL, 0		       },
};

int
ctl_fail(const struct ctl *ctl, int code, const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "fairleadctl: ");
	if (ctl->command)
		fprintf(stderr, "%s: ", ctl->command);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	return code;
}

static int
take_weight(struct ctl *ctl)
{
	char *end;
	unsigned long value = strtoul(optarg, &end, 10);

	if (*optarg < '0' || *optarg > '9' || *end || value > 65535)
		return ctl_fail(
		    ctl, CTL_USAGE, "--weight %s: a whole number, 0..65535", optarg);
	ctl->weight = (uint32_t)value;
	return CTL_OK;
}

static int
take_forward(struct ctl *ctl)
{
	enum forward forward;

	ctl->forward = optarg;
	if (forward_from_word(optarg, &forward))
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE, "--forward %s: dr, nat or tun", optarg);
}

static int
take_persist(struct ctl *ctl)
{
	ctl->persist = optarg;
	if (strcmp(optarg, "state") == 0 || strcmp(optarg, "runtime") == 0)
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE, "--persist %s: state or runtime", optarg);
}

static int
take_on_timeout(struct ctl *ctl)
{
	enum drain_end end;

	ctl->on_timeout = optarg;
	if (drain_end_from_word(optarg, &end))
		return CTL_OK;
	return ctl_fail(
	    ctl, CTL_USAGE, "--on-timeout %s: keep, remove or maintenance", optarg);
}

static int
take_persistence(struct ctl *ctl)
{
	ctl->persistence = optarg;
	if (strcmp(optarg, "honour") == 0 || strcmp(optarg, "expire") == 0)
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE, "--persistence %s: honour or expire", optarg);
}

static int
take_output(struct ctl *ctl)
{
	ctl->json = strcmp(optarg, "json") == 0;
	if (ctl->json || strcmp(optarg, "table") == 0)
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE, "--output %s: table or json", optarg);
}

static int
take_timeout(struct ctl *ctl)
{
	if (ctl_parse_duration(optarg, &ctl->timeout_ms))
		return CTL_OK;
	return ctl_fail(ctl, CTL_USAGE,
	    "--timeout %s: a time as 30s or 5m, at most a week", optarg);
}

static int
take_for(struct ctl *ctl)
{
	if (ctl_parse_duration(optarg, &ctl->for_ms) && ctl->for_ms)
		return CTL_OK;
	return ctl_fail(
	    ctl, CTL_USAGE, "--for %s: a time as 30s or 10m, at most a week", optarg);
}

static int
take_option(struct ctl *ctl, int option)
{
	ctl->given |= (unsigned)option & ~(unsigned)LONG;
	if (option == (LONG | CTL_O_WEIGHT))
		return take_weight(ctl);
	if (option == (LONG | CTL_O_FORWARD))
		return take_forward(ctl);
	if (option == (LONG | CTL_O_PERSIST))
		return take_persist(ctl);
	if (option == (LONG | CTL_O_TIMEOUT))
		return take_timeout(ctl);
	if (option == (LONG | CTL_O_FOR))
		return take_for(ctl);
	if (option == (LONG | CTL_O_ON_TIMEOUT))
		return take_on_timeout(ctl);
	if (option == (LONG | CTL_O_PERSISTENCE))
		return take_persistence(ctl);
	if (option == (LONG | CTL_O_FILE))
		ctl->file = optarg;
	if (option == (LONG | CTL_O_EXPIRES))
		ctl->expires = optarg;
	if (option == (LONG | CTL_O_TYPES))
		ctl->types = optarg;
	if (option == (LONG | CTL_O_DEV))
		ctl->dev = optarg;
	if (option == (LONG | CTL_O_REASON))
		ctl->reason = optarg;
	return CTL_OK;
}

/* -1: go on; else the exit code. */
static int
read_options(struct ctl *ctl, int argc, char **argv)
{
	int option, rc = CTL_OK;

	while (rc == CTL_OK &&
	    (option = getopt_long(argc, argv, "o:fhV", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help_text, stdout);
			return CTL_OK;
		}
		if (option == 'V') {
			puts("fairleadctl " FAIRLEAD_VERSION);
			return CTL_OK;
		}
		if (option == '?')
			return CTL_USAGE; /* getopt has said why */
		if (option == OPTION_SOCKET)
			ctl->socket = optarg;
		else if (option == OPTION_URL)
			ctl->url = optarg;
		else if (option == OPTION_TOKEN)
			ctl->token_file = optarg;
		else if (option == 'o')
			rc = take_output(ctl);
		else if (option == 'f')
			ctl->given |= CTL_O_FOLLOW;
		else
			rc = take_option(ctl, option);
	}
	return rc == CTL_OK ? -1 : rc;
}

/* What bash asks for a word of ours. */
int
ctl_completion(struct ctl *ctl)
{
	(void)ctl;
	puts("_fairleadctl() {\n"
	     "local word=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} words=");
	printf("if [ $COMP_CWORD = 1 ]; then words='");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		printf("%s ", commands[i].first);
	puts("'; fi");
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (commands[i].second)
			printf(
			    "if [ $COMP_CWORD$first = 2%s ]; then words+=' %s'; fi\n",
			    commands[i].first, commands[i].second);
	printf("if [ \"${word:0:1}\" = - ]; then words='");
	for (size_t i = 0; options[i].name; i++)
		printf("--%s ", options[i].name);
	puts("'; fi\n"
	     "COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
	     "}\n"
	     "complete -o default -F _fairleadctl fairleadctl");
	return CTL_OK;
}

static const struct command *
find_command(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		const struct command *command = &commands[i];

		if (strcmp(argv[0], command->first) != 0)
			continue;
		if (!command->second ||
		    (argc > 1 && strcmp(argv[1], command->second) == 0))
			return command;
	}
	return NULL;
}

static int
check_command(struct ctl *ctl, const struct command *command)
{
	unsigned extra = ctl->given & ~command->options;

	if (ctl->words_len < command->words_min)
		return ctl_fail(
		    ctl, CTL_USAGE, "something is missing: see fairleadctl --help");
	if (ctl->words_len > command->words_max)
		return ctl_fail(ctl, CTL_USAGE, "\"%s\" is too much",
		    ctl->words[command->words_max]);
	for (size_t i = 0; options[i].name; i++)
		if (options[i].val & LONG &&
		    extra & (unsigned)options[i].val & ~(unsigned)LONG)
			return ctl_fail(
			    ctl, CTL_USAGE, "--%s is not taken here", options[i].name);
	return CTL_OK;
}

static int
run_command(struct ctl *ctl, int argc, char **argv)
{
	const struct command *command = argc ? find_command(argc, argv) : NULL;
	char name[32];
	int own = command && command->second ? 2 : 1, rc;

	if (!argc) {
		fputs(help_text, stderr);
		return CTL_USAGE;
	}
	if (!command)
		return ctl_fail(ctl, CTL_USAGE,
		    "\"%s%s%s\" is no command: see fairleadctl --help", argv[0],
		    argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	(void)snprintf(name, sizeof(name), "%s%s%s", command->first,
	    command->second ? " " : "", command->second ? command->second : "");
	ctl->command = name;
	ctl->words = argv + own;
	ctl->words_len = argc - own;
	rc = check_command(ctl, command);
	if (rc == CTL_OK)
		rc = command->run(ctl);
	ctl->command = NULL;
	return rc;
}

/* The agent beside this program (as installed, or as built), else by PATH. */
static void
exec_agent(char **arguments)
{
	static const char *const beside[] = {"../sbin/fairleadd", "fairleadd"};
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 32);

	while (len > 0 && path[len - 1] != '/')
		len--;
	for (size_t i = 0; len > 0 && i < sizeof(beside) / sizeof(beside[0]); i++) {
		(void)snprintf(
		    path + len, sizeof(path) - (size_t)len, "%s", beside[i]); /* fits */
		(void)execv(path, arguments); /* returns if it is not there */
	}
	(void)execvp("fairleadd", arguments); /* likewise */
}

int
ctl_config_test(struct ctl *ctl)
{
	char name[] = "fairleadd", test[] = "-t", file[] = "-f";
	char strict[] = "--strict", lenient[] = "--lenient";
	char *arguments[7] = {name, test, file, ctl->words[0]};
	size_t len = 4;

	if (ctl->given & CTL_O_STRICT)
		arguments[len++] = strict;
	if (ctl->given & CTL_O_LENIENT)
		arguments[len++] = lenient;
	arguments[len] = NULL;
	(void)fflush(stdout);
	exec_agent(arguments); /* its exit code is ours from here */
	return ctl_fail(
	    ctl, CTL_FAILED, "fairleadd cannot be run: %s", strerror(errno));
}

int
main(int argc, char **argv)
{
	const char *no_colour = getenv("NO_COLOR");
	struct ctl ctl = {.socket = CTL_SOCKET, .file = CTL_TOKENS};
	int rc = read_options(&ctl, argc, argv);

	if (rc >= 0)
		return rc;
	ctl.colour = isatty(STDOUT_FILENO) && !(no_colour && *no_colour);
	(void)curl_global_init(
	    CURL_GLOBAL_DEFAULT); /* curl_easy_init says if it failed */
	rc = run_command(&ctl, argc - optind, argv + optind);
	ctl_http_fini(&ctl);
	curl_global_cleanup();
	if (fflush(stdout) != 0 && rc == CTL_OK)
		rc = ctl_fail(&ctl, CTL_FAILED, "standard output: %s", strerror(errno));
	return rc;
}
