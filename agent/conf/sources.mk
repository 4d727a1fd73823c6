# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/conf/api_keys.c \
	agent/conf/conf.c agent/conf/conf.h agent/conf/conf_key.h \
	agent/conf/conf_check.c \
	agent/conf/conf_command.c \
	agent/conf/conf_diag.c agent/conf/conf_diag.h \
	agent/conf/conf_dump.c agent/conf/conf_dump.h \
	agent/conf/conf_hidden.c \
	agent/conf/conf_lex.c \
	agent/conf/conf_lines.c agent/conf/conf_lines.h \
	agent/conf/conf_manual.c \
	agent/conf/conf_names.c agent/conf/conf_names.h \
	agent/conf/conf_near.c \
	agent/conf/conf_print.c \
	agent/conf/conf_read.c agent/conf/conf_read.h \
	agent/conf/conf_repeat.c \
	agent/conf/conf_root.c agent/conf/conf_root.h \
	agent/conf/conf_parts.h agent/conf/conf_rows.h agent/conf/conf_work.h \
	agent/conf/conf_subst.c agent/conf/conf_subst.h \
	agent/conf/conf_tree.c agent/conf/conf_tree.h \
	agent/conf/conf_value.c \
	agent/conf/global_keys.c agent/conf/global_later.c agent/conf/global_process.c \
	agent/conf/global_cpus.c agent/conf/global_fifo.c agent/conf/global_script.c \
	agent/conf/global_sync.c \
	agent/conf/lvs_check.c agent/conf/lvs_forward.c agent/conf/lvs_group.c \
	agent/conf/lvs_keys.c agent/conf/lvs_overlap.c agent/conf/lvs_plugin.c \
	agent/conf/lvs_pool_keys.c agent/conf/lvs_probe.c agent/conf/lvs_real.c \
	agent/conf/lvs_virtual.c \
	agent/conf/lvs_words.h \
	agent/conf/model.c agent/conf/model.h agent/conf/model_base.h \
	agent/conf/model_garp.h agent/conf/model_group.c agent/conf/model_group.h agent/conf/model_lvs.h agent/conf/model_tunnel.c \
	agent/conf/model_tunnel.h agent/conf/model_vrrp.h agent/conf/vrrp_garp_keys.c \
	agent/conf/vrrp_group_keys.c agent/conf/vrrp_hmac_keys.c \
	agent/conf/vrrp_keys.c agent/conf/vrrp_lists.c agent/conf/vrrp_notify_keys.c \
	agent/conf/vrrp_protocol.c agent/conf/vrrp_resolve.c \
	agent/conf/vrrp_resolve.h agent/conf/vrrp_script_keys.c \
	agent/conf/vrrp_track_keys.c agent/conf/vrrp_vmac_keys.c \
	agent/conf/vrrp_vmac_keys.h
libedge_a_SOURCES += agent/conf/conf_file.c agent/conf/conf_secret.c
libcore_a_SOURCES += \
	agent/conf/conf_iproute.c agent/conf/conf_option.c agent/conf/conf_option.h \
	agent/conf/conf_part.h \
	agent/conf/model_route.h agent/conf/ssl_keys.c agent/conf/static_keys.c \
	agent/conf/vrrp_address_keys.c agent/conf/vrrp_encap_keys.c \
	agent/conf/vrrp_route_keys.c agent/conf/vrrp_route_keys.h \
	agent/conf/vrrp_route_values.c agent/conf/vrrp_rule_keys.c
libedge_a_SOURCES += \
	agent/conf/conf_iproute_file.c agent/conf/conf_iproute_file.h
CONF_FAKE = tests/unit/conf_fake.c tests/unit/conf_fake.h
CONF_BENCH = tests/unit/conf_bench.c tests/unit/conf_bench.h $(CONF_FAKE)
check_PROGRAMS += \
	tests/unit/test_conf \
	tests/unit/test_conf_command \
	tests/unit/test_conf_file \
	tests/unit/test_conf_lines \
	tests/unit/test_conf_near \
	tests/unit/test_conf_registry \
	tests/unit/test_conf_subst \
	tests/unit/test_conf_tree \
	tests/unit/test_conf_words \
	tests/unit/test_golden \
	tests/unit/test_model
tests_unit_test_conf_SOURCES = tests/unit/test_conf.c $(CONF_BENCH)
tests_unit_test_conf_command_SOURCES = tests/unit/test_conf_command.c $(CONF_BENCH)
tests_unit_test_conf_file_SOURCES = tests/unit/test_conf_file.c $(CONF_BENCH)
tests_unit_test_conf_file_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_conf_registry_SOURCES = tests/unit/test_conf_registry.c $(CONF_BENCH)
tests_unit_test_conf_registry_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_conf_words_SOURCES = tests/unit/test_conf_words.c $(CONF_BENCH)
tests_unit_test_golden_SOURCES = tests/unit/test_golden.c $(CONF_FAKE)
tests_unit_test_golden_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/golden
# Built by `make check`, run by hand: a loaded machine proves nothing.
helper_programs += tests/bench/conf
tests_bench_conf_SOURCES = tests/bench/bench_conf.c $(CONF_FAKE)
tests_bench_conf_LDADD = $(EDGE_LIBS)

fuzz_programs += tests/fuzz/fuzz_conf
tests_fuzz_fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c $(CONF_FAKE)
tests_fuzz_fuzz_conf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/conf
