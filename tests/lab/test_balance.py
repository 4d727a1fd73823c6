# SPDX-License-Identifier: Apache-2.0
"""Scenario 2 and 4: traffic through the VIP."""

import signal
import time

import pytest
from conf import skew_s
from daemon import scenario
from topology import VIP, wait_table, wait_until
from witness import EchoServer, HttpClient, Talk, alternates, kill_at_once, pages

TABLE = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]


def both_directors(stage):
    """As an operator starts the scenario; d1 is master and has the table."""
    first = stage.director("d1", scenario("director1"))
    second = stage.director("d2", scenario("director2"))
    stage.wait_holder("d1", 10)
    for name in ("d1", "d2"):
        wait_table(stage[name], TABLE, 12)
    return first, second


def test_the_table_and_strict_alternation(stage):
    both_directors(stage)
    stage["client"].run("ping", "-c", "2", "-i", "0.2", "-W", "1", VIP)
    seen = pages(stage["client"], 20)
    assert alternates(seen), seen
    assert set(seen) == {"rs1", "rs2"}


@pytest.mark.fairlead_only  # this keepalived no longer knows nb_get_retry
def test_a_closed_port_leaves_after_its_retries_and_returns(stage):
    """delay_loop 2 and three retries 1 s apart, so that it takes 3 to 5 s."""
    text = scenario("director1").replace("delay_loop 6", "delay_loop 2")
    stage.director("d1", text.replace("delay_before_retry 3", "delay_before_retry 1"))
    stage.wait_holder("d1", 10)
    wait_table(stage["d1"], TABLE, 12)
    time.sleep(2.5)
    server = stage.segment.servers["rs2"]
    closed = time.time()
    server.stop()
    try:
        wait_table(stage["d1"], TABLE[:2], 10)
        took = time.time() - closed
        print(f"left after {took:.1f} s")
        assert 2.8 < took < 6.5
        assert set(pages(stage["client"], 6)) == {"rs1"}
    finally:
        server.start()
    wait_table(stage["d1"], TABLE, 6)
    assert alternates(pages(stage["client"], 10))


def test_the_client_sees_a_stopped_master_for_the_skew_only(stage):
    first, _ = both_directors(stage)
    client = stage.see(HttpClient(stage["client"]))
    wait_until(lambda: len(client.answers) > 10, 10, "the client gets pages")
    begun = time.time()
    first.signal(signal.SIGTERM)
    stage.wait_holder("d2", 5)
    time.sleep(1)
    client.close()
    gap = client.longest_gap_ms(begun)
    print(f"the client's outage: {gap:.0f} ms")
    assert gap < (skew_s(50) + 0.6) * 1000
    assert {a.page for a in client.answers if a.begun > time.time() - 1} == {"rs1", "rs2"}


def test_the_client_sees_a_killed_master_until_the_backup_takes_over(stage):
    first, _ = both_directors(stage)
    client = stage.see(HttpClient(stage["client"]))
    wait_until(lambda: len(client.answers) > 10, 10, "the client gets pages")
    begun = time.time()
    kill_at_once(first.pids())
    # What is dead forwards on: the kernel has the table and, till the lease ends, the
    # address. The client may see no outage at all, but never a long one.
    stage.addresses["d2"].wait(True, 8)
    if first.program == "keepalived":
        stage["d1"].ip(f"addr del {VIP}/32 dev eth0")  # nobody else would
    stage.wait_holder("d2", 4)
    time.sleep(1)
    client.close()
    gap = client.longest_gap_ms(begun)
    print(f"the client's outage: {gap:.0f} ms")
    assert gap < (3 + skew_s(50) + 0.6) * 1000


def with_sync_daemon(name):
    """The scenario's file with lvs_sync_daemon, and port 7 for long conversations."""
    text = scenario(name)
    text = text.replace(" 80 {", " 7 {").replace("connect_port 80", "connect_port 7")
    line = "global_defs {\n    lvs_sync_daemon eth0 VI_1 id 51"
    return text.replace("global_defs {", line, 1)


def sync_daemons(host):
    return host.run("ipvsadm", "-L", "--daemon").stdout


def test_an_open_connection_survives_the_change_of_master(stage):
    for name in ("rs1", "rs2"):
        stage.see(EchoServer(stage[name], 7))
    first = stage.director("d1", with_sync_daemon("director1"))
    stage.director("d2", with_sync_daemon("director2"))
    stage.wait_holder("d1", 10)
    for name in ("d1", "d2"):
        table = [line.replace(":80", ":7") for line in TABLE]
        wait_table(stage[name], table, 12)
    for name, role in (("d1", "master"), ("d2", "backup")):
        wait_until(
            lambda n=name, r=role: f"{r} sync daemon (mcast=eth0, syncid=51"
            in sync_daemons(stage[n]),
            5,
            f"{name} runs the {role} sync daemon: {sync_daemons(stage[name])}",
            0.2,
        )
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    for _ in range(8):
        assert talk.exchange() == partner
    wait_until(
        lambda: "ESTABLISHED" in stage["d2"].run("ipvsadm", "-Lnc").stdout,
        8,
        "d2's kernel knows the connection",
        0.3,
    )
    begun = time.time()
    first.signal(signal.SIGTERM)
    stage.wait_holder("d2", 5)
    for _ in range(5):
        assert talk.exchange() == partner
    print(f"answered {time.time() - begun:.2f} s after the stop")
    talk.close()
    wait_until(
        lambda: "master sync daemon" in sync_daemons(stage["d2"]), 5, "d2 is master"
    )
