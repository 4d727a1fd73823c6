# SPDX-License-Identifier: Apache-2.0
"""garp_group: how fast announcements may leave by the interfaces that share a rate."""

import time

import pytest
from conf import instance
from topology import VIP, wait_until
from witness6 import Sniffer6, addresses, link_local

pytestmark = pytest.mark.fairlead_only

MANY = 20
GAP_S = 0.05
PACE = f"""
garp_group {{
    interface eth0
    garp_interval {GAP_S}
    gna_interval {GAP_S}
}}
"""
GLOBALS = "vrrp_garp_master_repeat 2\n    vrrp_garp_master_delay 0"
# Each frame is stamped by the kernel where it is seen: a little jitter.
JITTER_S = 0.005


def assert_paced(stamps, count):
    gaps = [later - at for at, later in zip(stamps, stamps[1:])]
    print(f"gaps of {min(gaps) * 1000:.1f} to {max(gaps) * 1000:.1f} ms")
    assert len(stamps) == count
    assert min(gaps) > GAP_S - JITTER_S
    # As fast as they may: the whole of it takes no more than half as long again.
    assert stamps[-1] - stamps[0] < 1.5 * GAP_S * count


def test_gratuitous_arp_of_all_instances_keeps_the_gap(stage):
    """Two instances, ten addresses each, twice: 40 frames."""
    begun = time.time()
    text = instance(200, before=PACE, globals=GLOBALS, addresses=ten(0))
    text += instance(200, vrid=52, addresses=ten(10)).replace("VI_1", "VI_2")
    stage.fairleadd("d1", without_second_globals(text))

    def seen():
        return [
            a.at
            for a in stage.sniffer.arps
            if a.mac == stage["d1"].mac and a.sender == a.target and a.at >= begun
        ]

    wait_until(lambda: len(seen()) >= 2 * MANY, 12, "all are announced", 0.1)
    time.sleep(4 * GAP_S)
    assert_paced(seen(), 2 * MANY)


def ten(first):
    return "\n".join(f"10.1.2.{first + n}" for n in range(1, 11))


def without_second_globals(text):
    head, tail = text.split("global_defs", 2)[1:]
    return f"global_defs{head}vrrp_instance{tail.split('vrrp_instance', 1)[1]}"


def test_neighbour_advertisements_keep_the_gap(stage):
    link_local(stage["d1"])
    sniffer6 = stage.see(Sniffer6())
    listed = "\n".join(f"fe80::51:{n:x}/64" for n in range(1, MANY + 1))
    text = instance(200, before=PACE, globals=GLOBALS, more="version 3", addresses=listed)
    stage.fairleadd("d1", text.replace("auth_type PASS", "").replace("auth_pass 1111", ""))

    def seen():
        return [
            n.at
            for n in sniffer6.neighbours
            if n.mac == stage["d1"].mac and n.target.startswith("fe80::51:")
        ]

    wait_until(lambda: len(seen()) >= 2 * MANY, 12, "all are announced", 0.1)
    time.sleep(4 * GAP_S)
    assert_paced(seen(), 2 * MANY)
    assert sum(a.startswith("fe80::51:") for a in addresses(stage["d1"])) == MANY


VMAC = "00:00:5e:00:01:33"


def test_what_is_not_where_adverts_leave_is_announced_again_and_again(stage):
    """Adverts leave by eth0, so that no switch would hear of the virtual MAC."""
    words = "use_vmac\n    vmac_xmit_base\n    garp_extra_if"
    once = "vrrp_garp_master_repeat 1\n    vrrp_garp_master_delay 0"

    def seen(since):
        return [
            a.at
            for a in stage.sniffer.arps
            if a.mac == VMAC and a.sender == a.target == VIP and a.at >= since
        ]

    begun = time.time()
    one = stage.fairleadd("d1", instance(200, globals=once, more=f"{words} 1"))
    wait_until(lambda: len(seen(begun)) >= 4, 12, "it is announced", 0.1)
    stamps = seen(begun)
    gaps = [later - at for at, later in zip(stamps, stamps[1:])]
    assert all(abs(gap - 1) < 0.2 for gap in gaps)
    one.write(instance(200, globals=once, more=f"{words} 0"))
    one.reload()
    one.wait_log("reloaded")
    silent = time.time() + 0.2
    time.sleep(2.5)
    assert not seen(silent)
    assert len(one.logged("Entering MASTER STATE")) == 1
