/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl status: all of it on one screen. */
#include <stdio.h>
#include <string.h>

#include "api/ctl/ctl.h"
#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"

enum { DIAGNOSTICS_SHOWN = 8, PARTS = 4 };

static const struct part {
	const char *name, *path;
} parts[PARTS] = {
    {"info",            "/api/v1/info"			       },
    {"config",          "/api/v1/config"                             },
    {"vrrp_instances",  "/api/v1/vrrp/instances"                     },
    {"virtual_servers", "/api/v1/virtual-servers?expand=real-servers"},
};

static void
put_uptime(json_int_t ms, struct buf *out)
{
	long long minutes = ms / 60000;

	if (minutes < 1)
		buf_printf(out, "up %lld s", (long long)ms / 1000);
	else if (minutes < 120)
		buf_printf(out, "up %lld min", minutes);
	else if (minutes < 48 * 60)
		buf_printf(out, "up %lld h", minutes / 60);
	else
		buf_printf(out, "up %lld days", minutes / 1440);
}

/* A part of the agent that is not well says so in a line of its own. */
static void
put_trouble(const json_t *info, struct buf *out)
{
	const char *not_ready = ctl_text(info, "not_ready", NULL);
	const char *ipvs = ctl_text(info, "ipvs", "error", NULL);
	const char *store = ctl_text(info, "store", "error", NULL);

	if (*not_ready)
		buf_printf(out, "not ready: %s\n", not_ready);
	if (*ipvs && !strstr(not_ready, ipvs)) /* not twice */
		buf_printf(out, "IPVS: %s\n", ipvs);
	if (*store)
		buf_printf(out, "edits are not kept: %s\n", store);
	if (json_is_true(json_object_get(json_object_get(info, "snmp"), "enabled")) &&
	    !json_is_true(json_object_get(json_object_get(info, "snmp"), "connected")))
		buf_printf(out, "SNMP: no master agent answers: %s\n",
		    ctl_text(info, "snmp", "trouble", NULL));
}

static void
put_head(const json_t *info, bool colour, struct buf *out)
{
	bool ready = json_is_true(json_object_get(info, "ready"));

	buf_printf(out, "fairlead %s on %s: ", ctl_text(info, "version", NULL),
	    ctl_text(info, "router_id", NULL));
	ctl_coloured(out, ready ? "ready" : "not ready", colour);
	buf_puts(out, ", ");
	put_uptime(ctl_number(info, "uptime_ms", NULL), out);
	if (ctl_number(info, "restarts", NULL))
		buf_printf(out, ", restarted %lld times by the keeper",
		    (long long)ctl_number(info, "restarts", NULL));
	buf_putc(out, '\n');
	put_trouble(info, out);
}

static void
put_config(const json_t *config, bool colour, struct buf *out)
{
	const json_t *found = json_object_get(config, "diagnostics");
	json_t *diagnostic;
	size_t i;

	buf_printf(out, "configuration %s: %lld warnings, %lld errors%s\n",
	    ctl_text(config, "path", NULL),
	    (long long)ctl_number(config, "warnings", NULL),
	    (long long)ctl_number(config, "errors", NULL),
	    json_is_true(json_object_get(config, "last_reload_ok"))
		? ""
		: "; the last reload was refused, the configuration before it runs");
	json_array_foreach(found, i, diagnostic)
	{
		if (i == DIAGNOSTICS_SHOWN) {
			buf_printf(out, "  %zu more: fairleadctl -o json status\n",
			    json_array_size(found) - i);
			break;
		}
		buf_printf(out, "  %s:%lld:%lld: ", ctl_text(diagnostic, "file", NULL),
		    (long long)ctl_number(diagnostic, "line", NULL),
		    (long long)ctl_number(diagnostic, "column", NULL));
		ctl_coloured(out, ctl_text(diagnostic, "severity", NULL), colour);
		buf_printf(out, ": %s\n", ctl_text(diagnostic, "detail", NULL));
	}
}

static void
put_screen(const struct ctl_answer *answers, bool colour, struct buf *out)
{
	put_head(answers[0].json, colour, out);
	put_config(answers[1].json, colour, out);
	buf_putc(out, '\n');
	ctl_put_instances(json_object_get(answers[2].json, "items"), colour, out);
	buf_putc(out, '\n');
	ctl_put_vs_list(json_object_get(answers[3].json, "items"), colour, out);
}

/* One object of what the agent said, as it said it. */
static void
put_json(const struct ctl_answer *answers, struct buf *out)
{
	for (size_t i = 0; i < PARTS; i++) {
		size_t len = answers[i].body.len;

		buf_printf(out, "%c\"%s\":", i ? ',' : '{', parts[i].name);
		while (len && answers[i].body.bytes[len - 1] == '\n')
			len--;
		buf_put(out, answers[i].body.bytes, len);
	}
	buf_puts(out, "}\n");
}

int
ctl_status(struct ctl *ctl)
{
	struct ctl_answer answers[PARTS] = {0};
	struct buf out = {0};
	int rc = CTL_OK;

	for (size_t i = 0; rc == CTL_OK && i < PARTS; i++)
		rc = ctl_ask(ctl, "GET", parts[i].path, NULL, &answers[i]);
	if (rc == CTL_OK && ctl->json)
		put_json(answers, &out);
	else if (rc == CTL_OK)
		put_screen(answers, ctl->colour, &out);
	ctl_print(&out);
	for (size_t i = 0; i < PARTS; i++)
		ctl_answer_fini(&answers[i]);
	return rc;
}
