# SPDX-License-Identifier: Apache-2.0
"""What checks find, through the real keeper and REST; a kernel's table is not needed."""

import hashlib
import http.server
import pathlib
import threading
import time

import pytest
from checks import RS1, RS2, VS, check_of, checked, seen, state_of, wait_check
from conf import virtual_server
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

PAGE = b"fine\n"


class Web:
    """A web server on port 80 whose answers the test chooses."""

    def __init__(self, host):
        self.host = host
        self.status, self.page = 200, PAGE
        self.asked = []  # (when, path, the Host header)
        self.server = None
        self.open()

    def open(self):
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):  # pylint: disable=invalid-name
                web.asked.append((time.time(), self.path, self.headers["Host"]))
                self.send_response(web.status)
                self.send_header("Content-Length", str(len(web.page)))
                self.end_headers()
                self.wfile.write(web.page)

            def log_message(self, *_):
                pass

        with self.host.network():
            self.server = http.server.HTTPServer(("", 80), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,)).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
        self.server = None


@pytest.fixture
def web(segment):
    made = Web(segment["rs1"])
    yield made
    made.close()


@pytest.fixture
def verdict(stage):
    """A script on d1 that ends with the number in /run/verdict."""
    run = pathlib.Path(f"/proc/{stage['d1'].init_pid}/root/run")
    script = run / "ask"
    script.write_text("#!/bin/sh\necho because\nexit $(cat /run/verdict)\n")
    script.chmod(0o755)
    (run / "verdict").write_text("0")
    return (run / "verdict").write_text


def test_tcp_is_up_while_the_port_is_open(stage, web):
    one = stage.director("d1", checked("TCP_CHECK {\n connect_timeout 1\n }"))
    wait_check(one, "passing", "ok")
    web.close()
    wait_check(one, "failing", "connect.refused")
    one.wait_log("rs 10.1.1.163:80", "down, connect.refused", timeout_s=2)
    web.open()
    wait_check(one, "passing", "ok")
    stage["rs1"].ip("link set eth0 down")
    try:
        # Its hardware address is known for a while: nobody answers.
        wait_check(one, "failing", "connect.timeout", 5)
    finally:
        stage["rs1"].ip("link set eth0 up")


def test_retries_are_tried_after_their_delay_before_it_is_down(stage, web):
    lines = "TCP_CHECK {\n retry 2\n delay_before_retry 0.5\n }"
    one = stage.director("d1", checked(lines))
    wait_check(one, "passing", "ok")
    runs = seen(one)["checks"][0]["runs"]
    closed = time.time()
    web.close()
    wait_check(one, "failing", "connect.refused", 5)
    # Up to a delay_loop (1 s) until the first try; then two more, 0.5 s apart.
    assert 1.0 <= time.time() - closed < 2.5
    assert seen(one)["checks"][0]["runs"] - runs >= 3
    assert len(one.logged("rs 10.1.1.163:80", "down,")) == 1


def test_delay_loop_is_the_time_between_two_tries(stage, web):
    lines = "HTTP_GET {\n delay_loop 0.5\n url {\n path /slow\n status_code 200\n }\n }"
    stage.director("d1", checked(lines))
    wait_until(lambda: len(web.asked) >= 5, 6, "it is asked")
    instants = [when for when, _, _ in web.asked]
    gaps = [b - a for a, b in zip(instants, instants[1:])]
    assert all(0.4 < gap < 0.8 for gap in gaps), gaps


def test_http_wants_the_status_the_digest_and_the_words(stage, web):
    digest = hashlib.md5(PAGE).hexdigest()
    lines = f"""HTTP_GET {{
        virtualhost www.example.org
        url {{
            path /health
            status_code 200-204 301
            digest {digest}
        }}
        url {{
            path /words
            status_code 200-399
            regex "^fi.e"
        }}
    }}"""
    one = stage.director("d1", checked(lines, "delay_loop 0.3"))
    wait_check(one, "passing", "ok")
    assert {asked[1:] for asked in web.asked} == {
        ("/health", "www.example.org"),
        ("/words", "www.example.org"),
    }
    web.status = 503
    wait_check(one, "failing", "http.status")
    assert "503" in seen(one)["checks"][0]["detail"]
    web.status = 301
    wait_check(one, "passing", "ok")
    web.page = b"fine, but another\n"
    wait_check(one, "failing", "http.digest")
    web.page = PAGE
    wait_check(one, "passing", "ok")
    one.write(checked(lines.replace("^fi.e", "^bad"), "delay_loop 0.3"))
    one.reload()
    wait_check(one, "failing", "http.regex")


MISC = "MISC_CHECK {\n misc_path /run/ask\n misc_timeout 1\n %s\n}"


def test_misc_is_up_with_exit_status_0_only(stage, verdict):
    one = stage.director("d1", checked(MISC % "", "delay_loop 0.3"))
    wait_check(one, "passing", "ok")
    for status in (1, 2, 255):
        verdict(str(status))
        wait_check(one, "failing", "exec.status")
        detail = f"exit status {status}: because"
        wait_until(
            lambda d=detail: seen(one)["checks"][0]["detail"] == d, 3, detail, 0.03
        )
    verdict("0")
    wait_check(one, "passing", "ok")


CHECK = f"{VIP}-80-tcp,{RS1},0"


