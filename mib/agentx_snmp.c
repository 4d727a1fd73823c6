/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: snmp.
 * What the library needs to be told, each learnt by measurement:
 *  - the ping interval after init_agent, which sets its own;
 *  - the time-out of a session in the callback of its making, nowhere else;
 *  - that alarms are run by this loop and not by SIGALRM;
 *  - that no file of snmpd's is read or written for us, and no MIB parsed.
 * The master agent answers every trap. Whoever sends many without reading the answers
 * fills both sockets, and then both wait for ever: so traps go in small windows, only
 * while the socket has room, and the loop reads in between. */
#include "mib/agentx_snmp.h"

#include <errno.h>
#include <limits.h>
#include <linux/close_range.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <net-snmp/agent/net-snmp-agent-includes.h>

#include <net-snmp/agent/agent_callbacks.h>

#include <net-snmp/library/large_fd_set.h>

#include "agent/lib/log.h"
#include "agent/sys/now.h"
#include "mib/agentx_set.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum {
	PING_INTERVAL_S = 5,     /* also how often an absent master agent is tried */
	ANSWER_TIMEOUT_MS = 500, /* of the master agent, to whatever we ask */
	TURN_MS = 1000,          /* the longest sleep of the loop */
	TURN_ANSWERS = 64,       /* at most so many before traps are thought of */
	/* 200 traps/s: receivers lose more of a burst in their UDP buffer. */
	TRAP_WINDOW = 4,
	TRAP_WINDOW_MS = 20
};

/* Between our values and the library's. */

static const u_char asn_types[] = {[MIB_INTEGER] = ASN_INTEGER,
    [MIB_UNSIGNED32] = ASN_UNSIGNED,
    [MIB_COUNTER32] = ASN_COUNTER,
    [MIB_COUNTER64] = ASN_COUNTER64,
    [MIB_TIME_TICKS] = ASN_TIMETICKS,
    [MIB_IP_ADDRESS] = ASN_IPADDRESS,
    [MIB_OCTETS] = ASN_OCTET_STR};

static size_t
name_to(oid *out, const struct mib_oid *name)
{
	for (size_t i = 0; i < name->len; i++)
		out[i] = name->ids[i];
	return name->len;
}

struct varbind {
	oid name[MIB_OID_MAX];
	size_t name_len;
	u_char type;
	long number;
	struct counter64 counter;
	const void *bytes; /* of one of these, or borrowed from what it was made of */
	size_t len;
};

static void
varbind_init(struct varbind *bind, const struct mib_found *found)
{
	const struct mib_value *value = &found->value;

	bind->name_len = name_to(bind->name, &found->name);
	bind->type = asn_types[value->type];
	if (value->type == MIB_OCTETS || value->type == MIB_IP_ADDRESS) {
		bind->bytes = value->octets;
		bind->len = value->octets_len;
	} else if (value->type == MIB_COUNTER64) {
		bind->counter.high = value->number >> 32;
		bind->counter.low = value->number & UINT32_MAX;
		bind->bytes = &bind->counter;
		bind->len = sizeof(bind->counter);
	} else {
		bind->number = (long)value->number;
		bind->bytes = &bind->number;
		bind->len = sizeof(bind->number);
	}
}

/* Requests. */

static void
answer_one(const struct agentx_page *page, int mode, netsnmp_agent_request_info *info,
    netsnmp_request_info *request)
{
	const struct mib_module *module = mib_books[page->id].module;
	const struct mib_base *base = &page->snmp->base;
	const void *source = mib_feed_source(page->snmp->feed, page->id);
	netsnmp_variable_list *asked = request->requestvb;
	struct varbind bind;
	struct mib_found found;
	struct mib_oid name;
	bool whole = mib_oid_from(asked->name, asked->name_length, &name);

	if (mode == MODE_GETNEXT) {
		/* None is left as it is: the library then asks who comes after us. */
		if (!mib_next(module, source, base, &name, &found))
			return;
	} else if (!whole || !mib_get(module, source, base, &name, &found)) {
		(void)netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
		return;
	}
	varbind_init(&bind, &found);
	(void)snmp_set_var_objid(asked, bind.name, bind.name_len);
	(void)snmp_set_var_typed_value(asked, bind.type, bind.bytes, bind.len);
}

