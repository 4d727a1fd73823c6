# SPDX-License-Identifier: Apache-2.0
"""fairleadd as a process: signals, what systemd is told, what outlives a death."""

import hashlib
import json
import os
import select
import signal
import socket
import time

import pytest
from conf import instance, virtual_server
from daemon import Fairleadd
from topology import VIP, wait_until
from witness import Witness, kill_at_once

pytestmark = pytest.mark.fairlead_only

VS = f"/virtual-servers/{VIP}-80-tcp"
RS1, RS2, RS3 = ("10.1.1.163-80", "10.1.1.164-80", "10.1.1.168-80")
POOL = virtual_server(
    "real_server 10.1.1.163 80 {\n weight 1\n }\n real_server 10.1.1.164 80 {\n }"
)
BOTH = instance(255, "MASTER") + POOL



def edit(daemon, method, path, body):
    """Taken and kept, if only until the kernel has IPVS."""
    status, answer = daemon.api(method, f"{VS}/real-servers{path}", body)
    if status not in (200, 201):
        assert (status, answer["code"]) == (503, "kernel.unavailable"), answer


# ---- signals


def test_usr1_writes_the_state_as_json(stage):
    one = stage.director("d1", BOTH)
    stage.addresses["d1"].wait(True, 6)
    path = one.file("/var/lib/fairlead/state.json")
    one.signal(signal.SIGUSR1)
    wait_until(path.exists, 5, "state.json is there")
    state = json.loads(path.read_text())
    assert [i["name"] for i in state["vrrp_instances"]] == ["VI_1"]
    assert state["vrrp_instances"][0]["state"] == "master"
    assert [rs["id"] for rs in state["real_servers"]] == [RS1, RS2]
    assert path.stat().st_mode & 0o007 == 0
    # Another one replaces it whole.
    before = path.stat().st_ino
    one.signal(signal.SIGUSR1)
    wait_until(lambda: path.stat().st_ino != before, 5, "it is written again")
    assert json.loads(path.read_text())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_releases_and_ends_with_0(stage, number):
    one = stage.director("d1", BOTH)
    stage.addresses["d1"].wait(True, 6)
    edit(one, "PATCH", f"/{RS1}", {"weight": 7})
    kept = sorted(path.name for path in one.file("/var/lib/fairlead").iterdir())
    begun = time.time()
    one.signal(number)
    assert one.child.wait(10) == 0
    stage.sniffer.wait_advert(stage["d1"], 1, since=begun, priority=0)
    assert not stage.addresses["d1"].holds()
    assert not one.pid_path().exists() and not one.file(one.socket).exists()
    assert sorted(p.name for p in one.file("/var/lib/fairlead").iterdir()) == kept


def test_a_signal_at_any_moment_of_the_start_kills_nobody(stage):
    """While the agent still reads a long file, it does not look at signals."""
    servers = [f"real_server 10.{n >> 8}.{n & 255}.1 80 {{\n}}" for n in range(20000)]
    one = Fairleadd(stage["d1"], instance(255) + virtual_server("\n".join(servers)))
    stage.daemons.append(one)
    with one.log_file.open("ab") as log:
        one.child = one.host.popen(*one.argv(), stdout=log, stderr=log)
    wait_until(lambda: len(one.pids()) > 1, 5, "the agent", 0)
    one.reload()
    one.signal(signal.SIGTERM)
    assert one.child.wait(10) == 0, one.log()
    assert not one.logged("ended by signal"), one.log()
    assert one.logged("stopping")


def test_a_reload_while_it_stops_is_refused(stage):
    """The parts that leave still look at the configuration they were given."""
    slow = BOTH.replace("advert_int", 'notify_stop "/bin/sleep 2"\n    advert_int', 1)
    assert slow != BOTH
    one = stage.director("d1", slow)
    stage.addresses["d1"].wait(True, 6)
    one.signal(signal.SIGTERM)
    one.wait_log("stopping")
    one.signal(signal.SIGHUP)
    one.wait_log("not reloaded: it is stopping", timeout_s=2)
    assert one.child.wait(10) == 0, one.log()
    assert not one.logged("ended by signal"), one.log()


# ---- what systemd is told


class Manager(Witness):
    """The other end of NOTIFY_SOCKET, on that host."""

    inside = "/run/notify"

    def __init__(self, host):
        self.path = f"/proc/{host.init_pid}/root{self.inside}"
        self.heard = []
        super().__init__()

    def prepare(self):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def look(self):
        while not self.ending.is_set():
            if select.select([self.socket], [], [], 0.1)[0]:
                self.heard.append(self.socket.recv(4096).decode())
        self.socket.close()

    def said(self, start):
        return [text for text in self.heard if text.startswith(start)]

    def wait(self, start, count, timeout_s=5):
        what = f"systemd is told {start} {count} times: {self.heard}"
        wait_until(lambda: len(self.said(start)) >= count, timeout_s, what)


class Managed(Fairleadd):
    def argv(self):
        return ["env", f"NOTIFY_SOCKET={Manager.inside}", *super().argv()]


