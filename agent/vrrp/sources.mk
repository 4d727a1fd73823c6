# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/vrrp/vrrp_act.c agent/vrrp/vrrp_act.h \
	agent/vrrp/vrrp_adopt.c agent/vrrp/vrrp_adopt.h \
	agent/vrrp/vrrp_agenda.c agent/vrrp/vrrp_agenda.h \
	agent/vrrp/vrrp_arp.c agent/vrrp/vrrp_arp.h \
	agent/vrrp/vrrp_auth.c agent/vrrp/vrrp_auth.h \
	agent/vrrp/vrrp_build.c agent/vrrp/vrrp_build.h \
	agent/vrrp/vrrp_build_groups.c \
	agent/vrrp/vrrp_conflict.c agent/vrrp/vrrp_conflict.h \
	agent/vrrp/vrrp_engine.c agent/vrrp/vrrp_engine.h \
	agent/vrrp/vrrp_fib.c agent/vrrp/vrrp_fib.h agent/vrrp/vrrp_fib_build.c \
	agent/vrrp/vrrp_fib_build.h \
	agent/vrrp/vrrp_fib_decode.c agent/vrrp/vrrp_fib_filter.c \
	agent/vrrp/vrrp_fib_encode.c agent/vrrp/vrrp_fib_encode.h \
	agent/vrrp/vrrp_filter.c agent/vrrp/vrrp_filter.h \
	agent/vrrp/vrrp_facts.c agent/vrrp/vrrp_facts.h \
	agent/vrrp/vrrp_fsm.c agent/vrrp/vrrp_fsm.h \
	agent/vrrp/vrrp_gap.c agent/vrrp/vrrp_gap.h \
	agent/vrrp/vrrp_garp.c agent/vrrp/vrrp_garp.h \
	agent/vrrp/vrrp_hearing.c agent/vrrp/vrrp_hearing.h \
	agent/vrrp/vrrp_group.c agent/vrrp/vrrp_group.h \
	agent/vrrp/vrrp_held.h \
	agent/vrrp/vrrp_hmac.c agent/vrrp/vrrp_hmac.h \
	agent/vrrp/vrrp_index.c agent/vrrp/vrrp_index.h \
	agent/vrrp/vrrp_interface.c agent/vrrp/vrrp_interface.h \
	agent/vrrp/vrrp_lease.c agent/vrrp/vrrp_lease.h \
	agent/vrrp/vrrp_limit.c agent/vrrp/vrrp_limit.h \
	agent/vrrp/vrrp_mail.c agent/vrrp/vrrp_mail.h \
	agent/vrrp/vrrp_msg.h \
	agent/vrrp/vrrp_nd.c agent/vrrp/vrrp_nd.h \
	agent/vrrp/vrrp_note.h \
	agent/vrrp/vrrp_override.c agent/vrrp/vrrp_override.h \
	agent/vrrp/vrrp_packet.c agent/vrrp/vrrp_packet.h \
	agent/vrrp/vrrp_process.c agent/vrrp/vrrp_process.h \
	agent/vrrp/vrrp_peer.c agent/vrrp/vrrp_peer.h \
	agent/vrrp/vrrp_receive.c agent/vrrp/vrrp_receive.h \
	agent/vrrp/vrrp_recount.c agent/vrrp/vrrp_recount.h \
	agent/vrrp/vrrp_router.c agent/vrrp/vrrp_router.h \
	agent/vrrp/vrrp_status.c agent/vrrp/vrrp_status.h \
	agent/vrrp/vrrp_tick.c agent/vrrp/vrrp_tick.h \
	agent/vrrp/vrrp_track.c agent/vrrp/vrrp_track.h \
	agent/vrrp/vrrp_vips.c agent/vrrp/vrrp_vips.h \
	agent/vrrp/vrrp_vmac.c agent/vrrp/vrrp_vmac.h \
	agent/vrrp/vrrp_wait.c agent/vrrp/vrrp_wait.h \
	agent/vrrp/vrrp_wished.c \
	agent/vrrp/vrrp_wishes.c agent/vrrp/vrrp_wishes.h
