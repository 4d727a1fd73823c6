/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the KEYWORDS of fairlead.conf(5), from the rows that read the file, and the
 * codes of checks. Built and run by make, never installed. */
#include <stdio.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "checks/check.h"
#include "checks/check_registry.h"

static void
print_codes(struct buf *out)
{
	buf_puts(out,
	    ".SH CHECK CODES\n"
	    "What came of a try, as REST, metrics, SNMP, events and the log say it.\n");
	for (int code = 0; code < CHECK_CODES; code++) {
		buf_puts(out, ".TP\n.B ");
		buf_puts(out, check_code_word((enum check_code)code));
		buf_puts(out, "\n");
		buf_puts(out, check_code_help((enum check_code)code));
		buf_puts(out, "\n");
	}
}

int
main(void)
{
	struct buf out = {0};
	size_t len;
	const struct conf_checker *checkers = check_registry(&len);

	conf_print_manual(checkers, len, &out);
	print_codes(&out);
	if (fputs(buf_text(&out), stdout) == EOF || fflush(stdout) != 0)
		return 1;
	buf_fini(&out);
	return 0;
}
