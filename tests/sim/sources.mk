# SPDX-License-Identifier: Apache-2.0
# Elections under faults: tests/sim/sim --seeds 100000.
SIM = $(FAKE_WIRE) \
	tests/sim/sim_calm.c tests/sim/sim_calm.h \
	tests/sim/sim_check.c tests/sim/sim_check.h \
	tests/sim/sim_pcap.c tests/sim/sim_pcap.h \
	tests/sim/sim_plan.c tests/sim/sim_plan.h \
	tests/sim/sim_random.h \
	tests/sim/sim_rules.c tests/sim/sim_rules.h \
	tests/sim/sim_run.c tests/sim/sim_run.h \
	tests/sim/sim_said.c tests/sim/sim_said.h \
	tests/sim/sim_world.c tests/sim/sim_world.h
helper_programs += tests/sim/sim
tests_sim_sim_SOURCES = tests/sim/sim.c $(SIM)
check_PROGRAMS += tests/unit/test_sim
tests_unit_test_sim_SOURCES = tests/unit/test_sim.c $(SIM)
EXTRA_DIST += tests/sim/mutate

# What tests/sim/mutate needs to link a simulator of its own.
mutate-variables: tests/sim/sim
	@echo "CC=$(CC)"
	@echo "OBJECTS=$(tests_sim_sim_OBJECTS)"
	@echo "LIBS=$(LDADD)"
.PHONY: mutate-variables
