# SPDX-License-Identifier: Apache-2.0
"""VRRPv3 for IPv4: two fairleads, and fairlead beside Debian's keepalived. That one
(2.2.7) sends the pseudo header's checksum and, to peers, its old form on demand; it
knows no v3_checksum_as_v2 and refuses the form of RFC 9568."""

import struct
import time

import pytest
from conf import instance
from daemon import Director, Keepalived
from topology import wait_until
from witness import kill_at_once

PROTOCOL = 112
GROUP = "224.0.0.18"
SLACK_S = 0.3
BOTH_WAYS = pytest.mark.parametrize(
    ("master", "backup"),
    [(Director, Keepalived), (Keepalived, Director)],
    ids=["keepalived_takes_over", "fairlead_takes_over"],
)


def v3(priority, state="BACKUP", advert_int=0.2, more="", **given):
    said = f"version 3\n    {more}"
    return instance(priority, state, advert_int=advert_int, more=said, **given)


def unicast(own, peer):
    return f"unicast_src_ip {own.address}\n    unicast_peer {{\n        {peer.address}\n    }}"


def skew_s(priority, advert_int):
    """RFC 9568 6.1"""
    return (256 - priority) * advert_int / 256


def words(message):
    return sum(struct.unpack(f">{len(message) // 2}H", message))


def octets(address):
    return bytes(int(part) for part in address.split("."))


def form(advert, destination=None):
    """What the checksum of an advert covers, by the witness's own sum."""
    start = octets(advert.source) + octets(destination or advert.destination)
    pseudo = words(start) + PROTOCOL + len(advert.message)
    right = []
    for name, more in (("message", 0), ("pseudo", pseudo)):
        total = words(advert.message) + more
        while total >> 16:
            total = (total & 0xFFFF) + (total >> 16)
        if total == 0xFFFF:
            right.append(name)
    return right


def forms(stage, name, since=0.0):
    return {tuple(form(a)) for a in stage.sniffer.adverts_of(stage[name], since)}


def pair(stage, master, backup, first_more="", second_more=""):
    first = stage.run(master, "d1", v3(200, "MASTER", more=first_more))
    stage.addresses["d1"].wait(True, 8)
    second = stage.run(backup, "d2", v3(100, more=second_more))
    second.wait_state("BACKUP", 5)
    time.sleep(0.6)
    return first, second


def check_hand_over(stage, first, second):
    """A release: the skew of 0.2 s. Back: it preempts. Killed: three intervals more."""
    begun = time.time()
    first.stop()
    release = stage.sniffer.wait_advert(stage["d1"], 3, since=begun, priority=0)
    stage.wait_holder("d2", 5)
    taken = stage.addresses["d2"].when(True, begun)
    assert abs(taken - release.at - skew_s(100, 0.2)) < SLACK_S
    second.wait_state("MASTER", 2)
    stage.sniffer.wait_advert(stage["d2"], 3)


def test_two_fairleads_say_version_3_and_hand_over(stage):
    first, second = pair(stage, Director, Director)
    seen = stage.sniffer.adverts_of(stage["d1"])[-1]
    # Version and type, VRID, priority, count, 20 cs; no authentication after the list.
    assert seen.message[:6] == bytes((0x31, 51, 200, 1, 0, 20))
    assert len(seen.message) == 12
    assert forms(stage, "d1") == {("pseudo",)}
    check_hand_over(stage, first, second)


def test_a_killed_master_is_missed_after_its_own_interval(stage):
    """It says 0.1 s, its backup 1 s: 0.3 + 0.061 s, not 3.6 s."""
    first = stage.director("d1", v3(200, "MASTER", advert_int=0.1))
    stage.addresses["d1"].wait(True, 8)
    second = stage.director("d2", v3(100, advert_int=1))
    second.wait_state("BACKUP", 5)
    time.sleep(0.5)
    wait_until(
        lambda: second.instance()["master_advert_int_ms"] == 100, 3, "it is learned"
    )
    kill_at_once(first.pids())
    stage.addresses["d2"].wait(True, 3)
    last = stage.sniffer.adverts_of(stage["d1"])[-1].at
    taken = stage.addresses["d2"].when(True, last)
    assert abs(taken - last - 0.3 - skew_s(100, 0.1)) < SLACK_S
    stage.wait_holder("d2", 6)  # the dead one's lease runs out
    wait_until(
        lambda: second.instance()["master_advert_int_ms"] == 1000, 3, "its own again"
    )


