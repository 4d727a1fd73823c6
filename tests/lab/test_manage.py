# SPDX-License-Identifier: Apache-2.0
"""Scenario 11: managed while it runs; restart and reload without a dropped connection."""

import time

import pytest
from daemon import BUILD, scenario
from snmp import OPER_STATE, TRAP_NEW_MASTER, Snmpd, Trapd
from topology import VIP, ipvs_table, wait_table, wait_until
from witness import EchoServer, Talk, alternates, pages

pytestmark = pytest.mark.fairlead_only

POOL = "/virtual-servers/10.1.1.166-80-tcp/real-servers"
TABLE = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]
THIRD = "-> 10.1.1.168:80 Route 1"


def echoing(text):
    """The same on port 7, for conversations that last."""
    return text.replace(" 80 {", " 7 {").replace("connect_port 80", "connect_port 7")


def master(stage, text=None):
    one = stage.director("d1", text or scenario("director1"))
    stage.wait_holder("d1", 10)
    return one


def test_a_real_server_is_added_weighted_drained_and_removed_and_it_all_persists(stage):
    one = master(stage)
    wait_table(stage["d1"], TABLE, 12)
    status, body = one.api("POST", POOL, {"address": "10.1.1.168", "port": 80})
    assert status == 201, body
    wait_table(stage["d1"], [*TABLE, THIRD], 10)
    seen = pages(stage["client"], 9)
    assert set(seen) == {"rs1", "rs2", "rs3"} and alternates(seen)

    status, body = one.api("PATCH", f"{POOL}/10.1.1.163-80", {"weight": 3})
    assert status == 200, body
    assert "-> 10.1.1.163:80 Route 3" in ipvs_table(stage["d1"])

    status, body = one.api("DELETE", f"{POOL}/10.1.1.164-80?force=true")
    assert status in (200, 204), body
    after = [TABLE[0], "-> 10.1.1.163:80 Route 3", THIRD]
    assert ipvs_table(stage["d1"]) == after

    assert one.stop() == 0
    one.start()
    stage.wait_holder("d1", 10)
    time.sleep(1)
    wait_table(stage["d1"], after, 12)
    status, body = one.api("GET", POOL)
    shown = {row["id"]: row["weight"] for row in body["items"]}
    assert shown == {"10.1.1.163-80": 3, "10.1.1.168-80": 1}


def test_a_virtual_server_is_made_at_runtime_and_what_the_kernel_lacks_is_undone(stage):
    one = master(stage)
    wait_table(stage["d1"], TABLE, 12)
    new = {"address": VIP, "port": 8080, "scheduler": "wrr", "forward": "dr"}
    status, body = one.api("POST", "/virtual-servers?dry_run=true", new)
    assert status == 200 and body["changes"][0]["op"] == "IPVS_CMD_NEW_SERVICE"
    assert ipvs_table(stage["d1"]) == TABLE
    operations = [
        {"op": "create", "path": "/virtual-servers", "value": new},
        {
            "op": "create",
            "path": f"/virtual-servers/{VIP}-8080-tcp/real-servers",
            "value": {"address": "10.1.1.163", "weight": 2},
        },
    ]
    status, body = one.api("POST", "/transactions", {"operations": operations})
    assert status == 200, body
    made = [f"TCP {VIP}:8080 wrr", "-> 10.1.1.163:8080 Route 2"]
    assert ipvs_table(stage["d1"]) == [*TABLE, *made]

    absent = {"scheduler": "nonsense"}
    status, body = one.api("PATCH", f"/virtual-servers/{VIP}-8080-tcp", absent)
    assert (status, body["kernel"]["errno"]) == (422, "ENOENT"), body
    assert ipvs_table(stage["d1"]) == [*TABLE, *made]

    weigh = {"op": "merge", "path": f"{POOL}/10.1.1.163-80", "value": {"weight": 9}}
    bad = {"op": "create", "path": "/virtual-servers", "value": {**new, **absent}}
    bad["value"]["port"] = 8081
    status, body = one.api("POST", "/transactions", {"operations": [weigh, bad]})
    assert status == 422, body
    assert ipvs_table(stage["d1"]) == [*TABLE, *made]

    assert one.stop() == 0
    one.start()
    stage.wait_holder("d1", 10)
    wait_table(stage["d1"], [*TABLE, *made], 12)
    status, body = one.api("DELETE", f"/virtual-servers/{VIP}-8080-tcp?force=true")
    assert status == 204, body
    assert ipvs_table(stage["d1"]) == TABLE


def test_a_drained_real_server_keeps_its_connection_and_gets_no_other(stage):
    for name in ("rs1", "rs2"):
        stage.see(EchoServer(stage[name], 7))
    one = master(stage, echoing(scenario("director1")))
    wait_table(stage["d1"], [line.replace(":80", ":7") for line in TABLE], 12)
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    address = stage[partner].address
    path = f"{POOL.replace('-80-', '-7-')}/{address}-7"
    status, body = one.api("POST", f"{path}/actions", {"action": "drain"})
    assert status in (200, 202), body
    assert f"-> {address}:7 Route 0" in ipvs_table(stage["d1"])
    for _ in range(4):
        other = Talk(stage["client"], VIP, 7)
        assert other.exchange() != partner
        other.close()
    assert talk.exchange() == partner
    assert one.api("GET", path)[1]["effective"]["state"] == "draining"
    talk.close()
    status, body = one.api("POST", f"{path}/actions", {"action": "ready"})
    assert status == 200, body
    wait_until(lambda: f"-> {address}:7 Route 1" in ipvs_table(stage["d1"]), 5, "is back")


