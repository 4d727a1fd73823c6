# SPDX-License-Identifier: Apache-2.0
"""Virtual MACs: what a client and the wire see; interfaces made, kept and removed."""

import json
import os
import signal
import time

import pytest
from conf import instance, master_down_s, skew_s
from daemon import Director, Fairleadd, Keepalived
from topology import VIP, wait_until
from witness import kill_at_once

VMAC = "00:00:5e:00:01:33"  # RFC 3768 7.3: VRID 51
NAME = "vrrp.51"
SLACK_S = 0.4
pytestmark = pytest.mark.fairlead_only


def links(host):
    """Every macvlan of the host by its name."""
    shown = host.run("ip", "-j", "-d", "link", "show", "type", "macvlan").stdout
    return {link["ifname"]: link for link in json.loads(shown or "[]") if link}


def arp_settings(host):
    """arp_ignore and arp_announce of eth0."""
    folder = "/proc/sys/net/ipv4/conf/eth0"
    shown = host.run("cat", f"{folder}/arp_ignore", f"{folder}/arp_announce").stdout
    return shown.split()


def remains(host):
    """What a virtual MAC left behind; nothing is []."""
    return list(links(host)) + [s for s in arp_settings(host) if s != "0"]


@pytest.fixture(autouse=True)
def nothing_is_left_behind(stage):
    yield
    for daemon in stage.daemons:
        daemon.close()
    mine = {d.host.name for d in stage.daemons if isinstance(d, Fairleadd)}
    left = {name: remains(stage[name]) for name in mine}
    for name in ("d1", "d2"):
        for link in links(stage[name]):
            stage[name].ip(f"link del {link}")
        stage[name].sysctl(eth0__arp_ignore=0, eth0__arp_announce=0)
    assert not any(left.values()), left


def learned(client, address=VIP):
    """The MAC that the client has for the address once it has asked."""
    client.run("ping", "-c", "1", "-W", "1", address, check=False)
    shown = client.run("ip", "-j", "neigh", "show", address).stdout
    found = [entry.get("lladdr") for entry in json.loads(shown or "[]")]
    return found[0] if found else None


def answers(host, address=VIP):
    done = host.run("ping", "-c", "1", "-W", "1", address, check=False)
    return done.returncode == 0


def vmac(priority, state="BACKUP", more="", **given):
    return instance(priority, state, more=f"use_vmac\n    {more}", **given)


def pair(stage, master=Director, backup=Director, more=""):
    first = stage.run(master, "d1", vmac(200, "MASTER", more))
    stage.addresses["d1"].wait(True, 8)
    second = stage.run(backup, "d2", vmac(100, more=more))
    second.wait_state("BACKUP", 5)
    return first, second


def test_a_client_keeps_the_mac_it_learned_over_a_failover(stage):
    first, _ = pair(stage)
    time.sleep(1.2)
    client = stage["client"]
    client.ip("neigh flush dev eth0")
    assert learned(client) == VMAC
    heard = stage.sniffer.wait_advert(stage["d1"], 3)
    assert (heard.mac, heard.source) == (VMAC, stage["d1"].address)
    announced = [a for a in stage.sniffer.arps if a.sender == a.target == VIP]
    assert announced and {a.mac for a in announced} == {VMAC}
    begun = time.time()
    first.stop()
    stage.wait_holder("d2", 5)
    assert answers(client)
    assert learned(client) == VMAC
    # Nobody ever told another MAC for the address.
    assert {a.mac for a in stage.sniffer.arps if a.sender == VIP} == {VMAC}
    heard = stage.sniffer.wait_advert(stage["d2"], 3, since=begun)
    assert (heard.mac, heard.source) == (VMAC, stage["d2"].address)
    assert remains(stage["d1"]) == []


def test_the_host_below_keeps_its_own_mac_for_its_own_address(stage):
    pair(stage)
    client = stage["client"]
    for _ in range(3):
        client.ip("neigh flush dev eth0")
        assert learned(client, stage["d1"].address) == stage["d1"].mac
        assert learned(client, stage["d2"].address) == stage["d2"].mac
        assert learned(client) == VMAC
    said = {a.mac for a in stage.sniffer.arps if a.sender == stage["d1"].address}
    assert said == {stage["d1"].mac}


BOTH_WAYS = pytest.mark.parametrize(
    ("master", "backup"),
    [(Director, Keepalived), (Keepalived, Director)],
    ids=["keepalived_takes_over", "fairlead_takes_over"],
)


@BOTH_WAYS
@pytest.mark.parametrize("more", ["", "vmac_xmit_base"])
def test_with_keepalived(stage, master, backup, more):
    first, _ = pair(stage, master, backup, more)
    time.sleep(master_down_s(100) + 1)
    assert stage.holders() == ["d1"]
    heard = stage.sniffer.wait_advert(stage["d1"], 3)
    assert heard.mac == (stage["d1"].mac if more else VMAC)
    begun = time.time()
    first.stop()
    release = stage.sniffer.wait_advert(stage["d1"], 3, since=begun, priority=0)
    stage.wait_holder("d2", 5)
    taken = stage.addresses["d2"].when(True, begun)
    assert abs(taken - release.at - skew_s(100)) < SLACK_S
    if backup is Director:  # keepalived lets the interface below answer, too
        stage["client"].ip("neigh flush dev eth0")
        assert learned(stage["client"]) == VMAC
    back = stage.run(master, "d1", vmac(200, "MASTER", more))
    stage.wait_holder("d1", 8)
    back.wait_state("MASTER", 2)


