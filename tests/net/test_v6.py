# SPDX-License-Identifier: Apache-2.0
"""VRRP over IPv6: two fairleads, and fairlead with Debian's keepalived."""

import hashlib
import hmac
import json
import os
import signal
import socket
import time

import pytest
from conf import master_down_s, skew_s
from daemon import Fairleadd, Keepalived
from topology import run, wait_until
from witness import kill, kill_at_once
from witness6 import (
    OVERRIDE,
    ROUTER,
    SOLICITED,
    Sniffer6,
    addresses,
    link_local,
    wait_holder,
)

VIP6 = "2001:db8::166"
LOCAL_VIP6 = "fe80::51:166"
SLACK_S = 0.5
# Priority 200, 1 s: 3 + 56/256 = 3.22 -> 4 -> 5 s.
LEASE_S = 5

PAIRS = pytest.mark.parametrize(
    ("one", "other"),
    [(Fairleadd, Fairleadd), (Fairleadd, Keepalived), (Keepalived, Fairleadd)],
    ids=["fairleads", "keepalived_backs_up", "fairlead_backs_up"],
)


def instance6(priority, state="BACKUP", vrid=51, more=""):
    return f"""
global_defs {{
    router_id LVS
}}
vrrp_instance VI_1 {{
    version 3
    state {state}
    interface eth0
    virtual_router_id {vrid}
    priority {priority}
    advert_int 1
    {more}
    virtual_ipaddress {{
        {LOCAL_VIP6}/64
        {VIP6}/64
    }}
}}
"""


@pytest.fixture
def six(stage):
    """The stage with a sniffer for IPv6; nothing is left of the addresses."""
    for name in ("d1", "d2"):
        link_local(stage[name])
    stage.sniffer6 = stage.see(Sniffer6())
    yield stage
    for daemon in stage.daemons:
        kill(daemon.pids(), signal.SIGCONT)
        daemon.close()
    for name in ("d1", "d2"):
        for address in (VIP6, LOCAL_VIP6):
            stage[name].run(
                "ip", "-6", "addr", "del", f"{address}/64", "dev", "eth0", check=False
            )


def pair(stage, one, other):
    first = stage.run(one, "d1", instance6(200))
    wait_holder(stage, "d1", VIP6, 8)
    second = stage.run(other, "d2", instance6(100))
    second.wait_state("BACKUP", 5)
    time.sleep(1.2)
    return first, second


def test_adverts_come_from_the_link_local_address_and_name_the_link_local_one_first(six):
    begun = time.time()
    six.run(Fairleadd, "d1", instance6(200))
    advert = six.sniffer6.wait_advert(six["d1"], 8, begun)
    assert advert.source == link_local(six["d1"])
    assert advert.destination == "ff02::12"
    assert advert.hop_limit == 255
    assert advert.traffic_class == 0xC0
    assert advert.addresses == [LOCAL_VIP6, VIP6]


def test_a_master_announces_as_a_router_that_overrides_and_holds_leases(six):
    begun = time.time()
    six.run(Fairleadd, "d1", instance6(200))
    wait_holder(six, "d1", VIP6, 8)
    for address in (VIP6, LOCAL_VIP6):
        wait_until(
            lambda address=address: len(
                six.sniffer6.announcements(six["d1"], address, begun)
            )
            >= 5,
            2,
            f"{address} is announced",
        )
        for heard in six.sniffer6.announcements(six["d1"], address, begun):
            assert heard.destination == "ff02::1"
            assert heard.flags & (ROUTER | OVERRIDE | SOLICITED) == ROUTER | OVERRIDE
    info = addresses(six["d1"])[VIP6]
    assert 0 < info["valid_life_time"] <= LEASE_S
    assert info["preferred_life_time"] == 0  # no source of our own connections
    time.sleep(LEASE_S + 1)  # renewed
    assert VIP6 in addresses(six["d1"])
    client = six["client"]
    client.run("ip", "-6", "addr", "replace", "2001:db8::165/64", "dev", "eth0", "nodad")
    client.run("ping", "-6", "-c", "1", "-W", "2", VIP6)


@PAIRS
def test_a_stopped_master_releases_and_the_backup_waits_only_the_skew(six, one, other):
    first, _ = pair(six, one, other)
    begun = time.time()
    first.stop()
    release = six.sniffer6.wait_advert(six["d1"], 3, begun, priority=0)
    advert = six.sniffer6.wait_advert(six["d2"], 5, begun, priority=100)
    assert abs(advert.at - release.at - skew_s(100)) < SLACK_S
    wait_holder(six, "d2", VIP6, 5)


