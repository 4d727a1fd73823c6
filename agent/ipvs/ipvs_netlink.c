/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/ipvs/ipvs_netlink.h"

#include <errno.h>
#include <stdio.h>

#include <linux/ip_vs.h>
#include <netlink/msg.h>

#include "agent/ipvs/ipvs_attr.h"
#include "agent/ipvs/ipvs_talk.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/sys/now.h"

enum {
	REQUEST_MODULES_S = 5,
	/* No table can be larger than this and sane. */
	SERVICES_MAX = 1 << 16,
	DESTS_MAX = 1 << 20
};

struct ipvs_netlink {
	struct ipvs_kernel kernel; /* first */
	struct ipvs_netlink_options options;
	struct ipvs_talk *talk; /* owned */
	struct instant modules_asked;
	bool unknown_logged;
};

static struct ipvs_netlink *
netlink_of(struct ipvs_kernel *kernel)
{
	return (struct ipvs_netlink *)(void *)kernel;
}

/* ---- probe ---- */

static bool
reply_version(const struct nlmsghdr *reply, void *into)
{
	return ipvs_attr_get_version(reply, into);
}

static void
ask_for_modules(struct ipvs_netlink *nl)
{
	struct instant now = now_monotonic();
	struct instant again =
	    instant_add(nl->modules_asked, span_s(REQUEST_MODULES_S));

	if (!nl->options.request_modules ||
	    (nl->modules_asked.ns != 0 && instant_before(now, again)))
		return;
	nl->modules_asked = now;
	nl->options.request_modules(nl->options.ctx);
}

static int
probe(struct ipvs_kernel *kernel, char *version)
{
	struct ipvs_netlink *nl = netlink_of(kernel);
	uint32_t number = 0;
	struct ipvs_listener listener = {.reply = reply_version, .into = &number};
	struct nl_msg *msg;
	int rc = ipvs_talk_open(nl->talk);

	if (rc == -ENOENT)
		ask_for_modules(nl);
	if (rc < 0)
		return rc;
	msg = ipvs_talk_message(nl->talk, IPVS_CMD_GET_INFO, NLM_F_ACK, &rc);
	rc = msg ? ipvs_talk_ask(nl->talk, msg, &listener) : rc;
	if (rc < 0)
		return rc;
	(void)snprintf(version, IPVS_VERSION_SIZE, "%u.%u.%u", number >> 16 & 0xff,
	    number >> 8 & 0xff, number & 0xff);
	return 0;
}

/* ---- dumps ---- */

static int
dump(struct ipvs_netlink *nl, int command, const struct ipvs_key *key,
    struct ipvs_listener *listener)
{
	int rc;
	struct nl_msg *msg = ipvs_talk_message(nl->talk, command, NLM_F_DUMP, &rc);