def test_systemd_is_told_of_start_reload_life_and_stop(stage):
    manager = stage.see(Manager(stage["d1"]))
    begun_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    one = stage.run(Managed, "d1", BOTH)
    manager.wait("READY=1", 1)
    assert manager.said("RELOADING=1") == []
    one.reload()
    manager.wait("READY=1", 2)
    # One that is refused is over, too: systemd must not wait for it.
    one.write("nonsense {\n")
    one.reload()
    manager.wait("READY=1", 3)
    manager.wait("WATCHDOG=1", 3)
    assert one.stop() == 0
    manager.wait("STOPPING=1", 1)
    changes = [text for text in manager.heard if text != "WATCHDOG=1"]
    first_words = [text.split("\n")[0] for text in changes]
    assert first_words == ["READY=1", *["RELOADING=1", "READY=1"] * 2, "STOPPING=1"]
    for text in manager.said("RELOADING=1"):
        stamp = dict(line.split("=") for line in text.strip().split("\n"))
        assert begun_us < int(stamp["MONOTONIC_USEC"]) < begun_us + 60_000_000


def test_a_manager_that_does_not_read_is_not_waited_for(stage):
    path = f"/proc/{stage['d1'].init_pid}/root{Manager.inside}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as deaf:
        deaf.bind(path)
        one = stage.run(Managed, "d1", BOTH)
        # Its queue holds some datagrams: more than that are lost, nothing else is.
        for turn in range(1, 8):
            one.reload()
            one.wait_log("reloaded", timeout_s=3, count=turn)
        begun = time.time()
        assert one.stop() == 0
        assert time.time() - begun < 2
        one.wait_log("service manager was not told", timeout_s=1)


# ---- edits


def edited(stage):
    """One real server with another weight, one more, and one in maintenance."""
    one = stage.director("d1", BOTH)
    edit(one, "PATCH", f"/{RS1}", {"weight": 7})
    edit(one, "POST", "", {"address": "10.1.1.168", "port": 80, "weight": 2})
    edit(one, "POST", f"/{RS2}/actions", {"action": "maintenance"})
    return one


def shown(daemon):
    """id -> (weight, what it is asked to be)"""
    status, body = daemon.api("GET", f"{VS}/real-servers")
    assert status == 200, body
    return {rs["id"]: (rs["weight"], rs["admin"]) for rs in body["items"]}


EDITED = {RS1: (7, "ready"), RS2: (1, "maintenance"), RS3: (2, "ready")}


def test_edits_survive_the_death_of_keeper_and_agent(stage):
    one = edited(stage)
    kill_at_once(one.pids())
    wait_until(lambda: not one.pids(), 5, "both are dead")
    again = stage.director("d1", BOTH)
    # The dead one's socket is there, and nobody behind it yet.
    wait_until(lambda: again.curl("/healthz")[0] == 200, 5, "it answers")
    assert shown(again) == EDITED


def test_edits_survive_the_death_of_the_agent(stage):
    one = edited(stage)
    agent = one.agent_pid()
    os.kill(agent, signal.SIGKILL)
    wait_until(lambda: len(one.pids()) > 1, 5, "the agent runs again")
    wait_until(lambda: one.curl("/healthz")[0] == 200, 5, "and answers")
    assert shown(one) == EDITED


def test_an_edit_outlives_a_reload_unless_the_file_says_something_new(stage):
    one = edited(stage)
    # The file changes elsewhere.
    one.write(BOTH.replace("router_id LVS", "router_id LVS_NEW"))
    one.reload()
    one.wait_log("reloaded", timeout_s=5)
    assert shown(one) == EDITED
    # It changes that very real server: the file wins, and it is told.
    one.write(BOTH.replace("weight 1", "weight 3"))
    one.reload()
    one.wait_log("reloaded", timeout_s=5, count=2)
    assert shown(one) == {**EDITED, RS1: (3, "ready")}
    line = one.wait_log("10.1.1.163", "file", timeout_s=2)[0]
    assert f"{VIP}-80-tcp" in line


# ---- tokens


TOKENS = {"viewer": "v-secret", "operator": "o-secret", "admin": "a-secret"}


def test_tcp_wants_a_token_and_its_role(stage):
    tokens = stage["d1"].folder / "tokens"
    lines = [
        f"{name} {name} {hashlib.sha256(secret.encode()).hexdigest()}"
        for name, secret in TOKENS.items()
    ]
    tokens.write_text("\n".join(lines) + "\n")
    tokens.chmod(0o600)
    api = f"api {{\n listen unix:{Fairleadd.socket}\n listen 127.0.0.1:8080\n"
    one = stage.director("d1", BOTH + api + f" token_file {tokens}\n}}\n")

    def ask(method, path, token=None, body=None):
        words = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", method]
        if token is not None:
            words += ["-H", f"Authorization: Bearer {token}"]
        if body is not None:
            words += ["-H", "Content-Type: application/merge-patch+json", "-d", body]
        return int(stage["d1"].run(*words, f"http://127.0.0.1:8080{path}").stdout)

    shown_at = f"/api/v1{VS}/real-servers/{RS1}"
    assert ask("GET", shown_at) == 401
    assert ask("GET", shown_at, "guessed") == 401
    assert ask("GET", shown_at, TOKENS["viewer"]) == 200
    assert ask("PATCH", shown_at, TOKENS["viewer"], '{"weight":4}') == 403
    # Let in; 503: the kernel has no IPVS.
    assert ask("PATCH", shown_at, TOKENS["operator"], '{"weight":4}') in (200, 503)
    assert shown(one)[RS1] == (4, "ready")
