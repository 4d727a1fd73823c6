# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/lib/addr.c agent/lib/addr.h \
	agent/lib/arena.c agent/lib/arena.h \
	agent/lib/buf.c agent/lib/buf.h \
	agent/lib/checksum.c agent/lib/checksum.h \
	agent/lib/clock.h \
	agent/lib/file_number.c agent/lib/file_number.h \
	agent/lib/heap.c agent/lib/heap.h \
	agent/lib/histogram.c agent/lib/histogram.h \
	agent/lib/mem.c agent/lib/mem.h \
	agent/lib/ring.c agent/lib/ring.h \
	agent/lib/wire.c agent/lib/wire.h
libedge_a_SOURCES += agent/lib/log.c agent/lib/log.h
check_PROGRAMS += tests/unit/test_file_number
check_PROGRAMS += tests/unit/test_addr tests/unit/test_wire
check_PROGRAMS += tests/unit/test_heap tests/unit/test_histogram
