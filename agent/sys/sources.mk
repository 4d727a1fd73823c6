# SPDX-License-Identifier: Apache-2.0
libedge_a_SOURCES += \
	agent/sys/board.h \
	agent/sys/loop.c agent/sys/loop.h \
	agent/sys/now.c agent/sys/now.h
