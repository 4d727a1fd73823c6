/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl doctor: what is not as it should be, and what to do about it. A symptom
 * is a row; what the agent says of itself decides. */
#include <stdio.h>
#include <string.h>

#include "api/ctl/ctl.h"
#include "api/ctl/ctl_show.h"

enum part { INFO, CONFIG, INSTANCES, PARTS };

static const char *const paths[PARTS] = {
    "/api/v1/info", "/api/v1/config", "/api/v1/vrrp/instances"};

/* When a fact is a symptom. */
enum when {
	IF_TEXT,  /* it says something: the fact itself is shown, too */
	IF_FALSE, /* it is false */
	IF_TRUE,
	IF_COUNTED /* it is not 0: the number is shown, too */
};

struct symptom {
	enum part part;
	const char *object, *member; /* object NULL: of the part itself */
	enum when when;
	const char *advice;
};

static const struct symptom symptoms[] = {
    {INFO,      NULL,     "not_ready",            IF_TEXT,
     "the agent is not ready, and /readyz tells load balancers above it so"                                 },
    {CONFIG,    NULL,     "last_reload_ok",       IF_FALSE,
     "the last reload was refused, the configuration before it runs: mend the file "
	"(fairleadctl status shows where) and fairleadctl config reload"                                    },
    {CONFIG,    NULL,     "warnings",             IF_COUNTED,
     "warnings of the configuration: fairleadctl status shows them"                                         },
    {INFO,      "ipvs",   "error",                IF_TEXT,    "connections are not balanced: modprobe ip_vs"},
    {INFO,      "ipvs",   "drift",                IF_COUNTED,
     "entries of the kernel's table that another hand changed were put back: look "
	"for "
	"a second manager of IPVS (another keepalived, a script with ipvsadm)"                              },
    {INFO,      "store",  "error",                IF_TEXT,
     "edits are not kept over a restart: see to the state directory's disk and "
	"rights"											    },
    {INFO,      "snmp",   "trouble",              IF_TEXT,    "SNMP managers see nothing of fairlead"       },
    {INFO,      "vrrp",   "realtime",             IF_FALSE,
     "adverts have no real-time priority and may be late under load: give the agent "
	"CAP_SYS_NICE (the installed unit does)"							    },
    {INFO,      "vrrp",   "memory_locked",        IF_FALSE,
     "memory may be swapped out and adverts be late: give the agent CAP_IPC_LOCK, "
	"or "
	"LimitMEMLOCK=infinity (the installed unit does)"                                                   },
    {INFO,      "vrrp",   "messages_lost",        IF_COUNTED,
     "reports of the VRRP thread were lost: the control thread was too busy"                                },
    {INFO,      "vrrp",   "track_file_errors",    IF_COUNTED,
     "tracked files could not be read: the old value counts"                                                },
    {INFO,      "vrrp",   "track_process_polled", IF_TRUE,
     "the kernel tells nothing of processes here: they are looked for every second"                         },
    {INFO,      "vrrp",   "no_accept_failures",   IF_COUNTED,
     "nftables refused the rules of no_accept: addresses answer all the same"                               },
    {INFO,      "vrrp",   "vmac_failures",        IF_COUNTED,
     "an interface with a virtual MAC could not be made or set up"                                          },
    {INFO,      "mail",   "failures",             IF_COUNTED,
     "mails that the relay did not take: see smtp_server"                                                   },
    {INFO,      "notify", "failures",             IF_COUNTED, "notify scripts failed: the log has each"     },
    {INFO,      "notify", "lines_dropped",        IF_COUNTED,
     "lines for a notify_fifo were lost: nobody reads the pipe"                                             },
    {INSTANCES, NULL,     "split_brain",          IF_TRUE,
     "another host answers for an address of this instance: compare "
	"virtual_router_id, password and VLAN of both directors"                                            },
    {INSTANCES, NULL,     "late_adverts",         IF_COUNTED,
     "adverts of the master came so late that a failover was near: it, or the "
	"network, "
	"is overloaded"										     },
};

