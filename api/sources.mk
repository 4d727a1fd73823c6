# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	api/api_drift.c api/api_drift.h \
	api/api_filter.c api/api_filter.h \
	api/api_grant.c api/api_grant.h \
	api/api_handler.h api/api_http.c api/api_http.h \
	api/api_list.c api/api_list.h api/api_list_inside.h \
	api/api_checks.h api/api_list_checks.c \
	api/api_list_lvs.c api/api_list_vrrp.c \
	api/api_openapi.c api/api_openapi.h \
	api/api_pick.c api/api_pick.h \
	api/api_precondition.c api/api_precondition.h \
	api/api_problem.c api/api_problem.h \
	api/api_refusal.c api/api_refusal.h \
	api/api_replay.c api/api_replay.h \
	api/api_route.c api/api_route.h \
	api/api_rows.c api/api_rows.h \
	api/api_shape.c api/api_shape.h \
	api/json_out.c api/json_out.h \
	api/metrics.c api/metrics.h \
	api/metrics_accept.c \
	api/metrics_compat.c api/metrics_compat.h \
	api/metrics_family.c api/metrics_family.h \
	api/metrics_requests.c api/metrics_requests.h \
	api/metrics_rows.c api/metrics_rows.h \
	api/metrics_sink.c api/metrics_sink.h \
	api/stats.c api/stats.h
libedge_a_SOURCES += \
	api/api.c api/api.h \
	api/api_auth.c api/api_auth.h \
	api/api_body.c api/api_body.h \
	api/api_call.c api/api_call.h \
	api/api_checks.c \
	api/api_config.c api/api_config.h \
	api/api_configure.c \
	api/api_edit.h \
	api/api_events.c api/api_events.h \
	api/api_files.c api/api_files.h \
	api/api_gate.c api/api_gate.h \
	api/api_granted.c \
	api/api_history.c api/api_history.h \
	api/api_json.h \
	api/api_listen.c api/api_listen.h \
	api/api_live.c api/api_live.h \
	api/api_plan.c \
	api/api_read.c \
	api/api_reply.c \
	api/api_server.h \
	api/api_tls.c \
	api/api_tokens.c api/api_tokens.h \
	api/api_vrrp.c \
	api/api_bulk.c \
	api/api_operation.c api/api_operation.h \
	api/api_transaction.c \
	api/api_trial.c api/api_trial.h api/api_trial_body.c \
	api/api_vs.c api/api_vs_body.c api/api_vs_body.h \
	api/api_whoami.c api/api_whoami.h \
	api/api_write.c
# Client certificates are checked with the library that the HTTP library uses.
libedge_a_CPPFLAGS += $(GNUTLS_CFLAGS)
EDGE_LIBS += $(GNUTLS_LIBS)
helper_programs += tests/net/api_bare
tests_net_api_bare_LDADD = $(EDGE_LIBS)
check_PROGRAMS += tests/unit/test_api_checks tests/unit/test_api_grant \
	tests/unit/test_api_refusal tests/unit/test_api_trial
check_PROGRAMS += tests/unit/test_api_auth tests/unit/test_api_body \
	tests/unit/test_api_events \
	tests/unit/test_api_problem tests/unit/test_api_route \
	tests/unit/test_api_pick tests/unit/test_api_replay tests/unit/test_api_problem tests/unit/test_api_route \
	tests/unit/test_json_out tests/unit/test_metrics
tests_unit_test_api_auth_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_api_events_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_api_trial_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_api_body_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
fuzz_programs += tests/fuzz/fuzz_api
tests_fuzz_fuzz_api_SOURCES = tests/fuzz/fuzz_api.c
tests_fuzz_fuzz_api_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_fuzz_fuzz_api_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_api_LDADD = $(EDGE_LIBS)
EXTRA_DIST += tests/fuzz/seeds/api
EXTRA_DIST += tests/bench/metrics
