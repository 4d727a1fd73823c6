# SPDX-License-Identifier: Apache-2.0
libedge_a_SOURCES += \
	agent/sys/board.h \
	agent/sys/caps.c agent/sys/caps.h \
	agent/sys/directory.c agent/sys/directory.h \
	agent/sys/loop.c agent/sys/loop.h \
	agent/sys/now.c agent/sys/now.h \
	agent/sys/pidfile.c agent/sys/pidfile.h \
	agent/sys/spawn.c agent/sys/spawn.h \
	agent/sys/systemd.c agent/sys/systemd.h
