# SPDX-License-Identifier: Apache-2.0
"""Clients that mean no good, or know no better, beside adverts and checks: these stay on
time, as the wire and the real server see it, and the agent's memory stays bounded."""

import hashlib
import json
import pathlib
import re
import socket
import time

import pytest
from conf import instance, virtual_server
from daemon import Fairleadd
from topology import VIP, wait_until
from witness import Witness

pytestmark = pytest.mark.fairlead_only

PORT = 8080
TOKEN = "v-secret"
CHECKED = ("10.1.1.163", 80)
RS = f"/virtual-servers/{VIP}-80-tcp/real-servers/10.1.1.163-80"
ADVERT_S = CHECK_S = 1.0
LATE_S = 0.15  # beside a machine that is full
GROWTH_MAX_KIB = 24 * 1024  # 128 connections of 32 KiB each way, and what they ask for


class Checked(Witness):
    """A real server that notes when it is checked."""

    def __init__(self, host):
        self.host = host
        self.times = []
        super().__init__()

    def prepare(self):
        with self.host.network():
            self.socket = socket.create_server(CHECKED)
        self.socket.settimeout(0.1)

    def look(self):
        while not self.ending.is_set():
            try:
                link, _ = self.socket.accept()
            except TimeoutError:
                continue
            self.times.append(time.time())
            link.close()
        self.socket.close()


class Victim:
    """A director with a TCP listener, and who watches it."""

    def __init__(self, stage):
        self.stage, self.host = stage, stage["d1"]
        tokens = self.host.folder / "tokens"
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        tokens.write_text(f"v viewer {digest}\n")
        tokens.chmod(0o600)
        self.checked = stage.see(Checked(stage["rs1"]))
        pool = virtual_server(
            "real_server 10.1.1.163 80 {\n TCP_CHECK {\n connect_timeout 1\n }\n }"
        )
        api = f"api {{\n listen unix:{Fairleadd.socket}\n listen 127.0.0.1:{PORT}\n"
        text = instance(255, "MASTER") + pool + api + f" token_file {tokens}\n}}\n"
        self.daemon = stage.director("d1", text)
        wait_until(lambda: len(self.checked.times) > 1, 10, "it is checked")
        stage.sniffer.wait_advert(self.host, 5)
        self.rss_before = self.kib("VmRSS")

    def kib(self, name):
        status = pathlib.Path(f"/proc/{self.daemon.agent_pid()}/status").read_text()
        return int(re.search(rf"^{name}:\s+(\d+) kB", status, re.M)[1])

    def link(self, number=0):
        """A connection; `number` chooses among the addresses that it may come from."""
        with self.host.network():
            link = socket.socket()
        link.settimeout(10)
        link.bind((f"127.0.0.{2 + number % 8}", 0))
        link.connect(("127.0.0.1", PORT))
        return link

    def refusals(self, reason):
        name = f'fairlead_api_refusals_total{{reason="{reason}"}}'
        return self.daemon.metrics()[name]

    def verdict(self, what, since, seconds):
        """After `seconds`: were all adverts and checks on time? Prints the figures."""
        time.sleep(max(0.0, since + seconds - time.time()))
        adverts = [a.at for a in self.stage.sniffer.adverts_of(self.host, since)]
        checks = [at for at in self.checked.times if at >= since]
        grown = self.kib("VmHWM") - self.rss_before
        late = [max(gaps(times)) for times in (adverts, checks)]
        print(
            f"{what}: {len(adverts)} adverts, gap at most {late[0]:.3f} s; "
            f"{len(checks)} checks, gap at most {late[1]:.3f} s; "
            f"memory at most {grown} KiB more"
        )
        assert len(adverts) >= int(seconds) - 1 and late[0] < ADVERT_S + LATE_S
        assert len(checks) >= int(seconds) - 2 and late[1] < CHECK_S + 2 * LATE_S
        assert grown < GROWTH_MAX_KIB


