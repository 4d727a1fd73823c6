# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/ipvs/ipvs_drift.c agent/ipvs/ipvs_drift.h \
	agent/ipvs/ipvs_kernel.h \
	agent/ipvs/ipvs_knobs.c agent/ipvs/ipvs_knobs.h \
	agent/ipvs/ipvs_note.c agent/ipvs/ipvs_note.h \
	agent/ipvs/ipvs_owned.c agent/ipvs/ipvs_owned.h \
	agent/ipvs/ipvs_plan.c agent/ipvs/ipvs_plan.h \
	agent/ipvs/ipvs_retry.c agent/ipvs/ipvs_retry.h \
	agent/ipvs/ipvs_scan.c agent/ipvs/ipvs_scan.h \
	agent/ipvs/ipvs_table.c agent/ipvs/ipvs_table.h
libedge_a_SOURCES += \
	agent/ipvs/ipvs_attr.c agent/ipvs/ipvs_attr.h agent/ipvs/ipvs_attr_get.c \
	agent/ipvs/ipvs_knobs_read.c agent/ipvs/ipvs_knobs_read.h \
	agent/ipvs/ipvs_netlink.c agent/ipvs/ipvs_netlink.h \
	agent/ipvs/ipvs_roles.c agent/ipvs/ipvs_roles.h \
	agent/ipvs/ipvs_settle.c agent/ipvs/ipvs_settle.h \
	agent/ipvs/ipvs_sync.c agent/ipvs/ipvs_sync.h \
	agent/ipvs/ipvs_talk.c agent/ipvs/ipvs_talk.h
check_PROGRAMS += \
	tests/unit/test_ipvs_drift \
	tests/unit/test_ipvs_knobs \
	tests/unit/test_ipvs_note \
	tests/unit/test_ipvs_owned \
	tests/unit/test_ipvs_plan \
	tests/unit/test_ipvs_plan_random \
	tests/unit/test_ipvs_table
tests_unit_test_ipvs_plan_random_SOURCES = \
	tests/unit/test_ipvs_plan_random.c tests/unit/ipvs_make.h \
	tests/fake/fake_kernel.c tests/fake/fake_kernel.h
libcore_a_SOURCES += \
	agent/ipvs/ipvs_flap.c agent/ipvs/ipvs_flap.h \
	agent/ipvs/ipvs_member.c agent/ipvs/ipvs_member.h \
	agent/ipvs/ipvs_opinion.c agent/ipvs/ipvs_opinion.h \
	agent/ipvs/ipvs_pool.c agent/ipvs/ipvs_pool.h agent/ipvs/ipvs_spec.h \
	agent/ipvs/ipvs_pool_table.c agent/ipvs/ipvs_pool_table.h \
	agent/ipvs/ipvs_services.c agent/ipvs/ipvs_services.h \
	agent/ipvs/ipvs_tier.c agent/ipvs/ipvs_tier.h
check_PROGRAMS += \
	tests/unit/test_ipvs_flap \
	tests/unit/test_ipvs_member \
	tests/unit/test_ipvs_opinion \
	tests/unit/test_ipvs_pool \
	tests/unit/test_ipvs_pool_fit \
	tests/unit/test_ipvs_pool_random \
	tests/unit/test_ipvs_services
tests_unit_test_ipvs_services_SOURCES = \
	tests/unit/test_ipvs_services.c tests/unit/pool_bench.h
tests_unit_test_ipvs_pool_random_SOURCES = \
	tests/unit/test_ipvs_pool_random.c \
	tests/fake/fake_kernel.c tests/fake/fake_kernel.h
tests_unit_test_ipvs_pool_SOURCES = tests/unit/test_ipvs_pool.c tests/unit/pool_bench.h
tests_unit_test_ipvs_pool_fit_SOURCES = \
	tests/unit/test_ipvs_pool_fit.c tests/unit/pool_bench.h
lab_programs += tests/lab/ipvs_real
tests_lab_ipvs_real_SOURCES = \
	tests/lab/ipvs_real.c tests/lab/ipvs_real_rows.c tests/lab/ipvs_real_rows.h
tests_lab_ipvs_real_LDADD = $(EDGE_LIBS)
check_PROGRAMS += \
	tests/unit/test_ipvs_retry \
	tests/unit/test_ipvs_scan \
	tests/unit/test_ipvs_sync
tests_unit_test_ipvs_sync_SOURCES = \
	tests/unit/test_ipvs_sync.c tests/unit/ipvs_make.h \
	tests/fake/fake_kernel.c tests/fake/fake_kernel.h
tests_unit_test_ipvs_sync_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
lab_programs += tests/bench/edit/edit_bench
tests_bench_edit_edit_bench_SOURCES = \
	tests/bench/edit/edit_bench.c \
	tests/bench/edit/edit_conf.c tests/bench/edit/edit_conf.h \
	tests/bench/edit/edit_http.c tests/bench/edit/edit_http.h \
	tests/bench/edit/edit_layers.c tests/bench/edit/edit_layers.h \
	tests/bench/edit/edit_memory.c tests/bench/edit/edit_memory.h \
	tests/bench/edit/edit_run.c tests/bench/edit/edit_run.h
tests_bench_edit_edit_bench_LDADD = $(EDGE_LIBS)
EXTRA_DIST += tests/bench/edit/run tests/lab/ipvs_real.sh tests/lab/ipvs_real.expected
check_PROGRAMS += tests/unit/test_ipvs_attr
tests_unit_test_ipvs_attr_CPPFLAGS = $(AM_CPPFLAGS) $(NL_CFLAGS)
tests_unit_test_ipvs_attr_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_ipvs_knobs_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
# Built by `make check`, run by hand: a loaded machine proves nothing.
helper_programs += tests/bench/plan
tests_bench_plan_SOURCES = tests/bench/bench_plan.c tests/unit/ipvs_make.h
tests_bench_plan_LDADD = $(EDGE_LIBS)
