# SPDX-License-Identifier: Apache-2.0
"""Debian's FRR as the other side: zebra and vrrpd, with their sockets and their files
in the host's own /run. Its addresses live on a macvlan with the virtual MAC, which must
be there before it starts, and which stays when it dies."""

import signal

from daemon import Daemon
from topology import VIP, wait_until
from witness import kill

FOLDER = "/run/frr"
MACS = {4: "00:00:5e:00:01:33", 6: "00:00:5e:00:02:33"}  # RFC 9568 7.3: VRID 51
MACVLANS = {4: "vrrp4-51", 6: "vrrp6-51"}
ADDRESSES = {4: [f"{VIP}/32"], 6: ["2001:db8::166/64"]}
# Below and above those that the hosts have of their own.
LINK_LOCALS = {"d1": "fe80::51:1/64", "d2": "fe80::f:0:0:1/64"}


def setup(family, host):
    name = MACVLANS[family]
    addresses = ADDRESSES[family] + ([LINK_LOCALS[host]] if family == 6 else [])
    nodad = " nodad" if family == 6 else ""
    lines = [
        f"rm -rf {FOLDER}",
        f"mkdir -p {FOLDER}",
        f"cat >{FOLDER}/frr.conf",
        f"chown -R frr:frrvty {FOLDER}",
        f"ip link show {name} >/dev/null 2>&1 && exit",
        f"ip link add {name} link eth0 type macvlan mode bridge",
        # One link-local address for both would be two masters.
        f"ip link set {name} address {MACS[family]} addrgenmode none",
        *(f"ip addr add {address} dev {name}{nodad}" for address in addresses),
        f"ip link set {name} up",
    ]
    return "\n".join(lines)


class Frr(Daemon):
    """FRR's vrrpd; zebra, which it asks for interfaces, is started and ended with it."""

    program = "vrrpd"
    zebra = None

    def argv(self, program="vrrpd", conf=f"{FOLDER}/frr.conf"):
        return [
            f"/usr/lib/frr/{program}",
            f"--socket={FOLDER}/zebra.api",
            f"--pid_file={FOLDER}/{program}.pid",
            f"--vty_socket={FOLDER}",
            "--vty_port=0",
            "--log=stdout",
            f"--config_file={conf}",
        ]

    def start(self):
        text = self.conf.read_text()
        family = 6 if " ipv6 " in text else 4
        self.host.run("sh", "-ec", setup(family, self.host.name), input=text, stdin=None)
        with self.log_file.open("ab") as log:
            argv = self.argv("zebra", "/dev/null")
            self.zebra = self.host.popen(*argv, stdout=log, stderr=log)
        ready = ["test", "-S", f"{FOLDER}/zebra.api"]
        wait_until(
            lambda: self.host.run(*ready, check=False).returncode == 0,
            10,
            "zebra serves",
        )
        return super().start()

    def end_zebra(self):
        kill(self.host.processes("zebra"), signal.SIGTERM)
        self.zebra.wait(10)

    def stop(self, timeout_s=10):
        status = super().stop(timeout_s)
        self.end_zebra()
        return status

    def close(self):
        in_order = super().close()
        self.end_zebra()
        for name in MACVLANS.values():
            self.host.run("ip", "link", "del", name, check=False)
        return in_order


def frr_text(version, priority, interval_ms, addresses):
    """`addresses` of one family."""
    lines = [
        "interface eth0",
        f" vrrp 51 version {version}",
        f" vrrp 51 priority {priority}",
        f" vrrp 51 advertisement-interval {interval_ms}",
    ]
    for address in addresses:
        kind = "ipv6" if ":" in address else "ip"
        lines.append(f" vrrp 51 {kind} {address}")
    return "\n".join([*lines, ""])
