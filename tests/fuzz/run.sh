#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh FOLDER SECONDS PROGRAM...: each libFuzzer target for SECONDS. fuzz_<what> starts
# from FOLDER/seeds/<what>; what it finds is written to the current folder.
set -u
seeds=$1/seeds
seconds=$2
shift 2
if [ $# = 0 ]; then
	echo "fuzz: no targets"
	exit 1
fi
status=0
for program in "$@"; do
	name=$(basename "$program")
	corpus=$(mktemp -d) || exit 1
	for dir in "$seeds/$name" "$seeds/seeds/${name#fuzz_}"; do
		if [ -d "$dir" ]; then
			cp "$dir"/* "$corpus"
		fi
	done
	log=$(mktemp)
	if "./$program" -max_total_time="$seconds" -print_final_stats=1 -timeout=10 \
		-rss_limit_mb=2048 "$corpus" >"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		echo "fuzz: $name: $runs runs in $seconds s, nothing found"
	else
		cat "$log"
		echo "fuzz: $name: FAILED"
		status=1
	fi
	rm -rf "$corpus" "$log"
done
exit $status
