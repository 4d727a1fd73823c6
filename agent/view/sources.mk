# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/view/view.c agent/view/view.h
check_PROGRAMS += tests/unit/test_view
