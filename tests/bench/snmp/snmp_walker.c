/* SPDX-License-Identifier: Apache-2.0 */
/* How fast an agent answers: snmp_walker [-a] [-d] PEER ENTRY COLUMN...
 * Walks columns below the entry by GETBULK (SNMPv2c, "public"), one column after the
 * other or, with -a, all of them in each request, as many rows as snmpd puts into one
 * answer. Prints the number of variables and the seconds; with -d each variable instead
 * (name, type, value in hexadecimal), for snmp_static. */
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* snmpd's maxGetbulkResponses is 100; more columns than that in one go are not needed
 * here. */
enum { ANSWER_MAX = 100, ROWS_OF_ONE = 50, TIMEOUT_S = 20 };

struct walk {
	void *session;
	bool dump;
	unsigned long variables;
};

struct column {
	oid root[MAX_OID_LEN], at[MAX_OID_LEN];
	size_t root_len, at_len;
	bool ended;
};

static void
die(const char *what)
{
	(void)fprintf(stderr, "snmp_walker: %s\n", what);
	exit(1);
}

static void
dump(const netsnmp_variable_list *variable)
{
	for (size_t i = 0; i < variable->name_length; i++)
		printf(".%lu", (unsigned long)variable->name[i]);
	printf(" %u ", variable->type);
	for (size_t i = 0; i < variable->val_len; i++)
		printf("%02x", variable->val.string[i]);
	putchar('\n');
}

/* Note one variable of `column`; false when it lies beyond. */
static bool
take(struct walk *walk, struct column *column, const netsnmp_variable_list *variable)
{
	if (variable->type == SNMP_ENDOFMIBVIEW ||
	    variable->name_length < column->root_len ||
	    snmp_oid_compare(variable->name, column->root_len, column->root,
		column->root_len) != 0) {
		column->ended = true;
		return false;
	}
	if (snmp_oid_compare(
		variable->name, variable->name_length, column->at, column->at_len) <= 0)
		die("names do not rise");
	memcpy(column->at, variable->name, variable->name_length * sizeof(oid));
	column->at_len = variable->name_length;
	walk->variables++;
	if (walk->dump)
		dump(variable);
	return true;
}

static struct snmp_pdu *
ask(const struct walk *walk, struct column **asked, size_t len, long rows)
{
	struct snmp_pdu *pdu = snmp_pdu_create(SNMP_MSG_GETBULK), *answer = NULL;

	pdu->non_repeaters = 0;
	pdu->max_repetitions = rows;
	for (size_t i = 0; i < len; i++)
		(void)snmp_add_null_var(pdu, asked[i]->at, asked[i]->at_len);
	if (snmp_sess_synch_response(walk->session, pdu, &answer) != STAT_SUCCESS ||
	    answer->errstat != SNMP_ERR_NOERROR)
		die("no answer");
	return answer;
}

/* One request for all that have not ended; false when all have. */
static bool
step(struct walk *walk, struct column *columns, size_t len)
{
	struct column *asked[ANSWER_MAX];
	size_t asked_len = 0, at = 0;
	long rows;
	struct snmp_pdu *answer;

	for (size_t i = 0; i < len; i++)
		if (!columns[i].ended)
			asked[asked_len++] = &columns[i];
	if (asked_len == 0)
		return false;
	rows = len == 1 ? ROWS_OF_ONE : (long)(ANSWER_MAX / asked_len);
	answer = ask(walk, asked, asked_len, rows);
	for (const netsnmp_variable_list *one = answer->variables; one;
	     one = one->next_variable, at++)
		if (!asked[at % asked_len]->ended)
			(void)take(walk, asked[at % asked_len], one);
	snmp_free_pdu(answer);
	return true;
}

static struct column
column_of(const char *entry, const char *number)
{
	struct column column = {.root_len = MAX_OID_LEN};
	char text[256];

	(void)snprintf(text, sizeof(text), "%s.%s", entry, number); /* fits */
	if (!read_objid(text, column.root, &column.root_len))
		die("a bad OID");
	memcpy(column.at, column.root, sizeof(column.at));
	column.at_len = column.root_len;
	return column;
}

static void *
open_session(char *peer)
{
	struct snmp_session session;
	static unsigned char community[] = "public";
	void *opened;

	snmp_sess_init(&session);
	session.version = SNMP_VERSION_2c;
	session.peername = peer;
	session.community = community;
	session.community_len = sizeof(community) - 1;
	session.timeout = TIMEOUT_S * 1000000L;
	session.retries = 0;
	opened = snmp_sess_open(&session);
	if (!opened)
		die("no session");
	return opened;
}

static double
now_s(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
	struct walk walk = {0};
	struct column *columns;
	bool together = false;
	size_t len;
	double began;
	int option;

	while ((option = getopt(argc, argv, "ad")) != -1)
		if (option == 'a')
			together = true;
		else if (option == 'd')
			walk.dump = true;
	if (argc - optind < 3)
		die("[-a] [-d] PEER ENTRY COLUMN...");
	(void)setenv("MIBS", "", 1);
	init_snmp("snmp_walker");
	walk.session = open_session(argv[optind]);
	len = (size_t)(argc - optind) - 2;
	columns = calloc(len, sizeof(*columns));
	if (!columns || len > ANSWER_MAX)
		die("too many columns");
	for (size_t i = 0; i < len; i++)
		columns[i] = column_of(argv[optind + 1], argv[(size_t)optind + 2 + i]);
	began = now_s();
	for (size_t i = 0; i < len; i += together ? len : 1)
		while (step(&walk, &columns[i], together ? len : 1))
			;
	if (!walk.dump)
		printf("%lu %.6f\n", walk.variables, now_s() - began);
	(void)snmp_sess_close(walk.session);
	free(columns);
	return 0;
}
