# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	checks/check.c checks/check.h \
	checks/check_grpc_wire.c checks/check_grpc_wire.h \
	checks/check_agent_talk.c checks/check_agent_talk.h \
	checks/check_dns_message.c checks/check_dns_message.h \
	checks/check_file_spec.c checks/check_file_spec.h \
	checks/check_http_spec.c checks/check_http_spec.h \
	checks/check_lane.c checks/check_lane.h checks/check_slot.h \
	checks/check_ldap_talk.c checks/check_ldap_talk.h \
	checks/check_mysql_talk.c checks/check_mysql_talk.h \
	checks/check_pgsql_talk.c checks/check_pgsql_talk.h \
	checks/check_redis_talk.c checks/check_redis_talk.h \
	checks/check_ping_echo.c checks/check_ping_echo.h \
	checks/check_rows.c checks/check_rows.h \
	checks/check_probes.c checks/check_probes.h \
	checks/check_proxy.c checks/check_proxy.h \
	checks/check_sched.c checks/check_sched.h \
	checks/check_smtp_talk.c checks/check_smtp_talk.h \
	checks/check_talk.c checks/check_talk.h \
	checks/check_udp_spec.c checks/check_udp_spec.h \
	checks/check_table.c checks/check_table.h
libedge_a_SOURCES += \
	checks/check_ask.h \
	checks/check_trace.c checks/check_trace.h \
	checks/check_agent.c checks/check_agent.h \
	checks/check_dns.c checks/check_dns.h \
	checks/check_file.c checks/check_file.h \
	checks/check_ldap.c checks/check_ldap.h \
	checks/check_mysql.c checks/check_mysql.h \
	checks/check_pgsql.c checks/check_pgsql.h \
	checks/check_ping.c checks/check_ping.h \
	checks/check_redis.c checks/check_redis.h \
	checks/check_smtp.c checks/check_smtp.h \
	checks/check_stream.c checks/check_stream.h \
	checks/check_udp.c checks/check_udp.h \
	checks/check_curl.c checks/check_curl.h \
	checks/check_curl_answer.c checks/check_curl_get.h \
	checks/check_curl_tls.c checks/check_tls.h \
	checks/check_curl_loop.c checks/check_curl_loop.h \
	checks/check_exec.c checks/check_exec.h checks/check_exec_keys.c \
	checks/check_grpc.c checks/check_grpc.h \
	checks/check_http.c checks/check_http.h checks/check_http_keys.c \
	checks/check_http_keys.h checks/check_http_url.c checks/check_tls.c \
	checks/check_io.c checks/check_io.h \
	checks/check_plugin.c checks/check_plugin.h \
	checks/check_regex.c checks/check_regex.h \
	checks/check_registry.c checks/check_registry.h \
	checks/check_inside.h checks/check_run.c checks/check_run.h \
	checks/check_set.c \
	checks/check_tcp.c checks/check_tcp.h
check_PROGRAMS += \
	tests/unit/test_check \
	tests/unit/test_check_agent_talk \
	tests/unit/test_check_dns_message \
	tests/unit/test_check_exec \
	tests/unit/test_check_grpc \
	tests/unit/test_check_grpc_wire \
	tests/unit/test_check_file \
	tests/unit/test_check_http \
	tests/unit/test_check_http_spec \
	tests/unit/test_check_keys \
	tests/unit/test_check_ldap_talk \
	tests/unit/test_check_mysql_talk \
	tests/unit/test_check_pgsql_talk \
	tests/unit/test_check_ping_echo \
	tests/unit/test_check_redis_talk \
	tests/unit/test_check_probes \
	tests/unit/test_check_proxy \
	tests/unit/test_check_regex \
	tests/unit/test_check_run \
	tests/unit/test_check_sched \
	tests/unit/test_check_smtp_talk \
	tests/unit/test_check_stream \
	tests/unit/test_check_table \
	tests/unit/test_check_talk \
	tests/unit/test_check_udp \
	tests/unit/test_check_udp_spec \
	tests/unit/test_check_tcp \
	tests/unit/test_check_tcp_talk

edge_loop = tests/fake/edge_loop.c tests/fake/edge_loop.h
one_try = tests/fake/one_try.c tests/fake/one_try.h $(edge_loop)
tests_unit_test_check_keys_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_regex_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_run_SOURCES = tests/unit/test_check_run.c $(edge_loop)
tests_unit_test_check_run_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_tcp_SOURCES = tests/unit/test_check_tcp.c $(one_try)
tests_unit_test_check_tcp_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_grpc_SOURCES = tests/unit/test_check_grpc.c $(one_try) \
	tests/fake/fake_server.c tests/fake/fake_server.h
tests_unit_test_check_grpc_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_stream_SOURCES = tests/unit/test_check_stream.c $(one_try) \
	tests/fake/fake_server.c tests/fake/fake_server.h
