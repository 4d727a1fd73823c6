#!/usr/bin/python3 -B
# SPDX-License-Identifier: Apache-2.0
"""How well fairlead keeps VRRP's time, beside Debian's keepalived, in one run.

The wire is the only witness: a packet socket with the kernel's time stamps
(advert_witness.c). Called by `run` inside namespaces of its own. Each scene is played by
both daemons, one after the other, with the same instances; the table at the end has
both figures and their ratio.
"""

import argparse
import collections
import contextlib
import os
import pathlib
import signal
import struct
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "net"))

from bench_load import LOADS  # noqa: E402
from daemon import BUILD, Fairleadd, Keepalived  # noqa: E402
from topology import Host, run, wait_until  # noqa: E402

RECORD = struct.Struct("=qIBBBB8s")
ADVERT, ARP = 1, 2
BENCH = BUILD / "tests/bench/vrrp"
Record = collections.namedtuple("Record", "at ifindex kind vrid priority outgoing source")

INSTANCE = """
vrrp_instance V{n} {{
    version 3
    state {state}
    interface {interface}
    virtual_router_id {vrid}
    priority {priority}
    advert_int {interval}
    virtual_ipaddress {{
        10.{net}.{third}.{fourth}/32 dev {interface}
    }}
}}
"""


def instances(count, interval_s, state="MASTER", priority=200, wires=1):
    """`count` instances spread over the wires, each with one address."""
    text = []
    for n in range(count):
        text.append(
            INSTANCE.format(
                n=n,
                state=state,
                priority=priority,
                interval=interval_s,
                interface=f"eth{n % wires}",
                vrid=n // wires + 1,
                net=100 + n % wires,
                third=(n // wires) // 250,
                fourth=(n // wires) % 250 + 1,
            )
        )
    return "".join(text)


def global_defs(extra="", real_time=True):
    """The same for both: real time and locked memory. keepalived's own limit of 10 ms
    of CPU without a sleep would kill it while 200 instances start."""
    return (
        "global_defs {\n    vrrp_no_swap\n"
        f"    {'vrrp_rt_priority 50' if real_time else ''}\n"
        "    vrrp_rlimit_rttime 10000000\n"
        "    vrrp_garp_master_repeat 1\n    vrrp_garp_master_delay 0\n"
        f"{extra}}}\n"
    )


class Quiet(Fairleadd):
    """As operators run it: no detail in the log."""

    def argv(self):
        return [word for word in super().argv() if word != "--log-detail"]


class QuietKeepalived(Keepalived):
    def argv(self):
        return [word for word in super().argv() if word != "--log-detail"]


DAEMONS = {
    ("fairlead", False): Quiet,
    ("keepalived", False): QuietKeepalived,
    ("fairlead", True): Fairleadd,
    ("keepalived", True): Keepalived,
}


class Wire:
    """Two directors, joined by veth pairs eth0.., and a witness on the second's side."""

    def __init__(self, scratch, wires=1):
        self.scratch = pathlib.Path(scratch)
        self.hosts = [
            Host("d1", "10.1.1.160", scratch),
            Host("d2", "10.1.1.162", scratch),
        ]
        first, second = self.hosts
        for n in range(wires):
            run("ip", "-n", first.netns, "link", "add", f"eth{n}", "type", "veth", "peer",
                "name", f"eth{n}", "netns", second.netns)  # fmt: skip
        for last, host in enumerate(self.hosts, 1):
            lines = ["link set lo up"]
            for n in range(wires):
                lines += [f"addr add 10.{100 + n}.255.{last}/16 dev eth{n}"]
                lines += [f"link set eth{n} up"]
            host.ip(*lines)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for host in self.hosts:
            host.close()


class Capture:
    """Everything on the second director's side of the wires."""

    def __init__(self, wire):
        self.path = wire.scratch / "capture"
        host = wire.hosts[1]
        self.child = host.popen(
            str(BENCH / "advert_witness"), str(self.path), stdin=-1, stdout=-1, text=True
        )
        time.sleep(0.3)

    def end(self):
        self.ended_ns = time.time_ns()
        said, _ = self.child.communicate("\n", timeout=20)
        if " 0 dropped" not in said:
            raise AssertionError(f"the witness lost frames: {said}")
        data = self.path.read_bytes()
        return [Record(*fields) for fields in RECORD.iter_unpack(data)]


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None


def timing(records, interval_s, ended_ns):
    """Of the adverts of each virtual router that came in: lateness against the interval
    that was promised, the worst gap (the silence at the end is one), and the share of
    the adverts that were sent."""
    last = {}
    first = {}
    counts = collections.Counter()
    late_ms = []
    worst = 0.0
    for record in records:
        if record.kind != ADVERT or record.outgoing or record.priority == 0:
            continue
        key = (record.ifindex, record.vrid)
        if key in last:
            gap_s = (record.at - last[key]) / 1e9
            worst = max(worst, gap_s)
            late_ms.append(max(0.0, (gap_s - interval_s) * 1000))
        else:
            first[key] = record.at
        last[key] = record.at
        counts[key] += 1
    if not last:
        return {}
    promised = sum(int((ended_ns - first[key]) / 1e9 / interval_s) for key in first)
    worst = max(worst, *((ended_ns - at) / 1e9 for at in last.values()))
    return {
        "routers": len(first),
        "adverts_share": min(1.0, sum(n - 1 for n in counts.values()) / promised),
        "late_p50_ms": percentile(late_ms, 0.5),
        "late_p99_9_ms": percentile(late_ms, 0.999),
        "worst_gap_intervals": worst / interval_s,
    }


def cpu_s(daemon):
    """User and system time of all its processes."""
    total = 0
    for pid in daemon.pids():
        words = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(words[11]) + int(words[12])
    return total / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(kind, host, text, log_detail=False, arguments=()):
    daemon = DAEMONS[kind, log_detail](host, text, *arguments)
    daemon.start()
    try:
        yield daemon
    finally:
        daemon.close()
        host.run("sh", "-c", "rm -rf /run/* /var/lib/fairlead/*")


def wait_masters(wire, daemon, count):
    """All its addresses are there."""

    def held():
        shown = run("ip", "-n", wire.hosts[0].netns, "-o", "-4", "addr").stdout
        return shown.count("/32 ") >= count

    wait_until(held, 60, f"{daemon.program} holds {count} addresses")


# ---- scenes ----


def takeover(wire, kind, options):
    """A master with a 10 ms interval is killed: last advert to first gratuitous ARP.
    The limit of the protocol: 3 x 10 ms + (256 - 100) x 10 / 256 ms = 36.1 ms."""
    waits = []
    config = global_defs() + instances(1, 0.01, "BACKUP", 100)
    for _ in range(options.kills):
        better = global_defs() + instances(1, 0.01, "MASTER", 200)
        with running("fairlead", wire.hosts[1], better) as master:
            time.sleep(1)
            with running(kind, wire.hosts[0], config):
                time.sleep(1.5)
                capture = Capture(wire)
                for pid in sorted(master.pids()):
                    os.kill(pid, signal.SIGSTOP)
                time.sleep(0.5)
                waits.append(gap_before_arp(capture.end()))
                for pid in sorted(master.pids()):
                    os.kill(pid, signal.SIGKILL)
    return {
        "takeover_p50_ms": percentile(waits, 0.5),
        "takeover_worst_ms": max(waits),
        "over_limit_p50_ms": percentile(waits, 0.5) - 36.1,
    }


def gap_before_arp(records):
    last = max(r.at for r in records if r.kind == ADVERT and r.outgoing)
    taken = [r.at for r in records if r.kind == ARP and not r.outgoing and r.at > last]
    return (min(taken) - last) / 1e6


def steady(count, interval_s, load=None, log_detail=False, wires=1):
    """`count` masters; lateness over options.seconds, perhaps under a load."""

    def scene(wire, kind, options):
        build = LOADS[load]() if load else None
        extra_global, extra = build.config(kind) if build else ("", "")
        real_time = kind == "fairlead" or not (build and build.reloads)
        config = global_defs(extra_global, real_time)
        config += instances(count, interval_s, wires=wires)
        arguments = ("--snmp",) if build and build.wants_snmp and kind == "keepalived" else ()
        with contextlib.ExitStack() as stack:
            if build:
                stack.enter_context(build.before(wire.hosts[0], options))
            daemon = stack.enter_context(
                running(kind, wire.hosts[0], config + extra, log_detail, arguments)
            )
            wait_masters(wire, daemon, count)
            time.sleep(2)
            capture = Capture(wire)
            before = cpu_s(daemon)
            began = time.monotonic()
            if build:
                build.during(daemon, config + extra, options)
            time.sleep(max(0, options.seconds - (time.monotonic() - began)))
            used = cpu_s(daemon) - before
            records = capture.end()
            alive = bool(daemon.pids())
        figures = timing(records, interval_s, capture.ended_ns)
        figures["alive_at_the_end"] = int(alive)
        sent = sum(1 for r in records if r.kind == ADVERT and not r.outgoing)
        figures["cpu_us_per_advert"] = used * 1e6 / max(1, sent)
        figures.update(build.figures() if build else {})
        return figures

    return scene


def start_storm(count, interval_s):
    """Every instance starts and logs in detail: from its first advert on."""

    def scene(wire, kind, options):
        capture = Capture(wire)
        config = global_defs() + instances(count, interval_s)
        with running(kind, wire.hosts[0], config, log_detail=True):
            time.sleep(options.seconds)
            records = capture.end()
        return timing(records, interval_s, capture.ended_ns)

    return scene


def heard(count, interval_s):
    """What it costs to hear: backups of a crowd of masters."""

    def scene(wire, kind, options):
        better = global_defs() + instances(count, interval_s, "MASTER", 250)
        config = global_defs() + instances(count, interval_s, "BACKUP", 100)
        with running("fairlead", wire.hosts[1], better):
            time.sleep(3)
            with running(kind, wire.hosts[0], config) as daemon:
                time.sleep(3)
                capture = Capture(wire)
                before = cpu_s(daemon)
                time.sleep(options.seconds)
                used = cpu_s(daemon) - before
                records = capture.end()
        came = sum(1 for r in records if r.kind == ADVERT and r.outgoing)
        return {"cpu_us_per_advert_heard": used * 1e6 / max(1, came)}

    return scene


def bare(wire, count, interval_s, options):
    """The machine itself: a real-time thread and a timer, no more."""
    capture = Capture(wire)
    wire.hosts[0].run(
        str(BENCH / "advert_timer"), "eth0", str(count), str(int(interval_s * 1000)),
        str(options.seconds), timeout=options.seconds + 30,
    )  # fmt: skip
    records = capture.end()
    return timing(records, interval_s, max(r.at for r in records))


SCENES = {
    "takeover": (1, takeover),
    "quiet-200-at-100ms": (1, steady(200, 0.1)),
    "quiet-100-at-10ms": (1, steady(100, 0.01)),
    "heard-200-at-100ms": (1, heard(200, 0.1)),
    "log-detail-200-at-1s": (1, steady(200, 1, log_detail=True)),
    "start-200-at-1s": (1, start_storm(200, 1)),
    "checks-200-at-1s": (1, steady(200, 1, "checks")),
    "rest-200-at-1s": (1, steady(200, 1, "rest")),
    "reload-200-at-1s": (1, steady(200, 1, "reload")),
    "reload-broken-200-at-1s": (1, steady(200, 1, "broken")),
    "reload-empty-200-at-1s": (1, steady(200, 1, "empty")),
    "snmpd-stopped-200-at-1s": (1, steady(200, 1, "snmpd")),
    "many-4000-at-1s": (16, steady(4000, 1, wires=16)),
}
BARE = {"quiet-200-at-100ms": (200, 0.1), "quiet-100-at-10ms": (100, 0.01)}


# ---- the table ----


def show(value):
    return "-" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)


def ratio(ours, theirs):
    if not isinstance(ours, (int, float)) or not isinstance(theirs, (int, float)):
        return ""
    return f"{ours / theirs:.2f}" if theirs else ""


def print_scene(name, results):
    print(f"\n{name}")
    print(f"  {'':28}{'fairlead':>12}{'keepalived':>12}{'ratio':>8}{'bare':>12}")
    ours, theirs = results.get("fairlead", {}), results.get("keepalived", {})
    for figure in {**ours, **theirs}:
        a, b = ours.get(figure), theirs.get(figure)
        base = results.get("bare", {}).get(figure)
        print(
            f"  {figure:28}{show(a):>12}{show(b):>12}{ratio(a, b):>8}"
            f"{show(base) if base is not None else '':>12}"
        )
    sys.stdout.flush()


def play(name, options):
    wires, scene = SCENES[name]
    results = {}
    for kind in options.who:
        with Wire(os.environ["LAB_SCRATCH"], wires) as wire:
            results[kind] = scene(wire, kind, options)
    if name in BARE:
        with Wire(os.environ["LAB_SCRATCH"]) as wire:
            results["bare"] = bare(wire, *BARE[name], options)
    print_scene(name, results)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", default=list(SCENES))
    parser.add_argument("--seconds", type=int, default=20, help="of each measurement")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--snmpd-stopped", type=int, default=180, metavar="SECONDS")
    parser.add_argument("--who", nargs="+", default=["fairlead", "keepalived"])
    options = parser.parse_args()
    for name in options.scenes or SCENES:
        play(name, options)
    print("\nall scenes played")


if __name__ == "__main__":
    main()
