# SPDX-License-Identifier: Apache-2.0
"""What else may go on while adverts must be on time: each load can be given to either
daemon; what only fairlead has (REST) leaves keepalived in peace."""

import contextlib
import http.client
import signal
import socket
import subprocess
import threading
import time

SERVERS = 5000
CHECKS_PER_S = 5000


def servers(count, interval_s, port, weight=1):
    """Virtual servers with `count` real servers that are checked."""
    text = []
    for n in range(count):
        if n % 100 == 0:
            text.append("}\n" if n else "")
            text.append(
                f"virtual_server 10.99.{n // 100}.1 80 {{\n    delay_loop {interval_s}\n"
                "    lb_algo wlc\n    lb_kind NAT\n    protocol TCP\n"
            )
        text.append(
            f"    real_server 127.1.{n // 250}.{n % 250 + 1} {port} {{\n"
            f"        weight {weight}\n        TCP_CHECK {{\n"
            "            connect_timeout 3\n        }\n    }\n"
        )
    return "".join(text) + "}\n"


class Load:
    """What a load may say and do; the plain one does nothing."""

    wants_snmp = False
    # keepalived 2.2.7 with a real-time priority is killed by its own limit of CPU time
    # at the first reload (it cannot raise it again), so it reloads without.
    reloads = False

    def config(self, _kind):
        """(words in global_defs, blocks)"""
        return "", ""

    @contextlib.contextmanager
    def before(self, _host, _options):
        yield

    def during(self, daemon, text, options):
        """While the wire is watched."""

    def figures(self):
        return {}


class Acceptor(threading.Thread):
    """Takes connections on 127/8 of a host and closes them."""

    def __init__(self, host):
        super().__init__(daemon=True)
        with host.network():
            self.socket = socket.socket()
            self.socket.bind(("0.0.0.0", 8099))
            self.socket.listen(4096)
        self.count = 0
        self.ending = False
        self.start()

    def run(self):
        while not self.ending:
            with contextlib.suppress(OSError):
                self.socket.accept()[0].close()
                self.count += 1

    def close(self):
        self.ending = True
        self.socket.close()


class Checks(Load):
    """5,000 TCP checks a second. keepalived has its checkers in another process, and
    they want IPVS: where the kernel has none, it plays this scene without."""

    def __init__(self):
        self.acceptor = None
        self.rate = 0.0

    def config(self, kind):
        if kind != "fairlead":
            return "", ""
        return "", servers(SERVERS, SERVERS / CHECKS_PER_S, 8099)

    @contextlib.contextmanager
    def before(self, host, _options):
        self.acceptor = Acceptor(host)
        try:
            yield
        finally:
            self.acceptor.close()

    def during(self, daemon, text, options):
        before, began = self.acceptor.count, time.monotonic()
        time.sleep(options.seconds)
        self.rate = (self.acceptor.count - before) / (time.monotonic() - began)

    def figures(self):
        return {"checks_per_s": self.rate}


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("fairlead")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Rest(Load):
    """500 requests a second: the list of all instances, and single ones."""

    PER_S = 500

    def __init__(self):
        self.answered = 0

    def during(self, daemon, text, options):
        if daemon.program != "fairleadd":
            return
        link = UnixConnection(str(daemon.file(daemon.socket)))
        end = time.monotonic() + options.seconds
        due = time.monotonic()
        while time.monotonic() < end:
            path = "" if self.answered % 50 == 0 else f"/V{self.answered % 200}"
            link.request("GET", f"/api/v1/vrrp/instances{path}")
            answer = link.getresponse()
            answer.read()
            if answer.status != 200:
                raise AssertionError(f"{path}: {answer.status}")
            self.answered += 1
            due += 1 / self.PER_S
            time.sleep(max(0, due - time.monotonic()))

    def figures(self):
        return {"requests": self.answered}


class Reload(Load):
    """A configuration with 5,000 real servers is reloaded again and again."""

    reloads = True

    def config(self, _kind):
        return "", servers(SERVERS, 60, 8099)

    def during(self, daemon, text, options):
        end = time.monotonic() + options.seconds
        weight = 1
        while time.monotonic() < end:
            weight = 3 - weight
            daemon.write(text.replace(f"weight {3 - weight}", f"weight {weight}"))
            daemon.reload()
            time.sleep(4)


class BadReload(Load):
    """A file that says nothing, or nonsense, is reloaded; then the good one."""

    reloads = True

    TEXT = ""

    def during(self, daemon, text, options):
        time.sleep(3)
        daemon.write(self.TEXT)
        daemon.reload()
        time.sleep(options.seconds / 2)
        if daemon.pids():
            daemon.write(text)
            daemon.reload()


class Broken(BadReload):
    TEXT = "vrrp_script {\n"


class Snmpd(Load):
    """The SNMP master agent hangs."""

    wants_snmp = True
    CONF = (
        "master agentx\nagentXSocket unix:/run/agentx\nagentaddress udp:127.0.0.1:1161\n"
        "rocommunity public\n"
    )

    def config(self, kind):
        words = "    snmp_socket unix:/run/agentx\n    enable_snmp_rfcv2\n"
        if kind == "keepalived":
            words += "    enable_snmp_vrrp\n"
        return words, ""

    @contextlib.contextmanager
    def before(self, host, _options):
        conf = host.folder / "snmpd.conf"
        conf.write_text(self.CONF)
        argv = ["snmpd", "-f", "-r", "-C", "-c", str(conf), "-Ln", "-I", "-smux"]
        self.child = host.popen(
            "env", f"SNMP_PERSISTENT_DIR={host.folder}", "MIBS=", *argv,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.host = host
        time.sleep(1)
        try:
            yield
        finally:
            self.signal("-KILL")
            # nsenter stops itself when what it waits for is stopped
            self.child.send_signal(signal.SIGCONT)
            self.child.wait(10)

    def signal(self, how):
        for pid in self.host.processes("snmpd"):
            subprocess.run(["kill", how, str(pid)], check=False)

    def during(self, daemon, text, options):
        time.sleep(2)
        self.signal("-STOP")
        time.sleep(options.snmpd_stopped)
        self.signal("-CONT")
        time.sleep(5)


LOADS = {
    "checks": Checks,
    "rest": Rest,
    "reload": Reload,
    "broken": Broken,
    "empty": BadReload,
    "snmpd": Snmpd,
}