libedge_a_SOURCES += \
	agent/vrrp/vrrp_files.c agent/vrrp/vrrp_files.h \
	agent/vrrp/vrrp_processes.c agent/vrrp/vrrp_processes.h \
	agent/vrrp/vrrp_control.c agent/vrrp/vrrp_control.h \
	agent/vrrp/vrrp_control_inside.h \
	agent/vrrp/vrrp_knobs.c agent/vrrp/vrrp_knobs.h \
	agent/vrrp/vrrp_leftovers.c agent/vrrp/vrrp_leftovers.h \
	agent/vrrp/vrrp_rows_tables.c \
	agent/vrrp/vrrp_tables.c agent/vrrp/vrrp_tables.h \
	agent/vrrp/vrrp_group_news.c agent/vrrp/vrrp_group_news.h \
	agent/vrrp/vrrp_hear.c \
	agent/vrrp/vrrp_loop.c agent/vrrp/vrrp_loop.h \
	agent/vrrp/vrrp_news.c \
	agent/vrrp/vrrp_operator.c \
	agent/vrrp/vrrp_orders.c \
	agent/vrrp/vrrp_nft.c agent/vrrp/vrrp_nft.h \
	agent/vrrp/vrrp_open.c agent/vrrp/vrrp_open.h \
	agent/vrrp/vrrp_rows.c agent/vrrp/vrrp_rows.h \
	agent/vrrp/vrrp_scripts.c agent/vrrp/vrrp_scripts.h \
	agent/vrrp/vrrp_seats.c agent/vrrp/vrrp_seats.h \
	agent/vrrp/vrrp_socket.c agent/vrrp/vrrp_socket.h \
	agent/vrrp/vrrp_tell.c agent/vrrp/vrrp_tell.h \
	agent/vrrp/vrrp_thread.c agent/vrrp/vrrp_thread.h \
	agent/vrrp/vrrp_tracks.c agent/vrrp/vrrp_tracks.h \
	agent/vrrp/vrrp_inbox.c agent/vrrp/vrrp_inbox.h \
	agent/vrrp/vrrp_traffic.c agent/vrrp/vrrp_traffic.h \
	agent/vrrp/vrrp_vip.c agent/vrrp/vrrp_vip.h \
	agent/vrrp/vrrp_vmacs.c agent/vrrp/vrrp_vmacs.h
check_PROGRAMS += \
	tests/unit/test_netlink \
	tests/unit/test_proc_news \
	tests/unit/test_vrrp_agenda \
	tests/unit/test_vrrp_arp \
	tests/unit/test_vrrp_auth \
	tests/unit/test_vrrp_conflict \
	tests/unit/test_vrrp_engine \
	tests/unit/test_vrrp_fib \
	tests/unit/test_vrrp_fib_encode \
	tests/unit/test_vrrp_fib_filter \
	tests/unit/test_vrrp_knobs \
	tests/unit/test_vrrp_tables \
	tests/unit/test_vrrp_files \
	tests/unit/test_vrrp_filter \
	tests/unit/test_vrrp_fsm \
	tests/unit/test_vrrp_index \
	tests/unit/test_vrrp_gap \
	tests/unit/test_vrrp_garp \
	tests/unit/test_vrrp_group \
	tests/unit/test_vrrp_hmac \
	tests/unit/test_vrrp_hmac_wire \
	tests/unit/test_vrrp_mail \
	tests/unit/test_vrrp_process \
	tests/unit/test_vrrp_processes \
	tests/unit/test_vrrp_lease \
	tests/unit/test_vrrp_nd \
	tests/unit/test_vrrp_packet \
	tests/unit/test_vrrp_peer \
	tests/unit/test_vrrp_receive \
	tests/unit/test_vrrp_recount \
	tests/unit/test_vrrp_rows \
	tests/unit/test_vrrp_scripts \
	tests/unit/test_vrrp_sim \
	tests/unit/test_vrrp_track \
	tests/unit/test_vrrp_tracks \
	tests/unit/test_vrrp_vmac \
	tests/unit/test_vrrp_wishes
FAKE_WIRE = tests/fake/fake_claim.c tests/fake/fake_claim.h \
	tests/fake/fake_wire.c tests/fake/fake_wire.h tests/fake/fake_host.c \
	tests/fake/fake_host.h tests/fake/fake_model.c tests/fake/fake_model.h \
	tests/fake/fake_net.c tests/fake/fake_net.h
