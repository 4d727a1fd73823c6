# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	mib/mib_table.c mib/mib_table.h \
	mib/mib_trap.c mib/mib_trap.h \
	mib/mib_vrrpv2.c mib/mib_vrrpv2.h \
	mib/mib_vrrpv2_rows.c mib/mib_vrrpv2_rows.h
check_PROGRAMS += tests/unit/test_mib_table tests/unit/test_mib_trap \
	tests/unit/test_mib_vrrpv2
