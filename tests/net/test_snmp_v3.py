# SPDX-License-Identifier: Apache-2.0
"""VRRPV3-MIB through Debian's snmpd, and one view for each answer."""

import pytest
from snmp_bench import SYS_UP_TIME, V2C, V3, VRRPV3_MIB, Bench, wait_until

V1 = ("-v1", "-c", "public")
TRAP_OID = ".1.3.6.1.6.3.1.1.4.1.0 = OID: "
OPERATIONS = f"{VRRPV3_MIB}.1.1.1.1"
STATISTICS = f"{VRRPV3_MIB}.1.2.5.1"
RECEIVED = f"{STATISTICS}.3"
FIRST = "3.51.1"


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def running(bench):
    bench.start_snmptrapd()
    bench.start_snmpd()
    bench.bare = bench.start_bare()
    bench.bare.wait_connected()
    bench.bare.tell("version 3")
    wait_until(lambda: bench.get(f"{OPERATIONS}.6.{FIRST}").endswith("2"), 5, "a row")
    return bench


def columns(lines):
    """How often each column of each table occurs, in the order of the walk."""
    seen = {}
    for line in lines:
        name = line.split(" ")[0].removeprefix(f"{VRRPV3_MIB}.").split(".")
        table = 4 if name[:2] == ["1", "1"] or name[:3] == ["1", "2", "5"] else 3
        key = ".".join(name[: table + 1] if table == 4 else name[:3])
        seen[key] = seen.get(key, 0) + 1
    return seen


@pytest.mark.parametrize("auth", [V2C, V3], ids=["v2c", "v3"])
def test_each_column_has_each_row(running, auth):
    seen = columns(running.walk(auth, "snmpbulkwalk", VRRPV3_MIB))
    wanted = {f"1.1.1.1.{n}": 2 for n in range(3, 14)}
    wanted |= {"1.1.2.1.2": 2}
    wanted |= {f"1.2.{n}": 1 for n in range(1, 5)}
    wanted |= {f"1.2.5.1.{n}": 2 for n in range(1, 14)}
    assert seen == wanted
    assert list(seen) == list(wanted)


def test_an_address_of_the_index_has_its_length_before_it(running):
    lines = running.walk(root=f"{VRRPV3_MIB}.1.1.2")
    assert lines == [
        f"{VRRPV3_MIB}.1.1.2.1.2.3.{51 + n}.1.4.10.2.0.{n} = INTEGER: 1" for n in (0, 1)
    ]


def test_version_1_sees_all_but_the_counters_of_64_bits(running):
    both = running.walk(V2C, root=VRRPV3_MIB)
    assert any("Counter64" in line for line in both)
    old = running.walk(V1, root=VRRPV3_MIB)
    names = [line.split(" ")[0] for line in both if "Counter64" not in line]
    assert [line.split(" ")[0] for line in old] == names


def ticks(line):
    return int(line.partition("(")[2].partition(")")[0])


def test_the_discontinuity_of_the_node_is_in_the_master_agents_time(running):
    """The made-up agent never started: never is 0."""
    assert ticks(running.get(f"{VRRPV3_MIB}.1.2.4.0")) == 0
    assert ticks(running.get(SYS_UP_TIME)) > 0


def test_a_new_master_is_trapped_with_its_reason_by_v2c_and_v3(running):
    running.bare.tell("master 1")
    wanted = [
        f"{TRAP_OID}{VRRPV3_MIB}.0.1",
        f"{OPERATIONS}.3.3.52.1 = Hex-STRING: 0A 01 01 A0 ",
        f"{STATISTICS}.2.3.52.1 = INTEGER: 1",
    ]
    wait_until(lambda: running.trap_lines().count(wanted) == 2, 5, "both traps")


def test_all_of_one_answer_is_of_one_view(running):
    """Each view, one every 10 ms, has one count in all of 90 rows; the requests that
    snmpd makes of one GETBULK must not see two."""
    running.bare.tell("rows 90")
    running.bare.tell("count")
    last = f"{RECEIVED}.3.140.1"
    wait_until(lambda: "Counter64" in running.get(last), 5, "90 rows")
    counts = set()
    for _ in range(20):
        done = running.tool("snmpbulkget", V2C, "-Cr90", RECEIVED)
        lines = [line for line in done.stdout.splitlines() if line.startswith(RECEIVED)]
        assert len(lines) == 90
        seen = {line.rpartition(": ")[2] for line in lines}
        assert len(seen) == 1
        counts |= seen
    assert len(counts) > 5  # the views did go on
