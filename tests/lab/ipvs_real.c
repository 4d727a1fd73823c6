/* SPDX-License-Identifier: Apache-2.0 */
/* ipvs_netlink against a real kernel: every kind of op, what the kernel then says it
 * has, and what it refuses. Needs CAP_NET_ADMIN and an IPVS table of its own, which it
 * leaves with one service of each kind (for ipvsadm to be read beside):
 *
 *     ipvs_real IFNAME VIP       (IFNAME: for the sync daemon; VIP: a local address)
 *
 * One line a check; the last is "ipvs_real: N checks, M failed"; exit 1 if M > 0. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/ipvs/ipvs_netlink.h"
#include "agent/ipvs/ipvs_sync.h"
#include "agent/lib/mem.h"
#include "tests/lab/ipvs_real_rows.h"

struct run {
	struct ipvs_kernel *kernel;
	unsigned checks, failed;
};

static void
check(struct run *run, bool good, const char *what)
{
	run->checks++;
	run->failed += !good;
	(void)printf("%s %s\n", good ? "ok  " : "FAIL", what);
}

static void
check_errno(struct run *run, int err, int expected, const char *what)
{
	check(run, err == expected, what);
	if (err != expected)
		(void)printf("     %s, not %s\n", strerror(err), strerror(expected));
}

/* ---- through the joint ---- */

static struct ipvs_table
observe(struct run *run)
{
	struct ipvs_table table = {0};
	int rc = run->kernel->ops->dump_services(run->kernel, &table);

	for (size_t i = 0; rc == 0 && i < table.len; i++)
		rc = run->kernel->ops->dump_dests(run->kernel, &table.services[i]);
	if (rc < 0)
		check_errno(run, -rc, 0, "dumps of services and destinations");
	return table;
}

/* Plan from what is there to `desired`, all of it being ours, and apply. */
static size_t
reach(struct run *run, const struct ipvs_table *desired)
{
	struct ipvs_table observed = observe(run);
	struct ipvs_plan plan = ipvs_plan_tables(desired, &observed, &observed);
	size_t len = plan.len;

	for (size_t at = 0; at < len; at += IPVS_BATCH_MAX)
		run->kernel->ops->apply(run->kernel, &plan.ops[at],
		    len - at < IPVS_BATCH_MAX ? len - at : IPVS_BATCH_MAX);
	for (size_t i = 0; i < len; i++)
		if (plan.ops[i].err != 0)
			check_errno(
			    run, plan.ops[i].err, 0, ipvs_op_word(plan.ops[i].kind));
	ipvs_plan_fini(&plan);
	ipvs_table_fini(&observed);
	return len;
}

static int
one(struct run *run, enum ipvs_op_kind kind, const struct ipvs_service *service,
    const struct ipvs_dest *dest)
{
	struct ipvs_op op = {.kind = kind, .service = *service};

	if (dest)
		op.dest = *dest;
	run->kernel->ops->apply(run->kernel, &op, 1);
	return op.err;
}

/* ---- the checks ---- */

static void
every_kind_is_set_as_desired(struct run *run)
{
	struct ipvs_table desired = ipvs_real_table(), none = {0}, after;

	check(run, reach(run, &desired) > 0, "one service of every kind is loaded");
	check(run, reach(run, &desired) == 0, "a second plan finds nothing to do");
	after = observe(run);
	check(run, after.len == desired.len, "as many services as desired");
	check(run, reach(run, &none) == desired.len, "each goes by one op");
	ipvs_table_fini(&after);
	after = observe(run);
	check(run, after.len == 0, "nothing is left");
	ipvs_table_fini(&after);
	ipvs_table_fini(&desired);
}

