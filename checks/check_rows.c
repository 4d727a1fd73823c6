/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_rows.h"

#include <string.h>

void
check_want_short(struct conf_reader *reader, const struct conf_node *node,
    const char *word, const char *text)
{
	if (text && strlen(text) > CHECK_WORD_MAX)
		conf_error(reader, node, 0, "range", "%s has more than %d bytes", word,
		    CHECK_WORD_MAX);
}