tests_unit_test_vrrp_engine_SOURCES = tests/unit/test_vrrp_engine.c $(FAKE_WIRE)
tests_unit_test_vrrp_group_SOURCES = tests/unit/test_vrrp_group.c $(FAKE_WIRE)
tests_unit_test_vrrp_index_SOURCES = tests/unit/test_vrrp_index.c $(FAKE_WIRE)
tests_unit_test_vrrp_receive_SOURCES = tests/unit/test_vrrp_receive.c $(FAKE_WIRE)
tests_unit_test_netlink_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_proc_news_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_knobs_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_tables_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_tracks_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_files_SOURCES = tests/unit/test_vrrp_files.c \
	tests/fake/edge_loop.c tests/fake/edge_loop.h
tests_unit_test_vrrp_files_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_processes_SOURCES = tests/unit/test_vrrp_processes.c \
	tests/fake/edge_loop.c tests/fake/edge_loop.h
tests_unit_test_vrrp_processes_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_rows_SOURCES = tests/unit/test_vrrp_rows.c $(FAKE_WIRE)
tests_unit_test_vrrp_rows_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_scripts_SOURCES = tests/unit/test_vrrp_scripts.c $(fake_keeper) \
	tests/fake/edge_loop.c tests/fake/edge_loop.h
tests_unit_test_vrrp_scripts_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_vrrp_hmac_wire_SOURCES = tests/unit/test_vrrp_hmac_wire.c $(FAKE_WIRE)
tests_unit_test_vrrp_vmac_SOURCES = tests/unit/test_vrrp_vmac.c $(FAKE_WIRE)
tests_unit_test_vrrp_sim_SOURCES = tests/unit/test_vrrp_sim.c $(FAKE_WIRE)

fuzz_programs += tests/fuzz/fuzz_arp tests/fuzz/fuzz_netlink tests/fuzz/fuzz_proc_news
tests_fuzz_fuzz_proc_news_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_proc_news_LDADD = $(EDGE_LIBS)
tests_fuzz_fuzz_arp_SOURCES = tests/fuzz/fuzz_arp.c $(FAKE_WIRE)
tests_fuzz_fuzz_arp_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_netlink_SOURCES = tests/fuzz/fuzz_netlink.c tests/fake/fake_model.c \
	tests/fake/fake_model.h
tests_fuzz_fuzz_netlink_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_netlink_LDADD = $(EDGE_LIBS)
EXTRA_DIST += tests/fuzz/seeds/arp tests/fuzz/seeds/netlink tests/fuzz/seeds/proc_news

fuzz_programs += tests/fuzz/fuzz_advert
tests_fuzz_fuzz_advert_SOURCES = tests/fuzz/fuzz_advert.c
tests_fuzz_fuzz_advert_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/advert
fuzz_programs += tests/fuzz/fuzz_fib
tests_fuzz_fuzz_fib_SOURCES = tests/fuzz/fuzz_fib.c
tests_fuzz_fuzz_fib_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/fib
fuzz_programs += tests/fuzz/fuzz_hmac
tests_fuzz_fuzz_hmac_SOURCES = tests/fuzz/fuzz_hmac.c
tests_fuzz_fuzz_hmac_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/advert tests/fuzz/seeds/hmac

fuzz_programs += tests/fuzz/fuzz_nd
tests_fuzz_fuzz_nd_SOURCES = tests/fuzz/fuzz_nd.c
tests_fuzz_fuzz_nd_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/nd

# For trials by hand in network namespaces.
helper_programs += tests/net/vrrp_bare
tests_net_vrrp_bare_SOURCES = tests/net/vrrp_bare.c
tests_net_vrrp_bare_LDADD = $(EDGE_LIBS)

# What the wire shows of fairlead and keepalived side by side: tests/bench/vrrp/run.
helper_programs += tests/bench/vrrp/advert_witness tests/bench/vrrp/advert_timer
tests_bench_vrrp_advert_witness_SOURCES = tests/bench/vrrp/advert_witness.c
tests_bench_vrrp_advert_timer_SOURCES = tests/bench/vrrp/advert_timer.c
EXTRA_DIST += tests/bench/vrrp/run tests/bench/vrrp/vrrp_bench.py \
	tests/bench/vrrp/bench_load.py

# What an engine of thousands costs.
helper_programs += tests/bench/bench_engine
tests_bench_bench_engine_SOURCES = tests/bench/bench_engine.c
tests_bench_bench_engine_LDADD = $(EDGE_LIBS)