tests_unit_test_check_stream_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS) -lssl
tests_unit_test_check_udp_SOURCES = tests/unit/test_check_udp.c $(one_try)
tests_unit_test_check_udp_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_tcp_talk_SOURCES = tests/unit/test_check_tcp_talk.c $(one_try) \
	tests/fake/fake_server.c tests/fake/fake_server.h
tests_unit_test_check_tcp_talk_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS) -lssl
tests_unit_test_check_file_SOURCES = tests/unit/test_check_file.c $(one_try)
tests_unit_test_check_file_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_check_http_SOURCES = tests/unit/test_check_http.c $(one_try) \
	tests/fake/fake_server.c tests/fake/fake_server.h
tests_unit_test_check_http_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS) -lssl
fake_keeper = tests/fake/fake_keeper.c tests/fake/fake_keeper.h
tests_unit_test_check_exec_SOURCES = tests/unit/test_check_exec.c $(one_try) \
	$(fake_keeper)
tests_unit_test_check_exec_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)

helper_programs += tests/bench/check_rate
tests_bench_check_rate_SOURCES = tests/bench/check_rate.c
tests_bench_check_rate_LDADD = $(EDGE_LIBS)

# What a plug-in is compiled with, as installed; it includes them as we do.
nobase_pkginclude_HEADERS = \
	agent/conf/conf_key.h agent/conf/conf_rows.h \
	agent/conf/model_base.h agent/conf/model_group.h agent/conf/model_lvs.h agent/conf/model_tunnel.h \
	agent/lib/addr.h agent/lib/arena.h agent/words.h \
	checks/check.h checks/check_io.h
EXTRA_DIST += checks/plugin.list tests/plugin/wrong.c
install-data-local:
	$(MKDIR_P) '$(DESTDIR)$(checksdir)'

# Outside the tree, as far as the compiler can tell: only the installed headers.
plugin_root = $(abs_builddir)/tests/plugin/root
tests/plugin/installed: $(nobase_pkginclude_HEADERS)
	$(AM_V_GEN)rm -rf $(plugin_root) && $(MKDIR_P) tests/plugin && \
	$(MAKE) $(AM_MAKEFLAGS) -s install-nobase_pkgincludeHEADERS \
		DESTDIR=$(plugin_root) >$@.log && rm -f $@.log && touch $@
PLUGIN_CC = $(AM_V_CC)$(CC) -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden \
	-I$(plugin_root)$(pkgincludedir)
WRONG_CC = $(AM_V_CC)$(CC) -fPIC -shared -I$(plugin_root)$(pkgincludedir) -o $@ \
	$(srcdir)/tests/plugin/wrong.c
plugins = tests/plugin/greeting.so tests/plugin/other_abi.so \
	tests/plugin/misnamed.so tests/plugin/no_symbol.so tests/plugin/no_equal.so
tests/plugin/greeting.so: etc/plugin-example/greeting.c tests/plugin/installed
	$(PLUGIN_CC) -o $@ $(srcdir)/etc/plugin-example/greeting.c
tests/plugin/other_abi.so: tests/plugin/wrong.c tests/plugin/installed
	$(WRONG_CC) -DABI=999 -DNAME='"other_abi"' -DSYMBOL=check_ops -DWORDS_SIZE=0
tests/plugin/misnamed.so: tests/plugin/wrong.c tests/plugin/installed
	$(WRONG_CC) -DABI=CHECK_ABI -DNAME='"someone"' -DSYMBOL=check_ops -DWORDS_SIZE=0
tests/plugin/no_symbol.so: tests/plugin/wrong.c tests/plugin/installed
	$(WRONG_CC) -DABI=CHECK_ABI -DNAME='"no_symbol"' -DSYMBOL=ops -DWORDS_SIZE=0
tests/plugin/no_equal.so: tests/plugin/wrong.c tests/plugin/installed
	$(WRONG_CC) -DABI=CHECK_ABI -DNAME='"no_equal"' -DSYMBOL=check_ops -DWORDS_SIZE=8
CLEANFILES += $(plugins) tests/plugin/installed
clean-local:
	rm -rf $(plugin_root)
check_DATA += $(plugins)
check_PROGRAMS += tests/unit/test_check_plugin
tests_unit_test_check_plugin_SOURCES = tests/unit/test_check_plugin.c $(one_try)
tests_unit_test_check_plugin_CPPFLAGS = $(AM_CPPFLAGS) \
	-DPLUGINS='"$(abs_builddir)/tests/plugin"'
tests_unit_test_check_plugin_LDFLAGS = $(AM_LDFLAGS) $(PLUGIN_EXPORT)
tests_unit_test_check_plugin_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)

fuzz_programs += tests/fuzz/fuzz_check
tests_fuzz_fuzz_check_SOURCES = tests/fuzz/fuzz_check.c
tests_fuzz_fuzz_check_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/check
