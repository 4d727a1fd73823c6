/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the KEYWORDS of fairlead.conf(5), from the rows that read the file. Built and
 * run by make, never installed. */
#include <stdio.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "checks/check_registry.h"

int
main(void)
{
	struct buf out = {0};
	size_t len;
	const struct conf_checker *checkers = check_registry(&len);

	conf_print_manual(checkers, len, &out);
	if (fputs(buf_text(&out), stdout) == EOF || fflush(stdout) != 0)
		return 1;
	buf_fini(&out);
	return 0;
}
