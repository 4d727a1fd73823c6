# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/words.c agent/words.h agent/history.c agent/history.h
libcore_a_SOURCES += agent/story.c agent/story.h
libcore_a_SOURCES += agent/config_plan.c agent/config_plan.h
check_PROGRAMS += tests/unit/test_config_plan
tests_unit_test_config_plan_SOURCES = tests/unit/test_config_plan.c $(CONF_BENCH)
libcore_a_SOURCES += \
	agent/trial_target.c agent/trial_target.h agent/trial_text.c agent/trial_text.h
libedge_a_SOURCES += agent/trials.c agent/trials.h
check_PROGRAMS += tests/unit/test_trial_target tests/unit/test_trials
tests_unit_test_trials_SOURCES = \
	tests/unit/test_trials.c tests/fake/edge_loop.c tests/fake/edge_loop.h
tests_unit_test_trials_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
libcore_a_SOURCES += agent/agent_said.c agent/agent_said.h agent/agent_said_routes.c
check_PROGRAMS += tests/unit/test_agent_said
tests_unit_test_agent_said_SOURCES = tests/unit/test_agent_said.c $(CONF_BENCH)
check_PROGRAMS += tests/unit/test_history tests/unit/test_story
libcore_a_SOURCES += \
	agent/edits.c agent/edits.h agent/edits_layers.c agent/edits_layers.h \
	agent/edits_decide.c agent/edits_decide.h \
	agent/edits_text.c agent/edits_text.h \
	agent/command_vs.h agent/vs_edits.c agent/vs_edits.h \
	agent/vs_edits_decide.c agent/vs_edits_text.c
check_PROGRAMS += \
	tests/unit/test_edits tests/unit/test_edits_decide tests/unit/test_edits_text
libedge_a_SOURCES += \
	agent/director.c agent/director.h agent/director_edit.h agent/director_inside.h \
	agent/director_checks.c agent/director_checks.h agent/director_check_command.c agent/director_command.c agent/director_configure.c \
	agent/director_counters.c agent/director_counters.h \
	agent/director_rows.c agent/director_rows.h \
	agent/director_history.c agent/director_history.h \
	agent/director_pool.c agent/director_pool.h agent/director_store.c \
	agent/director_pool_kernel.c \
	agent/director_batch.c agent/director_batch.h \
	agent/director_vs.c agent/director_vs.h agent/director_knobs.c \
	agent/director_suspend.c agent/director_try.c agent/director_view.c \
	agent/director_load.c \
	agent/overrides.c agent/overrides.h \
	agent/keeper_link.c agent/keeper.h agent/keeper_wire.h \
	agent/keeper_scripts.c agent/keeper_scripts.h \
	agent/script_once.c agent/script_once.h
check_PROGRAMS += tests/unit/test_keeper_scripts
tests_unit_test_keeper_scripts_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
libcore_a_SOURCES += \
	agent/director_mail.c agent/director_mail.h \
	agent/mail_queue.c agent/mail_queue.h agent/mail_text.c agent/mail_text.h
libedge_a_SOURCES += \
	agent/mail.c agent/mail.h agent/mail_smtp.c agent/mail_smtp.h \
	agent/notify.c agent/notify.h agent/notify_fifo.c agent/notify_fifo.h
libcore_a_SOURCES += agent/notify_line.c agent/notify_line.h
check_PROGRAMS += tests/unit/test_notify tests/unit/test_notify_fifo \
	tests/unit/test_notify_line
tests_unit_test_notify_fifo_SOURCES = tests/unit/test_notify_fifo.c $(fake_keeper)
tests_unit_test_notify_fifo_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_notify_SOURCES = tests/unit/test_notify.c $(fake_keeper)
tests_unit_test_notify_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
sbin_PROGRAMS += fairleadd
fairleadd_SOURCES = \
	agent/agent.c agent/agent.h \
	agent/agent_config.c agent/agent_config.h \
	agent/agent_dump.c agent/agent_dump.h \
	agent/agent_reload.c \
	agent/agent_view.c \
	agent/command.c agent/command.h agent/command_kind.h agent/command_plan.h \
	agent/keeper.c \
	agent/main.c
fairleadd_LDADD = $(EDGE_LIBS)
fairleadd_LDFLAGS = $(AM_LDFLAGS) $(PLUGIN_EXPORT)
EXTRA_fairleadd_DEPENDENCIES = checks/plugin.list
director_bench = \
	tests/unit/director_bench.c tests/unit/director_bench.h \
	tests/fake/edge_loop.c tests/fake/edge_loop.h \
	tests/fake/fake_kernel.c tests/fake/fake_kernel.h
check_PROGRAMS += tests/unit/test_director tests/unit/test_director_command
tests_unit_test_director_SOURCES = tests/unit/test_director.c $(director_bench)
tests_unit_test_director_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_director_command_SOURCES = \
	tests/unit/test_director_command.c $(director_bench)
tests_unit_test_director_command_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_vs_edits tests/unit/test_director_vs
tests_unit_test_director_vs_SOURCES = tests/unit/test_director_vs.c $(director_bench)
tests_unit_test_director_vs_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_director_group
tests_unit_test_director_group_SOURCES = \
	tests/unit/test_director_group.c $(director_bench)
tests_unit_test_director_group_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_director_history
tests_unit_test_director_history_SOURCES = \
	tests/unit/test_director_history.c $(director_bench)
tests_unit_test_director_history_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_director_mail
tests_unit_test_director_mail_SOURCES = tests/unit/test_director_mail.c $(director_bench)
tests_unit_test_director_mail_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/test_mail tests/unit/test_mail_queue tests/unit/test_mail_text
tests_unit_test_mail_SOURCES = tests/unit/test_mail.c \
	tests/fake/edge_loop.c tests/fake/edge_loop.h
tests_unit_test_mail_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
