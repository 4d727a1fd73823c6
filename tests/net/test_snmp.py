# SPDX-License-Identifier: Apache-2.0
"""VRRP-MIB through Debian's snmpd: walks, traps, and a master agent that comes, goes
and hangs while the control loop goes on."""

import os
import re
import signal
import time

import pytest
from snmp_bench import FOUND_AGAIN_S, SYS_UP_TIME, V2C, V3, VRRP_MIB, Bench, wait_until

# A control loop that waited for the library would be late by its time-out (500 ms) at
# least; this is what a shared machine may cost it.
LATE_MS = 250
TRAP_OID = ".1.3.6.1.6.3.1.1.4.1.0 = OID: "
SNMP_OUT_TRAPS = ".1.3.6.1.2.1.11.29.0"
UP_TIME_COLUMN = f"{VRRP_MIB}.1.3.1.13."

# Two instances of snmp_bare, as snmpwalk prints them without MIBs; {n}: the column.
SCALARS_1 = ["1.1.0 = INTEGER: 2", "1.2.0 = INTEGER: 1"]
OPER = [
    (2, "Hex-STRING: 00 00 5E 00 01 {vrid:02X} "),
    (3, "INTEGER: 2"),
    (4, "INTEGER: 1"),
    (5, "INTEGER: 100"),
    (6, "INTEGER: 1"),
    (7, "IpAddress: 10.1.1.162"),
    (8, "IpAddress: 10.1.1.160"),
    (9, "INTEGER: 2"),
    (10, '""'),
    (11, "INTEGER: 1"),
    (12, "INTEGER: 1"),
    (13, "Timeticks"),
    (14, "INTEGER: 1"),
    (15, "INTEGER: 1"),
]
SCALARS_2 = [f"2.{n}.0 = Counter32: {v}" for n, v in ((1, 0), (2, 0), (3, 5))]


def golden():
    vrids = (51, 52)
    lines = list(SCALARS_1)
    for column, text in OPER:
        for vrid in vrids:
            lines.append(f"1.3.1.{column}.3.{vrid} = {text.format(vrid=vrid)}")
    for at, vrid in enumerate(vrids):
        lines.append(f"1.4.1.2.3.{vrid}.10.2.0.{at} = INTEGER: 1")
    lines += SCALARS_2
    for column in range(1, 13):
        for at, vrid in enumerate(vrids):
            count = at if column == 2 else 0
            lines.append(f"2.4.1.{column}.3.{vrid} = Counter32: {count}")
    return [f"{VRRP_MIB}.{line}" for line in lines]


def without_times(lines):
    return [
        re.sub(r"Timeticks:.*", "Timeticks", line)
        if line.startswith(UP_TIME_COLUMN)
        else line
        for line in lines
    ]


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def other():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def running(bench):
    """snmpd, snmptrapd and a subagent that is connected and served its first view."""
    bench.start_snmptrapd()
    bench.start_snmpd()
    bench.bare = bench.start_bare()
    bench.bare.wait_connected()
    wait_until(lambda: bench.get(f"{VRRP_MIB}.1.3.1.3.3.51").endswith("2"), 5, "a row")
    return bench


@pytest.mark.parametrize("auth", [V2C, V3], ids=["v2c", "v3"])
@pytest.mark.parametrize("tool", ["snmpwalk", "snmpbulkwalk"])
def test_the_walk_is_the_golden_one(running, auth, tool):
    assert without_times(running.walk(auth, tool)) == golden()


def test_one_request_for_several_columns_is_answered_whole(running):
    names = [f"{VRRP_MIB}.1.3.1.{column}.3.51" for column in (3, 5, 7)]
    done = running.tool("snmpget", V2C, *names)
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        "2",
        "100",
        "10.1.1.162",
    ]


def test_what_there_is_not_is_said_so(running):
    absent = running.get(f"{VRRP_MIB}.1.3.1.3.3.99")
    assert "No Such Instance" in absent


def test_a_set_is_refused(running):
    name = f"{VRRP_MIB}.1.3.1.5.3.51"
    done = running.tool("snmpset", V2C, name, "i", "200")
    assert done.returncode != 0 and "notWritable" in done.stderr
    assert running.get(name).endswith("INTEGER: 100")


def test_a_change_is_seen_at_once(running):
    running.bare.tell("master 0")
    wait_until(
        lambda: running.get(f"{VRRP_MIB}.1.3.1.3.3.51").endswith("3"), 2, "master"
    )
    assert running.get(f"{VRRP_MIB}.1.3.1.7.3.51").endswith("10.1.1.160")
    assert running.get(f"{VRRP_MIB}.2.4.1.1.3.51").endswith("Counter32: 1")