	if (!msg)
		return rc;
	if (key && !ipvs_attr_put_key(msg, key)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	rc = ipvs_talk_ask(nl->talk, msg, listener);
	if (rc == 0 && listener->not_understood > 0 && !nl->unknown_logged) {
		nl->unknown_logged = true;
		log_peer("ipvs",
		    "%zu entries of the kernel's table are of a kind unknown here and "
		    "are left alone",
		    listener->not_understood);
	}
	return rc;
}

struct services {
	struct ipvs_table table;
	size_t room;
	bool too_many;
};

static bool
reply_service(const struct nlmsghdr *reply, void *into)
{
	struct services *got = into;
	struct ipvs_service service;

	if (!ipvs_attr_get_service(reply, &service))
		return false;
	got->too_many = got->table.len == SERVICES_MAX;
	if (got->too_many)
		return true;
	if (got->table.len == got->room) {
		got->room = got->room ? 2 * got->room : 16;
		got->table.services = mem_grow(
		    got->table.services, got->room, sizeof(*got->table.services));
	}
	got->table.services[got->table.len++] = service;
	return true;
}

static int
dump_services(struct ipvs_kernel *kernel, struct ipvs_table *out)
{
	struct services got = {0};
	struct ipvs_listener listener = {.reply = reply_service, .into = &got};
	int rc = dump(netlink_of(kernel), IPVS_CMD_GET_SERVICE, NULL, &listener);

	if (rc == 0 && got.too_many)
		rc = -E2BIG;
	if (rc < 0) {
		ipvs_table_fini(&got.table);
		return rc;
	}
	ipvs_table_sort(&got.table);
	ipvs_table_fini(out);
	*out = got.table;
	return 0;
}

struct dests {
	struct ipvs_service service;
	size_t room;
	bool too_many;
};

static bool
reply_dest(const struct nlmsghdr *reply, void *into)
{
	struct dests *got = into;
	struct ipvs_service *service = &got->service;
	struct ipvs_dest dest;

	if (!ipvs_attr_get_dest(reply, service->key.family, &dest))
		return false;
	got->too_many = service->dests_len == DESTS_MAX;
	if (got->too_many)
		return true;
	if (service->dests_len == got->room) {
		got->room = got->room ? 2 * got->room : 16;
		service->dests =
		    mem_grow(service->dests, got->room, sizeof(*service->dests));
	}
	service->dests[service->dests_len++] = dest;
	return true;
}

static int
dump_dests(struct ipvs_kernel *kernel, struct ipvs_service *service)
{
	struct dests got = {.service.key = service->key};
	struct ipvs_listener listener = {.reply = reply_dest, .into = &got};
	int rc = dump(netlink_of(kernel), IPVS_CMD_GET_DEST, &service->key, &listener);

	if (rc == 0 && got.too_many)
		rc = -E2BIG;
	if (rc < 0) {
		ipvs_service_fini(&got.service);
		return rc;
	}
	ipvs_service_sort(&got.service);
	ipvs_service_fini(service);
	service->dests = got.service.dests;
	service->dests_len = got.service.dests_len;
	return 0;
}

/* ---- changes ---- */

static int
collect(struct ipvs_talk *talk, const struct ipvs_op *op, bool last)
{
	int rc;
	struct nl_msg *msg = ipvs_talk_message(
	    talk, ipvs_attr_command(op->kind), last ? NLM_F_ACK : 0, &rc);

	if (!msg)
		return rc;
	if (!ipvs_attr_put_op(msg, op)) {
		nlmsg_free(msg);
		return -EMSGSIZE;
	}
	ipvs_talk_collect(talk, msg);
	return 0;
}

static void
op_failed(void *ctx, size_t i, int err)
{
	struct ipvs_op *ops = ctx;

	ops[i].err = err;
}

static void
apply(struct ipvs_kernel *kernel, struct ipvs_op *ops, size_t len)
{
	struct ipvs_talk *talk = netlink_of(kernel)->talk;
	int rc = 0;

	if (len == 0)
		return;
	for (size_t i = 0; rc == 0 && i < len; i++) {
		ops[i].err = 0;
		rc = collect(talk, &ops[i], i + 1 == len);
	}
	if (rc == 0)
		rc = ipvs_talk_send(talk, op_failed, ops);
	else
		ipvs_talk_discard(talk);
	/* If the talk broke, some may have been done: which, only a dump can say. */
	for (size_t i = 0; rc < 0 && i < len; i++)
		ops[i].err = -rc;
}

/* One acknowledged request, whose attributes fitted or not; swallowed. */
static int
command(struct ipvs_netlink *nl, struct nl_msg *msg, bool fits)
{
	if (fits)
		return ipvs_talk_ask(nl->talk, msg, NULL);
	nlmsg_free(msg);
	return -EMSGSIZE;
}

static int
set_timeouts(struct ipvs_kernel *kernel, const struct ipvs_timeouts *timeouts)
{
	struct ipvs_netlink *nl = netlink_of(kernel);
	int rc;
	struct nl_msg *msg =
	    ipvs_talk_message(nl->talk, IPVS_CMD_SET_CONFIG, NLM_F_ACK, &rc);

	return msg ? command(nl, msg, ipvs_attr_put_timeouts(msg, timeouts)) : rc;
}

static int
daemon_start(
    struct ipvs_kernel *kernel, unsigned role, const struct model_sync_daemon *as)
{
	struct ipvs_netlink *nl = netlink_of(kernel);
	int rc;
	struct nl_msg *msg =
	    ipvs_talk_message(nl->talk, IPVS_CMD_NEW_DAEMON, NLM_F_ACK, &rc);

	return msg ? command(nl, msg, ipvs_attr_put_daemon(msg, role, as)) : rc;
}

static int
daemon_stop(struct ipvs_kernel *kernel, unsigned role)
{
	struct ipvs_netlink *nl = netlink_of(kernel);
	int rc;
	struct nl_msg *msg =
	    ipvs_talk_message(nl->talk, IPVS_CMD_DEL_DAEMON, NLM_F_ACK, &rc);

	if (!msg)
		return rc;
	rc = command(nl, msg, ipvs_attr_put_daemon(msg, role, NULL));
	return rc == -EINTR ? 0 : rc; /* stopped before it had run: no answer */
}

struct daemons {
	struct ipvs_daemon *out; /* borrowed */
	int len;
};

static bool
reply_daemon(const struct nlmsghdr *reply, void *into)
{
	struct daemons *got = into;

	if (got->len == IPVS_DAEMONS_MAX ||
	    !ipvs_attr_get_daemon(reply, &got->out[got->len]))
		return false;
	got->len++;
	return true;
}

static int
daemon_query(struct ipvs_kernel *kernel, struct ipvs_daemon *out)
{
	struct daemons got = {.out = out};
	struct ipvs_listener listener = {.reply = reply_daemon, .into = &got};
	int rc = dump(netlink_of(kernel), IPVS_CMD_GET_DAEMON, NULL, &listener);

	return rc < 0 ? rc : got.len;
}

/* ---- life ---- */

static const struct ipvs_kernel_ops netlink_ops = {
    .probe = probe,
    .dump_services = dump_services,
    .dump_dests = dump_dests,
    .apply = apply,
    .set_timeouts = set_timeouts,
    .daemon_start = daemon_start,
    .daemon_stop = daemon_stop,
    .daemon_query = daemon_query,
};

struct ipvs_kernel *
ipvs_netlink_new(const struct ipvs_netlink_options *options)
{
	struct ipvs_netlink *nl = mem_new(1, sizeof(*nl));

	nl->kernel.ops = &netlink_ops;
	nl->options = *options;
	nl->talk = ipvs_talk_new();
	return &nl->kernel;
}

void
ipvs_netlink_free(struct ipvs_kernel *kernel)
{
	struct ipvs_netlink *nl;

	if (!kernel)
		return;
	nl = netlink_of(kernel);
	ipvs_talk_free(nl->talk);
	mem_free(nl);
}
