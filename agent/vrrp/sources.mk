# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += \
	agent/vrrp/vrrp_arp.c agent/vrrp/vrrp_arp.h \
	agent/vrrp/vrrp_auth.c agent/vrrp/vrrp_auth.h \
	agent/vrrp/vrrp_conflict.c agent/vrrp/vrrp_conflict.h \
	agent/vrrp/vrrp_fsm.c agent/vrrp/vrrp_fsm.h \
	agent/vrrp/vrrp_garp.c agent/vrrp/vrrp_garp.h \
	agent/vrrp/vrrp_lease.c agent/vrrp/vrrp_lease.h \
	agent/vrrp/vrrp_packet.c agent/vrrp/vrrp_packet.h \
	agent/vrrp/vrrp_track.c agent/vrrp/vrrp_track.h
check_PROGRAMS += \
	tests/unit/test_vrrp_arp \
	tests/unit/test_vrrp_auth \
	tests/unit/test_vrrp_conflict \
	tests/unit/test_vrrp_fsm \
	tests/unit/test_vrrp_garp \
	tests/unit/test_vrrp_lease \
	tests/unit/test_vrrp_packet \
	tests/unit/test_vrrp_track