def ticks(line):
    return int(re.search(r"\((\d+)\)", line)[1])


def test_the_up_time_is_in_the_master_agents_time(bench):
    """snmpd is 3 s older than the instances: their TimeStamp is about 3 s."""
    bench.start_snmpd()
    wait_until(lambda: ticks(bench.get(SYS_UP_TIME)) > 300, 10, "snmpd is 3 s old")
    bench.bare = bench.start_bare()
    bench.bare.wait_connected()
    name = f"{UP_TIME_COLUMN}3.51"
    wait_until(lambda: "Timeticks" in bench.get(name), 5, "a row")
    stamp, now = ticks(bench.get(name)), ticks(bench.get(SYS_UP_TIME))
    assert 280 < stamp <= now + 2


def test_a_new_master_is_trapped_by_v2c_and_v3(running):
    running.bare.tell("master 1")
    wanted = [f"{TRAP_OID}{VRRP_MIB}.0.1"]
    wanted += [f"{VRRP_MIB}.1.3.1.7.3.52 = IpAddress: 10.1.1.160"]
    wait_until(lambda: running.trap_lines().count(wanted) == 2, 5, "both traps")


def test_auth_failures_are_trapped_once_in_ten_seconds(running):
    running.bare.tell("auth 0 1")
    wanted = [f"{TRAP_OID}{VRRP_MIB}.0.2"]
    wanted += [f"{VRRP_MIB}.1.5.0 = IpAddress: 10.1.1.9"]
    wanted += [f"{VRRP_MIB}.1.6.0 = INTEGER: 3"]
    wait_until(lambda: running.trap_lines().count(wanted) == 2, 5, "both traps")
    running.bare.tell("auth 0 40")
    wait_until(lambda: running.bare.state()["traps_suppressed"] == 40, 5, "held back")
    assert running.trap_lines().count(wanted) == 2
    assert running.bare.state()["traps_sent"] == 1


def test_a_burst_of_traps_stops_neither_side(running):
    """snmpd passes each on to two receivers, as it counts them (snmpOutTraps)."""
    before = int(running.get(SNMP_OUT_TRAPS).split(": ")[1])
    running.bare.tell("rows 400")
    for at in range(400):
        running.bare.tell(f"master {at}")
    wait_until(lambda: running.bare.state()["traps_sent"] == 400, 30, "400 sent")
    after = before + 2 * 400
    wait_until(
        lambda: running.get(SNMP_OUT_TRAPS).endswith(f": {after}"), 10, "passed on"
    )
    assert running.bare.state()["reconnects"] == 0


def test_of_a_thousand_transitions_at_once_each_is_told_while_snmpd_answers(running):
    """Twice, the second time while those of the first wait: 2,000 at 200 a second."""
    running.bare.tell("rows 1000")
    last = f"{VRRP_MIB}.2.4.1.1.7.250"
    wait_until(lambda: running.get(last).endswith(": 0"), 5, "1,000 rows")
    running.bare.tell("masters 1000")
    wait_until(lambda: running.bare.state()["traps_sent"] > 0, 5, "the first trap")
    running.bare.tell("masters 1000")
    slowest = 0
    deadline = time.monotonic() + 30
    while running.bare.state()["traps_sent"] < 2000:
        begun = time.monotonic()
        assert running.get(last)
        slowest = max(slowest, time.monotonic() - begun)
        assert begun < deadline, running.bare.state()
    print(f"slowest answer meanwhile: {slowest:.3f} s")
    assert slowest < 1
    assert running.get(last).endswith(": 2")
    state = running.bare.state()
    assert (state["traps_suppressed"], state["reconnects"]) == (0, 0)


def test_a_long_walk_visits_each_instance_once_in_order(running):
    running.bare.tell("rows 1500")
    last = f"{VRRP_MIB}.1.3.1.3.10.150"
    wait_until(lambda: "INTEGER" in running.get(last), 5, "1,500 rows")
    lines = running.walk(tool="snmpbulkwalk", root=f"{VRRP_MIB}.1.3.1.3")
    keys = [tuple(map(int, line.split(" ")[0].split(".")[-2:])) for line in lines]
    assert len(keys) == 1500
    assert keys == sorted(set(keys))


def test_no_descriptor_is_left_to_children(running):
    fds = f"/proc/{running.bare.process.pid}/fdinfo"
    inherited = []
    for name in os.listdir(fds):
        with open(f"{fds}/{name}") as info:
            flags = int(re.search(r"flags:\s*(\d+)", info.read())[1], 8)
        if int(name) > 2 and not flags & os.O_CLOEXEC:
            inherited.append(os.readlink(f"/proc/{running.bare.process.pid}/fd/{name}"))
    assert inherited == []


