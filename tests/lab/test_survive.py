# SPDX-License-Identifier: Apache-2.0
"""A download through the VIP survives whatever becomes of the directors, byte for byte.

Each lasts 12 s, and what happens to the directors happens in its first half.
"""

import os
import shutil
import signal

import pytest
from daemon import BUILD, Fairleadd, scenario
from test_balance import (
    TABLE,
    WHOLE,
    Download,
    SlowFile,
    directors_in_sync,
    wait_daemons,
    wait_known_to,
)
from topology import wait_table, wait_until
from witness import kill_at_once

pytestmark = pytest.mark.fairlead_only

ON_7 = [line.replace(":80", ":7") for line in TABLE]


def on_7(name, algo="rr"):
    """The scenario's file, on port 7: what takes long is served there."""
    text = scenario(name).replace(" 80 {", " 7 {")
    return text.replace("connect_port 80", "connect_port 7").replace(
        "lb_algo rr", f"lb_algo {algo}"
    )


def serve(stage):
    for name in ("rs1", "rs2"):
        stage.see(SlowFile(stage[name], 7))


def begin(stage):
    """A download that is under way."""
    download = stage.see(Download(stage["client"], 7))
    wait_until(lambda: download.got, 5, "the download begins")
    return download


def check(download):
    """It was under way until now, and comes whole."""
    assert 0 < len(download.got) < len(WHOLE), "too early or too late to tell"
    assert download.ended.wait(40), f"{len(download.got)} of {len(WHOLE)} bytes came"
    assert download.got == WHOLE


def crash(stage, daemon):
    """Like a power cut, but for the kernel; the other director serves then."""
    kill_at_once(daemon.pids())
    stage.wait_holder("d2", 10)


def test_a_crash_of_the_master_with_the_sync_daemon(stage):
    serve(stage)
    first = directors_in_sync(stage)
    download = begin(stage)
    wait_known_to(stage, "d2")
    crash(stage, first)
    wait_daemons(stage, d2="master")
    check(download)


def test_a_crash_of_the_master_with_mh_and_sloppy_tcp_and_nothing_synchronised(stage):
    """Maglev hashing gives both directors the same choice, and sloppy_tcp lets the
    second make it in the midst of a connection."""
    serve(stage)
    table = [ON_7[0].replace(" rr", " mh"), *ON_7[1:]]
    knob = "/proc/sys/net/ipv4/vs/sloppy_tcp"
    for name in ("d1", "d2"):
        stage[name].run("sh", "-c", f"echo 1 >{knob}")
    try:
        first = stage.director("d1", on_7("director1", "mh"))
        stage.director("d2", on_7("director2", "mh"))
        stage.wait_holder("d1", 10)
        for name in ("d1", "d2"):
            wait_table(stage[name], table, 12)
        download = begin(stage)
        assert "ESTABLISHED" not in stage["d2"].run("ipvsadm", "-Lnc").stdout
        crash(stage, first)
        check(download)
    finally:
        for name in ("d1", "d2"):
            stage[name].run("sh", "-c", f"echo 0 >{knob}")


def alone(stage, kind=Fairleadd):
    """One director, and a download through it."""
    serve(stage)
    one = stage.run(kind, "d1", on_7("director1"))
    stage.wait_holder("d1", 10)
    wait_table(stage["d1"], ON_7, 12)
    return one, begin(stage)


def test_a_reload_that_changes_the_table(stage):
    one, download = alone(stage)
    text = on_7("director1").replace("lb_algo rr", "lb_algo wlc")
    text = text.replace("10.1.1.163 7 {", "10.1.1.163 7 {\n        weight 5")
    one.write(text.replace("10.1.1.164 7 {", "10.1.1.164 7 {\n        weight 3"))
    one.reload()
    changed = [
        ON_7[0].replace(" rr", " wlc"),
        ON_7[1].replace("Route 1", "Route 5"),
        ON_7[2].replace("Route 1", "Route 3"),
    ]
    wait_table(stage["d1"], changed, 5)
    check(download)


class Elsewhere(Fairleadd):
    """The agent from whatever path it is told."""

    binary = BUILD / "fairleadd"

    def argv(self):
        return [str(self.binary), *super().argv()[1:]]


def test_an_upgrade_of_the_binary(stage):
    one, download = alone(stage, Elsewhere)
    newer = stage["d1"].folder / "newer"
    newer.mkdir()
    shutil.copy(BUILD / "fairleadd", newer)
    assert one.stop() == 0
    one.binary = newer / "fairleadd"
    one.start()
    assert os.readlink(f"/proc/{one.agent_pid()}/exe") == str(one.binary)
    stage.wait_holder("d1", 10)
    check(download)


def test_a_killed_agent(stage):
    one, download = alone(stage)
    killed = one.agent_pid()
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: len(one.pids()) > 1 and one.agent_pid() != killed, 5, "another agent")
    stage.wait_holder("d1", 10)
    check(download)
