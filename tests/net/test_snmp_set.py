# SPDX-License-Identifier: Apache-2.0
"""SET through Debian's snmpd: what becomes a command, what is refused, and what is taken
back when another part of the same request fails."""

import pathlib
import re

import pytest
from snmp_bench import V2C, V3, VRRP_MIB, Bench, wait_until

OPER = f"{VRRP_MIB}.1.3.1"
ADMIN_STATE, PRIORITY = f"{OPER}.4", f"{OPER}.5"
FIRST, SECOND = "3.51", "3.52"
# The stand-in for the agent tells the number of a command, whose order may change.
HEADER = pathlib.Path(__file__).parents[2] / "agent/command_kind.h"
KINDS = re.findall(r"^\tCOMMAND_(\w+)", HEADER.read_text(), re.M)
YIELD, SET_PRIORITY, RESUME = (
    KINDS.index(f"VRRP_{word}") for word in ("YIELD", "PRIORITY", "RESUME")
)


@pytest.fixture
def bench():
    made = Bench()
    yield made
    made.close()


@pytest.fixture
def writable(bench):
    bench.start_snmpd()
    bench.bare = bench.start_bare()
    bench.bare.wait_connected()
    bench.bare.tell("writes 1")
    name = f"{PRIORITY}.{FIRST}"
    wait_until(lambda: bench.set(name, "i", "100") == "", 5, "writes are on")
    return bench


def value(bench, name):
    return int(bench.get(name).rpartition(": ")[2])


@pytest.mark.parametrize("auth", [V2C, V3], ids=["v2c", "v3"])
def test_a_priority_is_set_by_a_command_and_read_back(writable, auth):
    name = f"{PRIORITY}.{FIRST}"
    assert writable.set(name, "i", "200", auth=auth) == ""
    assert value(writable, name) == 200
    said = writable.bare.ask("commands")
    assert said.endswith(f": {SET_PRIORITY} VI_0 200 by snmp over agentx")


def test_the_administrative_state_gives_way_and_takes_up_again(writable):
    name = f"{ADMIN_STATE}.{FIRST}"
    assert writable.set(name, "i", "2") == ""
    assert value(writable, name) == 2
    assert f": {YIELD} VI_0 " in writable.bare.ask("commands")
    assert writable.set(name, "i", "1") == ""
    assert value(writable, name) == 1
    assert f": {RESUME} VI_0 " in writable.bare.ask("commands")


@pytest.mark.parametrize(
    ("name", "kind", "wished", "error"),
    [
        (f"{PRIORITY}.{FIRST}", "i", "0", "wrongValue"),
        (f"{PRIORITY}.{FIRST}", "i", "255", "wrongValue"),
        (f"{PRIORITY}.{FIRST}", "i", "-1", "wrongValue"),
        (f"{PRIORITY}.{FIRST}", "s", "200", "wrongType"),
        (f"{PRIORITY}.{FIRST}", "u", "200", "wrongType"),
        (f"{ADMIN_STATE}.{FIRST}", "i", "3", "wrongValue"),
        (f"{PRIORITY}.3.99", "i", "200", "noCreation"),
        (f"{OPER}.12.{FIRST}", "i", "1", "notWritable"),
        (f"{VRRP_MIB}.1.2.0", "i", "1", "notWritable"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(
    writable, name, kind, wished, error
):
    before = writable.bare.ask("commands")
    good = (f"{PRIORITY}.{SECOND}", "i", "150")
    assert writable.set(*good, name, kind, wished) == error
    assert writable.bare.ask("commands") == before
    assert value(writable, f"{PRIORITY}.{SECOND}") == 100


def test_one_request_sets_all_or_nothing(writable):
    both = [f"{PRIORITY}.{FIRST}", "i", "210", f"{PRIORITY}.{SECOND}", "i", "220"]
    assert writable.set(*both) == ""
    assert value(writable, f"{PRIORITY}.{FIRST}") == 210
    assert value(writable, f"{PRIORITY}.{SECOND}") == 220
    writable.bare.tell("refuse 1")
    other = [f"{PRIORITY}.{FIRST}", "i", "30", f"{PRIORITY}.{SECOND}", "i", "40"]
    assert writable.set(*other) == "commitFailed"
    assert value(writable, f"{PRIORITY}.{FIRST}") == 210
    assert value(writable, f"{PRIORITY}.{SECOND}") == 220


def test_a_command_that_takes_too_long_fails_and_the_next_one_works(writable):
    writable.bare.tell("slow 900")
    assert writable.set(f"{PRIORITY}.{FIRST}", "i", "33") != ""
    writable.bare.tell("slow 0")
    wait_until(
        lambda: writable.set(f"{PRIORITY}.{SECOND}", "i", "44") == "", 10, "works again"
    )
    assert value(writable, f"{PRIORITY}.{SECOND}") == 44


def test_writes_can_be_switched_off(writable):
    writable.bare.tell("writes 0")
    name = f"{PRIORITY}.{FIRST}"
    wait_until(
        lambda: writable.set(name, "i", "201") == "notWritable", 5, "switched off"
    )
    assert value(writable, name) == 100
