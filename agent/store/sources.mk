# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/store/store_journal.c agent/store/store_journal.h \
	agent/store/store_map.c agent/store/store_map.h
libedge_a_SOURCES += agent/store/store_file.c agent/store/store.h
libedge_a_SOURCES += agent/store/store_audit.c agent/store/store_audit.h
check_PROGRAMS += tests/unit/test_store_audit
tests_unit_test_store_audit_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += \
	tests/unit/test_store_file tests/unit/test_store_journal tests/unit/test_store_map
tests_unit_test_store_file_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
fuzz_programs += tests/fuzz/fuzz_store
tests_fuzz_fuzz_store_SOURCES = tests/fuzz/fuzz_store.c
tests_fuzz_fuzz_store_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
EXTRA_DIST += tests/fuzz/seeds/store