def test_adverts_leave_by_the_base_when_told_to(stage):
    pair(stage, more="vmac_xmit_base")
    heard = stage.sniffer.wait_advert(stage["d1"], 3)
    assert heard.mac == stage["d1"].mac
    assert learned(stage["client"]) == VMAC


def test_an_address_alone_may_have_a_virtual_mac(stage):
    first = stage.director("d1", instance(200, "MASTER", addresses=f"{VIP} use_vmac"))
    stage.addresses["d1"].wait(True, 8)
    assert holds(stage["d1"], f"{NAME}.eth0")
    assert learned(stage["client"]) == VMAC
    assert stage.sniffer.wait_advert(stage["d1"], 3).mac == stage["d1"].mac
    first.stop()
    assert remains(stage["d1"]) == []


def test_over_unicast(stage):
    for name, other in (("d1", "d2"), ("d2", "d1")):
        peer = f"unicast_peer {{\n {stage[other].address}\n }}"
        stage.director(name, vmac(200 if name == "d1" else 100, more=peer))
    stage.wait_holder("d1", 8)
    time.sleep(master_down_s(100) + 1)
    assert stage.holders() == ["d1"]
    assert learned(stage["client"]) == VMAC


def test_one_that_is_deleted_by_hand_comes_back_with_its_address(stage):
    first = stage.director("d1", vmac(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    begun = time.time()
    stage["d1"].ip(f"link del {NAME}")
    wait_until(lambda: NAME in links(stage["d1"]), 3, "it is made again")
    wait_until(
        lambda: stage.addresses["d1"].when(True, begun), 8, "the address is back"
    )
    first.wait_state("MASTER", 5)
    assert learned(stage["client"]) == VMAC


def test_it_comes_and_goes_with_its_base(stage):
    one = stage["d1"]
    one.ip("link add base0 type veth peer name end0", "link set end0 up")
    one.ip("addr add 10.7.0.1/24 dev base0")
    try:
        text = vmac(200, "MASTER").replace("interface eth0", "interface base1")
        first = stage.director("d1", text)
        first.wait_state("FAULT", 5)
        assert not links(one)
        one.ip("link set base0 name base1", "link set base1 up")
        stage.addresses["d1"].wait(True, 12)
        assert links(one)[NAME]["link"] == "base1"
        one.ip("link del base1")
        first.wait_state("FAULT", 5)
        one.ip("link add base1 type veth peer name end0", "link set end0 up")
        one.ip("addr add 10.7.0.1/24 dev base1", "link set base1 up")
        stage.addresses["d1"].wait(True, 12)
        first.stop()
        assert not links(one)
    finally:
        one.run("ip", "link", "del", "base1", check=False)
        one.run("ip", "link", "del", "base0", check=False)


@pytest.mark.parametrize("kind", ["veth", "macvlan"])
def test_what_has_the_name_and_is_not_ours_is_a_fault_and_stays(stage, kind):
    one = stage["d1"]
    below = "link eth0 " if kind == "macvlan" else ""
    one.ip(f"link add {NAME} {below}address 02:00:00:00:00:77 type {kind}")
    try:
        first = stage.director("d1", vmac(200, "MASTER"))
        first.wait_state("FAULT", 5)
        first.wait_log("use_vmac: there is an interface vrrp.51 that is not ours")
        time.sleep(1.5)
        shown = json.loads(one.run("ip", "-j", "link", "show", NAME).stdout)[0]
        assert shown["address"] == "02:00:00:00:00:77"
        assert not stage.holders()
    finally:
        one.ip(f"link del {NAME}")
    # It is out of the way: all goes on by itself.
    stage.addresses["d1"].wait(True, 8)


def test_a_reload_makes_moves_and_removes_it(stage):
    one = stage["d1"]
    first = stage.fairleadd("d1", instance(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    first.conf.write_text(vmac(200, "MASTER"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: holds(one, NAME), 8, "the address is on the virtual MAC")
    assert not holds(one, "eth0")
    first.conf.write_text(instance(200, "MASTER", more="use_vmac other 02:00:00:00:00:09"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: holds(one, "other"), 8, "the address is on the other one")
    wait_until(lambda: list(links(one)) == ["other"], 5, "the first one is gone")
    first.conf.write_text(instance(200, "MASTER"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: holds(one, "eth0"), 8, "the address is on eth0 again")
    wait_until(lambda: not remains(one), 5, "nothing is left")


def holds(host, interface, address=VIP):
    shown = host.run("ip", "-j", "addr", "show", "dev", interface, check=False).stdout
    found = [a["local"] for link in json.loads(shown or "[]") for a in link["addr_info"]]
    return address in found


def test_a_killed_agent_finds_it_again(stage):
    first = stage.fairleadd("d1", vmac(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    index = links(stage["d1"])[NAME]["ifindex"]
    begun = time.time()
    os.kill(first.agent_pid(), signal.SIGKILL)
    stage.addresses["d1"].wait(False, 2)
    wait_until(
        lambda: stage.addresses["d1"].when(True, begun), 12, "the address is back"
    )
    assert links(stage["d1"])[NAME]["ifindex"] == index
    first.stop()
    assert remains(stage["d1"]) == []


def test_a_hung_agent_that_must_end_leaves_nothing(stage):
    first = stage.fairleadd("d1", vmac(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    os.kill(first.agent_pid(), signal.SIGSTOP)
    first.stop(15)
    assert remains(stage["d1"]) == []


@pytest.mark.parametrize("again", [True, False], ids=["adopted", "removed"])
def test_what_a_dead_pair_left_is_taken_over_or_removed(stage, again):
    one = stage["d1"]
    first = stage.fairleadd("d1", vmac(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    kill_at_once(first.pids())
    wait_until(lambda: not first.pids(), 5, "both are dead")
    assert NAME in links(one)
    text = vmac(200, "MASTER") if again else instance(200, "MASTER")
    second = stage.run(Fairleadd, "d1", text)
    second.wait_state("MASTER", 8)
    if again:
        assert holds(one, NAME)
        second.stop()
    wait_until(lambda: not remains(one), 5, "nothing is left")


def test_no_accept_drops_and_an_owner_or_accept_answers(stage):
    client = stage["client"]
    first = stage.fairleadd("d1", vmac(200, "MASTER", "no_accept"))
    stage.addresses["d1"].wait(True, 8)
    assert learned(client) == VMAC  # ARP is answered
    assert not answers(client)
    assert answers(stage["d1"])  # the host itself may
    assert answers(client, stage["d1"].address)
    first.conf.write_text(vmac(200, "MASTER", "accept"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: answers(client), 5, "accept answers")
    first.conf.write_text(instance(200, "MASTER", more="no_accept"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: holds(stage["d1"], "eth0"), 8, "it is on eth0")
    wait_until(lambda: not answers(client), 5, "no_accept drops, without use_vmac too")
    first.conf.write_text(instance(255, "MASTER", more="no_accept"))
    first.signal(signal.SIGHUP)
    wait_until(lambda: answers(client), 5, "the owner answers")
    first.stop()


def test_what_no_accept_drops_is_not_dropped_by_a_dead_pair(stage):
    more = "no_accept\n    vip_lease off"
    first = stage.fairleadd("d1", instance(200, "MASTER", more=more))
    stage.addresses["d1"].wait(True, 8)
    client = stage["client"]
    assert not answers(client)
    kill_at_once(first.pids())
    wait_until(lambda: not first.pids(), 5, "both are dead")
    # Without a lease the address is still there, and the table is not.
    wait_until(lambda: answers(client), 5, "it answers")
    stage["d1"].ip(f"addr del {VIP}/32 dev eth0")


def test_without_a_second_master_by_a_link_local_address(stage):
    """The kernel makes none of the virtual MAC."""
    pair(stage)
    for name in ("d1", "d2"):
        shown = stage[name].run("ip", "-6", "addr", "show", "dev", NAME).stdout
        assert shown == ""


VIP6, VMAC6, NAME6 = "2001:db8:1::166", "00:00:5e:00:02:33", "vrrp.51.6"


def vmac6(priority, state="BACKUP"):
    return f"""
vrrp_instance VI_6 {{
    state {state}
    version 3
    interface eth0
    virtual_router_id 51
    priority {priority}
    advert_int 1
    use_vmac
    virtual_ipaddress {{
        fe80::166/64
        {VIP6}/64
    }}
}}
"""


def learned6(client):
    client.run("ping", "-6", "-c", "1", "-W", "1", VIP6, check=False)
    shown = client.run("ip", "-6", "-j", "neigh", "show", VIP6).stdout
    found = [entry.get("lladdr") for entry in json.loads(shown or "[]")]
    return found[0] if found else None


def holds6(host):
    return VIP6 in host.run("ip", "-6", "addr", "show", check=False).stdout


def test_ipv6_keeps_its_mac_over_a_failover(stage):
    client = stage["client"]
    client.ip("addr add 2001:db8:1::1/64 dev eth0 nodad")
    try:
        first = stage.fairleadd("d1", vmac6(200))
        wait_until(lambda: holds6(stage["d1"]), 10, "d1 has it")
        stage.fairleadd("d2", vmac6(100))
        wait_until(lambda: NAME6 in links(stage["d2"]), 5, "d2 is ready")
        time.sleep(master_down_s(100) + 1)
        # One master: the link-local addresses below differ, and rule.
        assert not holds6(stage["d2"])
        assert learned6(client) == VMAC6
        first.stop()
        wait_until(lambda: holds6(stage["d2"]), 5, "d2 has it")
        client.ip("neigh flush dev eth0")
        assert learned6(client) == VMAC6
        assert not links(stage["d1"])
    finally:
        client.ip("addr del 2001:db8:1::1/64 dev eth0")
