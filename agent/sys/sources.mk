# SPDX-License-Identifier: Apache-2.0
libedge_a_SOURCES += \
	agent/sys/account.c agent/sys/account.h \
	agent/sys/board.h \
	agent/sys/background.c agent/sys/background.h \
	agent/sys/caps.c agent/sys/caps.h \
	agent/sys/directory.c agent/sys/directory.h \
	agent/sys/host_addresses.c agent/sys/host_addresses.h \
	agent/sys/link.c agent/sys/link.h \
	agent/sys/limits.c agent/sys/limits.h \
	agent/sys/loop.c agent/sys/loop.h \
	agent/sys/macvlan.c agent/sys/macvlan.h \
	agent/sys/netlink.c agent/sys/netlink.h \
	agent/sys/netns.c agent/sys/netns.h \
	agent/sys/now.c agent/sys/now.h \
	agent/sys/number_file.c agent/sys/number_file.h \
	agent/sys/pidfile.c agent/sys/pidfile.h \
	agent/sys/proc_news.c agent/sys/proc_news.h \
	agent/sys/process.c agent/sys/process.h \
	agent/sys/script_security.c agent/sys/script_security.h \
	agent/sys/realtime.c agent/sys/realtime.h \
	agent/sys/spawn.c agent/sys/spawn.h \
	agent/sys/strays.c agent/sys/strays.h \
	agent/sys/systemd.c agent/sys/systemd.h \
	agent/sys/vrf.c agent/sys/vrf.h
check_PROGRAMS += tests/unit/test_macvlan tests/unit/test_script_security \
	tests/unit/test_vrf
tests_unit_test_macvlan_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_script_security_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrf_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
