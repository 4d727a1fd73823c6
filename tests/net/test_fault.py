# SPDX-License-Identifier: Apache-2.0
"""Interfaces that go down and come, addresses that others claim, and who is told."""

import json
import os
import signal
import socket
import struct
import time

import pytest
from conf import instance
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only


def test_an_interface_that_goes_down_is_a_fault_and_up_again_it_is_over(stage):
    one = stage.director("d1", instance(200, "MASTER"))
    stage.director("d2", instance(100))
    stage.wait_holder("d1", 8)
    stage["d1"].ip("link set eth0 down")
    one.wait_state("FAULT", 3)
    stage.addresses["d2"].wait(True, 6)
    assert one.instance()["state"] == "fault"
    stage["d1"].ip("link set eth0 up")
    stage.wait_holder("d1", 12)


def test_a_tracked_interface_faults_the_instance(stage):
    stage["d1"].ip("link add t0 type veth peer name t1", "link set t0 up", "link set t1 up")
    try:
        track = "track_interface {\n        t0\n    }"
        one = stage.director("d1", instance(200, "MASTER", more=track))
        stage.director("d2", instance(100))
        stage.wait_holder("d1", 8)
        stage["d1"].ip("link set t0 down")
        one.wait_state("FAULT", 3)
        stage.wait_holder("d2", 6)
        stage["d1"].ip("link set t0 up")
        stage.wait_holder("d1", 12)
    finally:
        stage["d1"].ip("link del t0")


def test_a_weighted_tracked_interface_lowers_the_priority(stage):
    stage["d1"].ip("link add t0 type veth peer name t1", "link set t0 up", "link set t1 up")
    try:
        track = "track_interface {\n        t0 weight -120\n    }"
        stage.director("d1", instance(200, "MASTER", more=track))
        stage.director("d2", instance(100))
        stage.wait_holder("d1", 8)
        begun = time.time()
        stage["d1"].ip("link set t0 down")
        stage.sniffer.wait_advert(stage["d1"], 3, since=begun, priority=80)
        stage.wait_holder("d2", 6)
    finally:
        stage["d1"].ip("link del t0")


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


SCRIPT = """#!/bin/sh
echo "$@" >>/run/told
"""


def test_notify_scripts_are_told_of_every_change(stage):
    host = stage["d1"]
    script = host.folder / "told.sh"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    more = f'notify "{script}"\n    notify_master "{script} became master"'
    one = stage.director("d1", instance(200, "MASTER", more=more))
    stage.wait_holder("d1", 8)

    def told():
        return host.run("cat", "/run/told", check=False).stdout.splitlines()

    wait_until(lambda: "became master" in told(), 5, "notify_master ran", 0.1)
    wait_until(lambda: "INSTANCE VI_1 MASTER 200" in told(), 5, f"notify: {told()}", 0.1)
    one.stop()
    wait_until(lambda: "INSTANCE VI_1 STOP 200" in told(), 5, f"notify: {told()}", 0.1)


def test_usr1_writes_the_state_as_json(stage):
    one = stage.director("d1", instance(200, "MASTER"))
    stage.wait_holder("d1", 8)
    one.signal(signal.SIGUSR1)
    host = stage["d1"]

    def written():
        done = host.run("cat", "/var/lib/fairlead/state.json", check=False)
        return done.stdout if done.returncode == 0 else None

    state = json.loads(wait_until(written, 5, "state.json", 0.1))
    assert "VI_1" in json.dumps(state) and "master" in json.dumps(state)


def test_told_to_run_checks_only_it_speaks_no_vrrp(stage):
    stage.director("d1", instance(200, "MASTER"), "--check")
    time.sleep(4.5)
    assert stage.holders() == []
    assert stage.sniffer.adverts_of(stage["d1"]) == []


def test_ready_is_said_to_the_service_manager(stage):
    """sd_notify, to a socket of ours in place of systemd's."""
    host = stage["d1"]
    path = str(host.folder / "notify")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    listener.settimeout(5)
    os.environ["NOTIFY_SOCKET"] = path
    try:
        one = stage.director("d1", instance(200, "MASTER"))
    finally:
        del os.environ["NOTIFY_SOCKET"]
    said = ""
    while "READY=1" not in said:
        said = listener.recv(4096).decode()
    one.reload()
    while "RELOADING=1" not in said:
        said = listener.recv(4096).decode()
    one.stop()
    while "STOPPING=1" not in said:
        said = listener.recv(4096).decode()
    listener.close()