def test_a_check_is_shown_with_what_its_script_said_and_does_as_told(stage, verdict):
    one = stage.director("d1", checked(MISC % "", "delay_loop 60\n warmup 0"))
    wait_check(one, "passing", "ok")
    status, body = one.api("GET", "/checks?state=passing&type=misc")
    assert (status, [item["id"] for item in body["items"]]) == (200, [CHECK])
    assert one.api("GET", "/checks?state=failing")[1]["items"] == []
    status, body = one.api("GET", f"/checks/{CHECK}")
    assert (status, body["output"]) == (200, "because\n")
    assert body["config"]["delay_loop_ms"] == 60000
    assert body["config"]["words"].startswith("misc_path ")
    assert body["next_run_at"] > body["last_run_at"]
    # A minute before its time.
    verdict("1")
    status, body = one.api("POST", f"/checks/{CHECK}/actions", {"action": "run-now"})
    assert status == 200, body
    wait_check(one, "failing", "exec.status")
    verdict("0")
    path = f"{VS}/real-servers/{RS1}/actions"
    status, body = one.api("POST", path, {"action": "check-now"})
    assert status == 200, body
    wait_check(one, "passing", "ok")
    assert one.ctl("check", "pause", CHECK).stdout == f"{CHECK}: paused\n"
    assert one.ctl("check", "now", CHECK, check=False).returncode == 6
    shown = one.ctl("check", "show", CHECK).stdout
    assert "output:\nbecause\n" in shown
    assert "\n  words:\n    misc_path " in shown
    assert "paused" in one.ctl("check", "list").stdout
    one.ctl("check", "resume", CHECK)
    wait_check(one, "passing", "ok")
    assert one.ctl("check", "show", "no,such,check", check=False).returncode == 4


def test_misc_dynamic_sets_the_weight(stage, verdict):
    one = stage.director(
        "d1", checked(MISC % "misc_dynamic", "delay_loop 0.3\n weight 10")
    )

    def weighs(weight):
        what = f"weight {weight}"
        wait_until(
            lambda: seen(one)["effective"]["weight"] == weight, 3, what, 0.03
        )

    wait_check(one, "passing", "ok")
    # 2..255: up, the weight is that less 2; 0: up, the weight stays; 1: down.
    for status, weight in ((0, 10), (7, 5), (255, 253), (0, 253), (2, 0)):
        verdict(str(status))
        weighs(weight)
        assert check_of(one) == ("passing", "ok")
    verdict("1")
    wait_check(one, "failing", "exec.status")
    # What the operator asks for is another thing.
    assert seen(one)["weight"] == 10


def test_a_misc_script_over_its_time_is_a_failure_and_is_killed(stage, verdict):
    run = pathlib.Path(f"/proc/{stage['d1'].init_pid}/root/run")
    (run / "lingerer").symlink_to("/bin/sleep")
    (run / "ask").write_text("#!/bin/sh\n/run/lingerer 1000 &\n/run/lingerer 1000\n")
    one = stage.director("d1", checked(MISC % "warmup 0", "delay_loop 60"))
    wait_until(lambda: len(stage["d1"].processes("lingerer")) == 2, 5, "it runs", 0.005)
    wait_check(one, "failing", "timeout")
    wait_until(lambda: not stage["d1"].processes("lingerer"), 3, "all of it is gone")


POOL = """
    retry 0
    quorum 2
    sorry_server 10.1.1.162 80
    real_server 10.1.1.163 80 {
        %s
        MISC_CHECK {
            misc_path /run/ask
            delay_loop 0.3
        }
    }
    real_server 10.1.1.164 80 {
        MISC_CHECK {
            misc_path /bin/true
        }
    }
"""


def pool_of(daemon):
    status, body = daemon.api("GET", VS)
    assert status == 200, body
    return body["effective"]


def test_a_lost_quorum_brings_the_sorry_server_and_a_regained_one_rests_it(
    stage, verdict
):
    one = stage.director("d1", virtual_server(POOL % ""))
    for which in (RS1, RS2):
        wait_check(one, "passing", "ok", which=which)

    def quorum(met):
        wait_until(
            lambda: (pool_of(one)["quorum_met"], pool_of(one)["sorry_server_in_use"])
            == (met, not met),
            3,
            f"quorum met: {met}: {pool_of(one)}",
            0.03,
        )

    quorum(True)
    verdict("1")
    quorum(False)
    one.wait_log("quorum lost, weight 1 of 2", "sorry server serves", timeout_s=1)
    # It passes, but gets nothing while the sorry server serves.
    assert check_of(one, RS2) == ("passing", "ok")
    assert state_of(one, RS2) == "standby"
    verdict("0")
    quorum(True)
    one.wait_log("quorum regained", "sorry server rests", timeout_s=1)
    # 503 here only for the kernel's want of IPVS.
    status, text = one.curl("/readyz")
    assert status == 200 or "IPVS" in text


def test_inhibit_on_failure_keeps_it_with_weight_0(stage, verdict):
    one = stage.director("d1", virtual_server(POOL % "inhibit_on_failure"))
    wait_check(one, "passing", "ok")
    verdict("1")
    wait_check(one, "failing", "exec.status")
    assert seen(one)["effective"]["weight"] == 0
    assert seen(one)["weight"] == 1
