#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# ipvs_netlink on a real kernel: ipvs_real.sh BUILD_DIR
# To be run as root where IPVS and its schedulers rr wrr lc wlc sh mh, and its sip, are loaded and the
# table is empty (tests/lab inside user-mode Linux). Judges by ipvs_real's own checks
# and by what ipvsadm shows of the table that it leaves.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$1
seen=$(mktemp)
trap 'ipvsadm -C; ip link del fl-real 2>/dev/null; rm -f "$seen"' EXIT

ip link add fl-real type dummy || ip link add fl-real type veth peer name fl-real2
ip addr add 10.77.0.1/24 dev fl-real
ip link set fl-real up multicast on
ip addr add 10.9.9.9/32 dev lo
failed=0
"$build/tests/lab/ipvs_real" fl-real 10.9.9.9 || failed=1
ip addr del 10.9.9.9/32 dev lo
# The size of the connection table and white space at line ends say nothing.
{ ipvsadm -Ln --exact; ipvsadm -Ln --tun-info -t 10.9.0.5:80; ipvsadm -L --timeout; } |
	sed 's, (size=.*),,;s, *$,,' >"$seen"
diff -u "$here/ipvs_real.expected" "$seen" || failed=1
[ $failed = 0 ] && echo "ipvs_real.sh: as expected" || echo "ipvs_real.sh: FAILED"
exit $failed