static void
every_setting_can_be_changed(struct run *run)
{
	struct ipvs_table desired = ipvs_real_table();
	struct ipvs_service *service;

	(void)reach(run, &desired);
	for (size_t i = 0; i < desired.len; i++) {
		service = &desired.services[i];
		(void)mem_copy_text(
		    service->scheduler, sizeof(service->scheduler), "wlc");
		service->flags ^= IP_VS_SVC_F_PERSISTENT;
		service->timeout_s = 90;
		for (size_t j = 0; j < service->dests_len; j++) {
			service->dests[j].weight ^= 0xffff;
			service->dests[j].uthreshold += 20;
			service->dests[j].lthreshold += 10;
		}
	}
	check(run, reach(run, &desired) > desired.len, "all settings are changed");
	check(run, reach(run, &desired) == 0, "and read back as they were set");
	ipvs_table_fini(&desired);
	desired = ipvs_real_table();
	(void)reach(run, &desired);
	check(run, reach(run, &desired) == 0, "and changed back");
	ipvs_table_fini(&desired);
}

/* Each kind in turn becomes each other. */
static void
every_tunnel_can_become_another(struct run *run)
{
	struct ipvs_table desired = ipvs_real_table();
	struct ipvs_service of = ipvs_real_tunnelled();
	struct ipvs_service *service;
	bool good = true;

	service = ipvs_table_find(&desired, &of.key);
	for (size_t turn = 1; turn <= IPVS_REAL_TUNNELS; turn++) {
		for (size_t i = 0; i < IPVS_REAL_TUNNELS; i++)
			service->dests[i].tunnel =
			    ipvs_real_tunnels[(i + turn) % IPVS_REAL_TUNNELS];
		good = good && reach(run, &desired) == IPVS_REAL_TUNNELS;
		good = good && reach(run, &desired) == 0;
	}
	check(run, good, "every tunnel becomes every other, and reads back so");
	of.dests[0].addr = addr_v4(0x0a0902ff);
	of.dests[0].tunnel = (struct tunnel){.type = TUNNEL_GUE};
	check_errno(run, one(run, IPVS_NEW_DEST, &of, &of.dests[0]), EINVAL,
	    "a gue tunnel without a port: EINVAL");
	ipvs_service_fini(&of);
	ipvs_table_fini(&desired);
}

static void
what_the_kernel_refuses(struct run *run)
{
	struct ipvs_service v4 = ipvs_real_service(&ipvs_real_rows[0]),
			    v6 = ipvs_real_service(&ipvs_real_rows[5]);
	struct ipvs_service odd = v4;
	struct ipvs_dest dest = ipvs_real_dest(&ipvs_real_rows[0].dests[0]),
			 other = dest;

	check_errno(run, one(run, IPVS_NEW_SERVICE, &v4, NULL), EEXIST,
	    "NEW_SERVICE twice: EEXIST");
	check_errno(
	    run, one(run, IPVS_NEW_DEST, &v4, &dest), EEXIST, "NEW_DEST twice: EEXIST");
	other.port = 81;
	check_errno(run, one(run, IPVS_SET_DEST, &v4, &other), ENOENT,
	    "SET_DEST of none: ENOENT");
	check_errno(run, one(run, IPVS_DEL_DEST, &v4, &other), ENOENT,
	    "DEL_DEST of none: ENOENT");
	check_errno(run, one(run, IPVS_NEW_DEST, &v6, &dest), EINVAL,
	    "an IPv4 destination of an IPv6 service by DR: EINVAL");
	other.lthreshold = 2;
	other.uthreshold = 1;
	check_errno(run, one(run, IPVS_NEW_DEST, &v4, &other), ERANGE,
	    "lower threshold above upper: ERANGE");
	odd.key.port = 4711;
	check_errno(run, one(run, IPVS_SET_SERVICE, &odd, NULL), ESRCH,
	    "SET_SERVICE of none: ESRCH");
	check_errno(run, one(run, IPVS_DEL_SERVICE, &odd, NULL), ESRCH,
	    "DEL_SERVICE of none: ESRCH");
	check_errno(run, one(run, IPVS_NEW_DEST, &odd, &dest), ESRCH,
	    "NEW_DEST of no service: ESRCH");
	(void)mem_copy_text(odd.scheduler, sizeof(odd.scheduler), "no_such");
	check_errno(run, one(run, IPVS_NEW_SERVICE, &odd, NULL), ENOENT,
	    "an unknown scheduler: ENOENT");
	v6.netmask_be = 129;
	v6.key.port = 4711;
	check_errno(run, one(run, IPVS_NEW_SERVICE, &v6, NULL), EINVAL,
	    "an IPv6 netmask of 129: EINVAL");
}

