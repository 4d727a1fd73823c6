# SPDX-License-Identifier: Apache-2.0
"""The hosts of a test: namespaces with one leg each in a bridge.

Works the same on this machine and inside user-mode Linux; tests/lab/run-in-lab gives it
a network and process namespace of its own first, so that nothing survives it.
"""

import contextlib
import ctypes
import os
import pathlib
import subprocess
import time

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
# Names carry the pid: several tests may run side by side.
BRIDGE = f"br{os.getpid()}"
VIP = "10.1.1.166"
ADDRESSES = {
    "d1": "10.1.1.160",
    "d2": "10.1.1.162",
    "rs1": "10.1.1.163",
    "rs2": "10.1.1.164",
    "rs3": "10.1.1.168",
    "client": "10.1.1.165",
}
# What each host has to itself, so that a daemon's default paths serve on all of them.
OWN_FOLDERS = ("/run", "/var/lib/fairlead")

HOLDER = """
read self rest </proc/self/stat
mount -t proc proc /proc
for folder in {folders}; do mount -t tmpfs -o mode=755 tmpfs $folder; done
hostname {name}
echo $self
while sleep 1000; do :; done
"""


def wait_until(condition, timeout_s, what, pause_s=0.02):
    """The first true value of condition(); fails the test after timeout_s."""
    deadline = time.monotonic() + timeout_s
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout_s} s in vain: {what}")
        time.sleep(pause_s)


