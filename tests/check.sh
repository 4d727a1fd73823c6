#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sudo tests/check.sh [--quick]: install what is missing, build with gcc and with clang,
# run all tests. --quick: gcc, unit tests and the network tests only.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/lib/packages.sh
. tests/lib/build.sh

quick=no
case ${1-} in
--quick) quick=yes ;;
'') ;;
*)
	echo "usage: sudo tests/check.sh [--quick]" >&2
	exit 2
	;;
esac
if [ "$(id -u)" != 0 ]; then
	echo "tests/check.sh: needs root: sudo tests/check.sh" >&2
	exit 2
fi

results=$(mktemp -d) || exit 1
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT TERM
failed=
began=$(date +%s)

# section NAME COMMAND...: its output in a file, shown whole when it failed
section()
{
	name=$1
	shift
	printf '\n== %s\n' "$name"
	start=$(date +%s)
	"$@" >"$results/$name" 2>&1
	status=$?
	took=$(($(date +%s) - start))
	if [ $status = 0 ]; then
		echo "ok, $took s"
	else
		tail -n 120 "$results/$name"
		echo "FAILED after $took s: $name"
		failed="$failed $name"
	fi
	return $status
}

# unit FOLDER: unit tests, golden cases and lint, with what failed
unit()
{
	make -C "$1" -j"$(nproc)" check && return 0
	cat "$1/test-suite.log"
	return 1
}

# closing NAME: what the runner itself said at its end
closing()
{
	[ -e "$results/$1" ] || return 0
	echo "-- $1"
	grep -E '^# (TOTAL|PASS|SKIP|XFAIL|FAIL|XPASS|ERROR): ' "$results/$1" | tail -n 7 |
		tr '\n' ' '
	echo
}

section packages packages_install $BUILD_PACKAGES $TEST_PACKAGES || exit 1

build_with_helpers()
{
	build_in "$@" && make -C "$1" -j"$(nproc)" lab-programs
}

section build-gcc build_with_helpers build-gcc gcc --enable-werror || exit 1
section unit-gcc unit build-gcc
section sim build-gcc/tests/sim/sim --seeds 10000
if [ $quick = no ]; then
	section mutate tests/sim/mutate --build build-gcc
	section build-clang build_in build-clang clang --enable-werror &&
		section unit-clang unit build-clang
	section build-asan build_in build-asan clang --enable-werror \
		--enable-sanitizers=address,undefined --enable-fuzzers &&
		section unit-asan unit build-asan &&
		section sim-asan build-asan/tests/sim/sim --seeds 2000 &&
		section fuzz make -C build-asan check-fuzz FUZZ_SECONDS=5
fi
section network tests/net/run --build build-gcc
if [ $quick = no ]; then
	section lab tests/lab/run --build build-gcc
fi

printf '\n== closing lines\n'
for name in unit-gcc unit-clang unit-asan; do
	closing "$name"
done
for name in sim mutate sim-asan; do
	if [ -e "$results/$name" ]; then
		tail -n 1 "$results/$name" | sed 's/^sim: /'"$name: /"
	fi
done
if [ -e "$results/fuzz" ]; then
	grep -E '^fuzz: ' "$results/fuzz"
fi
echo "took $(($(date +%s) - began)) s"
if [ -n "$failed" ]; then
	echo "FAILED:$failed"
else
	echo "all sections passed"
fi
for name in network lab; do
	if [ -e "$results/$name" ]; then
		grep -E '(passed|failed|error|no tests ran).* in [0-9.]+s' "$results/$name" |
			tail -n 1
	fi
done
[ -z "$failed" ]
