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