/* All varbinds of a request are answered here, from one view. */
static int
answer_all(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
    netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	struct agentx_page *page = registration->my_reg_void;

	(void)handler;
	(void)atomic_fetch_add(&page->snmp->requests, 1);
	mib_feed_begin(page->snmp->feed, (uint32_t)info->asp->pdu->transid);
	page->snmp->base.now_ms = now_wall_ms();
	if (info->mode != MODE_GET && info->mode != MODE_GETNEXT)
		return agentx_set_answer(page, info, requests);
	for (netsnmp_request_info *one = requests; one; one = one->next)
		if (!one->processed)
			answer_one(page, info->mode, info, one);
	return SNMP_ERR_NOERROR;
}

static void
register_page(struct agentx_page *page)
{
	const struct mib_book *book = &mib_books[page->id];
	netsnmp_handler_registration *registration;
	oid name[MIB_OID_MAX];
	size_t len = name_to(name, &book->module->root);

	registration = netsnmp_create_handler_registration(book->name, answer_all, name,
	    len, page->snmp->writes ? HANDLER_CAN_RWRITE : HANDLER_CAN_RONLY);
	if (registration)
		registration->my_reg_void = page;
	/* Frees it when it fails. */
	if (registration && netsnmp_register_handler(registration) == MIB_REGISTERED_OK)
		page->at = registration;
	else
		log_bug("snmp:", "%s could not be registered", book->name);
}

static void
unregister_page(struct agentx_page *page)
{
	(void)netsnmp_unregister_handler(page->at); /* it is registered */
	page->at = NULL;
}

/* Traps. */

/* snmpTrapOID.0, then the trap's own. */
static netsnmp_variable_list *
varbinds_of(const struct mib_trap *trap)
{
	static const oid trap_oid[] = {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};
	netsnmp_variable_list *list = NULL;
	struct varbind bind;
	oid value[MIB_OID_MAX];

	(void)snmp_varlist_add_variable(&list, trap_oid, OID_LENGTH(trap_oid),
	    ASN_OBJECT_ID, value, name_to(value, &trap->oid) * sizeof(value[0]));
	for (size_t i = 0; i < trap->binds_len; i++) {
		varbind_init(&bind, &trap->binds[i]);
		(void)snmp_varlist_add_variable(
		    &list, bind.name, bind.name_len, bind.type, bind.bytes, bind.len);
	}
	return list;
}

static void
send_trap(struct agentx_snmp *snmp, const struct mib_trap *trap)
{
	netsnmp_variable_list *list = varbinds_of(trap);

	if (trap->held_back)
		log_peer("snmp:", "%llu more notifications like it were held back",
		    (unsigned long long)trap->held_back);
	send_v2trap(list);
	snmp_free_varbind(list);
	(void)atomic_fetch_add(&snmp->traps_sent, 1);
}

/* A send that would wait is not begun: POLLOUT means a quarter of the buffer at most is
 * in use, and a trap is a few kB at most. */
static bool
has_room(const struct agentx_snmp *snmp)
{
	struct pollfd fd = {.fd = snmp->master_fd, .events = POLLOUT};

	return snmp->master_fd >= 0 && poll(&fd, 1, 0) == 1 && fd.revents == POLLOUT;
}

/* One window of traps, if it is time for one. Returns how long to sleep after, in ms.
 */
