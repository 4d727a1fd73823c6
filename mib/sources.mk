# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	mib/mib_absence.c mib/mib_absence.h \
	mib/mib_book.c mib/mib_book.h \
	mib/mib_change.c mib/mib_change.h \
	mib/mib_fact.c mib/mib_fact.h \
	mib/mib_fairlead.c mib/mib_fairlead.h \
	mib/mib_fairlead_source.c mib/mib_fairlead_source.h \
	mib/mib_fairlead_trap.c mib/mib_fairlead_trap.h \
	mib/mib_feed.c mib/mib_feed.h \
	mib/mib_rows.h \
	mib/mib_table.c mib/mib_table.h \
	mib/mib_trap.c mib/mib_trap.h \
	mib/mib_value.c mib/mib_value.h \
	mib/mib_vrrpv2.c mib/mib_vrrpv2.h \
	mib/mib_vrrpv2_rows.c mib/mib_vrrpv2_rows.h \
	mib/mib_vrrpv2_trap.c mib/mib_vrrpv2_trap.h \
	mib/mib_vrrpv3.c mib/mib_vrrpv3.h \
	mib/mib_vrrpv3_rows.c mib/mib_vrrpv3_rows.h \
	mib/mib_vrrpv3_trap.c mib/mib_vrrpv3_trap.h
libedge_a_SOURCES += mib/agentx.c mib/agentx.h \
	mib/mib_ask.c mib/mib_ask.h \
	mib/mib_handover.c mib/mib_handover.h
check_PROGRAMS += tests/unit/test_mib_fact tests/unit/test_mib_fairlead \
	tests/unit/test_mib_fairlead_trap
check_PROGRAMS += tests/unit/test_mib_absence tests/unit/test_mib_change tests/unit/test_mib_feed tests/unit/test_mib_table \
	tests/unit/test_mib_trap tests/unit/test_mib_vrrpv2 \
	tests/unit/test_mib_vrrpv2_trap \
	tests/unit/test_mib_vrrpv3 tests/unit/test_mib_vrrpv3_trap

# KEEPALIVED-MIB
EXTRA_DIST += mib/README
libcore_a_SOURCES += mib/mib_keepalived.h mib/mib_keepalived_global.c \
	mib/mib_keepalived_check.c mib/mib_keepalived_groups.c \
	mib/mib_keepalived_groups.h mib/mib_keepalived_vrrp.c \
	mib/mib_keepalived_rows.c mib/mib_keepalived_rows.h \
	mib/mib_keepalived_servers.c mib/mib_keepalived_servers.h \
	mib/mib_keepalived_route.c mib/mib_keepalived_route.h \
	mib/mib_keepalived_trap.c mib/mib_keepalived_words.h \
	mib/mib_pair.c mib/mib_pair.h
check_PROGRAMS += tests/unit/test_mib_keepalived_check \
	tests/unit/test_mib_keepalived_trap tests/unit/test_mib_keepalived_vrrp

# The files that know net-snmp, whose headers do not bear three of our warnings.
noinst_LIBRARIES += libagentx.a
libagentx_a_SOURCES = mib/agentx_snmp.c mib/agentx_snmp.h \
	mib/agentx_set.c mib/agentx_set.h
libagentx_a_CFLAGS = $(AM_CFLAGS) $(SNMP_CFLAGS) -Wno-undef -Wno-cast-qual \
	-Wno-strict-prototypes

# For tests/net/test_snmp.py: the subagent over views that a test makes up.
noinst_PROGRAMS += tests/net/snmp_bare
tests_net_snmp_bare_SOURCES = tests/net/snmp_bare.c
tests_net_snmp_bare_LDADD = $(EDGE_LIBS)

mibdir = $(datadir)/snmp/mibs
dist_mib_DATA = mib/FAIRLEAD-MIB.txt

# How fast the tables are beside a sorted array and keepalived: tests/bench/snmp/run.
helper_programs += tests/bench/snmp/snmp_static tests/bench/snmp/snmp_walker
SNMP_BENCH_CFLAGS = $(libagentx_a_CFLAGS)
tests_bench_snmp_snmp_static_SOURCES = tests/bench/snmp/snmp_static.c
tests_bench_snmp_snmp_static_CFLAGS = $(SNMP_BENCH_CFLAGS)
tests_bench_snmp_snmp_static_LDADD = $(SNMP_LIBS)
tests_bench_snmp_snmp_walker_SOURCES = tests/bench/snmp/snmp_walker.c
tests_bench_snmp_snmp_walker_CFLAGS = $(SNMP_BENCH_CFLAGS)
tests_bench_snmp_snmp_walker_LDADD = $(SNMP_LIBS)
EXTRA_DIST += tests/bench/snmp/run tests/bench/snmp/snmp_bench.py
