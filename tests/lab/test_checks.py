# SPDX-License-Identifier: Apache-2.0
"""Checkers against real servers, and what their verdicts do to the table."""

import hashlib

import pytest
from test_forward import SERVERS, master, server, service
from topology import ipvs_table, wait_table, wait_until
from witness import pages

pytestmark = pytest.mark.fairlead_only

HTTP_GET = """HTTP_GET {{
            connect_timeout 2
            delay_before_retry 1
            retry 1
            url {{
                path /
                {expect}
            }}
        }}"""
MISC_CHECK = """MISC_CHECK {{
            misc_path "{script}"
            misc_timeout 3
            {more}
        }}"""
BOTH = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]


def http(expect):
    return HTTP_GET.format(expect=expect)


def test_http_get_looks_at_the_status_and_the_digest_of_the_body(stage):
    digest = hashlib.md5(b"rs1\n").hexdigest()
    servers = [
        server(SERVERS[0], more=http(f"digest {digest}\n                status_code 200")),
        server(SERVERS[1], more=http("status_code 204")),
    ]
    one = master(stage, service(servers))
    wait_table(stage["d1"], BOTH[:2], 10)
    path = "/virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.164-80"
    reasons = str(one.api("GET", path)[1]["effective"]["reasons"])
    assert "200" in reasons and "204" in reasons, reasons
    assert set(pages(stage["client"], 4)) == {"rs1"}


def test_a_script_decides_and_its_status_may_be_a_weight(stage):
    verdict = stage["d1"].folder / "verdict"
    script = stage["d1"].folder / "check.sh"
    script.write_text(f'#!/bin/sh\nread status <{verdict}\nexit "$status"\n')
    script.chmod(0o755)
    verdict.write_text("0\n")
    check = MISC_CHECK.format(script=script, more="misc_dynamic")
    servers = [server(SERVERS[0], weight=7, more=check), server(SERVERS[1])]
    master(stage, service(servers))
    host = stage["d1"]
    # misc_dynamic: 0 leaves the weight alone, 1 is a failure, n is the weight n - 2
    wait_until(lambda: "-> 10.1.1.163:80 Route 7" in ipvs_table(host), 10, "as it is", 0.2)
    verdict.write_text("42\n")
    wait_until(lambda: "-> 10.1.1.163:80 Route 40" in ipvs_table(host), 8, "40", 0.2)
    verdict.write_text("1\n")
    wait_table(host, [BOTH[0], BOTH[2]], 12)


def test_inhibit_on_failure_leaves_it_with_weight_0(stage):
    more = "inhibit_on_failure\n        " + http("status_code 204")
    master(stage, service([server(SERVERS[0]), server(SERVERS[1], more=more)]))
    wait_table(stage["d1"], [*BOTH[:2], "-> 10.1.1.164:80 Route 0"], 10)


def test_the_sorry_server_serves_when_all_are_down_and_no_longer(stage):
    servers = [server(a, more=http("status_code 200")) for a in SERVERS]
    master(stage, service(servers, more="sorry_server 10.1.1.168 80"))
    wait_table(stage["d1"], BOTH, 10)
    for name in ("rs1", "rs2"):
        stage.segment.servers[name].stop()
    try:
        wait_table(stage["d1"], [BOTH[0], "-> 10.1.1.168:80 Route 1"], 12)
        assert set(pages(stage["client"], 4)) == {"rs3"}
    finally:
        for name in ("rs1", "rs2"):
            stage.segment.servers[name].start()
    wait_table(stage["d1"], BOTH, 8)
