# SPDX-License-Identifier: Apache-2.0
"""A check that is in no configuration, run once; a server of the test's own says what it
heard of it."""

import contextlib
import socketserver
import threading

import pytest
from checks import checked
from topology import wait_until

pytestmark = pytest.mark.fairlead_only

TRIED = {"type": "redis", "address": "10.1.1.163", "port": 6379}
SECRET = "never-shown"


class Redis(socketserver.StreamRequestHandler):
    """Answers each command (an array of RESP's) with the server's word."""

    def handle(self):
        with contextlib.suppress(OSError):
            while line := self.rfile.readline():
                for _ in range(2 * int(line[1:])):
                    line = self.rfile.readline()
                    self.server.heard.append(line.strip().decode())
                if self.server.answer:
                    self.wfile.write(self.server.answer)


class Server(socketserver.ThreadingTCPServer):
    # the last test's connections may still wait for their end
    allow_reuse_address = True


@pytest.fixture
def redis(segment):
    with segment["rs1"].network():
        made = Server(("", 6379), Redis)
    made.daemon_threads, made.block_on_close = True, False
    made.heard, made.answer = [], b"+PONG\r\n"
    threading.Thread(target=made.serve_forever, args=(0.02,)).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def director(stage):
    return stage.director("d1", checked("TCP_CHECK {\n }", "delay_loop 60"))


def outcome(director, body):
    status, begun = director.api("POST", "/checks/test", body)
    assert status == 202, begun
    path = f"/checks/test/{begun['id']}"

    def is_over():
        return director.api("GET", path)[1]["state"] == "done"

    wait_until(is_over, 8, f"{path} does not end", 0.05)
    return director.api("GET", path)[1]


def test_a_trial_tells_what_came_of_it_and_its_steps(director, redis):
    before = director.api("GET", "/info")[1]["checks"]["runs"]
    found = outcome(director, TRIED)
    assert (found["type"], found["code"]) == ("redis", "ok")
    steps = [step["step"] for step in found["trace"]]
    assert steps[:4] == ["connecting", "connected", "sent", "received"]
    assert steps[-1] == "verdict"
    times = [step["at_us"] for step in found["trace"]]
    assert times == sorted(times)
    assert found["latency_us"] == times[-1]
    assert "PING" in redis.heard
    # Nobody's figures, and once only.
    assert director.api("GET", "/info")[1]["checks"]["runs"] == before
    assert redis.heard.count("PING") == 1
    assert len(director.api("GET", "/checks")[1]["items"]) == 1


def test_a_secret_is_sent_and_not_shown(director, redis):
    redis.answer = b"+OK\r\n"
    found = outcome(director, TRIED | {"password": SECRET})
    assert SECRET in redis.heard
    assert SECRET not in str(found)
    status, body = director.api(
        "POST", "/checks/test", TRIED | {"password": [SECRET, "more"]}
    )
    assert (status, body["errors"][0]["pointer"]) == (422, "/password")
    assert SECRET not in str(body)


def test_a_trial_that_hangs_ends_and_a_refused_one_says_so(director, redis):
    redis.answer = b""
    found = outcome(director, TRIED | {"timeout_ms": 300})
    assert (found["code"], found["latency_us"] >= 300000) == ("timeout", True)
    found = outcome(director, TRIED | {"port": 6380})
    assert found["code"] == "connect.refused"
    # While four hang there is no fifth, and the API answers all the same.
    hanging = TRIED | {"timeout_ms": 3000}
    for _ in range(4):
        assert director.api("POST", "/checks/test", hanging)[0] == 202
    status, body = director.api("POST", "/checks/test", hanging)
    assert (status, body["code"]) == (503, "check.busy")


@pytest.mark.parametrize(
    "said, status, code",
    [
        ({"type": "misc", "misc_path": "/bin/true"}, 422, "check.type"),
        ({"address": "127.0.0.1"}, 422, "check.target"),
        ({"address": "169.254.169.254"}, 422, "check.target"),
        ({"address": "::ffff:127.0.0.1"}, 422, "check.target"),
        ({"connect_ip": "224.0.0.1"}, 422, "check.target"),
        ({"retry": "many"}, 422, "check.definition"),
        ({"port": 0}, 400, "body.invalid"),
    ],
)
def test_what_may_not_be_tried_is_refused(director, said, status, code):
    got, body = director.api("POST", "/checks/test", TRIED | said)
    assert (got, body["code"]) == (status, code)
    assert director.api("GET", "/checks/test/1")[0] == 404


def test_loopback_is_tried_where_the_configuration_allows_it(stage):
    text = checked("TCP_CHECK {\n }", "delay_loop 60")
    one = stage.director("d1", "api {\n check_test_targets 127.0.0.1\n}\n" + text)
    tried = {"type": "tcp", "address": "127.0.0.1", "port": 9}
    assert outcome(one, tried)["code"] == "connect.refused"
    status, _ = one.api("POST", "/checks/test", tried | {"address": "127.0.0.2"})
    assert status == 422


def test_fairleadctl_waits_for_the_outcome(director, redis):
    words = ["check", "test", "redis", "10.1.1.163:6379"]
    said = director.ctl(*words).stdout
    assert "connected\n" in said
    assert said.splitlines()[-1].startswith("ok: ")
    redis.answer = b"-ERR no\r\n"
    failed = director.ctl(*words, "--timeout", "500ms", check=False)
    assert failed.returncode == 1
    assert "answer.error" in failed.stdout
    assert director.ctl(*words, "url.path=/", check=False).returncode == 1
    assert director.ctl("check", "test", "tcp", "no", check=False).returncode == 2
