/* SPDX-License-Identifier: Apache-2.0 */
/* The yardstick: a subagent that serves a sorted array and nothing else.
 * snmp_static SOCKET FROM TO < DUMP: what snmp_walker -d wrote, with the OID prefix
 * FROM replaced by TO, so that names and values are as long as those it is compared
 * with. */
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct variable_row {
	oid *name;
	size_t name_len, value_len;
	unsigned char type, *value;
};

struct array {
	struct variable_row *rows;
	size_t len, held;
};

static void
die(const char *what)
{
	(void)fprintf(stderr, "snmp_static: %s\n", what);
	exit(1);
}

static void *
grown(void *old, size_t size)
{
	void *made = realloc(old, size);

	if (!made)
		die("no memory");
	return made;
}

static int
compare(const void *a, const void *b)
{
	const struct variable_row *left = a, *right = b;

	return snmp_oid_compare(
	    left->name, left->name_len, right->name, right->name_len);
}

static void
read_value(struct variable_row *row, const char *hex)
{
	row->value_len = strcspn(hex, "\n") / 2;
	row->value = grown(NULL, row->value_len + 1);
	for (size_t i = 0; i < row->value_len; i++) {
		unsigned octet = 0;

		(void)sscanf(hex + 2 * i, "%2x", &octet);
		row->value[i] = (unsigned char)octet;
	}
}

/* "name type hex" with the first `from_len` parts of the name replaced by `to`. */
static void
read_row(struct array *array, char *line, size_t from_len, const oid *to, size_t to_len)
{
	oid name[MAX_OID_LEN];
	size_t len = MAX_OID_LEN;
	char *type = strchr(line, ' '), *hex = type ? strchr(type + 1, ' ') : NULL;
	struct variable_row *row;

	if (!hex)
		die("a bad line");
	*type = '\0';
	if (!read_objid(line, name, &len))
		die("a bad name");
	if (array->len == array->held) {
		array->held = array->held ? 2 * array->held : 1024;
		array->rows = grown(array->rows, array->held * sizeof(*array->rows));
	}
	row = &array->rows[array->len++];
	row->name_len = to_len + len - from_len;
	row->name = grown(NULL, row->name_len * sizeof(oid));
	memcpy(row->name, to, to_len * sizeof(oid));
	memcpy(row->name + to_len, name + from_len, (len - from_len) * sizeof(oid));
	row->type = (unsigned char)strtoul(type + 1, NULL, 10);
	read_value(row, hex + 1);
}

/* The first row that is not before `name`, or after it. */
static size_t
place_of(const struct array *array, const oid *name, size_t len, bool after)
{
	size_t low = 0, high = array->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct variable_row *row = &array->rows[middle];
		int order = snmp_oid_compare(row->name, row->name_len, name, len);

		if (order < 0 || (after && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
answer(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
    netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	const struct array *array = registration->my_reg_void;

	(void)handler;
	for (netsnmp_request_info *one = requests; one; one = one->next) {
		netsnmp_variable_list *asked = one->requestvb;
		size_t at = place_of(
		    array, asked->name, asked->name_length, info->mode == MODE_GETNEXT);
		const struct variable_row *row = &array->rows[at];

		if (one->processed || at == array->len)
			continue;
		(void)snmp_set_var_objid(asked, row->name, row->name_len);
		(void)snmp_set_var_typed_value(
		    asked, row->type, row->value, row->value_len);
	}
	return SNMP_ERR_NOERROR;
}

static void
serve(const char *socket, struct array *array, const oid *root, size_t len)
{
	netsnmp_handler_registration *registration;

	netsnmp_enable_subagent();
	(void)netsnmp_ds_set_string(
	    NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, socket);
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	(void)init_agent("snmp_static");
	registration = netsnmp_create_handler_registration(
	    "static", answer, root, len, HANDLER_CAN_RONLY);
	registration->my_reg_void = array;
	(void)netsnmp_register_handler(registration);
	init_snmp("snmp_static");
	printf("%zu\n", array->len);
	(void)fflush(stdout);
	for (;;)
		(void)agent_check_and_process(1);
}

int
main(int argc, char **argv)
{
	static char line[8192];
	struct array array = {0};
	oid from[MAX_OID_LEN], to[MAX_OID_LEN];
	size_t from_len = MAX_OID_LEN, to_len = MAX_OID_LEN;

	(void)setenv("MIBS", "", 1);
	netsnmp_init_mib(); /* or no OID is read */
	if (argc != 4 || !read_objid(argv[2], from, &from_len) ||
	    !read_objid(argv[3], to, &to_len))
		die("SOCKET FROM TO");
	while (fgets(line, sizeof(line), stdin))
		read_row(&array, line, from_len, to, to_len);
	qsort(array.rows, array.len, sizeof(*array.rows), compare);
	serve(argv[1], &array, to, to_len);
	return 0;
}
