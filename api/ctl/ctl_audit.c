/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl audit: who changed what, or was refused. */
#include <stdio.h>
#include <string.h>

#include "agent/lib/buf.h"
#include "api/ctl/ctl.h"

static void
show_entry(const json_t *entry)
{
	const char *code = ctl_text(entry, "code", NULL);
	const char *request = ctl_text(entry, "request", NULL);
	json_int_t lost = ctl_number(entry, "lost", NULL);

	if (lost)
		printf("-- %lld entries could not be written --\n", (long long)lost);
	printf("%s  %s from %s: %s %s: %s%s%s%s", ctl_text(entry, "at", NULL),
	    ctl_text(entry, "actor", NULL), ctl_text(entry, "source", NULL),
	    ctl_text(entry, "method", NULL), ctl_text(entry, "path", NULL),
	    ctl_text(entry, "outcome", NULL), *code ? " (" : "", code,
	    *code ? ")" : "");
	for (; *request; request++) /* one line, whatever was sent */
		printf("%s%c", request == ctl_text(entry, "request", NULL) ? "  " : "",
		    (unsigned char)*request < ' ' ? ' ' : *request);
	putchar('\n');
}

int
ctl_audit(struct ctl *ctl)
{
	struct ctl_answer answer;
	const json_t *items;
	int rc = ctl_ask(ctl, "GET", "/api/v1/audit?limit=1000", NULL, &answer);

	items = json_object_get(answer.json, "items");
	if (rc == CTL_OK && ctl->json)
		(void)fwrite(buf_text(&answer.body), 1, answer.body.len, stdout);
	else if (rc == CTL_OK)
		for (size_t i = json_array_size(items); i > 0;
		     i--) /* the newest last */
			show_entry(json_array_get(items, i - 1));
	ctl_answer_fini(&answer);
	return rc;
}
