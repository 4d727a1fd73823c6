# SPDX-License-Identifier: Apache-2.0
"""Scenario 3, 5, 6, 10: who is master."""

import signal
import time

import pytest
from conf import instance, master_down_s
from daemon import scenario
from snmp import TRAP_NEW_MASTER, TRAP_SPLIT_BRAIN, Snmpd, Trapd
from topology import VIP, wait_until
from witness import kill


@pytest.mark.parametrize("first", ["d1", "d2"])
def test_of_two_configured_master_the_higher_priority_wins(stage, first):
    texts = {"d1": instance(200, "MASTER"), "d2": instance(100, "MASTER")}
    second = {"d1": "d2", "d2": "d1"}[first]
    daemons = {first: stage.director(first, texts[first])}
    stage.addresses[first].wait(True, 8)
    daemons[second] = stage.director(second, texts[second])
    stage.wait_holder("d1", 8)
    if first == "d2":
        daemons["d2"].wait_log("higher prio", timeout_s=5)
        daemons["d2"].wait_state("BACKUP", 5)
    time.sleep(1.5)
    assert stage.holders() == ["d1"]


def test_the_winner_forces_a_new_election_and_the_loser_says_why(stage):
    weak = stage.director("d2", instance(100, "MASTER"))
    stage.addresses["d2"].wait(True, 8)
    strong = stage.director("d1", instance(200, "MASTER"))
    stage.wait_holder("d1", 8)
    strong.wait_log("lower prio", timeout_s=5)
    weak.wait_log("higher prio", timeout_s=5)
    weak.wait_state("BACKUP", 5)


def test_with_equal_priorities_there_is_one_master(stage):
    daemons = [stage.director(n, instance(100, "MASTER")) for n in ("d1", "d2")]
    wait_until(stage.holders, 8, "one has the address")
    time.sleep(2.5)
    assert len(stage.holders()) == 1
    assert daemons[0].pids() and daemons[1].pids()


def test_of_two_masters_with_equal_priorities_the_higher_address_stays(stage):
    stage.segment.part("d2")
    daemons = [stage.director(n, instance(100, "MASTER")) for n in ("d1", "d2")]
    for name in ("d1", "d2"):
        stage.addresses[name].wait(True, 8)
    stage.segment.join("d2")
    stage.wait_holder("d2", 5)
    daemons[0].wait_state("BACKUP", 2)
    time.sleep(1.5)
    assert stage.holders() == ["d2"]


def test_the_master_that_returns_preempts(stage):
    stage.director("d2", scenario("director2").split("virtual_server ")[0])
    stage.addresses["d2"].wait(True, 8)
    stage.director("d1", scenario("vrrp1"))
    stage.wait_holder("d1", 8)


def test_nopreempt_leaves_the_address_where_it_is_until_that_one_fails(stage):
    holder = stage.director("d1", scenario("nopreempt1"))
    stage.addresses["d1"].wait(True, 8)
    stage.director("d2", scenario("nopreempt2"))
    time.sleep(master_down_s(150) + 1.5)
    assert stage.holders() == ["d1"]
    holder.stop()
    stage.wait_holder("d2", 4)


def test_preempt_delay_postpones_preemption_after_start(stage):
    stage.director("d1", instance(100))
    stage.addresses["d1"].wait(True, 8)
    begun = time.time()
    stage.director("d2", instance(150, more="preempt_delay 6"))
    stage.wait_holder("d2", 14)
    took = stage.addresses["d2"].when(True, begun) - begun
    assert 6 <= took < 6 + master_down_s(150) + 1


def test_different_vrids_both_hold_the_address_and_fairlead_says_so(stage):
    one = stage.director("d1", instance(100, "MASTER", vrid=51))
    two = stage.director("d2", instance(100, "MASTER", vrid=52))
    wait_until(lambda: stage.holders() == ["d1", "d2"], 8, "both have the VIP")
    if one.program != "fairleadd":
        return
    for daemon in (one, two):
        daemon.wait_log("split", timeout_s=10)
        wait_until(
            lambda d=daemon: d.instance()["split_brain"],
            10,
            f"split_brain in REST on {daemon.host.name}",
        )


def test_a_split_brain_is_trapped(stage):
    trapd = stage.see(Trapd(stage["client"]))
    stage.see(Snmpd(stage["d1"], trapd))
    words = "enable_snmp_rfcv2\n    enable_traps\n    snmp_socket unix:/run/agentx"
    one = stage.director("d1", instance(100, "MASTER", vrid=51, globals=words))
    if one.program != "fairleadd":
        return
    wait_until(lambda: trapd.has(TRAP_NEW_MASTER), 20, "the trap of the new master", 0.2)
    assert not trapd.has(TRAP_SPLIT_BRAIN)
    stage.director("d2", instance(100, "MASTER", vrid=52))
    wait_until(lambda: trapd.has(TRAP_SPLIT_BRAIN), 15, "the trap of the split brain", 0.2)


SCRIPT_SECONDS = 1


def quick(name):
    """The scenario's file with the script run each second and a short preempt delay."""
    text = scenario(name).replace("interval 10", f"interval {SCRIPT_SECONDS}")
    return text.replace("preempt_delay 300", "preempt_delay 2")


def start_nfsd(host):
    """A process of that name, which is all that pidof looks at."""
    place = host.folder / "nfsd"
    if not place.exists():
        place.symlink_to("/bin/sleep")
    return host.popen(str(place), "600")


@pytest.fixture
def nfsd(stage):
    """A running nfsd on both directors; {name: stop}."""

    def stop(name):
        kill(stage[name].processes("nfsd"), signal.SIGKILL)

    for name in ("d1", "d2"):
        start_nfsd(stage[name])
        wait_until(lambda n=name: stage[n].processes("nfsd"), 5, "nfsd runs")
    yield stop
    stop("d1")
    stop("d2")


@pytest.mark.fairlead_only  # keepalived resolves the link /bin/pidof and runs killall5
def test_a_failing_script_lowers_the_priority_and_one_success_restores_it(stage, nfsd):
    one = stage.director("d1", quick("script1"))
    stage.director("d2", quick("script2"))
    stage.wait_holder("d1", 12)
    assert stage.sniffer.wait_advert(stage["d1"], 3).priority == 150
    failed_at = time.time()
    nfsd("d1")
    # The third failure of three lowers it, not the first.
    lowered = stage.sniffer.wait_advert(stage["d1"], 6, failed_at, priority=60)
    assert lowered.at - failed_at > 2 * SCRIPT_SECONDS
    stage.wait_holder("d2", 8)
    one.wait_log("150", "60", timeout_s=2)
    restored_at = time.time()
    start_nfsd(stage["d1"])
    stage.wait_holder("d1", 12)
    stage.sniffer.wait_advert(stage["d1"], 3, restored_at, priority=150)


def test_an_address_that_somebody_removes_comes_back(stage):
    stage.director("d1", scenario("vrrp1"))
    watch = stage.addresses["d1"]
    watch.wait(True, 8)
    begun = time.time()
    stage["d1"].ip(f"addr del {VIP}/32 dev eth0")
    gone = wait_until(lambda: watch.when(False, begun), 1, "the kernel drops it")
    wait_until(lambda: watch.when(True, gone), 5, "it is put back")
    time.sleep(0.5)
    assert watch.holds()
