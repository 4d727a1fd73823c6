/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/ipvs/ipvs_knobs.h"
#include "agent/ipvs/ipvs_knobs_read.h"
#include "agent/lib/mem.h"

/* One virtual server with one real server, and one instance. */
struct bench {
	struct model model;
	struct model_virtual_server vs;
	struct model_real_server rs;
	struct model_vrrp_instance instances[2];
};

static struct bench *
bench_new(void)
{
	struct bench *b = mem_new(1, sizeof(*b));

	b->rs.forward = FORWARD_DR;
	b->rs.addr = addr_v4(0x0a010101);
	memcpy(b->vs.scheduler, "rr", 3);
	b->vs.real_servers = &b->rs;
	b->vs.real_servers_len = 1;
	b->model.virtual_servers = &b->vs;
	b->model.virtual_servers_len = 1;
	memcpy(b->instances[0].interface, "eth0", 5);
	memcpy(b->instances[1].interface, "eth1", 5);
	b->model.instances = b->instances;
	b->model.instances_len = 1;
	return b;
}

TEST(direct_routing_needs_little)
{
	struct bench *b = bench_new();

	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY);
	b->model.virtual_servers_len = 0;
	b->model.instances_len = 2;
	assert_int_equal(ipvs_knobs_use(&b->model), 0);
	mem_free(b);
}

TEST(each_feature_has_its_needs)
{
	struct bench *b = bench_new();

	b->rs.forward = FORWARD_NAT;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_NAT4);
	b->rs.addr.family = ADDR_V6;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_NAT6);
	b->rs.forward = FORWARD_TUN;
	b->vs.protocol = PROTOCOL_UDP;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_UDP);
	b->vs.protocol = PROTOCOL_TCP;
	b->vs.persistence_s = 60;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY);
	b->rs.inhibit_on_failure = true;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_QUIESCENT);
	b->model.instances_len = 2;
	b->vs.persistence_s = 0;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_MANY_LINKS);
	mem_free(b);
}

TEST(hashing_stands_in_for_the_sync_daemon_only_where_there_is_a_failover)
{
	struct bench *b = bench_new();

	memcpy(b->vs.scheduler, "mh", 3);
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_HASH_TCP);
	b->vs.protocol = PROTOCOL_SCTP;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_HASH_SCTP);
	memcpy(b->model.global.sync_daemon.interface, "eth0", 5);
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY | IPVS_USE_SYNC);
	b->model.global.sync_daemon.interface[0] = '\0';
	b->model.instances_len = 0;
	assert_int_equal(ipvs_knobs_use(&b->model), IPVS_USE_ANY);
	mem_free(b);
}

/* A knob, what makes it matter, and the values on both sides of what hurts. */
static const struct {
	enum ipvs_knob knob;
	unsigned use;
	int64_t bad, good;
} cases[] = {
    {IPVS_KNOB_CONN_REUSE,       IPVS_USE_ANY,        0,  1 },
    {IPVS_KNOB_EXPIRE_NODEST,    IPVS_USE_UDP,        0,  1 },
    {IPVS_KNOB_EXPIRE_QUIESCENT, IPVS_USE_QUIESCENT,  0,  1 },
    {IPVS_KNOB_SLOPPY_TCP,       IPVS_USE_HASH_TCP,   0,  1 },
    {IPVS_KNOB_SLOPPY_SCTP,      IPVS_USE_HASH_SCTP,  0,  1 },
    {IPVS_KNOB_SYNC_THRESHOLD,   IPVS_USE_SYNC,       11, 10},
    {IPVS_KNOB_SYNC_VERSION,     IPVS_USE_SYNC,       0,  1 },
    {IPVS_KNOB_CONNTRACK,        IPVS_USE_NAT4,       0,  1 },
    {IPVS_KNOB_CONNTRACK,        IPVS_USE_NAT6,       0,  1 },
    {IPVS_KNOB_FORWARD4,         IPVS_USE_NAT4,       0,  1 },
    {IPVS_KNOB_FORWARD6,         IPVS_USE_NAT6,       0,  1 },
    {IPVS_KNOB_REDIRECTS,        IPVS_USE_NAT4,       1,  0 },
    {IPVS_KNOB_RP_FILTER,        IPVS_USE_MANY_LINKS, 1,  2 },
    {IPVS_KNOB_RP_FILTER,        IPVS_USE_MANY_LINKS, 1,  0 },
};

