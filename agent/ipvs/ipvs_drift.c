/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/ipvs/ipvs_drift.h"

bool
ipvs_drift_is_told(struct ipvs_drift *drift, struct instant now)
{
	struct instant end = instant_add(drift->since, span_ms(IPVS_DRIFT_SPAN_MS));

	if (drift->told == 0 || instant_reached(end, now))
		*drift = (struct ipvs_drift){.since = now};
	if (drift->told == IPVS_DRIFT_TOLD_MAX)
		return false;
	drift->told++;
	return true;
}

struct found {
	size_t count;
	const struct ipvs_dest *first;
};

/* Of one kind of op: how many, and the first of them. */
static struct found
find(const struct ipvs_plan *plan, enum ipvs_op_kind kind)
{
	struct found found = {0};

	for (size_t i = 0; i < plan->len; i++) {
		if (plan->ops[i].kind != kind)
			continue;
		if (found.count++ == 0)
			found.first = &plan->ops[i].dest;
	}
	return found;
}

static void
say_dests(const struct found *found, struct buf *out)
{
	bool brackets = found->first->addr.family == ADDR_V6;
	char addr[ADDR_TEXT_SIZE];

	buf_printf(out, "%s%s%s:%u", brackets ? "[" : "",
	    addr_format(&found->first->addr, addr), brackets ? "]" : "",
	    (unsigned)found->first->port);
	if (found->count > 1)
		buf_printf(out, " and %zu more", found->count - 1);
}

void
ipvs_drift_say(const struct ipvs_plan *plan, struct buf *out)
{
	static const struct {
		enum ipvs_op_kind mended_by;
		bool is_dest;
		const char *what;
	} rows[] = {
	    {IPVS_NEW_SERVICE, false, "was gone"      },
	    {IPVS_SET_SERVICE, false, "was altered"   },
	    {IPVS_DEL_SERVICE, false, "was made again"},
	    {IPVS_NEW_DEST,    true,  "gone"          },
	    {IPVS_SET_DEST,    true,  "altered"       },
	    {IPVS_DEL_DEST,    true,  "made again"    },
	};
	const char *between = "";

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct found found = find(plan, rows[i].mended_by);

		if (found.count == 0)
			continue;
		buf_puts(out, between);
		between = ", ";
		if (rows[i].is_dest)
			say_dests(&found, out);
		else
			buf_puts(out, "the service");
		buf_printf(out, " %s", rows[i].what);
	}
}
