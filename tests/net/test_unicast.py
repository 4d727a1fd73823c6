# SPDX-License-Identifier: Apache-2.0
"""Adverts to named peers only; with keepalived: test_interop.py."""

import socket
import struct
import time

import pytest
from conf import instance, skew_s
from topology import VIP, wait_until
from witness import PROTO_VRRP

OTHER = {"d1": "d2", "d2": "d1"}
SLACK_S = 0.4


def unicast(stage, name, priority, state="BACKUP", **given):
    peer = stage[OTHER[name]].address
    lines = f"unicast_src_ip {stage[name].address}\n unicast_peer {{\n {peer}\n }}"
    return instance(priority, state, more=lines, **given)


def test_peers_elect_and_fail_over_without_multicast(stage):
    first = stage.director("d1", unicast(stage, "d1", 200, "MASTER"))
    second = stage.director("d2", unicast(stage, "d2", 100))
    stage.wait_holder("d1", 8)
    second.wait_state("BACKUP", 3)
    heard = stage.sniffer.wait_advert(stage["d1"], 3)
    assert (heard.destination, heard.ttl) == (stage["d2"].address, 255)
    begun = time.time()
    first.stop()
    release = stage.sniffer.wait_advert(stage["d1"], 3, since=begun, priority=0)
    stage.wait_holder("d2", 5)
    taken = stage.addresses["d2"].when(True, begun)
    assert abs(taken - release.at - skew_s(100)) < SLACK_S
    # None of it was for everyone.
    assert {a.destination for a in stage.sniffer.adverts} <= {
        stage[name].address for name in OTHER
    }
    stage.director("d1", unicast(stage, "d1", 200, "MASTER"))
    stage.wait_holder("d1", 8)


def advert(priority, vrid=51, password=b"1111", vip=VIP):
    body = struct.pack(">BBBBBBH", 0x21, vrid, priority, 1, 1, 1, 0)
    body += socket.inet_aton(vip) + password.ljust(8, b"\0")
    # RFC 3768 5.3.8: the authentication data counts, too.
    total = sum(struct.unpack(f">{len(body) // 2}H", body))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~(total + (total >> 16)) & 0xFFFF
    return body[:6] + struct.pack(">H", checksum) + body[8:]


def send_as_stranger(host, message, to):
    with host.network():
        sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTO_VRRP)
    sender.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 255)
    sender.sendto(message, (to, 0))
    sender.close()


@pytest.mark.fairlead_only
def test_a_strangers_advert_is_refused_counted_and_told(stage):
    one = stage.director("d1", unicast(stage, "d1", 254, "MASTER"))
    stage.addresses["d1"].wait(True, 6)
    begun = time.time()
    # With 255 it would be master, were it a peer.
    send_as_stranger(stage["rs1"], advert(255), stage["d1"].address)
    stranger = stage["rs1"].address
    one.wait_log("VI_1", f"advert from {stranger} refused", "unicast_peer", timeout_s=3)
    wait_until(
        lambda: one.instance()["counters"]["refused"]["not_a_peer"] == 1,
        3,
        "it is counted",
        0.1,
    )
    send_as_stranger(stage["d2"], advert(255), stage["d1"].address)
    stage.addresses["d1"].wait(False, 3)
    assert stage.addresses["d1"].when(False, begun) is not None
    assert one.instance()["counters"]["refused"]["not_a_peer"] == 1
