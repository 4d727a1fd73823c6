/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: snmp.
 * The library keeps a request over its phases: what was made of its value hangs there
 * (its list data) and is freed with it. */
#include "mib/agentx_set.h"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"
#include "mib/mib_ask.h"

/* The master agent waits a second (agentXTimeout) unless it is told otherwise. */
enum { REPLY_MS = 700 };

static const char mark[] = "fairlead";

/* What hangs on a request. */
struct pending {
	struct mib_change change;
	bool done; /* was carried out: UNDO takes it back */
};

static const int errors[] = {[MIB_SET_GOOD] = SNMP_ERR_NOERROR,
    [MIB_SET_NOT_WRITABLE] = SNMP_ERR_NOTWRITABLE,
    [MIB_SET_WRONG_TYPE] = SNMP_ERR_WRONGTYPE,
    [MIB_SET_WRONG_VALUE] = SNMP_ERR_WRONGVALUE,
    [MIB_SET_NO_CREATION] = SNMP_ERR_NOCREATION};

static bool
value_from(const netsnmp_variable_list *bind, struct mib_value *value)
{
	*value = (struct mib_value){0};
	if (bind->type == ASN_INTEGER)
		value->type = MIB_INTEGER;
	else if (bind->type == ASN_UNSIGNED)
		value->type = MIB_UNSIGNED32;
	else
		return false; /* no column of ours is of another and can be set */
	value->number = (uint64_t)*bind->val.integer;
	return true;
}

static enum mib_set
reserve(struct agentx_page *page, netsnmp_request_info *request)
{
	const netsnmp_variable_list *bind = request->requestvb;
	struct pending *pending = mem_new(1, sizeof(*pending));
	struct mib_value value;
	struct mib_oid name;
	enum mib_set status = MIB_SET_WRONG_TYPE;

	if (!mib_oid_from(bind->name, bind->name_length, &name))
		status = MIB_SET_NO_CREATION;
	else if (value_from(bind, &value))
		status = mib_set(mib_books[page->id].module,
		    mib_feed_source(page->snmp->feed, page->id), &page->snmp->base,
		    &name, &value, &pending->change);
	if (status == MIB_SET_GOOD)
		netsnmp_request_add_list_data(
		    request, netsnmp_create_data_list(mark, pending, mem_free));
	else
		mem_free(pending);
	return status;
}

/* The kernel's refusal is no failure: the change is kept, and tried again. */
static bool
went_well(const struct command_reply *reply)
{
	return reply->status == COMMAND_DONE || reply->status == COMMAND_CREATED ||
	    reply->status == COMMAND_ACCEPTED || reply->status == COMMAND_KERNEL;
}

static bool
carry_out(const struct agentx_page *page, struct pending *pending, bool undo,
    struct instant due)
{
	struct command_reply reply;

	if (!mib_ask_wait(page->snmp->ask, &pending->change, undo, due, &reply)) {
		log_event("snmp:", "a SET was not carried out in time");
		return false;
	}
	return went_well(&reply);
}

static int
act(const struct agentx_page *page, struct pending *pending, struct instant due)
{
	pending->done = carry_out(page, pending, false, due);
	return pending->done ? SNMP_ERR_NOERROR : SNMP_ERR_COMMITFAILED;
}

static int
undo(const struct agentx_page *page, struct pending *pending, struct instant due)
{
	if (!pending->done || carry_out(page, pending, true, due))
		return SNMP_ERR_NOERROR;
	return SNMP_ERR_UNDOFAILED;
}

static int
answer_one(struct agentx_page *page, int mode, netsnmp_request_info *request,
    struct instant due)
{
	struct pending *pending;

	if (mode == MODE_SET_RESERVE1)
		return errors[reserve(page, request)];
	pending = netsnmp_request_get_list_data(request, mark);
	if (pending && mode == MODE_SET_ACTION)
		return act(page, pending, due);
	if (pending && mode == MODE_SET_UNDO)
		return undo(page, pending, due);
	return SNMP_ERR_NOERROR; /* RESERVE2, COMMIT, FREE: nothing to do */
}

int
agentx_set_answer(struct agentx_page *page, netsnmp_agent_request_info *info,
    netsnmp_request_info *requests)
{
	struct instant due = instant_add(now_monotonic(), span_ms(REPLY_MS));

	for (netsnmp_request_info *one = requests; one; one = one->next) {
		int error = answer_one(page, info->mode, one, due);

		if (error == SNMP_ERR_NOERROR)
			continue;
		(void)netsnmp_set_request_error(info, one, error);
		if (info->mode != MODE_SET_UNDO)
			break; /* what follows is not begun */
	}
	return SNMP_ERR_NOERROR;
}
