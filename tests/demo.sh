#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sudo tests/demo.sh [--keep]: install what is missing, build, and show the scenario live:
# five hosts, real IPVS, what was typed and what came back. Exits non-zero if anything it
# shows did not happen, and leaves nothing behind. --keep: stays up, and says how to look
# around, until Ctrl-C.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/lib/packages.sh
. tests/lib/build.sh

keep=
case ${1-} in
--keep) keep=--keep ;;
'') ;;
*)
	echo "usage: sudo tests/demo.sh [--keep]" >&2
	exit 2
	;;
esac
if [ "$(id -u)" != 0 ]; then
	echo "tests/demo.sh: needs root: sudo tests/demo.sh" >&2
	exit 2
fi

packages_install $BUILD_PACKAGES $TEST_PACKAGES || exit 1
log=$(mktemp) || exit 1
echo "building (gcc, in build-gcc/) ..."
if ! build_in build-gcc gcc --enable-werror >"$log" 2>&1; then
	tail -n 60 "$log"
	echo "tests/demo.sh: the build failed"
	rm -f "$log"
	exit 1
fi
rm -f "$log"
FAIRLEAD_BUILD=$PWD/build-gcc
export FAIRLEAD_BUILD
timeout=180
[ -z "$keep" ] || timeout=86400
exec tests/lab/run-in-lab $keep --timeout $timeout /usr/bin/python3 tests/demo.py $keep
