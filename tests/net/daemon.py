# SPDX-License-Identifier: Apache-2.0
"""The daemons under test: fairleadd, and Debian's keepalived as the other side."""

import json
import os
import pathlib
import re
import signal

from topology import wait_until
from witness import kill

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FAIRLEAD_BUILD", ROOT / "build"))
SCENARIO = ROOT / "tests/scenario"
STATES = ("BACKUP", "MASTER", "FAULT")


class Daemon:
    """One daemon on one host; its log is the file `log`."""

    program = None  # its process name
    serial = 0

    def __init__(self, host, text, *arguments):
        Daemon.serial += 1
        self.host = host
        self.arguments = arguments
        self.conf = host.folder / f"{self.program}-{Daemon.serial}.conf"
        self.log_file = self.conf.with_suffix(".log")
        self.child = None
        self.write(text)

    def write(self, text):
        self.conf.write_text(text)

    def argv(self):
        raise NotImplementedError

    def start(self):
        with self.log_file.open("ab") as log:
            self.child = self.host.popen(*self.argv(), stdout=log, stderr=log)
        wait_until(self.has_started, 10, f"{self.program} runs on {self.host.name}")
        return self

    def has_started(self):
        status = self.child.poll()
        if status is not None:
            raise AssertionError(f"{self.program} ended at once: {status}\n{self.log()}")
        return self.pids()

    def pids(self):
        """Its processes, the parent first."""
        return self.host.processes(self.program)

    def signal(self, number):
        """To the parent, as an operator would."""
        os.kill(self.pids()[0], number)

    def reload(self):
        self.signal(signal.SIGHUP)

    def stop(self, timeout_s=10):
        """As an operator would; its exit status."""
        pids = self.pids()
        if pids:
            os.kill(pids[0], signal.SIGTERM)
        return self.child.wait(timeout_s)

    def close(self):
        """End it, in order if it can; whether it could."""
        # nsenter stops itself when what it waits for is stopped
        kill([*self.pids(), self.child.pid], signal.SIGCONT)
        kill(self.pids()[:1], signal.SIGTERM)
        try:
            wait_until(lambda: not self.pids(), 8, f"{self.program} ends")
            in_order = True
        except AssertionError:
            kill(self.pids(), signal.SIGKILL)
            in_order = False
        self.child.wait(10)
        return in_order

    def log(self):
        return self.log_file.read_text(errors="replace")

    def logged(self, *words):
        """Lines of the log with all these words, whatever their case."""
        return [
            line
            for line in self.log().splitlines()
            if all(word.lower() in line.lower() for word in words)
        ]

    def wait_log(self, *words, timeout_s=10, count=1):
        what = f"{self.host.name} logs {words}\n{self.log()[-4000:]}"

        def enough():
            lines = self.logged(*words)
            return lines if len(lines) >= count else None

        try:
            return wait_until(enough, timeout_s, "")
        except AssertionError:
            what = f"{self.host.name} logs {words} {count} times in {timeout_s} s"
            raise AssertionError(f"{what}; its log:\n{self.log()[-6000:]}") from None

    def wait_state(self, state, timeout_s=10, count=1):
        """Its log says, the count-th time, that it entered this state."""
        return self.wait_log(f"Entering {state} STATE", timeout_s=timeout_s, count=count)


class Keepalived(Daemon):
    """Debian's keepalived; only its VRRP half where there is no IPVS."""

    program = "keepalived"

    def argv(self):
        run = "/run"
        return [
            "keepalived",
            "--dont-fork",
            "--log-console",
            "--log-detail",
            "--dont-respawn",
            f"--use-file={self.conf}",
            f"--pid={run}/keepalived.pid",
            f"--vrrp_pid={run}/vrrp.pid",
            f"--checkers_pid={run}/checkers.pid",
            *(["--vrrp"] if os.environ["LAB_MODE"] == "net" else []),
            *self.arguments,
        ]


