# SPDX-License-Identifier: Apache-2.0
dist_man_MANS = etc/man/fairlead-plugin.7 etc/man/fairleadd.8 etc/man/fairleadctl.8
man_MANS += etc/man/fairlead.conf.5
EXTRA_DIST += etc/man/fairlead.conf.5.in etc/fairlead.service.in
CLEANFILES += etc/man/fairlead.conf.5 etc/fairlead.service

# The manual's table of keywords is printed by the rows that read them.
noinst_PROGRAMS += etc/man/manual_keywords
etc_man_manual_keywords_SOURCES = etc/man/manual_keywords.c
etc_man_manual_keywords_LDADD = $(EDGE_LIBS)
etc/man/fairlead.conf.5: etc/man/fairlead.conf.5.in etc/man/manual_keywords
	$(AM_V_GEN)etc/man/manual_keywords >$@.keywords && \
	sed -e '/^@KEYWORDS@$$/{r $@.keywords' -e 'd;}' \
		$(srcdir)/etc/man/fairlead.conf.5.in >$@.tmp && \
	rm -f $@.keywords && mv $@.tmp $@

systemdsystemunit_DATA = etc/fairlead.service
etc/fairlead.service: etc/fairlead.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) etc && sed -e 's,[@]sbindir[@],$(sbindir),' \
		-e 's,[@]sysconfdir[@],$(sysconfdir),' \
		$(srcdir)/etc/fairlead.service.in >$@.tmp && mv $@.tmp $@

exampleplugindir = $(docdir)/examples
dist_exampleplugin_DATA = etc/plugin-example/greeting.c

examplesdir = $(docdir)/examples
dist_examples_DATA = etc/fairlead.conf.example etc/snmp/snmpd.conf.example \
	etc/examples/dr-pair-a.conf etc/examples/dr-pair-b.conf \
	etc/examples/auth-hmac.conf etc/examples/http-checks.conf etc/examples/nat.conf etc/examples/scripts.conf \
	etc/prometheus/fairlead.rules.yml etc/prometheus/prometheus.yml.example \
	etc/prometheus/json_exporter.yml.example etc/grafana/fairlead.json
EXTRA_DIST += etc/prometheus/fairlead.rules.test.yml

check_PROGRAMS += tests/unit/test_examples
tests_unit_test_examples_LDADD = $(EDGE_LIBS) $(CMOCKA_LIBS)
