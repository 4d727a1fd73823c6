# SPDX-License-Identifier: Apache-2.0
# Sourced: the Debian packages that building and testing need, and their installation.

BUILD_PACKAGES="build-essential clang libclang-rt-14-dev llvm autoconf automake pkg-config
libuv1-dev libmicrohttpd-dev libjansson-dev libnl-3-dev libnl-genl-3-dev
libcurl4-openssl-dev libssl-dev nettle-dev libpcre2-dev libcap-dev libnftables-dev libsnmp-dev
libcmocka-dev clang-format xxd"

TEST_PACKAGES="keepalived frr ipvsadm snmp snmpd snmptrapd tcpdump user-mode-linux kmod
busybox-static smitools python3 python3-pytest python3-pytest-xdist python3-jsonschema
iproute2 iputils-ping curl jq procps util-linux
openssl ca-certificates prometheus dnsmasq-base redis-server wrk"

# packages_missing NAME...: those that are not installed
packages_missing()
{
	for package in "$@"; do
		status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)
		[ "$status" = installed ] || echo "$package"
	done
}

# packages_apt LOG ARGUMENT...: apt-get, its noise kept in LOG
packages_apt()
{
	log=$1
	shift
	DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0 \
		-o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1 </dev/null
}

# packages_install NAME...: install what is missing; no service is started by it
packages_install()
{
	missing=$(packages_missing "$@" | tr '\n' ' ')
	if [ -z "$missing" ]; then
		return 0
	fi
	if [ "$(id -u)" != 0 ]; then
		echo "missing packages, as root: apt-get install $missing" >&2
		return 1
	fi
	echo "installing $missing"
	policy=/usr/sbin/policy-rc.d
	made_policy=no
	if [ ! -e "$policy" ]; then
		made_policy=yes
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod 755 "$policy"
	fi
	log=$(mktemp)
	status=0
	# The lists of a fresh machine may be empty or old: read them first.
	packages_apt "$log" update || status=1
	# Word splitting is wanted: one argument a package.
	# shellcheck disable=SC2086
	packages_apt "$log" install --no-install-recommends $missing && status=0 || status=1
	if [ "$made_policy" = yes ]; then
		rm -f "$policy"
	fi
	if [ "$status" != 0 ]; then
		tail -n 30 "$log" >&2
		echo "could not install: $missing" >&2
	fi
	rm -f "$log"
	return $status
}