static void
a_failure_stays_alone_in_its_batch(struct run *run)
{
	struct ipvs_op ops[IPVS_BATCH_MAX] = {0};
	struct ipvs_service service = ipvs_real_service(&ipvs_real_rows[0]);
	bool good = true;

	service.key.port = 5000;
	(void)one(run, IPVS_NEW_SERVICE, &service, NULL);
	for (size_t i = 0; i < IPVS_BATCH_MAX; i++) {
		ops[i].kind = i % 10 == 9 ? IPVS_DEL_DEST : IPVS_NEW_DEST;
		ops[i].service = service;
		ops[i].dest.addr = addr_v4(0x0a090200u + (uint32_t)i);
		ops[i].dest.weight = 1;
		ops[i].err = 4711;
	}
	run->kernel->ops->apply(run->kernel, ops, IPVS_BATCH_MAX);
	for (size_t i = 0; i < IPVS_BATCH_MAX; i++)
		good = good && ops[i].err == (i % 10 == 9 ? ENOENT : 0);
	check(run, good, "of 100 ops each tenth fails, and only that, the last too");
	(void)run->kernel->ops->dump_dests(run->kernel, &service);
	check(run, service.dests_len == 90, "90 destinations are there");
	ipvs_service_fini(&service);
	check_errno(run, one(run, IPVS_DEL_SERVICE, &service, NULL), 0, "they go");
}

static void
send_to(struct run *run, const char *vip, uint16_t port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	check(run, inet_pton(AF_INET, vip, &to.sin_addr) == 1, "the VIP is IPv4");
	for (int i = 0; i < 3; i++)
		check(run,
		    sendto(fd, "ping", 4, 0, (struct sockaddr *)&to, sizeof(to)) == 4,
		    "a datagram to the VIP is sent");
	(void)close(fd);
}

/* The service as it is once it has counted: the kernel sums up every 2 s. */
static struct ipvs_service
counted(struct run *run, const struct ipvs_key *key)
{
	struct ipvs_service copy = {0};

	for (int i = 0; i < 50 && copy.counters.connections == 0; i++) {
		struct ipvs_table table = observe(run);
		const struct ipvs_service *seen = ipvs_table_find(&table, key);

		ipvs_service_fini(&copy);
		if (seen)
			copy = ipvs_service_dup(seen);
		ipvs_table_fini(&table);
		(void)usleep(100000);
	}
	return copy;
}

/* Datagrams from here to the VIP are scheduled and counted: 3 of 32 bytes. */
static void
counters_count(struct run *run, const char *vip)
{
	struct ipvs_service service = ipvs_real_service(&ipvs_real_rows[1]), seen;
	struct ipvs_dest dest = ipvs_real_dest(&ipvs_real_rows[1].dests[0]);

	check(run, addr_parse(vip, &service.key.addr), "the VIP is an address");
	service.key.port = 5001;
	service.flags = 0;
	dest.addr = addr_v4(0x7f000001);
	(void)one(run, IPVS_NEW_SERVICE, &service, NULL);
	(void)one(run, IPVS_NEW_DEST, &service, &dest);
	send_to(run, vip, service.key.port);
	seen = counted(run, &service.key);
	check(run, seen.counters.connections == 1, "the service counts 1 connection");
	check(run, seen.counters.packets_in == 3, "3 packets");
	check(run, seen.counters.bytes_in == 96, "96 bytes");
	check(run,
	    seen.dests_len == 1 && seen.dests[0].counters.bytes_in == 96 &&
		seen.dests[0].counters.connections == 1,
	    "and so does its destination");
	check(run, seen.dests_len == 1 && seen.dests[0].inactive == 1,
	    "which has one inactive connection");
	ipvs_service_fini(&seen);
	check_errno(run, one(run, IPVS_DEL_SERVICE, &service, NULL), 0, "it goes");
}

