# SPDX-License-Identifier: Apache-2.0
"""Events while they happen: streams that go on, resume, and let nobody wait."""

import json
import socket
import time

import pytest
from conf import instance
from topology import wait_until

pytestmark = pytest.mark.fairlead_only


class Stream:
    """GET of a stream on the agent's Unix socket; in HTTP/1.0: no chunks."""

    def __init__(self, daemon, query="", *headers):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(daemon.file(daemon.socket)))
        lines = [f"GET /api/v1/events{query} HTTP/1.0", "Host: localhost", *headers]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.socket.setblocking(False)
        self.bytes = b""
        self.ended = False

    def text(self):
        """All of the body until now."""
        while not self.ended:
            try:
                more = self.socket.recv(65536)
            except BlockingIOError:
                break
            self.bytes += more
            self.ended = not more
        return self.bytes.decode().partition("\r\n\r\n")[2]

    def events(self):
        """The objects, whichever form they came in."""
        lines = (line.removeprefix("data: ") for line in self.text().splitlines())
        return [json.loads(line) for line in lines if line.startswith("{")]

    def wait(self, wanted, timeout_s=8):
        def found():
            return [event for event in self.events() if wanted(event)]

        return wait_until(found, timeout_s, "an event of that kind")

    def wait_end(self, timeout_s=5):
        wait_until(lambda: self.text() is not None and self.ended, timeout_s, "its end")
        return self.text()

    def close(self):
        self.socket.close()


@pytest.fixture
def director(stage):
    daemon = stage.director("d1", instance(100))
    daemon.wait_state("MASTER", 8)
    return daemon


@pytest.fixture
def follow(stage, director):
    opened = []

    def start(query="", *headers):
        opened.append(Stream(director, query, *headers))
        return opened[-1]

    yield start
    for stream in opened:
        stream.close()


def yields(daemon, for_ms=60000):
    body = {"action": "yield", "duration_ms": for_ms, "reason": "a test"}
    status, _ = daemon.api("POST", "/vrrp/instances/VI_1/actions", body)
    assert status in (200, 202)


def resumes(daemon):
    assert daemon.api("POST", "/vrrp/instances/VI_1/actions", {"action": "resume"})[0] < 300


def is_wish(event):
    return event["type"] == "vrrp.override"


def test_who_follows_is_told_within_a_moment_and_not_what_was(director, follow):
    stream = follow("")
    wait_until(lambda: "retry: 2000" in stream.text(), 5, "it has begun")
    asked = time.time()
    yields(director)
    event = stream.wait(is_wish)[0]
    assert time.time() - asked < 2
    assert "a test" in event["text"] or event["reason"] == "a test"
    assert f"id: {event['id']}\nevent: vrrp.override\n" in stream.text()
    assert not [e for e in stream.events() if e["type"] == "agent.started"]


def test_lines_of_what_was_end_when_all_is_told(director, follow):
    stream = follow("?format=ndjson&after=0&follow=false")
    events = [json.loads(line) for line in stream.wait_end().splitlines()]
    assert events[0]["type"] == "agent.started"
    assert [e["seq"] for e in events] == list(range(1, len(events) + 1))


def test_accept_chooses_the_form(follow):
    stream = follow("?after=0&follow=false", "Accept: application/x-ndjson")
    assert stream.wait_end().startswith("{")


def test_a_client_that_comes_again_misses_nothing(director, follow):
    first = follow("?format=ndjson&after=0")
    yields(director)
    last = first.wait(is_wish)[-1]["id"]
    first.close()
    resumes(director)
    again = follow("", f"Last-Event-ID: {last}")
    events = again.wait(is_wish)
    assert events[0]["to"] == "none"
    assert all(e["seq"] > int(last.partition("-")[2]) for e in again.events())


def test_a_restart_is_a_reset(director, follow):
    stream = follow("?after=1-7&format=ndjson")
    assert stream.wait(lambda e: e["type"] == "stream.reset")


def test_filters_are_kept_to(director, follow):
    stream = follow("?types=rs.*,vrrp.override&format=ndjson&after=0")
    other = follow("?ref=vrrp/instances/VI_2&format=ndjson&after=0")
    yields(director)
    stream.wait(is_wish)
    assert {e["type"] for e in stream.events()} == {"vrrp.override"}
    assert other.events() == []


@pytest.mark.parametrize("query", ["types=nothing", "format=xml", "after=x", "follow=1"])
def test_what_cannot_be_asked_is_refused(director, query):
    status, body = director.curl(f"/api/v1/events?{query}")
    assert status == 400
    assert json.loads(body)["code"] == "query.value"


def test_streams_are_limited_and_others_are_still_served(director, follow):
    streams = [follow("?types=rs.admin") for _ in range(32)]
    for stream in streams:
        wait_until(stream.text, 5, "it has begun")

    def refused():
        more = follow("")
        wait_until(lambda: more.text() or more.bytes, 5, "an answer")
        more.close()
        return b"503" in more.bytes and b"streams.full" in more.bytes

    assert refused()
    assert director.api("GET", "/info")[0] == 200
    for stream in streams:
        stream.close()
    # those that left are noticed at the next sign of life, 15 s at most
    wait_until(lambda: not refused(), 25, "there is room again", 0.5)


def test_clients_that_read_nothing_are_cut_and_delay_nobody(director):
    """Each asks for all there is, again and again, and takes nothing."""
    path = str(director.file(director.socket))
    deaf = []
    for _ in range(8):
        client = socket.socket(socket.AF_UNIX)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(path)
        client.sendall(b"GET /api/v1/events?after=0 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        deaf.append(client)
    for _ in range(300):
        yields(director)
        resumes(director)
    worst = 0
    for _ in range(20):
        began = time.monotonic()
        assert director.api("GET", "/info")[0] == 200
        worst = max(worst, time.monotonic() - began)
    assert worst < 2
    for client in deaf:
        client.close()


def test_a_stop_does_not_wait_for_streams(director, follow):
    stream = follow("?format=ndjson")
    began = time.monotonic()
    director.close()
    assert time.monotonic() - began < 5
    stream.wait_end()


def test_fairleadctl_tells_events(director):
    said = director.ctl("events").stdout
    assert "agent.started" in said and "vrrp.state" in said
    said = director.ctl("events", "--types", "agent.*", "-o", "json").stdout
    assert {json.loads(line)["type"] for line in said.splitlines()} == {"agent.started"}
    bad = director.ctl("events", "--types", "nothing", check=False)
    assert bad.returncode == 1 and "types" in bad.stderr
