#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""What a variable costs when SNMP walks the tables of many real servers.

Called by `run`. For each number of real servers, in one run and one snmpd: fairlead's
tables, column after column and with all columns in one request; and the same names and
values out of a sorted array (snmp_static), which is what this snmpd allows. Where the
kernel has IPVS, Debian's keepalived with the same configuration and its own table.
Meanwhile adverts are watched on the wire.
"""

import argparse
import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "vrrp"), str(HERE.parents[1] / "net")]

from daemon import BUILD  # noqa: E402
from topology import wait_until  # noqa: E402
from vrrp_bench import (  # noqa: E402
    Capture,
    Wire,
    global_defs,
    instances,
    running,
    timing,
)

BENCH = BUILD / "tests/bench/snmp"
FAIRLEAD = "1.3.6.1.4.1.8072.9999.9999.112"
STATIC = "1.3.6.1.4.1.8072.9999.9999.113"
SERVERS, SERVICES = f"{FAIRLEAD}.1.5.2.1", f"{FAIRLEAD}.1.5.1.1"
SERVER_COLUMNS, SERVICE_COLUMNS = range(4, 30), range(5, 36)
KEEPALIVED = "1.3.6.1.4.1.9586.100.5.3.4.1"
KEEPALIVED_COLUMNS = range(1, 48)
ADVERT_S = 0.1
LIMIT_S = 120
WORDS = (
    "    snmp_socket unix:/run/agentx\n    enable_snmp_fairlead\n"
    "    enable_snmp_checker\n"
)
SNMPD = (
    "master agentx\nagentXSocket unix:/run/agentx\nagentXTimeout 20\nagentXRetries 0\n"
    "agentaddress udp:127.0.0.1:161\nrocommunity public\n"
)


def balanced(count):
    """Virtual servers of 100 real servers without checks: all are served at once."""
    text = []
    for n in range(count):
        if n % 100 == 0:
            text.append("}\n" if n else "")
            text.append(
                f"virtual_server 10.99.{n // 100}.1 80 {{\n    lb_algo wlc\n"
                "    lb_kind NAT\n    protocol TCP\n"
            )
        text.append(
            f"    real_server 10.98.{n // 250}.{n % 250 + 1} 80 {{\n"
            "        weight 1\n    }\n"
        )
    return "".join(text) + "}\n"


def config(kind, count):
    words = WORDS
    if kind == "keepalived":
        words = words.replace("enable_snmp_fairlead", "lvs_flush")
    return global_defs(words) + instances(1, ADVERT_S) + balanced(count)


@contextlib.contextmanager
def snmpd(host):
    """One for each daemon, whose end empties /run."""
    conf = host.folder / "snmpd.conf"
    log = host.folder / "snmpd.log"
    conf.write_text(SNMPD)
    child = host.popen(
        "env", "SNMP_PERSISTENT_DIR=/run/snmpd", "MIBS=", "snmpd", "-f", "-r", "-C",
        "-c", str(conf), "-I", "-smux", "-Lf", str(log), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_until(lambda: log.exists() and "NET-SNMP" in log.read_text(), 20, "snmpd")
        yield
    finally:
        for pid in host.processes("snmpd"):
            os.kill(pid, signal.SIGKILL)
        child.wait(10)
        log.unlink()


def walk(host, entry, columns, *options):
    """(variables, seconds)"""
    done = host.run(
        str(BENCH / "snmp_walker"), *options, "127.0.0.1", entry, *map(str, columns),
        timeout=LIMIT_S,
    )  # fmt: skip
    variables, seconds = done.stdout.split()
    return int(variables), float(seconds)


def walk_within(host, entry, columns, *options):
    """The same of an agent that may not come to an end: as far as it came."""
    path = host.folder / "walk"
    began = time.monotonic()
    with path.open("wb") as out:
        child = host.popen(
            str(BENCH / "snmp_walker"), "-d", *options, "127.0.0.1", entry,
            *map(str, columns), stdout=out, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(LIMIT_S)
        child.kill()
        child.wait()
    return path.read_bytes().count(b"\n"), time.monotonic() - began


@contextlib.contextmanager
def static(host, entry, columns):
    """A sorted array with what is served below `entry` now."""
    path = host.folder / "dump"
    with path.open("wb") as out:
        child = host.popen(
            str(BENCH / "snmp_walker"), "-d", "-a", "127.0.0.1", entry,
            *map(str, columns), stdout=out,
        )  # fmt: skip
        if child.wait(LIMIT_S) != 0:
            raise AssertionError("the dump failed")
    with path.open("rb") as dump:
        child = host.popen(
            str(BENCH / "snmp_static"), "unix:/run/agentx", FAIRLEAD, STATIC,
            stdin=dump, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        child.stdout.readline()
        yield
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def wait_served(host, count):
    def served():
        with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
            return walk(host, SERVERS, (4,))[0] == count
        return False

    wait_until(served, 60, f"{count} real servers are served", 0.3)


WAYS = {"column after column": (), "all columns at once": ("-a",)}


def cpu_us(pids):
    """Time that all threads of these have run; to the nanosecond, unlike stat."""
    total = 0
    for pid in pids:
        for task in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(task.read_text().split()[0])
    return total / 1000


class Figure:
    """Of one way to walk one thing: the best of several rounds, by the clock and by the
    time that snmpd and the subagent ran: the machine is shared."""

    def __init__(self, host, pids, entry, columns, options):
        self.host, self.pids = host, pids
        self.entry, self.columns, self.options = entry, columns, options
        self.us = self.cpu_us = float("inf")
        self.variables, self.seconds = 0, float("inf")

    def play(self):
        before = cpu_us(self.pids)
        variables, seconds = walk(self.host, self.entry, self.columns, *self.options)
        used = cpu_us(self.pids) - before
        if self.variables not in (0, variables):
            raise AssertionError(f"{variables} variables, and {self.variables} before")
        self.variables, self.seconds = variables, min(self.seconds, seconds)
        self.us = min(self.us, seconds * 1e6 / variables)
        self.cpu_us = min(self.cpu_us, used / variables)

    def show(self, name):
        print(
            f"  {name:42}{self.variables:>8}{self.seconds:>9.3f} s{self.us:>8.1f} us"
            f"{self.cpu_us:>8.1f} us"
        )
        sys.stdout.flush()


def adverts(wire, seconds, busy=lambda: None):
    """What the wire says while `busy` is done again and again."""
    capture = Capture(wire)
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        busy()
        time.sleep(0.01)
    figures = timing(capture.end(), ADVERT_S, capture.ended_ns)
    return (
        f"p50 {figures['late_p50_ms']:.2f} ms, p99.9 {figures['late_p99_9_ms']:.2f} ms, "
        f"share {figures['adverts_share']:.3f}"
    )


def compare(host, rounds, pids, array_pids):
    """{way: (ours, the array's)}, played in turn."""
    shifted = SERVERS.replace(FAIRLEAD, STATIC)
    pairs = {
        name: (
            Figure(host, pids, SERVERS, SERVER_COLUMNS, way),
            Figure(host, array_pids, shifted, SERVER_COLUMNS, way),
        )
        for name, way in WAYS.items()
    }
    for _ in range(rounds):
        for figures in pairs.values():
            for figure in figures:
                figure.play()
    return pairs


def fairlead(wire, count, options):
    """{way: ours}"""
    host = wire.hosts[0]
    with snmpd(host), running("fairlead", host, config("fairlead", count)) as daemon:
        wait_served(host, count)
        pids = [*daemon.pids(), *host.processes("snmpd")]
        services = Figure(host, pids, SERVICES, SERVICE_COLUMNS, ("-a",))
        services.play()
        with static(host, SERVERS, SERVER_COLUMNS):
            array_pids = host.processes("snmp_static") + host.processes("snmpd")
            pairs = compare(host, options.rounds, pids, array_pids)
        walked = adverts(
            wire, options.seconds, lambda: walk(host, SERVERS, SERVER_COLUMNS, "-a")
        )
        idle = adverts(wire, options.seconds)
    for name, (ours, array) in pairs.items():
        ours.show(f"servers, {name}")
        array.show(f"array, {name}")
        print(
            f"  to the array: {ours.us / array.us:.2f} by the clock, "
            f"{ours.cpu_us / array.cpu_us:.2f} by time run"
        )
    services.show("services, all columns at once")
    print(f"  adverts late while walked: {walked}\n  adverts late while idle: {idle}")
    return {name: ours for name, (ours, _) in pairs.items()}


def keepalived(wire, count, ours):
    host = wire.hosts[0]
    text = config("keepalived", count)
    with snmpd(host), running("keepalived", host, text, arguments=("--snmp",)):
        time.sleep(20)
        for name, way in WAYS.items():
            variables, seconds = walk_within(host, KEEPALIVED, KEEPALIVED_COLUMNS, *way)
            if not variables:
                print(f"  keepalived, {name}: nothing in {seconds:.0f} s")
                continue
            us = seconds * 1e6 / variables
            print(
                f"  keepalived, {name}: {variables} in {seconds:.1f} s, {us:.1f} us each: "
                f"{us / ours[name].us:.0f} times ours"
            )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[100, 1000, 10000])
    parser.add_argument("--rounds", type=int, default=3, help="of which the best counts")
    parser.add_argument("--seconds", type=int, default=10, help="of watching adverts")
    options = parser.parse_args()
    costs = {}
    for count in options.counts:
        print(f"\n{count} real servers")
        with Wire(os.environ["LAB_SCRATCH"]) as wire:
            costs[count] = fairlead(wire, count, options)
            if os.environ["LAB_MODE"] != "net":
                keepalived(wire, count, costs[count])
    first, last = options.counts[0], options.counts[-1]
    for name, figure in costs[first].items():
        grown = costs[last][name]
        print(
            f"cost a variable, {name}, {last} against {first}: "
            f"{grown.us / figure.us:.2f} by the clock, "
            f"{grown.cpu_us / figure.cpu_us:.2f} by time run"
        )


if __name__ == "__main__":
    main()
