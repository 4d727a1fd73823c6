# SPDX-License-Identifier: Apache-2.0
"""Drains and slow starts, as the kernel's table and its clients see them."""

import pytest
from daemon import scenario
from topology import VIP, ipvs_table, wait_table, wait_until
from witness import EchoServer, Talk, pages

pytestmark = pytest.mark.fairlead_only

VS = "/virtual-servers/10.1.1.166-7-tcp"
PINNED_S = 5


def started(stage, more):
    """d1 is master, and balances port 7 of rs1 and rs2."""
    for name in ("rs1", "rs2"):
        stage.see(EchoServer(stage[name], 7))
    text = scenario("director1").replace(" 80 {", " 7 {")
    text = text.replace("connect_port 80", "connect_port 7")
    one = stage.director("d1", text.replace("lb_kind DR", f"lb_kind DR\n{more}"))
    stage.wait_holder("d1", 10)
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 12, "both are in the table")
    return one


def state_of(one, path):
    return one.api("GET", path)[1]["effective"]["state"]


def test_a_drain_waits_for_who_persistence_leads_there_unless_told_not_to(stage):
    one = started(stage, f"persistence_timeout {PINNED_S}")
    knob = "net.ipv4.vs.expire_quiescent_template"
    stage["d1"].run("sysctl", "-w", f"{knob}=0")
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    path = f"{VS}/real-servers/{stage[partner].address}-7"
    drain = {"action": "drain", "persistence": "expire"}
    status, body = one.api("POST", f"{path}/actions", drain)
    assert (status, body["code"]) == (409, "rs.pinned")
    drain = {"action": "drain", "on_timeout": "maintenance"}
    status, body = one.api("POST", f"{path}/actions", drain)
    assert status == 202, body
    assert f"-> {stage[partner].address}:7 Route 0" in ipvs_table(stage["d1"])
    talk.close()
    again = Talk(stage["client"], VIP, 7)
    assert again.exchange() == partner  # weight 0, and led there all the same
    again.close()
    left = one.api("GET", path)[1]["drain"]
    assert (left["persistent"], left["on_timeout"]) == (1, "maintenance")
    assert state_of(one, path) == "draining"
    # Template and closed connections are gone in their time; two scans later all know.
    wait_until(lambda: state_of(one, path) == "maintenance", 90, "it rests", 0.5)
    assert one.api("GET", path)[1]["drain"] is None


def test_a_drain_under_way_survives_a_restart_and_ends_at_its_deadline(stage):
    one = started(stage, "")
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    path = f"{VS}/real-servers/{stage[partner].address}-7"
    drain = {"action": "drain", "timeout_ms": 8000, "on_timeout": "remove"}
    assert one.api("POST", f"{path}/actions", drain)[0] == 202
    before = one.api("GET", path)[1]["drain"]
    assert one.stop() == 0
    one.start()
    stage.wait_holder("d1", 10)
    wait_until(lambda: one.api("GET", path)[0] == 200, 5, "REST answers again")
    after = one.api("GET", path)[1]["drain"]
    assert (after["since"], after["deadline"]) == (before["since"], before["deadline"])
    assert talk.exchange() == partner
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 2, 15, "it is removed")
    assert one.api("GET", path)[0] == 404
    assert one.api("GET", VS)[1]["effective"]["drain_timeouts"] == 1
    talk.close()


def test_who_is_ready_again_starts_slowly_in_the_kernels_table(stage):
    text = scenario("director1").replace("lb_algo rr", "lb_algo wrr\nslow_start 4")
    one = stage.director("d1", text.replace("lb_kind DR", "lb_kind DR\nweight 10"))
    stage.wait_holder("d1", 10)
    whole = "-> 10.1.1.163:80 Route 10"
    table = ["TCP 10.1.1.166:80 wrr", whole, "-> 10.1.1.164:80 Route 10"]
    wait_table(stage["d1"], table, 12)  # who is there at the start does not come back
    path = "/virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.163-80/actions"
    assert one.api("POST", path, {"action": "maintenance"})[0] == 200
    assert one.api("POST", path, {"action": "ready"})[0] == 200
    assert "-> 10.1.1.163:80 Route 1" in ipvs_table(stage["d1"])
    assert pages(stage["client"], 5).count("rs1") <= 1
    seen = []

    def grown():
        seen.append(ipvs_table(stage["d1"])[1])
        return seen[-1] == whole

    wait_until(grown, 8, "its whole weight", 0.2)
    weights = [int(line.split()[-1]) for line in seen]
    assert weights == sorted(weights)
    assert len(set(weights)) <= 6  # once a second, and not more often