def test_each_form_of_checksum_is_heard_counted_and_followed(stage):
    first, second = pair(
        stage, Director, Director, "v3_checksum_as_v2", "checksum_follow_peer"
    )
    assert forms(stage, "d1") == {("message",)}
    wait_until(
        lambda: second.instance()["checksum"]["received"]["message"] > 0,
        3,
        "it is counted",
    )
    said = second.instance()["checksum"]
    assert (said["heard"], said["sent"]) == ("message", "message")
    assert said["received"]["pseudo"] == 0
    counted = [
        value
        for name, value in second.metrics().items()
        if name.startswith("fairlead_vrrp_checksum_form_total") and "message" in name
    ]
    assert len(counted) == 1 and counted[0] > 0
    check_hand_over(stage, first, second)
    # It sends what it heard last.
    assert forms(stage, "d2") == {("message",)}


def test_versions_side_by_side_on_one_host(stage):
    both = instance(200, "MASTER", vrid=51) + instance(
        200, "MASTER", vrid=52, more="version 3", addresses="10.1.1.170"
    ).replace("VI_1", "VI_2")
    one = stage.director("d1", both)
    stage.addresses["d1"].wait(True, 8)
    one.wait_state("MASTER", 5)
    time.sleep(1.5)
    seen = {(a.vrid, a.message[0] >> 4) for a in stage.sniffer.adverts_of(stage["d1"])}
    assert seen == {(51, 2), (52, 3)}


@BOTH_WAYS
def test_with_keepalived_from_a_stopped_master(stage, master, backup):
    first, second = pair(stage, master, backup)
    check_hand_over(stage, first, second)
    assert forms(stage, "d1") == forms(stage, "d2") == {("pseudo",)}


@BOTH_WAYS
def test_with_keepalived_from_a_killed_master(stage, master, backup):
    first, second = pair(stage, master, backup)
    kill_at_once(first.pids())
    stage.addresses["d2"].wait(True, 5)
    last = stage.sniffer.adverts_of(stage["d1"])[-1].at
    taken = stage.addresses["d2"].when(True, last)
    assert abs(taken - last - 0.6 - skew_s(100, 0.2)) < SLACK_S
    second.wait_state("MASTER", 2)
    if master is Keepalived:
        stage["d1"].ip("addr del 10.1.1.166/32 dev eth0")  # nobody else would
    stage.wait_holder("d2", 6)


@BOTH_WAYS
def test_with_keepalived_preempting(stage, master, backup):
    weak = stage.run(backup, "d2", v3(100, "MASTER"))
    stage.addresses["d2"].wait(True, 8)
    strong = stage.run(master, "d1", v3(200, "MASTER"))
    stage.wait_holder("d1", 8)
    weak.wait_state("BACKUP", 5)
    strong.stop()
    stage.wait_holder("d2", 5)


def test_keepalived_is_followed_by_who_would_say_another_form(stage):
    """Without following, keepalived would refuse fairlead's adverts, and two be master."""
    said = "v3_checksum_as_v2\n    checksum_follow_peer"
    weak = stage.run(Keepalived, "d2", v3(100, "MASTER"))
    stage.addresses["d2"].wait(True, 8)
    stage.run(Director, "d1", v3(200, more=said))
    stage.wait_holder("d1", 8)
    weak.wait_state("BACKUP", 5)
    assert forms(stage, "d1") == {("pseudo",)}
    time.sleep(1.5)
    assert stage.holders() == ["d1"]


@BOTH_WAYS
def test_with_keepalived_over_unicast(stage, master, backup):
    one, two = stage["d1"], stage["d2"]
    first, second = pair(stage, master, backup, unicast(one, two), unicast(two, one))
    assert {a.destination for a in stage.sniffer.adverts_of(one)} == {two.address}
    assert forms(stage, "d1") == {("pseudo",)}
    check_hand_over(stage, first, second)
    assert forms(stage, "d2") == {("pseudo",)}


def test_keepalived_s_old_checksum_over_unicast_is_answered_alike(stage):
    one, two = stage["d1"], stage["d2"]
    old = "old_unicast_checksum\n    "
    weak = stage.run(Keepalived, "d2", v3(100, "MASTER", more=old + unicast(two, one)))
    stage.addresses["d2"].wait(True, 8)
    strong = stage.run(Director, "d1", v3(200, more=unicast(one, two)))
    stage.wait_holder("d1", 8)
    weak.wait_state("BACKUP", 5)
    wait_until(
        lambda: strong.instance()["checksum"]["received"]["group"] > 0,
        3,
        "it is counted",
    )
    for advert in stage.sniffer.adverts_of(one):
        assert form(advert) == [] and form(advert, GROUP) == ["pseudo"]
    time.sleep(1.5)
    assert stage.holders() == ["d1"]
