# SPDX-License-Identifier: Apache-2.0
"""snmpd, snmptrapd and the subagent, on loopback and in a folder of their own."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

BUILD = pathlib.Path(
    os.environ.get("FAIRLEAD_BUILD", pathlib.Path(__file__).parents[2] / "build")
)
VRRP_MIB = ".1.3.6.1.2.1.68"
VRRPV3_MIB = ".1.3.6.1.2.1.207"
SYS_UP_TIME = ".1.3.6.1.2.1.1.3.0"
V2C = ("-v2c", "-c", "public")
V3 = ("-v3", "-u", "reader", "-l", "authPriv", "-a", "SHA-256", "-A", "authpass12345")
V3 += ("-x", "AES", "-X", "privpass12345")
# How soon an agent must have found its master again, by the project's promise.
FOUND_AGAIN_S = 15

SNMPD_CONF = """
master agentx
agentXSocket unix:{folder}/agentx
agentXPerms {perms}
agentXTimeout 1
agentXRetries 0
agentaddress udp:127.0.0.1:{port}
view all included .1
com2sec local 127.0.0.1 public
group local v1 local
group local v2c local
access local "" any noauth exact all all none
createUser reader SHA-256 "authpass12345" AES "privpass12345"
rwuser reader authPriv
trap2sink 127.0.0.1:{trap_port} public
createUser -e 0x8000000001020304 trapper SHA "authpass12345" AES "privpass12345"
trapsess -v 3 -e 0x8000000001020304 -u trapper -a SHA -A authpass12345 \
-x AES -X privpass12345 -l authPriv udp:127.0.0.1:{trap_port}
"""
SNMPTRAPD_CONF = """
authCommunity log public
createUser -e 0x8000000001020304 trapper SHA "authpass12345" AES "privpass12345"
authUser log trapper authPriv
"""


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Program:
    """A process of ours whose output goes to a file."""

    def __init__(self, folder, name, argv, **options):
        self.output = folder / f"{name}.out"
        with open(self.output, "wb") as output:
            self.process = subprocess.Popen(
                argv, cwd=folder, stderr=output, text=True, bufsize=1, **options
            )

    def said(self, text):
        return text in self.output.read_text(errors="replace")

    def signal(self, number):
        self.process.send_signal(number)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
        self.process.wait(10)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()


class Bare(Program):
    """tests/net/snmp_bare.c"""

    def __init__(self, folder, socket_name, **options):
        program = folder / "snmp_bare"
        shutil.copy(BUILD / "tests/net/snmp_bare", program)
        argv = [program, socket_name]
        pipe = subprocess.PIPE
        super().__init__(folder, "bare", argv, stdin=pipe, stdout=pipe, **options)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        return self.process.stdout.readline().strip()

    def tell(self, command):
        assert self.ask(command) == "ok"

    def state(self):
        return json.loads(self.ask("state"))

    def wait_connected(self, seconds=FOUND_AGAIN_S):
        wait_until(lambda: self.state()["connected"], seconds, "connected")


class Bench:
    def __init__(self, perms="0660 0755"):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fairlead-snmp-"))
        self.folder.chmod(0o755)
        self.socket = f"unix:{self.folder}/agentx"
        self.port, self.trap_port = free_port(), free_port()
        self.programs = []
        self.snmpd = None
        fields = {"folder": self.folder, "perms": perms, "port": self.port}
        fields["trap_port"] = self.trap_port
        (self.folder / "snmpd.conf").write_text(SNMPD_CONF.format(**fields))
        (self.folder / "snmptrapd.conf").write_text(SNMPTRAPD_CONF)
        self.traps = self.folder / "traps"

    def close(self):
        for program in self.programs:
            program.close()
        shutil.rmtree(self.folder)

    def env(self, name):
        path = "/usr/sbin:/usr/bin:/sbin:/bin"
        state = f"{self.folder}/{name}"
        return {"MIBS": "", "SNMP_PERSISTENT_DIR": state, "PATH": path}

    def run(self, kind, *arguments, **options):
        program = kind(self.folder, *arguments, **options)
        self.programs.append(program)
        return program

    def start_snmpd(self):
        argv = ["snmpd", "-f", "-r", "-C", "-c", "snmpd.conf", "-Lo", "-I", "-smux"]
        self.snmpd = self.run(
            Program, "snmpd", argv, env=self.env("snmpd"), stdout=subprocess.DEVNULL
        )
        wait_until(lambda: self.get(SYS_UP_TIME), 10, "snmpd answers")

    def stop_snmpd(self):
        self.snmpd.signal(signal.SIGTERM)
        self.snmpd.process.wait(10)

    def start_snmptrapd(self):
        argv = ["snmptrapd", "-f", "-C", "-c", "snmptrapd.conf", "-n", "-On"]
        argv += ["-F", "%v|\n", "-Lf", str(self.traps)]
        argv += [f"udp:127.0.0.1:{self.trap_port}"]
        self.run(Program, "snmptrapd", argv, env=self.env("snmptrapd"))
        wait_until(self.traps_bound, 10, "snmptrapd is bound")

    def traps_bound(self):
        local = f"0100007F:{self.trap_port:04X} "
        return local in pathlib.Path("/proc/net/udp").read_text()

    def start_bare(self, **options):
        return self.run(Bare, self.socket, **options)

    def tool(self, name, auth, *arguments):
        argv = [name, *auth, "-On", "-t", "2", "-r", "1", f"127.0.0.1:{self.port}"]
        return subprocess.run(
            argv + list(arguments), env=self.env("tool"), capture_output=True, text=True
        )

    def get(self, oid, auth=V2C):
        done = self.tool("snmpget", auth, oid)
        return done.stdout.strip() if done.returncode == 0 else ""

    def set(self, *words, auth=V2C):
        """What snmpset says: "" when all went well, else the error's name."""
        done = self.tool("snmpset", auth, *words)
        found = re.search(r"Reason: (\w+)", done.stderr)
        return found[1] if found else done.stderr.strip()

    def walk(self, auth=V2C, tool="snmpwalk", root=VRRP_MIB):
        done = self.tool(tool, auth, root)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def trap_lines(self):
        """The varbinds of each trap that arrived, without its sysUpTime."""
        if not self.traps.exists():
            return []
        lines = self.traps.read_text(errors="replace").splitlines()
        return [
            line.rstrip("|\t").split("\t")[1:] for line in lines if SYS_UP_TIME in line
        ]
