# SPDX-License-Identifier: Apache-2.0
"""fairlead and Debian's keepalived as each other's backup."""

import time

import pytest
from conf import instance, master_down_s, skew_s
from daemon import Director, Keepalived
from witness import kill_at_once

SLACK_S = 0.4
BOTH_WAYS = pytest.mark.parametrize(
    ("master", "backup"),
    [(Director, Keepalived), (Keepalived, Director)],
    ids=["keepalived_takes_over", "fairlead_takes_over"],
)


def pair(stage, master, backup):
    first = stage.run(master, "d1", instance(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    second = stage.run(backup, "d2", instance(100))
    second.wait_state("BACKUP", 5)
    time.sleep(1.2)
    return first, second


@BOTH_WAYS
def test_from_a_stopped_master(stage, master, backup):
    first, _ = pair(stage, master, backup)
    begun = time.time()
    first.stop()
    release = stage.sniffer.wait_advert(stage["d1"], 3, since=begun, priority=0)
    stage.wait_holder("d2", 5)
    taken = stage.addresses["d2"].when(True, begun)
    assert abs(taken - release.at - skew_s(100)) < SLACK_S


@BOTH_WAYS
def test_from_a_killed_master(stage, master, backup):
    first, second = pair(stage, master, backup)
    begun = time.time()
    kill_at_once(first.pids())
    stage.addresses["d2"].wait(True, 8)
    taken = stage.addresses["d2"].when(True, begun)
    assert -1 - SLACK_S < taken - begun - master_down_s(100) < SLACK_S
    second.wait_state("MASTER", 2)
    if stage.addresses["d1"].holds() and master is Keepalived:
        stage["d1"].ip("addr del 10.1.1.166/32 dev eth0")  # nobody else would
    stage.wait_holder("d2", 6)


@BOTH_WAYS
def test_preempts_and_falls_back(stage, master, backup):
    weak = stage.run(backup, "d2", instance(100, "MASTER"))
    stage.addresses["d2"].wait(True, 8)
    strong = stage.run(master, "d1", instance(200, "MASTER"))
    stage.wait_holder("d1", 8)
    weak.wait_state("BACKUP", 5)
    strong.stop()
    stage.wait_holder("d2", 5)
    back = stage.run(master, "d1", instance(200, "MASTER"))
    stage.wait_holder("d1", 8)
    back.wait_state("MASTER", 2)


@BOTH_WAYS
def test_of_two_masters_with_equal_priorities_the_higher_address_stays(
    stage, master, backup
):
    stage.segment.part("d2")
    stage.run(master, "d1", instance(100, "MASTER"))
    stage.run(backup, "d2", instance(100, "MASTER"))
    for name in ("d1", "d2"):
        stage.addresses[name].wait(True, 8)
    stage.segment.join("d2")
    stage.wait_holder("d2", 5)
    time.sleep(2)
    assert stage.holders() == ["d2"]


def unicast(own, peer):
    return f"unicast_src_ip {own.address}\n    unicast_peer {{\n        {peer.address}\n    }}"


@BOTH_WAYS
def test_over_unicast(stage, master, backup):
    one, two = stage["d1"], stage["d2"]
    first = stage.run(master, "d1", instance(200, "MASTER", more=unicast(one, two)))
    stage.addresses["d1"].wait(True, 8)
    second = stage.run(backup, "d2", instance(100, more=unicast(two, one)))
    second.wait_state("BACKUP", 5)
    time.sleep(master_down_s(100) + 1)
    assert stage.holders() == ["d1"]
    assert {a.destination for a in stage.sniffer.adverts_of(one)} == {two.address}
    first.stop()
    stage.wait_holder("d2", 5)
