# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/words.c agent/words.h
libedge_a_SOURCES += \
	agent/keeper_link.c agent/keeper.h agent/keeper_wire.h \
	agent/keeper_scripts.c agent/keeper_scripts.h
check_PROGRAMS += tests/unit/test_keeper_scripts
tests_unit_test_keeper_scripts_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
sbin_PROGRAMS += fairleadd
fairleadd_SOURCES = agent/main.c
fairleadd_LDADD = $(EDGE_LIBS)