def test_a_master_agent_that_comes_later_is_found(bench):
    bench.bare = bench.start_bare()
    said = "no master agent at unix:"
    wait_until(lambda: bench.bare.said(said), 5, "its absence is logged")
    time.sleep(1)
    assert not bench.bare.state()["connected"]
    bench.start_snmpd()
    bench.bare.wait_connected()
    assert without_times(bench.walk()) == golden()


def test_a_restarted_master_agent_is_found_again(running):
    running.bare.tell("master 0")
    wait_until(lambda: running.bare.state()["traps_sent"] == 1, 5, "a trap")
    running.stop_snmpd()
    wait_until(lambda: not running.bare.state()["connected"], 5, "the loss is seen")
    assert running.bare.said("lost master agent at")
    running.bare.tell("master 1")  # while nobody hears
    running.start_snmpd()
    running.bare.wait_connected()
    wait_until(lambda: running.walk(), 5, "registered again")
    assert running.get(f"{VRRP_MIB}.2.4.1.1.3.51").endswith("Counter32: 1")
    wait_until(lambda: running.bare.state()["traps_sent"] == 2, 5, "told later")
    assert running.bare.state()["reconnects"] == 1


def test_a_stopped_master_agent_delays_nobody(running):
    running.bare.state()
    running.snmpd.signal(signal.SIGSTOP)
    stopped = time.monotonic()
    while time.monotonic() < stopped + 9:
        running.bare.tell("master 0")  # traps that cannot go out
        time.sleep(0.02)
    state = running.bare.state()
    print(f"worst lateness while snmpd was stopped: {state['worst_us'] / 1000} ms")
    assert state["worst_us"] < LATE_MS * 1000
    assert not state["connected"]
    running.snmpd.signal(signal.SIGCONT)
    running.bare.wait_connected()
    wait_until(
        lambda: without_times(running.walk())[2:4] == golden()[2:4],
        FOUND_AGAIN_S,
        "rows",
    )
    assert running.bare.state()["worst_us"] < LATE_MS * 1000


def test_a_stop_does_not_wait_for_a_hanging_master_agent(running):
    running.snmpd.signal(signal.SIGSTOP)
    wait_until(lambda: not running.bare.state()["connected"], 10, "the loss is seen")
    waited = running.bare.ask("quit")
    assert int(waited.split()[0]) <= 300
    assert running.bare.process.wait(2) == 0


def test_the_mib_can_be_switched_off_and_on(running):
    name = f"{VRRP_MIB}.1.1.0"
    running.bare.tell("mib 0")
    wait_until(lambda: "No Such Object" in running.get(name), 5, "off")
    running.bare.tell("mib 1")
    wait_until(lambda: running.get(name).endswith("INTEGER: 2"), 5, "on")
    assert without_times(running.walk()) == golden()


def test_traps_that_were_switched_off_are_not_told_later(running):
    running.bare.tell("traps 0")
    running.bare.tell("master 0")
    became_master = f"{VRRP_MIB}.2.4.1.1.3.51"
    wait_until(lambda: running.get(became_master).endswith(" 1"), 5, "seen")
    running.bare.tell("traps 1")
    running.bare.tell("master 1")
    wanted = [f"{TRAP_OID}{VRRP_MIB}.0.1"]
    wanted += [f"{VRRP_MIB}.1.3.1.7.3.52 = IpAddress: 10.1.1.160"]
    wait_until(lambda: running.trap_lines().count(wanted) == 2, 5, "both traps")
    assert running.bare.state()["traps_sent"] == 1


def test_another_socket_is_connected_to(running, other):
    other.start_snmpd()
    running.bare.tell(f"socket {other.socket}")
    wait_until(lambda: other.walk() and len(other.walk()) > 1, FOUND_AGAIN_S, "moved")
    assert without_times(other.walk()) == golden()
    assert "No Such" in running.get(f"{VRRP_MIB}.1.1.0")


def test_a_stop_says_goodbye(running):
    waited = running.bare.ask("quit")
    assert int(waited.split()[0]) <= 200
    assert running.bare.process.wait(2) == 0
    assert "No Such" in running.get(f"{VRRP_MIB}.1.1.0")


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to be somebody else")
def test_a_socket_of_somebody_else_is_explained():
    bench = Bench(perms="0600 0700")
    try:
        bench.start_snmpd()
        bench.bare = bench.start_bare(user="nobody", extra_groups=[])
        said = "agentXPerms"
        wait_until(lambda: bench.bare.said(said), 5, "EACCES is explained")
        assert bench.bare.said("Permission denied")
        assert not bench.bare.state()["connected"]
    finally:
        bench.close()