static int
send_traps(struct agentx_snmp *snmp)
{
	struct instant now = now_monotonic();
	const struct mib_trap *trap = NULL;
	int sent = 0;

	/* Switched off: what happens now is not told when they are switched on. */
	if (!snmp->traps) {
		mib_feed_forget(snmp->feed);
		return TURN_MS;
	}
	if (snmp->master_fd < 0)
		return TURN_MS;
	if (!instant_reached(snmp->window_due, now))
		return TRAP_WINDOW_MS;
	while (sent < TRAP_WINDOW && has_room(snmp) &&
	    (trap = mib_feed_trap(snmp->feed, now)) != NULL) {
		send_trap(snmp, trap);
		sent++;
	}
	(void)atomic_fetch_add(
	    &snmp->traps_suppressed, mib_feed_take_suppressed(snmp->feed));
	if (sent == 0 && has_room(snmp))
		return TURN_MS;
	snmp->window_due = instant_add(now, span_ms(TRAP_WINDOW_MS));
	return TRAP_WINDOW_MS;
}

/* What the library tells us. */

/* Each line of its own log. It repeats itself at each try, so it is detail. */
static int
on_log(int major, int minor, void *message, void *ctx)
{
	const struct snmp_log_message *line = message;

	(void)major;
	(void)minor;
	(void)ctx;
	log_debug("snmp:", "%.*s", (int)strcspn(line->msg, "\n"), line->msg);
	return 0;
}

/* A session is being made: without this each question waits for six seconds. */
static int
on_session(int major, int minor, void *made, void *ctx)
{
	netsnmp_session *session = made;

	(void)major;
	(void)minor;
	(void)ctx;
	session->timeout = ANSWER_TIMEOUT_MS * 1000L;
	session->retries = 0;
	return 0;
}

/* The library opens its socket and its pipes without the mark, and hides the pipes. No
 * descriptor of this process is meant for a child, so that all may be marked. */
static void
close_on_exec(void)
{
	if (close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC) < 0)
		log_sys("snmp:", errno, "descriptors stay open in children");
}

static int
on_connect(int major, int minor, void *opened, void *ctx)
{
	struct agentx_snmp *snmp = ctx;
	netsnmp_transport *transport = snmp_sess_transport(snmp_sess_pointer(opened));

	(void)major;
	(void)minor;
	snmp->master_fd = transport ? transport->sock : -1;
	close_on_exec();
	/* The master agent's answer has set the library's clock to its sysUpTime. */
	snmp->base.uptime_zero_ms =
	    now_wall_ms() - (int64_t)netsnmp_get_agent_uptime() * 10;
	(void)atomic_fetch_add(&snmp->connects, 1);
	atomic_store(&snmp->connected, true);
	log_event("snmp:", "connected to master agent at %s", snmp->socket);
	return 0;
}

static int
on_disconnect(int major, int minor, void *closed, void *ctx)
{
	struct agentx_snmp *snmp = ctx;

	(void)major;
	(void)minor;
	(void)closed;
	snmp->master_fd = -1;
	if (atomic_exchange(&snmp->connected, false))
		log_event("snmp:", "lost master agent at %s", snmp->socket);
	return 0;
}

/* The library's life. */

static const struct {
	int major, minor;
	SNMPCallback *call;
} callbacks[] = {
    {SNMP_CALLBACK_LIBRARY,     SNMP_CALLBACK_LOGGING,      on_log       },
    {SNMP_CALLBACK_LIBRARY,     SNMP_CALLBACK_SESSION_INIT, on_session   },
    {SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_START, on_connect   },
    {SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_STOP,  on_disconnect},
};

static void
apply_page(struct agentx_snmp *snmp, enum mib_book_id id, bool wanted)
{
	struct agentx_page *page = &snmp->pages[id];

	if (wanted && !mib_books[id].module) {
		log_conf("snmp: %s is not served yet", mib_books[id].name);
		wanted = false;
	}
	page->snmp = snmp;
	page->id = id;
	mib_feed_tell(snmp->feed, id, wanted);
	if (wanted && !page->at)
		register_page(page);
	else if (!wanted && page->at)
		unregister_page(page);
}