class Fairleadd(Daemon):
    """The agent and its keeper."""

    program = "fairleadd"
    socket = "/run/fairlead/api.sock"

    def argv(self):
        binary = BUILD / "fairleadd"
        if not binary.exists():
            raise AssertionError(f"{binary} is missing: build it first")
        return [
            str(binary),
            "--dont-fork",
            "--log-console",
            "--log-detail",
            f"--use-file={self.conf}",
            "--pid=/run/fairleadd.pid",
            *self.arguments,
        ]

    def has_started(self):
        return super().has_started() and self.file(self.socket).exists()

    def file(self, path):
        """A file of its host, as seen from here."""
        return pathlib.Path(f"/proc/{self.host.init_pid}/root") / path.lstrip("/")

    def pid_path(self):
        return self.file("/run/fairleadd.pid")

    def pid_in_file(self):
        """Our name for the process that its pid file names, or None."""
        told = self.pid_path().read_text().strip()
        for pid in self.pids():
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
            names = re.search(r"^NSpid:(.*)$", status, re.M)[1].split()
            if names[-1] == told:
                return pid
        return None

    def keeper_pid(self):
        return self.pids()[0]

    def agent_pid(self):
        """The process whose parent is the keeper."""
        pids = self.pids()
        for pid in pids[1:]:
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
            if int(stat.rsplit(")", 1)[1].split()[1]) == pids[0]:
                return pid
        raise AssertionError(f"{self.host.name}: no agent beside the keeper: {pids}")

    def curl(self, path, *arguments):
        """(status, body as text) of one request on the Unix socket."""
        done = self.host.run(
            "curl",
            "-sS",
            "--max-time",
            "5",
            "--unix-socket",
            self.socket,
            "-w",
            "\n%{http_code}",
            *arguments,
            f"http://localhost{path}",
            check=False,
        )
        body, _, status = done.stdout.rpartition("\n")
        return int(status or 0), body

    def api(self, method, path, body=None):
        """(status, JSON) of one request below /api/v1."""
        arguments = ["-X", method]
        if body is not None:
            kind = "merge-patch+json" if method == "PATCH" else "json"
            arguments += ["-H", f"Content-Type: application/{kind}"]
            arguments += ["--data-binary", json.dumps(body)]
        status, text = self.curl(f"/api/v1{path}", *arguments)
        return status, json.loads(text) if text.strip() else None

    def instance(self, name="VI_1"):
        status, body = self.api("GET", f"/vrrp/instances/{name}")
        if status != 200:
            raise AssertionError(f"{self.host.name}: {name}: {status} {body}")
        return body

    def metrics(self):
        """name{labels} -> value"""
        status, text = self.curl("/metrics")
        if status != 200:
            raise AssertionError(f"/metrics: {status} {text}")
        lines = [line for line in text.splitlines() if line and line[0] != "#"]
        return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}

    def ctl(self, *arguments, check=True):
        return self.host.run(str(BUILD / "fairleadctl"), *arguments, check=check)


class Background(Fairleadd):
    """Started as by hand: its parent ends at once, and nobody reads what it says."""

    def argv(self):
        words = [word for word in super().argv() if not word.startswith("--dont-fork")]
        words = [word for word in words if not word.startswith(("--log", "--use-file"))]
        return [*words, "--no-syslog", f"--use-file={self.conf.name}"]

    def start(self):
        words = ["sh", "-c", 'cd "$1"; shift; exec "$@"', "sh", str(self.conf.parent)]
        done = self.host.run(*words, *self.argv(), check=False, timeout=10)
        if done.returncode != 0:
            raise AssertionError(f"exit {done.returncode}: {done.stderr}")
        self.log_file.write_text(done.stderr)
        wait_until(lambda: self.file(self.socket).exists(), 5, "it serves")
        return self

    def stop(self, timeout_s=10):
        self.signal(signal.SIGTERM)
        wait_until(lambda: not self.pids(), timeout_s, "it ends")

    def close(self):
        kill(self.pids()[:1], signal.SIGTERM)
        try:
            wait_until(lambda: not self.pids(), 8, "it ends")
        except AssertionError:
            kill(self.pids(), signal.SIGKILL)
            return False
        return True


# What a test means by "the director's daemon"; keepalived proves the lab itself.
Director = {"fairleadd": Fairleadd, "keepalived": Keepalived}[
    os.environ.get("FAIRLEAD_DAEMON", "fairleadd")
]


def scenario(name):
    """A configuration file of the scenario, as it is."""
    return (SCENARIO / f"{name}.conf").read_text()
