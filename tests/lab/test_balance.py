# SPDX-License-Identifier: Apache-2.0
"""Scenario 2 and 4: traffic through the VIP."""

import signal
import socket
import threading
import time

import pytest
from conf import skew_s
from daemon import scenario
from topology import VIP, wait_table, wait_until
from witness import (
    EchoServer,
    HttpClient,
    Talk,
    Witness,
    alternates,
    kill_at_once,
    pages,
)

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


def wait_daemons(stage, **roles):
    for name, role in roles.items():
        wait_until(
            lambda n=name, r=role: f"{r} sync daemon (mcast=eth0, syncid=51"
            in sync_daemons(stage[n]),
            5,
            f"{name} runs the {role} sync daemon: {sync_daemons(stage[name])}",
            0.2,
        )


def directors_in_sync(stage):
    """Both with port 7; d1 is master and tells d2's kernel of its connections."""
    first = stage.director("d1", with_sync_daemon("director1"))
    stage.director("d2", with_sync_daemon("director2"))
    stage.wait_holder("d1", 10)
    for name in ("d1", "d2"):
        table = [line.replace(":80", ":7") for line in TABLE]
        wait_table(stage[name], table, 12)
    wait_daemons(stage, d1="master", d2="backup")
    return first


def wait_known_to(stage, name):
    wait_until(
        lambda: "ESTABLISHED" in stage[name].run("ipvsadm", "-Lnc").stdout,
        8,
        f"{name}'s kernel knows the connection",
        0.3,
    )


def test_an_open_connection_survives_the_change_of_master(stage):
    for name in ("rs1", "rs2"):
        stage.see(EchoServer(stage[name], 7))
    first = directors_in_sync(stage)
    talk = Talk(stage["client"], VIP, 7)
    partner = talk.exchange()
    for _ in range(8):
        assert talk.exchange() == partner
    wait_known_to(stage, "d2")
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


LINES = 600
PACE_S = 0.02
WHOLE = b"".join(b"%d\n" % n for n in range(LINES))


class SlowFile(Witness):
    """Sends everybody the numbers below LINES, 12 s long in all, and ends."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        super().__init__()

    def prepare(self):
        with self.host.network():
            self.listener = socket.create_server(("", self.port), backlog=64)
        self.listener.settimeout(0.1)

    def look(self):
        while not self.ending.is_set():
            try:
                client = self.listener.accept()[0]
            except TimeoutError:
                continue
            threading.Thread(target=self.send, args=(client,), daemon=True).start()
        self.listener.close()

    def send(self, client):
        with client:
            for number in range(LINES):
                try:
                    client.sendall(b"%d\n" % number)
                except OSError:  # a check has seen enough
                    return
                if self.ending.wait(PACE_S):
                    return


class Download(Witness):
    """What came of one, until its end."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        self.got = b""
        self.ended = threading.Event()
        super().__init__()

    def prepare(self):
        with self.host.network():
            self.socket = socket.create_connection((VIP, self.port), timeout=5)
        # Who lost packets while nobody served tries again later and later.
        self.socket.settimeout(30)

    def look(self):
        with self.socket:
            while not self.ending.is_set() and (block := self.socket.recv(4096)):
                self.got += block
        self.ended.set()


@pytest.mark.fairlead_only
def test_a_download_goes_on_while_the_role_moves_there_and_back_by_command(stage):
    for name in ("rs1", "rs2"):
        stage.see(SlowFile(stage[name], 7))
    first = directors_in_sync(stage)
    download = stage.see(Download(stage["client"], 7))
    wait_known_to(stage, "d2")
    assert first.ctl("vrrp", "VI_1", "failover").returncode == 0
    stage.wait_holder("d2", 5)
    wait_daemons(stage, d1="backup", d2="master")
    moved = len(download.got)
    assert 0 < moved < len(WHOLE)
    assert first.ctl("vrrp", "VI_1", "resume").returncode == 0
    stage.wait_holder("d1", 6)
    wait_daemons(stage, d1="master", d2="backup")
    assert len(download.got) < len(WHOLE), "too late to tell"
    assert download.ended.wait(20)
    assert download.got == WHOLE