static void
apply(struct agentx_snmp *snmp, const struct agentx_options *options)
{
	snmp->socket = options->socket;
	snmp->traps = options->traps;
	(void)netsnmp_ds_set_string(
	    NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, snmp->socket);
	if (options->writes != snmp->writes) /* registered anew, another way */
		for (int id = 0; id < MIB_BOOKS; id++)
			apply_page(snmp, (enum mib_book_id)id, false);
	snmp->writes = options->writes;
	for (int id = 0; id < MIB_BOOKS; id++)
		apply_page(snmp, (enum mib_book_id)id, options->books[id]);
}

void
agentx_snmp_open(struct agentx_snmp *snmp, const struct agentx_options *options)
{
	snmp_disable_log();
	snmp_enable_calllog();
	for (size_t i = 0; i < COUNT(callbacks); i++)
		(void)snmp_register_callback(
		    callbacks[i].major, callbacks[i].minor, callbacks[i].call, snmp);
	netsnmp_enable_subagent();
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_ALARM_DONT_USE_SIG, 1);
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	(void)netsnmp_ds_set_boolean(
	    NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_NO_CONNECTION_WARNINGS, 1);
	(void)init_agent("fairlead");
	(void)netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
	    NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, PING_INTERVAL_S);
	apply(snmp, options);
	init_snmp("fairlead");
}

void
agentx_snmp_configure(struct agentx_snmp *snmp, const struct agentx_options *options)
{
	bool moved = strcmp(snmp->socket, options->socket) != 0;

	apply(snmp, options);
	/* The library sees a master agent that went, and tries again where it is now.
	 */
	if (moved && snmp->master_fd >= 0)
		(void)shutdown(snmp->master_fd, SHUT_RDWR); /* fails: it did go */
}

/* One sleep and what ended it; true when only the master agent did, which then is
 * likely to have more: a walk is one question after the other. The library's sets grow
 * with the descriptors, so that more than 1,024 are no limit. */
static bool
answer(struct agentx_snmp *snmp, int wake_fd, int wait_ms)
{
	struct timeval wait = {wait_ms / 1000, wait_ms % 1000 * 1000};
	netsnmp_large_fd_set fds;
	int fds_len = wake_fd + 1;
	int block = 0, ready;
	bool woken;

	netsnmp_large_fd_set_init(&fds, FD_SETSIZE);
	NETSNMP_LARGE_FD_ZERO(&fds);
	(void)snmp_select_info2(&fds_len, &fds, &wait, &block);
	NETSNMP_LARGE_FD_SET(wake_fd, &fds);
	ready = netsnmp_large_fd_set_select(fds_len, &fds, NULL, NULL, &wait);
	woken = ready > 0 && NETSNMP_LARGE_FD_ISSET(wake_fd, &fds);
	if (ready > 0)
		snmp_read2(&fds);
	netsnmp_large_fd_set_cleanup(&fds);
	snmp_timeout();
	run_alarms();
	netsnmp_check_outstanding_agent_requests();
	return ready > 0 && !woken && snmp->master_fd >= 0;
}

void
agentx_snmp_turn(struct agentx_snmp *snmp, int wake_fd)
{
	int wait_ms = send_traps(snmp);
	/* While traps wait for their window, each answer is a turn. */
	int answers = wait_ms < TURN_MS ? 1 : TURN_ANSWERS;

	while (answers > 0 && answer(snmp, wake_fd, wait_ms))
		answers--;
}

/* What it was given with a callback the library frees at its end: taken back first. */
void
agentx_snmp_close(struct agentx_snmp *snmp)
{
	for (size_t i = 0; i < COUNT(callbacks); i++)
		(void)snmp_unregister_callback(
		    callbacks[i].major, callbacks[i].minor, callbacks[i].call, snmp, 1);
	snmp_shutdown("fairlead");
	shutdown_agent();
}
