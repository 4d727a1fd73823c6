# SPDX-License-Identifier: Apache-2.0
"""The checkers that talk, with real servers in the network: Redis, dnsmasq, the kernel's
echo, and an agent of the test's own."""

import socketserver
import threading

import pytest
from checks import check_of, checked, seen, wait_check
from topology import wait_until

pytestmark = pytest.mark.fairlead_only


@pytest.fixture
def server(segment):
    """start(command, *words): a server on rs1, which ends with the test."""
    started = []

    def start(*words):
        started.append(segment["rs1"].popen(*words))

    yield start
    for process in started:
        process.terminate()
        process.wait(5)


@pytest.fixture
def agent(segment):
    """On port 9777 of rs1; what it says is agent.line."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(self.server.line)

    with segment["rs1"].network():
        made = socketserver.TCPServer(("", 9777), Handler)
    made.line = b"up\n"
    threading.Thread(target=made.serve_forever, args=(0.02,)).start()
    yield made
    made.shutdown()
    made.server_close()


def test_ping_is_up_while_the_echo_comes_back(stage):
    one = stage.director(
        "d1", checked("PING_CHECK {\n connect_timeout 0.5\n }", "delay_loop 0.3")
    )
    wait_check(one, "passing", "ok")
    stage["rs1"].ip("link set eth0 down")
    try:
        wait_check(one, "failing", "timeout", 5)
    finally:
        stage["rs1"].ip("link set eth0 up")
    wait_check(one, "passing", "ok", 6)


def test_an_agent_weighs_drains_and_downs_its_server(stage, agent):
    one = stage.director(
        "d1",
        checked("AGENT_CHECK {\n connect_port 9777\n }", "delay_loop 0.3\n weight 10"),
    )
    cases = (
        (b"up 75%\n", 8, "passing", "ok"),
        (b"drain\n", 0, "passing", "ok"),
        (b"ready\n", 10, "passing", "ok"),
        (b"down#by hand\n", None, "failing", "agent.down"),
        (b"nonsense\n", None, "failing", "answer.protocol"),
    )
    for line, weight, state, code in cases:
        agent.line = line
        wait_check(one, state, code)
        if weight is not None:
            wait_until(
                lambda want=weight: seen(one)["effective"]["weight"] == want,
                3,
                f"weight {weight}",
                0.03,
            )
    assert check_of(one) == ("failing", "answer.protocol")


def test_redis_is_up_with_its_password_only(stage, server):
    words = "--port 6379 --bind 0.0.0.0 --requirepass right --dir /run"
    server("redis-server", *words.split(), "--save", "")
    text = "REDIS_CHECK {\n connect_port 6379\n password %s\n }"
    one = stage.director("d1", checked(text % "right", "delay_loop 0.3"))
    wait_check(one, "passing", "ok", 6)
    one.write(checked(text % "wrong", "delay_loop 0.3"))
    one.reload()
    wait_check(one, "failing", "answer.error")


DNS = """DNS_CHECK {
    connect_port 53
    type A
    name www.example
    answer %s
    retry 0
    %s
}"""


def test_dns_is_up_with_the_wanted_record(stage, server):
    server(
        "dnsmasq",
        "--keep-in-foreground",
        "--no-resolv",
        "--no-hosts",
        "--user=root",
        "--address=/www.example/10.9.9.9",
        "--pid-file=",
    )
    one = stage.director("d1", checked(DNS % ("10.9.9.9", ""), "delay_loop 0.3"))
    wait_check(one, "passing", "ok", 6)
    for answer, more, state, code in (
        ("10.9.9.8", "", "failing", "answer"),
        ("10.9.9.9", "tcp", "passing", "ok"),
        ("10.9.9.9", "rcode NXDOMAIN", "failing", "dns.rcode"),
    ):
        one.write(checked(DNS % (answer, more), "delay_loop 0.3"))
        one.reload()
        wait_check(one, state, code)
