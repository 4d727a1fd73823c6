# SPDX-License-Identifier: Apache-2.0
bin_PROGRAMS += fairleadctl
fairleadctl_SOURCES = \
	api/ctl/ctl.h \
	api/ctl/ctl_check.c api/ctl/ctl_check_test.c \
	api/ctl/ctl_audit.c \
	api/ctl/ctl_config.c \
	api/ctl/ctl_doctor.c api/ctl/ctl_events.c \
	api/ctl/ctl_edit.c \
	api/ctl/ctl_http.c \
	api/ctl/ctl_ipvs.c \
	api/ctl/ctl_names.c api/ctl/ctl_names.h \
	api/ctl/ctl_netlink.c api/ctl/ctl_netlink.h \
	api/ctl/ctl_realserver.c \
	api/ctl/ctl_rs.c \
	api/ctl/ctl_show.c api/ctl/ctl_show.h \
	api/ctl/ctl_status.c \
	api/ctl/ctl_table.c api/ctl/ctl_table.h \
	api/ctl/ctl_token.c api/ctl/ctl_token_file.c api/ctl/ctl_token_file.h \
	api/ctl/ctl_vrrp.c \
	api/ctl/ctl_whoami.c \
	api/ctl/fairleadctl.c
fairleadctl_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS)
fairleadctl_LDADD = libedge.a libcore.a $(CURL_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS)
