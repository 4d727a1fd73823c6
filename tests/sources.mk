# SPDX-License-Identifier: Apache-2.0
# The lint runs with `make check`; `make lint` runs it alone.
LINT_TESTS = tests/lint/layers.py tests/lint/purity.py tests/lint/sizes.py \
	tests/lint/words.py tests/lint/format.py tests/lint/selftest.py
TESTS += $(LINT_TESTS)
TEST_EXTENSIONS = .py
PY_LOG_COMPILER = /usr/bin/python3 -B
EXTRA_DIST += $(LINT_TESTS) tests/lint/tree.py

lint: libcore.a
	@failed=0; for test in $(LINT_TESTS); do \
		$(PY_LOG_COMPILER) $(srcdir)/$$test || failed=1; \
	done; exit $$failed

# Each fuzz target for FUZZ_SECONDS on its seeds; --enable-fuzzers builds them.
FUZZ_SECONDS = 60
check-fuzz: $(fuzz_programs)
	@$(srcdir)/tests/fuzz/run.sh $(srcdir)/tests/fuzz $(FUZZ_SECONDS) $(fuzz_programs)

.PHONY: lint check-fuzz

# What needs root: networks in namespaces, and the lab with real IPVS.
check-netns: all $(check_PROGRAMS) $(helper_programs)
	$(srcdir)/tests/net/run --build $(abs_builddir)
check-lab: all $(lab_programs)
	$(srcdir)/tests/lab/run --build $(abs_builddir)

format:
	cd $(srcdir) && find agent checks mib api tests -name '*.[ch]' | \
		xargs clang-format -i

EXTRA_DIST += tests/check.sh tests/demo.sh tests/demo.py tests/lib tests/scenario \
	tests/net tests/lab tests/fuzz/run.sh tests/fuzz/README
.PHONY: check-netns check-lab format
