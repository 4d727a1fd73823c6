# SPDX-License-Identifier: Apache-2.0
libcore_a_SOURCES += agent/words.c agent/words.h
sbin_PROGRAMS += fairleadd
fairleadd_SOURCES = agent/main.c
fairleadd_LDADD = $(EDGE_LIBS)
