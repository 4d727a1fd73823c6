# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/view/view_table_field.c \
	agent/view/view_load.h agent/view/view_load_field.c
libcore_a_SOURCES += agent/view/view.c agent/view/view.h agent/view/view_check.h agent/view/view_check_field.c \
	agent/view/view_field.c agent/view/view_field.h \
	agent/view/view_event.c agent/view/view_event.h \
	agent/view/view_said.c agent/view/view_said.h \
	agent/view/view_size.h agent/view/view_track.h \
	agent/view/view_once.h agent/view/view_trial.c agent/view/view_trial.h \
	agent/view/view_date.c \
	agent/view/view_value.c
check_PROGRAMS += tests/unit/test_view tests/unit/test_view_field
