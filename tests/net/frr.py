# SPDX-License-Identifier: Apache-2.0
"""Debian's FRR as the other side: zebra and vrrpd, with their sockets and their files
in the host's own /run. Its addresses live on a macvlan with the virtual MAC, which must
be there before it starts, and which stays when it dies."""

import signal

from daemon import Daemon
from topology import VIP, wait_until
from witness import kill

FOLDER = "/run/frr"
MACVLAN = "vrrp4-51"
SETUP = f"""
rm -rf {FOLDER}
mkdir -p {FOLDER}
cat >{FOLDER}/frr.conf
chown -R frr:frrvty {FOLDER}
ip link show {MACVLAN} >/dev/null 2>&1 && exit
ip link add {MACVLAN} link eth0 type macvlan mode bridge
ip link set {MACVLAN} address 00:00:5e:00:01:33
ip addr add {VIP}/32 dev {MACVLAN}
ip link set {MACVLAN} up
"""


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
        self.host.run("sh", "-ec", SETUP, input=self.conf.read_text(), stdin=None)
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
        self.host.run("ip", "link", "del", MACVLAN, check=False)
        return in_order


def frr_text(version, priority, interval_ms):
    return f"""interface eth0
 vrrp 51 version {version}
 vrrp 51 priority {priority}
 vrrp 51 advertisement-interval {interval_ms}
 vrrp 51 ip {VIP}
"""