@PAIRS
def test_a_killed_master_is_missed_and_preempts_when_it_returns(six, one, other):
    first, second = pair(six, one, other)
    begun = time.time()
    kill_at_once(first.pids())
    advert = six.sniffer6.wait_advert(six["d2"], 8, begun, priority=100)
    assert -1 - SLACK_S < advert.at - begun - master_down_s(100) < SLACK_S
    second.wait_state("MASTER", 2)
    if one is Keepalived:  # nobody else would
        for address in (VIP6, LOCAL_VIP6):
            six["d1"].run("ip", "-6", "addr", "del", f"{address}/64", "dev", "eth0")
        # Its number may be another's by now, and it would take that one for itself.
        six["d1"].run("sh", "-c", "rm -f /run/*.pid")
    wait_holder(six, "d2", VIP6, LEASE_S + 2)
    six.run(one, "d1", instance6(200))
    wait_holder(six, "d1", VIP6, 8)
    second.wait_state("BACKUP", 3, count=2)


def test_a_killed_agent_loses_the_addresses_at_once(six):
    first, _ = pair(six, Fairleadd, Fairleadd)
    os.kill(first.agent_pid(), signal.SIGKILL)
    wait_until(lambda: VIP6 not in addresses(six["d1"]), 2, "they are gone", 0.01)
    assert LOCAL_VIP6 not in addresses(six["d1"])


def test_killed_as_a_whole_it_has_the_addresses_no_longer_than_the_lease(six):
    first, _ = pair(six, Fairleadd, Fairleadd)
    begun = time.time()
    kill_at_once(first.pids())
    gone = wait_holder(six, "d2", VIP6, LEASE_S + 4)
    assert gone - begun < LEASE_S + 1
    assert LOCAL_VIP6 not in addresses(six["d1"])


def test_hung_as_a_whole_it_has_the_addresses_no_longer_than_the_lease(six):
    first, second = pair(six, Fairleadd, Fairleadd)
    begun = time.time()
    kill(first.pids(), signal.SIGSTOP)
    advert = six.sniffer6.wait_advert(six["d2"], 8, begun, priority=100)
    assert -1 - SLACK_S < advert.at - begun - master_down_s(100) < SLACK_S
    gone = wait_holder(six, "d2", VIP6, LEASE_S + 4)
    assert gone - begun < LEASE_S + 1
    assert LOCAL_VIP6 not in addresses(six["d1"])
    # It wakes up, hears that there is a master, and is the better one.
    kill(first.pids(), signal.SIGCONT)
    wait_holder(six, "d1", VIP6, 10)
    second.wait_state("BACKUP", 3, count=2)


def neighbour(client):
    shown = client.run("ip", "-6", "-j", "neigh", "show", VIP6).stdout
    return [entry.get("lladdr") for entry in json.loads(shown or "[]")]


def answers(client):
    argv = ("ping", "-6", "-c", "1", "-W", "1", VIP6)
    return client.run(*argv, check=False).returncode == 0


def test_no_accept_drops_what_is_not_neighbour_discovery(six):
    first = six.run(Fairleadd, "d1", instance6(200, more="no_accept"))
    wait_holder(six, "d1", VIP6, 8)
    client = six["client"]
    client.ip("addr replace 2001:db8::165/64 dev eth0 nodad")
    try:
        assert not answers(client)
        assert neighbour(client) == [six["d1"].mac]  # who has it is told all the same
        first.write(instance6(200, more="accept"))
        first.reload()
        wait_until(lambda: answers(client), 5, "accept answers")
        first.write(instance6(200, more="no_accept"))
        first.reload()
        wait_until(lambda: not answers(client), 5, "no_accept drops again")
    finally:
        client.ip("addr del 2001:db8::165/64 dev eth0")


# ---- unicast ----


def peers(six, name):
    own, other = (link_local(six[n]) for n in (name, "d2" if name == "d1" else "d1"))
    return f"unicast_src_ip {own}\n    unicast_peer {{\n        {other}\n    }}"


