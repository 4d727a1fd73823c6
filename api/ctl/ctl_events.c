/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl events: what happened, and what happens. */
#include <stdio.h>
#include <string.h>

#include "api/ctl/ctl.h"

/* What the stream says of itself, in our words. */
static const char *
notice(const char *type)
{
	if (strcmp(type, "stream.overflow") == 0)
		return "too slow: events were lost, ask again";
	if (strcmp(type, "stream.reset") == 0)
		return "events from before are lost";
	return NULL;
}

static bool
show_line(void *ctx, const char *line)
{
	const struct ctl *ctl = ctx;
	json_t *event;
	const char *lost;

	if (ctl->json) {
		puts(line);
		(void)fflush(stdout);
		return true;
	}
	event = json_loads(line, 0, NULL);
	lost = notice(ctl_text(event, "type", NULL));
	if (lost)
		printf("-- %s --\n", lost);
	else
		printf("%s  %-18s %s%s%s%s\n", ctl_text(event, "at", NULL),
		    ctl_text(event, "type", NULL), ctl_text(event, "text", NULL),
		    *ctl_text(event, "actor", NULL) ? " (" : "",
		    ctl_text(event, "actor", NULL),
		    *ctl_text(event, "actor", NULL) ? ")" : "");
	(void)fflush(stdout); /* who follows wants it now; a pipe that broke ends us */
	json_decref(event);
	return true;
}

int
ctl_events(struct ctl *ctl)
{
	struct buf path = {0};
	bool follow = ctl->given & CTL_O_FOLLOW;
	int code;

	buf_puts(&path, "/api/v1/events?format=ndjson&after=0");
	if (!follow)
		buf_puts(&path, "&follow=false");
	if (ctl->types) {
		buf_puts(&path, "&types=");
		ctl_put_escaped(&path, ctl->types);
	}
	code = ctl_stream(ctl, buf_text(&path), show_line, ctl);
	buf_fini(&path);
	return code;
}