def test_a_restart_adopts_the_table_and_drops_no_connection(stage):
    for name in ("rs1", "rs2"):
        stage.see(EchoServer(stage[name], 7))
    one = master(stage, echoing(scenario("director1")))
    wait_table(stage["d1"], [line.replace(":80", ":7") for line in TABLE], 12)
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    assert one.stop() == 0
    one.start()
    stage.addresses["d1"].wait(True, 10)
    for _ in range(3):
        assert talk.exchange() == partner
    talk.close()


def test_what_others_put_into_the_table_is_shown_as_foreign_and_left_alone(stage):
    host = stage["d1"]
    host.run("ipvsadm", "-A", "-t", "10.1.1.160:8080", "-s", "wlc")
    host.run("ipvsadm", "-a", "-t", "10.1.1.160:8080", "-r", "10.1.1.163:8080", "-g")
    foreign = ["TCP 10.1.1.160:8080 wlc", "-> 10.1.1.163:8080 Route 1"]
    one = master(stage)
    wait_table(host, [*foreign, *TABLE], 12)
    status, body = one.api("GET", "/ipvs")
    assert status == 200
    managed = {row["virtual_server"]: row["managed"] for row in body["items"]}
    assert managed == {"10.1.1.166-80-tcp": True, "10.1.1.160-8080-tcp": False}
    one.reload()
    time.sleep(1)
    assert one.stop() == 0
    assert ipvs_table(host)[:2] == foreign


def test_snmpwalk_shows_the_instance_and_a_trap_tells_the_change(stage):
    trapd = stage.see(Trapd(stage["client"]))
    stage.see(Snmpd(stage["d1"], trapd))
    options = "enable_snmp_rfcv2\n    enable_traps"
    options += "\n    snmp_socket unix:/run/agentx"
    text = scenario("director1").replace("router_id LVS_1", f"router_id A\n    {options}")
    one = master(stage, text)
    host = stage["d1"]
    wait_until(lambda: trapd.has(TRAP_NEW_MASTER), 20, "a trap of the new master", 0.2)

    def walk():
        done = host.run(
            "snmpwalk", "-v2c", "-cpublic", "-On", "127.0.0.1", "1.3.6.1.2.1.68",
            check=False,
        )
        return done.stdout

    wait_until(lambda: f".{OPER_STATE}" in walk(), 20, "the subagent is connected", 0.3)
    index = host.run("cat", "/sys/class/net/eth0/ifindex", check=False).stdout.strip()
    shown = dict(line.split(" = ", 1) for line in walk().splitlines() if " = " in line)
    if not index:
        index = next(k for k in shown if k.startswith(f".{OPER_STATE}.")).split(".")[-2]
    row = f"{index}.51"
    entry = ".1.3.6.1.2.1.68.1.3.1"
    assert shown[f"{entry}.3.{row}"] == "INTEGER: 3"
    assert shown[f"{entry}.5.{row}"] == "INTEGER: 100"
    assert shown[f"{entry}.7.{row}"] == "IpAddress: 10.1.1.160"
    assert shown[f".1.3.6.1.2.1.68.2.4.1.1.{row}"] == "Counter32: 1"
    assert f".1.3.6.1.2.1.68.1.4.1.2.{row}.10.1.1.166" in shown
    assert one.api("GET", "/info")[0] == 200


def test_the_metrics_and_the_json_tell_the_same(stage):
    one = master(stage)
    wait_table(stage["d1"], TABLE, 12)
    pages(stage["client"], 10)
    label = 'real_server="10.1.1.163-80"'
    name = "fairlead_real_server_connections_total"

    def five_connections():
        metrics = one.metrics()
        found = [v for k, v in metrics.items() if k.startswith(name) and label in k]
        return metrics if found == [5.0] else None

    metrics = wait_until(five_connections, 10, "10.1.1.163 has had 5 of 10 requests")
    status, body = one.api("GET", f"{POOL}/10.1.1.163-80")
    assert status == 200 and body["kernel"]["connections"] == 5
    state = [k for k, v in metrics.items() if k.startswith("fairlead_vrrp_state{") and v]
    assert len(state) == 1 and 'state="master"' in state[0]


def test_fairleadctl_shows_and_changes(stage):
    one = master(stage)
    wait_table(stage["d1"], TABLE, 12)
    status = one.ctl("status").stdout
    for word in ("VI_1", "master", "10.1.1.166", "10.1.1.163", "10.1.1.164"):
        assert word in status.lower() or word in status, status
    service = "10.1.1.166-80-tcp"
    one.ctl("rs", "add", service, "10.1.1.168:80")
    wait_table(stage["d1"], [*TABLE, THIRD], 10)
    one.ctl("rs", "rm", service, "10.1.1.168:80", "--force")
    wait_table(stage["d1"], TABLE, 5)
    assert one.ctl("rs", "rm", service, "10.9.9.9:80", check=False).returncode != 0


def test_realserver_up_prepares_a_real_server_and_down_undoes_it(stage):
    host = stage["rs3"]
    ctl = str(BUILD / "fairleadctl")
    vip = "10.1.1.177"
    assert host.run(ctl, "realserver", "status", vip, check=False).returncode != 0
    host.run(ctl, "realserver", "up", vip)
    assert f"{vip}/32" in host.run("ip", "-4", "addr", "show", "lo").stdout
    ignore = host.run("cat", "/proc/sys/net/ipv4/conf/all/arp_ignore").stdout.strip()
    announce = host.run("cat", "/proc/sys/net/ipv4/conf/all/arp_announce").stdout.strip()
    assert (ignore, announce) == ("1", "2")
    host.run(ctl, "realserver", "status", vip)
    host.run(ctl, "realserver", "down", vip)
    assert vip not in host.run("ip", "-4", "addr", "show", "lo").stdout