@PAIRS
def test_peers_of_ipv6_elect_and_fail_over_without_multicast(six, one, other):
    first = six.run(one, "d1", instance6(200, more=peers(six, "d1")))
    wait_holder(six, "d1", VIP6, 8)
    second = six.run(other, "d2", instance6(100, more=peers(six, "d2")))
    second.wait_state("BACKUP", 5)
    time.sleep(master_down_s(100) + 1)
    assert VIP6 not in addresses(six["d2"])
    begun = time.time()
    first.stop()
    release = six.sniffer6.wait_advert(six["d1"], 3, begun, priority=0)
    advert = six.sniffer6.wait_advert(six["d2"], 5, begun, priority=100)
    assert abs(advert.at - release.at - skew_s(100)) < SLACK_S
    wait_holder(six, "d2", VIP6, 5)
    assert {a.destination for a in six.sniffer6.adverts} <= {
        link_local(six[name]) for name in ("d1", "d2")
    }


# ---- auth_hmac ----

KEY = b"a-key-of-32-bytes-for-all-to-use"
SIGNED = f"auth_hmac {{\n        key 1 hex:{KEY.hex()}\n        active_key 1\n    }}"


def digest(advert):
    """By its own key, from what the wire shows."""
    message, trailer = advert.message[:-28], advert.message[-28:]
    pseudo = bytes([6, 3, advert.vrid, 0])
    pseudo += socket.inet_pton(socket.AF_INET6, advert.source)
    text = pseudo + message[:6] + bytes(2) + message[8:] + trailer[:12] + bytes(16)
    return hmac.new(KEY, text, hashlib.sha256).digest()[:16]


@pytest.mark.parametrize("unicast", [False, True], ids=["multicast", "unicast"])
def test_what_is_signed_over_ipv6_is_right_and_taken_over(six, unicast):
    def more(name):
        return f"{SIGNED}\n    {peers(six, name) if unicast else ''}"

    begun = time.time()
    first = six.run(Fairleadd, "d1", instance6(200, more=more("d1")))
    wait_holder(six, "d1", VIP6, 8)
    second = six.run(Fairleadd, "d2", instance6(100, more=more("d2")))
    second.wait_state("BACKUP", 5)
    time.sleep(master_down_s(100) + 1)
    seen = six.sniffer6.adverts_of(six["d1"], begun)
    expected = link_local(six["d2"]) if unicast else "ff02::12"
    assert len(seen) >= 4 and {a.destination for a in seen} == {expected}
    assert all(a.message[-16:] == digest(a) for a in seen)
    assert VIP6 not in addresses(six["d2"])
    assert not any(second.instance()["counters"]["refused"].values())
    kill_at_once(first.pids())
    wait_holder(six, "d2", VIP6, LEASE_S + 4)


def test_without_the_signature_it_is_refused_over_ipv6(six):
    six.run(Fairleadd, "d1", instance6(200, more=SIGNED))
    wait_holder(six, "d1", VIP6, 8)
    second = six.run(Fairleadd, "d2", instance6(100))
    wait_until(
        lambda: second.instance()["counters"]["refused"]["auth_mismatch"] > 0,
        5,
        "it is refused and counted",
        0.2,
    )


def test_a_host_that_holds_the_address_too_is_a_split_brain(six):
    first = six.run(Fairleadd, "d1", instance6(200))
    wait_holder(six, "d1", VIP6, 8)
    six.run(Fairleadd, "d2", instance6(100, vrid=52))
    first.wait_log("split brain: another host", timeout_s=20)
    assert first.instance()["split_brain"] is True


MANY = 255


def many(priority):
    instances = "".join(
        f"""
vrrp_instance VI_{vrid} {{
    version 3
    state BACKUP
    interface eth0
    virtual_router_id {vrid}
    priority {priority}
    advert_int 1
    virtual_ipaddress {{
        fe80::51:{vrid:x}/64
    }}
}}
"""
        for vrid in range(1, MANY + 1)
    )
    return f"global_defs {{\n    router_id LVS\n    vrrp_min_garp on\n}}\n{instances}"


def held(host):
    return sum(address.startswith("fe80::51:") for address in addresses(host))


def test_255_instances_on_one_interface_converge_and_change_over(six):
    first = six.run(Fairleadd, "d1", many(200))
    wait_until(lambda: held(six["d1"]) == MANY, 10, "d1 is master of all", 0.1)
    six.run(Fairleadd, "d2", many(100))
    time.sleep(4)
    assert held(six["d2"]) == 0
    begun = time.time()
    time.sleep(5.05)
    sent = [a for a in six.sniffer6.adverts_of(six["d1"], begun) if a.at < begun + 5]
    print(f"{len(sent)} adverts in 5 s, {5 * MANY} promised")
    assert len(sent) >= 5 * MANY * 0.99
    first.stop()
    wait_until(lambda: held(six["d2"]) == MANY, 8, "d2 is master of all", 0.1)
    assert held(six["d1"]) == 0
