/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl whoami: who the agent takes us for, and what we may. */
#include <stdio.h>

#include "api/ctl/ctl_show.h"

static void
show(const json_t *person)
{
	const char *expires = ctl_text(person, "expires", NULL);
	const json_t *grant;
	size_t i;

	printf("%s (%s), %s\n", ctl_text(person, "actor", NULL),
	    ctl_text(person, "method", NULL), ctl_text(person, "role", NULL));
	json_array_foreach(json_object_get(person, "grants"), i, grant)
	    printf("granted: %s\n", json_string_value(grant));
	if (*expires)
		printf("until %s\n", expires);
}

int
ctl_whoami(struct ctl *ctl)
{
	struct ctl_answer answer;
	int rc = ctl_ask(ctl, "GET", "/api/v1/whoami", NULL, &answer);

	if (rc == CTL_OK && ctl->json)
		ctl_put_raw(&answer);
	else if (rc == CTL_OK)
		show(answer.json);
	ctl_answer_fini(&answer);
	return rc;
}
