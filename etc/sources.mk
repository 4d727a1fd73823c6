# SPDX-License-Identifier: Apache-2.0
dist_man_MANS = etc/man/fairleadd.8 etc/man/fairleadctl.8
EXTRA_DIST += etc/fairlead.service.in
CLEANFILES += etc/fairlead.service

systemdsystemunit_DATA = etc/fairlead.service
etc/fairlead.service: etc/fairlead.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's,[@]sbindir[@],$(sbindir),' \
		-e 's,[@]sysconfdir[@],$(sysconfdir),' \
		$(srcdir)/etc/fairlead.service.in >$@.tmp && mv $@.tmp $@

examplesdir = $(docdir)/examples
dist_examples_DATA = etc/fairlead.conf.example etc/snmp/snmpd.conf.example \
	etc/examples/dr-pair-a.conf etc/examples/dr-pair-b.conf \
	etc/examples/http-checks.conf etc/examples/nat.conf etc/examples/scripts.conf
