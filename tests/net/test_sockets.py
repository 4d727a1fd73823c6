# SPDX-License-Identifier: Apache-2.0
"""What an interface's sockets can hold, and what happens when one cannot be opened."""

import time

import pytest
from topology import wait_until
from witness6 import Sniffer6, link_local

pytestmark = pytest.mark.fairlead_only

INSTANCE = """
vrrp_instance V{vrid} {{
    version 3
    state BACKUP
    interface eth0
    virtual_router_id {vrid}
    priority {priority}
    advert_int 1
    {more}
    virtual_ipaddress {{
        {address}
    }}
}}
"""
GROUPS = 45  # of 20 each: three sockets
LIMIT = "net.ipv4.igmp_max_memberships"


def with_groups(priority, count=GROUPS):
    return "global_defs {\n    router_id LVS\n}\n" + "".join(
        INSTANCE.format(
            vrid=vrid,
            priority=priority,
            more=f"mcast_dst_ip 224.0.1.{vrid}",
            address=f"10.1.2.{vrid}",
        )
        for vrid in range(1, count + 1)
    )


def held(stage, name):
    return sum(a.startswith("10.1.2.") for a in stage.addresses[name].held)


def test_45_groups_on_one_interface_are_heard_and_kept_over_a_reload(stage):
    assert stage["d2"].run("sysctl", "-n", LIMIT).stdout.strip() == "20"
    one = stage.fairleadd("d1", with_groups(200))
    wait_until(lambda: held(stage, "d1") == GROUPS, 10, "d1 is master of all", 0.1)
    two = stage.fairleadd("d2", with_groups(100, GROUPS - 1))
    two.wait_state("BACKUP", 5, count=GROUPS - 1)
    # One more group at a reload; the others are heard all the time.
    two.write(with_groups(100))
    two.reload()
    two.wait_state("BACKUP", 5, count=GROUPS)
    time.sleep(4.5)  # 3 intervals and the skew are 3.6 s
    assert not two.logged("Entering MASTER STATE") and held(stage, "d2") == 0
    assert not two.logged("cannot open")
    sent = {a.destination for a in stage.sniffer.adverts_of(stage["d1"])}
    assert sent == {f"224.0.1.{vrid}" for vrid in range(1, GROUPS + 1)}
    one.stop()
    wait_until(lambda: held(stage, "d2") == GROUPS, 6, "d2 is master of all", 0.1)


@pytest.fixture
def without_groups(stage):
    """No socket of d1 may join a group of IPv4."""
    stage["d1"].run("sysctl", "-qw", f"{LIMIT}=0")
    yield stage
    stage["d1"].run("sysctl", "-qw", f"{LIMIT}=20")


def test_one_family_without_its_socket_leaves_the_other_alone(without_groups):
    stage = without_groups
    link_local(stage["d1"])
    sniffer6 = stage.see(Sniffer6())
    text = "global_defs {\n    router_id LVS\n}\n"
    for vrid, address in ((51, "10.1.2.1"), (61, "fe80::51:166/64")):
        text += INSTANCE.format(vrid=vrid, priority=200, more="", address=address)
    begun = time.time()
    one = stage.fairleadd("d1", text)
    one.wait_log("V51", "Entering FAULT STATE")
    one.wait_log("V61", "Entering MASTER STATE")
    assert len(one.logged("cannot open its sockets of IPv4")) == 1
    sniffer6.wait_advert(stage["d1"], 3, begun, priority=200)
    assert not stage.sniffer.adverts_of(stage["d1"], begun)
    stage["d1"].run("sysctl", "-qw", f"{LIMIT}=20")
    one.wait_log("V51", "Entering MASTER STATE")
    stage.sniffer.wait_advert(stage["d1"], 3, priority=200)
    assert len(one.logged("V61", "Entering")) == 2  # backup, master
