# SPDX-License-Identifier: Apache-2.0
"""The table is kept: what another hand changes of ours is back within a second."""

import time

import pytest
from daemon import scenario
from topology import ipvs_table, wait_table, wait_until

pytestmark = pytest.mark.fairlead_only

SERVICE = ("-t", "10.1.1.166:80")
SERVER = (*SERVICE, "-r", "10.1.1.163:80")
TABLE = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]
# What is done by hand, and how many operations put it back.
BY_HAND = (
    (("-d", *SERVER), 1),
    (("-e", *SERVER, "-g", "-w", "7"), 1),
    (("-E", *SERVICE, "-s", "wlc"), 1),
    (("-D", *SERVICE), 3),
    (("-C",), 3),
)
STRANGER = ("-t", "10.1.1.160:8080")
THEIRS = "TCP 10.1.1.160:8080 wlc"
# A second, and the time that ipvsadm itself takes twice: it is the witness.
SOON_S = 1.5


def drift(daemon):
    return daemon.api("GET", "/info")[1]["ipvs"]["drift"]


def test_what_another_hand_changes_is_back_within_a_second_counted_and_logged(stage):
    host = stage["d1"]
    one = stage.director("d1", scenario("director1"))
    stage.wait_holder("d1", 10)
    wait_table(host, TABLE, 12)
    host.run("ipvsadm", "-A", *STRANGER, "-s", "wlc")
    counted = 0
    for words, operations in BY_HAND:
        host.run("ipvsadm", *words)
        begun = time.monotonic()
        rest = [] if words == ("-C",) else [THEIRS]
        wait_table(host, [*rest, *TABLE], SOON_S)
        print(f"ipvsadm {words[0]}: back {time.monotonic() - begun:.2f} s later")
        counted += operations
        assert drift(one) == counted, words
    said = one.logged("10.1.1.166:80/tcp", "changed by somebody else")
    assert len(said) == len(BY_HAND), said
    assert "the service was gone, 10.1.1.163:80 and 1 more gone" in said[-1]
    # What is not ours is neither put back nor counted.
    host.run("ipvsadm", "-A", *STRANGER, "-s", "wlc")
    host.run("ipvsadm", "-E", *STRANGER, "-s", "rr")
    time.sleep(SOON_S)
    assert ipvs_table(host)[0] == "TCP 10.1.1.160:8080 rr"
    assert drift(one) == counted


def test_what_the_kernel_is_set_to_and_hurts_is_told_until_it_is_mended(stage):
    """mh, no sync daemon, and sloppy_tcp off: a failover would lose connections."""
    host = stage["d1"]
    knob = "/proc/sys/net/ipv4/vs/sloppy_tcp"
    text = scenario("director1").replace("lb_algo rr", "lb_algo mh")
    one = stage.director("d1", text)
    one.wait_log("net.ipv4.vs.sloppy_tcp is 0", "sysctl -w net.ipv4.vs.sloppy_tcp=1")
    rows = one.api("GET", "/info")[1]["settings"]
    assert [row["name"] for row in rows] == ["net.ipv4.vs.sloppy_tcp"], rows
    assert "net.ipv4.vs.sloppy_tcp is 0: " in one.ctl("doctor", check=False).stdout
    try:
        host.run("sh", "-c", f"echo 1 >{knob}")
        one.write(text)
        one.reload()
        wait_until(lambda: not one.api("GET", "/info")[1]["settings"], 5, "it is mended")
        assert "sloppy_tcp" not in one.ctl("doctor", check=False).stdout
        host.run("sh", "-c", f"echo 0 >{knob}")
        wait_until(lambda: one.api("GET", "/info")[1]["settings"], 12, "it is seen again")
        assert len(one.logged("sloppy_tcp is 0")) == 2
    finally:
        host.run("sh", "-c", f"echo 0 >{knob}")