TEST(a_knob_hurts_only_with_its_value_and_where_it_matters)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned bit = 1u << cases[i].knob;
		struct ipvs_knobs knobs = {.tracked = 1};

		for (unsigned k = 0; k < IPVS_KNOBS; k++)
			knobs.values[k] = -1;
		assert_int_equal(ipvs_knobs_judge(~0u, &knobs), 0);
		knobs.values[cases[i].knob] = cases[i].bad;
		assert_int_equal(ipvs_knobs_judge(cases[i].use, &knobs), bit);
		assert_int_equal(ipvs_knobs_judge(0, &knobs), 0);
		knobs.values[cases[i].knob] = cases[i].good;
		assert_int_equal(ipvs_knobs_judge(cases[i].use, &knobs), 0);
		assert_true(strlen(ipvs_knob_reason(cases[i].knob)) < 240);
		assert_non_null(strchr(ipvs_knob_remedy(cases[i].knob), '='));
	}
}

TEST(conntrack_matters_only_where_netfilter_tracks)
{
	struct ipvs_knobs knobs = {.values = {[IPVS_KNOB_FORWARD4] = 1}};
	unsigned bit = 1u << IPVS_KNOB_CONNTRACK;

	assert_int_equal(ipvs_knobs_judge(IPVS_USE_NAT4, &knobs), 0);
	knobs.tracked = -1;
	assert_int_equal(ipvs_knobs_judge(IPVS_USE_NAT4, &knobs), 0);
	knobs.tracked = 1;
	assert_int_equal(ipvs_knobs_judge(IPVS_USE_NAT4, &knobs), bit);
}

/* ---- the files ---- */

static void
put(const char *folder, const char *path, const char *text)
{
	char whole[256];
	FILE *file;

	(void)snprintf(whole, sizeof(whole), "%s/%s", folder, path);
	for (char *c = whole + strlen(folder) + 1; *c; c++)
		if (*c == '/') {
			*c = '\0';
			(void)mkdir(whole, 0700);
			*c = '/';
		}
	file = fopen(whole, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int
drop(const char *path, const struct stat *facts, int kind, struct FTW *at)
{
	(void)facts;
	(void)kind;
	(void)at;
	return remove(path);
}

TEST(numbers_are_read_and_what_is_not_there_is_less_than_nothing)
{
	char folder[] = "/tmp/test_ipvs_knobs_XXXXXX";
	struct ipvs_knobs knobs;

	assert_non_null(mkdtemp(folder));
	put(folder, "net/ipv4/vs/sync_threshold", "12\t50\n");
	put(folder, "net/ipv4/vs/sloppy_tcp", "1\n");
	put(folder, "net/ipv4/vs/conntrack", "much\n");
	put(folder, "net/ipv4/conf/all/rp_filter", "2\n");
	put(folder, "net/ipv4/ip_forward", "");
	put(folder, "net/netfilter/nf_conntrack_count", "42\n");
	knobs = ipvs_knobs_read(folder);
	assert_int_equal(knobs.values[IPVS_KNOB_SYNC_THRESHOLD], 12);
	assert_int_equal(knobs.values[IPVS_KNOB_SLOPPY_TCP], 1);
	assert_int_equal(knobs.values[IPVS_KNOB_RP_FILTER], 2);
	assert_int_equal(knobs.values[IPVS_KNOB_CONNTRACK], -1);
	assert_int_equal(knobs.values[IPVS_KNOB_FORWARD4], -1);
	assert_int_equal(knobs.values[IPVS_KNOB_CONN_REUSE], -1);
	assert_int_equal(knobs.tracked, 42);
	assert_int_equal(nftw(folder, drop, 8, FTW_DEPTH | FTW_PHYS), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(direct_routing_needs_little),
	    cmocka_unit_test(each_feature_has_its_needs),
	    cmocka_unit_test(
		hashing_stands_in_for_the_sync_daemon_only_where_there_is_a_failover),
	    cmocka_unit_test(a_knob_hurts_only_with_its_value_and_where_it_matters),
	    cmocka_unit_test(conntrack_matters_only_where_netfilter_tracks),
	    cmocka_unit_test(
		numbers_are_read_and_what_is_not_there_is_less_than_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
