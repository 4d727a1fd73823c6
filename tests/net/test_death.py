# SPDX-License-Identifier: Apache-2.0
"""Scenario 4: the master is stopped, killed, hung; who has the address, seen from outside."""

import os
import signal
import time

import pytest
from conf import instance, master_down_s, skew_s
from topology import VIP, RealServer, wait_until
from witness import ArpAsker, HttpClient, held_together, kill, kill_at_once

# A machine busy with other tests may be late by this much.
SLACK_S = 0.4
# The default lease: the master-down time rounded up, plus 1 s. Priority 200 and 1 s
# adverts: 3 + 56/256 = 3.22 -> 4 -> 5 s.
LEASE_S = 5


def pair(stage):
    """d1 is master with 200, d2 its backup with 100."""
    first = stage.director("d1", instance(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    second = stage.director("d2", instance(100))
    second.wait_state("BACKUP", 5)
    time.sleep(1.2)
    return first, second


def taken_over_at(stage, since):
    stage.addresses["d2"].wait(True, 8)
    return stage.addresses["d2"].when(True, since)


def test_a_stopped_master_releases_and_the_backup_waits_only_the_skew(stage):
    first, _ = pair(stage)
    begun = time.time()
    assert first.stop() == 0
    release = stage.sniffer.wait_advert(stage["d1"], 2, since=begun, priority=0)
    taken = taken_over_at(stage, begun)
    gone = stage.addresses["d1"].when(False, begun)
    assert gone is not None and gone - release.at < 0.2
    assert abs(taken - release.at - skew_s(100)) < SLACK_S
    wait_until(
        lambda: stage.sniffer.gratuitous(stage["d2"], since=begun),
        2,
        "d2 announces the address",
    )
    both = held_together(stage.addresses["d1"], stage.addresses["d2"], begun, time.time())
    assert both == 0


def test_a_killed_agent_loses_the_address_at_once_and_runs_again(stage):
    first, _ = pair(stage)
    if first.program != "fairleadd":
        pytest.skip("keepalived stands in")
    agent = first.agent_pid()
    begun = time.time()
    os.kill(agent, signal.SIGKILL)
    stage.addresses["d1"].wait(False, 2)
    gone_ms = (stage.addresses["d1"].when(False, begun) - begun) * 1000
    print(f"gone {gone_ms:.1f} ms after the kill")
    assert gone_ms < 100
    wait_until(lambda: len(first.pids()) > 1, 5, "the agent runs again")
    assert first.agent_pid() != agent
    # Whoever had it meanwhile: in the end the higher priority is master again.
    stage.wait_holder("d1", 12)


def hang(pids):
    kill(pids, signal.SIGSTOP)


@pytest.mark.parametrize("end", [kill_at_once, hang])
@pytest.mark.fairlead_only
def test_dead_or_hung_as_a_whole_it_has_the_address_no_longer_than_its_lease(
    stage, end
):
    first, _ = pair(stage)
    asker = stage.see(ArpAsker(stage["client"]))
    begun = time.time()
    end(first.pids())
    taken = taken_over_at(stage, begun)
    late = taken - begun - master_down_s(100)
    print(f"taken over after {taken - begun:.2f} s, expected {master_down_s(100):.2f} s")
    # It may have died any time within its advert interval.
    assert -1 - SLACK_S < late < SLACK_S
    stage.addresses["d1"].wait(False, LEASE_S + 2)
    gone = stage.addresses["d1"].when(False, begun)
    print(f"the first one's address went after {gone - begun:.2f} s")
    assert gone - begun < LEASE_S + 0.5
    both = held_together(stage.addresses["d1"], stage.addresses["d2"], begun, time.time())
    assert both < LEASE_S + 0.5 - (taken - begun)
    time.sleep(0.3)
    asker.close()
    # From then on only the second answers for it.
    says = {a.mac for a in stage.sniffer.answers(since=gone + 0.1)}
    assert says == {stage["d2"].mac}
    if end is hang:
        kill(first.pids(), signal.SIGCONT)
        stage.wait_holder("d1", 12)
        # It renews what it took back: longer than one lease without a gap.
        resumed = time.time()
        time.sleep(LEASE_S + 1)
        assert stage.holders() == ["d1"]
        assert stage.addresses["d1"].when(False, resumed) is None


@pytest.mark.fairlead_only
def test_a_hung_agent_is_ended_by_its_keeper_and_started_again(stage):
    first, _ = pair(stage)
    agent = first.agent_pid()
    begun = time.time()
    os.kill(agent, signal.SIGSTOP)
    stage.addresses["d1"].wait(False, LEASE_S + 2)

    def again():
        pids = first.pids()
        return len(pids) > 1 and agent not in pids

    wait_until(again, 15, "another agent runs")
    print(f"another agent after {time.time() - begun:.2f} s")
    stage.wait_holder("d1", 15)


@pytest.mark.fairlead_only
def test_a_killed_keeper_takes_the_agent_with_it_and_the_address(stage):
    first, _ = pair(stage)
    begun = time.time()
    os.kill(first.keeper_pid(), signal.SIGKILL)
    stage.addresses["d1"].wait(False, 2)
    wait_until(lambda: not first.pids(), 5, "the agent ends with its keeper")
    # The agent got the time to release: the backup does not wait for 3 intervals.
    taken = taken_over_at(stage, begun)
    assert taken - begun < skew_s(100) + 1
    assert stage.holders() == ["d2"]


@pytest.mark.fairlead_only
def test_without_a_lease_the_address_has_no_lifetime(stage):
    stage.director("d1", instance(200, "MASTER", more="vip_lease off"))
    stage.addresses["d1"].wait(True, 8)
    shown = stage["d1"].run("ip", "-4", "addr", "show", "to", VIP).stdout
    assert "valid_lft forever" in shown


def test_the_web_page_is_back_after_the_takeover(stage, segment):
    """The VIP's holder serves the page itself here; with IPVS it is the lab's test."""
    servers = [RealServer(segment[name]) for name in ("d1", "d2")]
    try:
        first, _ = pair(stage)
        client = stage.see(HttpClient(segment["client"]))
        wait_until(lambda: len(client.answers) > 20, 5, "the client gets pages")
        begun = time.time()
        first.stop()
        taken_over_at(stage, begun)
        time.sleep(1)
        client.close()
        gap = client.longest_gap_ms(begun)
        print(f"the client's outage: {gap:.0f} ms")
        assert gap < (skew_s(100) + SLACK_S) * 1000
        assert {a.page for a in client.answers} == {"d1", "d2"}
    finally:
        for server in servers:
            server.stop()