def gaps(times):
    return [b - a for a, b in zip(times, times[1:])]


@pytest.fixture
def victim(stage):
    return Victim(stage)


def request(path, token=TOKEN):
    text = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}"
    return text.encode() + b"\r\n\r\n"


def read_answer(link):
    """Status and body of one answer with a length."""
    head = b""
    while b"\r\n\r\n" not in head:
        piece = link.recv(1)
        assert piece, head
        head += piece
    length = int(re.search(rb"content-length: (\d+)", head, re.I)[1])
    body = b""
    while len(body) < length:
        body += link.recv(length - len(body))
    return int(head.split()[1]), body


@pytest.mark.parametrize("token", [TOKEN, "guessed"])
def test_thousands_of_connections(victim, token):
    """wrk, from one address: 64 of them are served at a time, the rest turned away."""
    since = time.time()
    done = victim.host.run(
        *["wrk", "-t", "1", "-c", "2000", "-d", "5s"],
        *["-H", f"Authorization: Bearer {token}"],
        f"http://127.0.0.1:{PORT}/api/v1/info",
        check=False,
    )
    print(done.stdout)
    victim.verdict(f"2000 connections, {token}", since, 6)
    assert victim.refusals("crowd") > 0
    if token != TOKEN:
        assert victim.refusals("wrong") + victim.refusals("backoff") > 0
    assert len(victim.daemon.logged("refused (")) < 40
    assert victim.daemon.curl("/healthz")[0] == 200


def test_slow_loris(victim):
    """120 that send a byte a second, from eight addresses: cut after 10 s."""
    since = time.time()
    links = [victim.link(i) for i in range(120)]
    for link in links:
        link.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
    alive = set(range(len(links)))
    for _ in range(14):
        time.sleep(1)
        for i in list(alive):
            try:
                links[i].send(b"x")
            except OSError:
                alive.discard(i)
    victim.verdict("120 slow loris", since, 14)
    assert not alive
    assert victim.refusals("slow") >= 120
    fresh = victim.link()
    fresh.sendall(request("/api/v1/whoami"))
    assert read_answer(fresh)[0] == 200
    for link in [*links, fresh]:
        link.close()


def test_half_closed_and_pipelined(victim):
    """All requests are answered, in order, also when the client has said its last."""
    since = time.time()
    paths = ["/api/v1/whoami", "/api/v1/nothing", "/api/v1/info"] * 10
    for _ in range(20):
        link = victim.link()
        link.sendall(b"".join(map(request, paths)))
        answers = [read_answer(link) for _ in paths]
        assert [status for status, _ in answers] == [200, 404, 200] * 10
        assert json.loads(answers[0][1])["actor"] == "token v"
        link.close()
    halves = [victim.link(i) for i in range(100)]
    for link in halves:
        link.sendall(request("/api/v1/whoami"))
        link.shutdown(socket.SHUT_WR)
    assert [read_answer(link)[0] for link in halves] == [200] * 100
    for link in halves:
        link.close()
    victim.verdict("600 pipelined, 100 half-closed", since, 5)


def test_a_hundred_clients_that_do_not_read_their_events(victim):
    since = time.time()
    deaf = [victim.link(i) for i in range(100)]
    for link in deaf:
        link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        link.sendall(request("/api/v1/events?follow=true&after=0"))
    wait_until(
        lambda: len([1 for link in deaf if link.recv(12, socket.MSG_PEEK)]) == 100,
        10,
        "all are answered",
    )
    for weight in range(1, 101):
        victim.daemon.api("PATCH", f"{RS}?persist=runtime", {"weight": weight})
    victim.verdict("100 deaf streams, 100 edits", since, 6)
    first = deaf[0].recv(65536)
    assert first.startswith(b"HTTP/1.1 200")
    for link in deaf:
        link.close()
    assert victim.daemon.curl("/healthz")[0] == 200