static void
sync_daemons_start_and_stop(struct run *run, const char *ifname)
{
	struct model_sync_daemon as = {.sync_id = 51,
	    .maxlen = 1200,
	    .port = 9000,
	    .ttl = 3,
	    .group = addr_v4(0xe0000058)};
	const struct ipvs_kernel_ops *ops = run->kernel->ops;
	struct ipvs_daemon seen[IPVS_DAEMONS_MAX];

	(void)mem_copy_text(as.interface, sizeof(as.interface), ifname);
	check(run, ops->daemon_query(run->kernel, seen) == 0, "no sync daemon runs");
	check_errno(run, -ops->daemon_stop(run->kernel, IPVS_DAEMON_MASTER), ESRCH,
	    "stopping none: ESRCH");
	check_errno(run, -ops->daemon_start(run->kernel, IPVS_DAEMON_MASTER, &as), 0,
	    "a master starts");
	check_errno(run, -ops->daemon_start(run->kernel, IPVS_DAEMON_MASTER, &as),
	    EEXIST, "a second: EEXIST");
	check(run, ops->daemon_query(run->kernel, seen) == 1, "one runs");
	check(run,
	    seen[0].role == IPVS_DAEMON_MASTER && seen[0].sync_id == 51 &&
		seen[0].maxlen == 1200 && seen[0].port == 9000 && seen[0].ttl == 3 &&
		strcmp(seen[0].interface, ifname) == 0 &&
		addr_equal(&seen[0].group, &as.group),
	    "with what it was given");
	as = (struct model_sync_daemon){.sync_id = 51};
	(void)mem_copy_text(as.interface, sizeof(as.interface), ifname);
	check_errno(run, -ops->daemon_start(run->kernel, IPVS_DAEMON_BACKUP, &as), 0,
	    "a backup starts beside it, with the kernel's defaults");
	check(run, ops->daemon_query(run->kernel, seen) == 2, "two run");
	check_errno(
	    run, -ops->daemon_stop(run->kernel, IPVS_DAEMON_MASTER), 0, "one stops");
	check_errno(run, -ops->daemon_stop(run->kernel, IPVS_DAEMON_BACKUP), 0,
	    "the other stops");
	(void)mem_copy_text(as.interface, sizeof(as.interface), "no_such");
	check_errno(run, -ops->daemon_start(run->kernel, IPVS_DAEMON_MASTER, &as),
	    ENODEV, "an unknown interface: ENODEV");
}

int
main(int argc, char **argv)
{
	const struct ipvs_netlink_options options = {0};
	const struct ipvs_timeouts timeouts = {.tcp_s = 901, .udp_s = 301};
	struct run run = {.kernel = ipvs_netlink_new(&options)};
	struct ipvs_table last = {0};
	char version[IPVS_VERSION_SIZE] = "";

	if (argc != 3) {
		(void)fprintf(stderr, "usage: ipvs_real IFNAME VIP\n");
		return 2;
	}
	check_errno(&run, -run.kernel->ops->probe(run.kernel, version), 0,
	    "the kernel has IPVS");
	check(&run, strcmp(version, "1.2.1") == 0, "and says 1.2.1");
	sync_daemons_start_and_stop(&run, argv[1]); /* not beside mixed families */
	every_kind_is_set_as_desired(&run);
	every_setting_can_be_changed(&run);
	every_tunnel_can_become_another(&run);
	what_the_kernel_refuses(&run);
	a_failure_stays_alone_in_its_batch(&run);
	counters_count(&run, argv[2]);
	check_errno(&run, -run.kernel->ops->set_timeouts(run.kernel, &timeouts), 0,
	    "timeouts are set");
	last = ipvs_real_table();
	check(&run, reach(&run, &last) == 0, "the table is as it was loaded");
	ipvs_table_fini(&last);
	ipvs_netlink_free(run.kernel);
	(void)printf("ipvs_real: %u checks, %u failed\n", run.checks, run.failed);
	return run.failed > 0;
}
