# SPDX-License-Identifier: Apache-2.0
"""Interfaces that go and come, addresses that cannot be set or that others claim."""

import socket
import struct
import time

import pytest
from conf import instance
from topology import VIP, wait_until
from witness import held_together

pytestmark = pytest.mark.fairlead_only

SECOND = "10.1.1.167"
OWN = "10.1.1.160/24"
EXTRA = "eth9"


def owner(stage, more="", **given):
    one = stage.director("d1", instance(255, "MASTER", more=more, **given))
    stage.addresses["d1"].wait(True, 6)
    return one


@pytest.fixture
def extra(stage):
    """A second interface that tests of d1 may make, and that is gone after them."""
    yield stage["d1"]
    stage["d1"].run("ip", "link", "del", EXTRA, check=False)


def make(host, address="10.9.9.1/24"):
    host.ip(
        f"link add {EXTRA} type veth peer name {EXTRA}peer",
        f"addr add {address} dev {EXTRA}",
        f"link set {EXTRA} up",
        f"link set {EXTRA}peer up",
    )


def test_an_interface_that_goes_down_is_a_fault_and_back_up_it_preempts(stage):
    one = stage.director("d1", instance(200, "MASTER"))
    stage.addresses["d1"].wait(True, 6)
    two = stage.director("d2", instance(150))
    two.wait_state("BACKUP", 3)
    begun = time.time()
    stage["d1"].ip("link set eth0 down")
    one.wait_log("Entering FAULT STATE", "interface_down", timeout_s=2)
    stage.addresses["d1"].wait(False, 2)
    assert one.instance()["state"] == "fault"
    stage.addresses["d2"].wait(True, 6)
    stage["d1"].ip("link set eth0 up")
    stage.wait_holder("d1", 6)
    two.wait_state("BACKUP", 2, count=2)
    both = held_together(stage.addresses["d1"], stage.addresses["d2"], begun, time.time())
    assert both < 0.1


def test_an_absent_interface_is_a_warning_and_a_fault_until_it_appears(stage, extra):
    text = instance(255, "MASTER").replace("interface eth0", f"interface {EXTRA}")
    one = stage.director("d1", text)
    assert len(one.wait_log(f"interface {EXTRA}", "is absent", timeout_s=3)) == 1
    one.wait_log("Entering FAULT STATE", "interface_absent", timeout_s=3)
    make(extra)
    stage.addresses["d1"].wait(True, 5)
    shown = extra.run("ip", "-4", "addr", "show", "dev", EXTRA).stdout
    assert VIP in shown
    # It goes, and another of that name comes: nothing of the first one is remembered.
    extra.ip(f"link del {EXTRA}")
    one.wait_state("FAULT", 3, count=2)
    one.wait_log(f"interface {EXTRA}", "is absent", timeout_s=3, count=2)
    make(extra)
    stage.addresses["d1"].wait(True, 5)
    one.wait_state("MASTER", 2, count=2)


def test_without_a_primary_address_it_is_in_fault(stage):
    one = owner(stage)
    try:
        stage["d1"].ip(f"addr del {OWN} dev eth0")
        one.wait_log("Entering FAULT STATE", "no_primary_address", timeout_s=3)
        stage.addresses["d1"].wait(False, 2)
    finally:
        stage["d1"].ip(f"addr replace {OWN} brd + dev eth0")
    back = time.time()
    stage.addresses["d1"].wait(True, 5)
    stage.sniffer.wait_advert(stage["d1"], 2, since=back, priority=255)


@pytest.mark.parametrize(("options", "state"), [("", "fault"), ("no_track", "master")])
def test_an_address_that_cannot_be_set_is_a_fault_unless_untracked(
    stage, extra, options, state
):
    lines = f"{VIP}\n{SECOND} dev {EXTRA} {options}"
    one = stage.director("d1", instance(255, "MASTER", addresses=lines))
    one.wait_log("VI_1", "cannot set", SECOND, timeout_s=5)
    wait_until(lambda: one.instance()["state"] == state, 3, state, 0.1)
    if state == "fault":
        one.wait_log("Entering FAULT STATE", "virtual_address_lost", timeout_s=2)
    # When it can be set, it is.
    make(extra)
    for address in (VIP, SECOND):
        stage.addresses["d1"].wait(True, 15, address)
    one.wait_state("MASTER", 2)


def test_a_tracked_interface_is_a_fault_or_moves_the_priority(stage, extra):
    make(extra)
    one = owner(stage, f"track_interface {{\n {EXTRA}\n }}")
    extra.ip(f"link set {EXTRA} down")
    one.wait_log("Entering FAULT STATE", "track_failed", timeout_s=3)
    stage.addresses["d1"].wait(False, 2)
    extra.ip(f"link set {EXTRA} up")
    stage.addresses["d1"].wait(True, 5)
    one.write(
        instance(200, "MASTER", more=f"track_interface {{\n {EXTRA} weight -50\n }}")
    )
    one.reload()
    stage.sniffer.wait_advert(stage["d1"], 3, priority=200)
    begun = time.time()
    extra.ip(f"link set {EXTRA} down")
    stage.sniffer.wait_advert(stage["d1"], 3, priority=150)
    one.wait_log("VI_1", "from 200 to 150", timeout_s=1)
    assert stage.addresses["d1"].when(False, begun) is None
    tracks = one.instance()["tracks"]
    assert [(t["name"], t["weight"], t["up"]) for t in tracks] == [(EXTRA, -50, False)]


def arp_reply(host, target_mac, address):
    """`host` says that it has `address`."""
    mac = bytes.fromhex(host.mac.replace(":", ""))
    with host.network():
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    raw.bind(("eth0", 0x0806))
    other = bytes.fromhex(target_mac.replace(":", ""))
    frame = other + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x0800, 6, 4, 2)
    frame += mac + socket.inet_aton(address) + other + socket.inet_aton(address)
    raw.send(frame)
    raw.close()


def test_another_host_that_answers_for_the_address_is_split_brain(stage):
    one = stage.director("d1", instance(200, "MASTER"))
    stage.wait_holder("d1", 8)
    rogue = stage["rs1"]

    def seen():
        arp_reply(rogue, "ff:ff:ff:ff:ff:ff", VIP)
        return one.instance()["split_brain"]

    wait_until(seen, 8, "split_brain in REST", 0.3)
    assert one.logged("split brain", rogue.mac)
    found = [v for k, v in one.metrics().items() if "vrrp_split_brain{" in k]
    assert found == [1.0]
    assert stage.holders() == ["d1"]
