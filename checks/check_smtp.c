/* SPDX-License-Identifier: Apache-2.0 */
/* SMTP_CHECK: fit is a mail server that greets and takes HELO. Runs on: control. */
#include "checks/check_smtp.h"

#include <string.h>
#include <unistd.h>

#include "checks/check_rows.h"
#include "checks/check_stream.h"

struct smtp_try {
	struct check_stream stream; /* first: check_stream.h */
	char host[CHECK_WORD_MAX + 1];
};

static void
start(struct check_try *try)
{
	struct smtp_try *smtp = check_try_state(try);

	/* The last byte stays 0: a name that is too long is cut. */
	if (gethostname(smtp->host, sizeof(smtp->host) - 1) < 0 || !*smtp->host)
		memcpy(smtp->host, "localhost", 10);
	check_stream_start(try, check_smtp_talk, smtp->host);
}

static bool
equal(const void *left, const void *right)
{
	const struct check_smtp_spec *a = left, *b = right;

	return check_same_text(a->helo_name, b->helo_name);
}

const struct check_ops check_smtp_ops = {
    .abi = CHECK_ABI,
    .name = "smtp",
    .state_size = sizeof(struct smtp_try),
    .start = start,
    .equal = equal,
    .in_flight_max = 1000,
};

/* RFC 5321 4.1.2: a domain or an address literal, so neither blanks nor line ends. */
static void
finish(struct conf_reader *reader, const struct conf_node *node, void *into)
{
	const struct check_smtp_spec *spec = into;
	const char *name = spec->helo_name;

	check_want_short(reader, node, "helo_name", name);
	for (size_t i = 0; name && name[i]; i++) {
		if (name[i] > ' ' && name[i] < 0x7f)
			continue;
		conf_error(reader, node, 0, "value",
		    "helo_name holds a blank or what is not ASCII: it would break "
		    "the command");
		break;
	}
}

static const struct conf_key keys[] = {
    CHECK_ROW("helo_name", CONF_TEXT, struct check_smtp_spec, helo_name,
	"what HELO says (this host's name)"),
    {.word = "host",
       .type = CONF_OBSOLETE,
       .help =
	    "one host is checked: connect_ip, connect_port, bindto and fwmark of the "
	    "check say which"},
};

const struct conf_block check_smtp_block = {
    CHECK_ROWS(keys), .size = sizeof(struct check_smtp_spec), .finish = finish};
