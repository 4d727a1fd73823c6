# SPDX-License-Identifier: Apache-2.0
"""snmpd, the master agent, and snmptrapd, the receiver, on hosts of a test."""

import signal
import subprocess

from topology import wait_until
from witness import kill

OPER_STATE = "1.3.6.1.2.1.68.1.3.1.3"
TRAP_NEW_MASTER = "1.3.6.1.2.1.68.0.1"
TRAP_SPLIT_BRAIN = "1.3.6.1.4.1.8072.9999.9999.112.0.1"

SNMPD = """
master agentx
agentXSocket unix:/run/agentx
agentXTimeout 1
agentXRetries 0
agentaddress udp:127.0.0.1:161
rwcommunity public 127.0.0.1
rwcommunity private 127.0.0.1
{more}
"""


class Server:
    """A server on a host whose log is a file."""

    program = None

    def __init__(self, host, text, *argv):
        self.host = host
        self.conf = host.folder / f"{self.program}.conf"
        self.conf.write_text(text)
        self.log_file = host.folder / f"{self.program}.log"
        self.log_file.write_text("")
        persist = f"SNMP_PERSISTENT_DIR=/run/{self.program}"
        # -C: nothing of this machine's own configuration; no MIB files are needed
        self.child = host.popen(
            "env", persist, "MIBS=", self.program, "-f", "-C", "-c", str(self.conf),
            "-Lf", str(self.log_file), *argv,
            stderr=subprocess.DEVNULL,  # of no use: libpci on a machine without PCI
        )
        wait_until(lambda: self.is_up(), 10, f"{self.program} is up on {host.name}")

    def is_up(self):
        return "NET-SNMP version" in self.log_file.read_text()

    def signal(self, number):
        # nsenter stops itself when what it waits for is stopped, and must be woken, too
        kill([*self.host.processes(self.program), self.child.pid], number)

    def close(self):
        kill(self.host.processes(self.program), signal.SIGKILL)
        kill([self.child.pid], signal.SIGCONT)
        self.child.wait(10)


class Trapd(Server):
    program = "snmptrapd"

    def __init__(self, host):
        super().__init__(host, "disableAuthorization yes\n", "-On", f"udp:{host.address}:162")

    def has(self, oid):
        return f".{oid}" in self.log_file.read_text()


class Snmpd(Server):
    program = "snmpd"

    def __init__(self, host, trapd=None, more=""):
        if trapd is not None:
            more = f"trap2sink {trapd.host.address}:162 public"
        super().__init__(host, SNMPD.format(more=more), "-r", "-I", "-smux")


def ask(host, tool, *words):
    """What one of net-snmp's tools prints on that host, asked of its own snmpd."""
    argv = ["env", "MIBS=", tool, "-v2c", "-c", "public", "-On", "-t", "2", "-r", "0"]
    return host.run(*argv, "127.0.0.1", *words, check=False).stdout.strip()


def number(host, oid):
    """The number there, or None."""
    said = ask(host, "snmpget", oid).rpartition(": ")[2]
    return int(said) if said.isdigit() else None
