# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/ipvs/ipvs_member.c agent/ipvs/ipvs_member.h
check_PROGRAMS += tests/unit/test_ipvs_member