static bool
is_symptom(const json_t *fact, enum when when)
{
	switch (when) {
	case IF_TEXT:
		return json_is_string(fact) && *json_string_value(fact);
	case IF_FALSE:
		return json_is_false(fact);
	case IF_TRUE:
		return json_is_true(fact);
	case IF_COUNTED:
		return json_is_integer(fact) && json_integer_value(fact) != 0;
	}
	return false;
}

static void
put_finding(
    const struct symptom *symptom, const json_t *fact, const char *of, struct buf *out)
{
	buf_printf(out, "- %s%s", of, *of ? ": " : "");
	if (symptom->when == IF_TEXT)
		buf_printf(out, "%s. ", json_string_value(fact));
	if (symptom->when == IF_COUNTED)
		buf_printf(out, "%lld x ", (long long)json_integer_value(fact));
	buf_printf(out, "%s\n", symptom->advice);
}

static size_t
look(const struct symptom *symptom, const json_t *object, const char *of,
    struct buf *out)
{
	const json_t *fact;

	if (symptom->object)
		object = json_object_get(object, symptom->object);
	fact = json_object_get(object, symptom->member);
	if (!is_symptom(fact, symptom->when))
		return 0;
	put_finding(symptom, fact, of, out);
	return 1;
}

/* An instance that cannot serve, and one that somebody holds off. */
static size_t
look_at_role(const json_t *instance, struct buf *out)
{
	const char *name = ctl_text(instance, "name", NULL);
	const json_t *wish = json_object_get(instance, "override");
	size_t found = 0;

	if (strcmp(ctl_text(instance, "state", NULL), "fault") == 0) {
		found++;
		buf_printf(
		    out, "- %s: in fault: %s\n", name, ctl_text(instance, "why", NULL));
	}
	if (json_is_object(wish)) {
		found++;
		buf_printf(out,
		    "- %s: by an operator's wish (%s) it does not follow its "
		    "priority: fairleadctl vrrp %s resume\n",
		    name, ctl_text(wish, "actor", NULL), name);
	}
	return found;
}

/* Settings of the kernel that the agent finds likely to hurt. */
static size_t
look_at_settings(const json_t *info, struct buf *out)
{
	const json_t *settings = json_object_get(info, "settings");
	json_t *setting;
	size_t i;

	json_array_foreach(settings, i, setting)
	{
		buf_printf(out, "- %s is %lld: ", ctl_text(setting, "name", NULL),
		    (long long)json_integer_value(json_object_get(setting, "value")));
		buf_printf(out, "%s. %s\n", ctl_text(setting, "reason", NULL),
		    ctl_text(setting, "remedy", NULL));
	}
	return json_array_size(settings);
}

static size_t
examine(const struct ctl_answer *answers, struct buf *out)
{
	const json_t *instances = json_object_get(answers[INSTANCES].json, "items");
	size_t found = 0, i;
	json_t *instance;

	for (size_t s = 0; s < sizeof(symptoms) / sizeof(symptoms[0]); s++) {
		if (symptoms[s].part != INSTANCES) {
			found +=
			    look(&symptoms[s], answers[symptoms[s].part].json, "", out);
			continue;
		}
		json_array_foreach(instances, i, instance) found +=
		    look(&symptoms[s], instance, ctl_text(instance, "name", NULL), out);
	}
	json_array_foreach(instances, i, instance) found += look_at_role(instance, out);
	return found + look_at_settings(answers[INFO].json, out);
}

int
ctl_doctor(struct ctl *ctl)
{
	struct ctl_answer answers[PARTS] = {0};
	struct buf out = {0};
	size_t found = 0;
	int rc = CTL_OK;

	for (size_t i = 0; rc == CTL_OK && i < PARTS; i++)
		rc = ctl_ask(ctl, "GET", paths[i], NULL, &answers[i]);
	if (rc == CTL_OK) {
		found = examine(answers, &out);
		if (!found)
			buf_puts(&out, "nothing is amiss\n");
		ctl_print(&out);
	}
	for (size_t i = 0; i < PARTS; i++)
		ctl_answer_fini(&answers[i]);
	return rc == CTL_OK && found ? CTL_FAILED : rc;
}