def run(*argv, check=True, timeout=30, **more):
    """Run a command of the lab itself; its output as text."""
    done = subprocess.run(
        argv, capture_output=True, text=True, timeout=timeout, check=False, **more
    )
    if check and done.returncode != 0:
        raise AssertionError(
            f"{' '.join(argv)}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        )
    return done


def mac_of(address):
    """The hardware address that the host with this IPv4 address has here."""
    return "02:00:" + ":".join(f"{int(part):02x}" for part in address.split("."))


class Host:
    """One machine: network, mount, process and name namespaces, and eth0."""

    def __init__(self, name, address, scratch):
        self.name = name
        self.address = address
        self.mac = mac_of(address)
        self.leg = f"{name}-{os.getpid()}"
        self.folder = pathlib.Path(scratch) / name
        self.folder.mkdir(parents=True, exist_ok=True)
        script = HOLDER.format(name=name, folders=" ".join(OWN_FOLDERS))
        flags = ["--net", "--mount", "--pid", "--uts", "--fork", "--kill-child"]
        self.holder = subprocess.Popen(
            ["unshare", *flags, "sh", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.holder.stdout.readline().strip()
        if not line.isdigit():
            raise AssertionError(f"{name}: no namespaces: unshare said {line!r}")
        self.init_pid = int(line)
        self.netns = f"{name}-{os.getpid()}"
        run("ip", "netns", "attach", self.netns, str(self.init_pid))
        self.pid_namespace = os.readlink(f"/proc/{self.init_pid}/ns/pid")
        self.doors = ["nsenter", "-t", str(self.init_pid), "-m", "-n", "-u", "-p"]

    def wire(self):
        """ip commands: a leg in the bridge, for one `ip -batch`."""
        return [
            f"link add {self.leg} type veth peer name eth0 address {self.mac}"
            f" netns {self.netns}",
            f"link set {self.leg} master {BRIDGE} up",
        ]

    def own_wire(self):
        return [
            "link set lo up",
            f"addr add {self.address}/24 brd + dev eth0",
            "link set eth0 up",
        ]

    def ip(self, *commands):
        """Run ip commands in this host, in one process."""
        run("ip", "-n", self.netns, "-batch", "-", input="\n".join(commands) + "\n")

    def popen(self, *argv, **more):
        more.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen([*self.doors, "--", *argv], **more)

    def run(self, *argv, **more):
        return run(*self.doors, "--", *argv, **more)

    def sysctl(self, **values):
        """Set net.ipv4.conf.* knobs; the key is INTERFACE__KNOB."""
        words = []
        for key, value in values.items():
            interface, knob = key.split("__")
            words.append(f"echo {value} >/proc/sys/net/ipv4/conf/{interface}/{knob}")
        self.run("sh", "-ec", "; ".join(words))

    @contextlib.contextmanager
    def network(self):
        """Inside it, sockets that this thread opens belong to this host."""
        with open("/proc/thread-self/ns/net") as home:
            with open(f"/proc/{self.init_pid}/ns/net") as there:
                enter_network(there)
            try:
                yield
            finally:
                enter_network(home)

    def processes(self, name):
        """Pids, as seen from here, of this host's processes called `name`."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit() and self.runs(entry, name):
                found.append(int(entry))
        return sorted(found)

    def runs(self, pid, name):
        try:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
            mine = os.readlink(f"/proc/{pid}/ns/pid") == self.pid_namespace
        except OSError:
            return False
        comm, state = stat[stat.index("(") + 1 :].rsplit(")", 1)
        return mine and comm == name and state.split()[0] not in "ZX"

    def close(self):
        self.holder.kill()
        self.holder.wait()
        self.holder.stdout.close()
        run("ip", "netns", "del", self.netns, check=False)


def enter_network(namespace):
    if LIBC.setns(namespace.fileno(), CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


class Segment:
    """A bridge and its hosts. Use as a context: what it made it removes."""

    def __init__(self, names, scratch):
        if "LAB_MODE" not in os.environ:
            raise AssertionError("run this through tests/lab/run-in-lab")
        self.scratch = pathlib.Path(scratch)
        self.hosts = {}
        try:
            self.build(names)
        except BaseException:
            self.close()
            raise

    def build(self, names):
        for name in names:
            self.hosts[name] = Host(name, ADDRESSES[name], self.scratch)
        commands = [
            f"link add {BRIDGE} type bridge mcast_snooping 0",
            f"link set {BRIDGE} promisc on up",
        ]
        for host in self.hosts.values():
            commands += host.wire()
        run("ip", "-batch", "-", input="\n".join(commands) + "\n")
        for host in self.hosts.values():
            host.ip(*host.own_wire())
        self.write_doors()

    def part(self, name):
        """Pull its cable at the bridge: it keeps its carrier and hears nobody."""
        run("ip", "link", "set", self.hosts[name].leg, "nomaster")

    def join(self, name):
        run("ip", "link", "set", self.hosts[name].leg, "master", BRIDGE)

    def write_doors(self):
        """/run/lab/HOST: enters it; what tests/lab/enter and the demo call."""
        folder = pathlib.Path("/run/lab")
        folder.mkdir(exist_ok=True)
        for host in self.hosts.values():
            path = f'PATH={os.environ["PATH"]}'
            enter = " ".join(host.doors)
            (folder / host.name).write_text(f'{path} exec {enter} -- "$@"\n')

    def __getitem__(self, name):
        return self.hosts[name]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for host in self.hosts.values():
            host.close()
        run("ip", "link", "del", BRIDGE, check=False)


def ipvs_table(host):
    """The kernel's table as `ipvsadm -Ln` shows it, without the connection counts."""
    lines = host.run("ipvsadm", "-Ln").stdout.splitlines()[3:]
    return [" ".join(line.split()[:4]) for line in lines]


def forget_closed_connections(host):
    """Within 2 s, not 2 min: a client that opens hundreds of connections comes back to
    a port of its own, and the kernel would send it where that connection went."""
    host.run("ipvsadm", "--set", "0", "2", "0")


def wait_table(host, expected, timeout_s):
    try:
        wait_until(lambda: ipvs_table(host) == expected, timeout_s, "", 0.2)
    except AssertionError:
        seen = ipvs_table(host)
        raise AssertionError(f"{host.name}: {seen}, not {expected}") from None


class RealServer:
    """A web server with a page that names its host, ready for direct routing."""

    def __init__(self, host, port=80):
        self.host = host
        self.port = port
        self.root = host.folder / "www"
        self.root.mkdir(exist_ok=True)
        (self.root / "index.html").write_text(f"{host.name}\n")
        self.server = None
        self.start()

    def start(self):
        self.server = self.host.popen(
            "busybox", "httpd", "-f", "-p", str(self.port), "-h", str(self.root)
        )

    def stop(self):
        """Close the port: connections are refused from now on."""
        for pid in self.host.processes("busybox"):
            os.kill(pid, 9)
        self.server.wait()

    def take_vip(self, vip=VIP):
        """By hand, what `fairleadctl realserver up VIP` does."""
        self.host.sysctl(
            all__arp_ignore=1, all__arp_announce=2, lo__arp_ignore=1, lo__arp_announce=2
        )
        self.host.ip(f"addr add {vip}/32 dev lo")
