# SPDX-License-Identifier: Apache-2.0
"""SNMP of the whole agent beside an snmpd that is absent, hangs or dies: others see
each advert at its time, REST answers, and counters go on where they were."""

import http.client
import signal
import socket
import time

import pytest
from conf import instance
from snmp import Snmpd, ask, number
from topology import wait_until
from witness import Witness

VRRP_MIB = "1.3.6.1.2.1.68"
PRIORITY = f"{VRRP_MIB}.1.3.1.5"
ADMIN_STATE = f"{VRRP_MIB}.1.3.1.4"
BECAME_MASTER = f"{VRRP_MIB}.2.4.1.1"
VRRPV3_MIB = "1.3.6.1.2.1.207"
# How soon snmpd must have been found again, by the project's promise.
FOUND_AGAIN_S = 15
INTERVAL_S = 1
# What a shared machine may cost an advert, or an answer. The library's own time-out,
# for which a thread would wait, is 500 ms.
LATE_S = 0.3
WORDS = """enable_snmp_rfc
    enable_snmp_writes
    snmp_socket unix:/run/agentx"""


class RestClient(Witness):
    """Asks REST ten times a second and notes how long each answer took."""

    def __init__(self, daemon):
        self.path = str(daemon.file(daemon.socket))
        self.took_s = []
        super().__init__()

    def look(self):
        while not self.ending.wait(0.1):
            begun = time.monotonic()
            self.fetch()
            self.took_s.append(time.monotonic() - begun)

    def fetch(self):
        connection = http.client.HTTPConnection("localhost", timeout=5)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(5)
        connection.sock.connect(self.path)
        connection.request("GET", "/api/v1/vrrp/instances/VI_1")
        assert connection.getresponse().status == 200
        connection.close()


class Silence(Witness):
    """Takes connections where snmpd should be, and never says a word."""

    def __init__(self, daemon_host, path):
        self.path = f"/proc/{daemon_host.init_pid}/root{path}"
        self.taken = []
        super().__init__()

    def prepare(self):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(1)
        self.listener.settimeout(0.1)

    def look(self):
        while not self.ending.is_set():
            try:
                self.taken.append(self.listener.accept()[0])
            except TimeoutError:
                pass
        for one in [self.listener, *self.taken]:
            one.close()


@pytest.fixture
def master(stage):
    daemon = stage.director("d1", instance(100, "MASTER", globals=WORDS))
    stage.addresses["d1"].wait(True, 8)
    if daemon.program != "fairleadd":
        pytest.skip("keepalived stands in")
    return daemon


def is_connected(daemon):
    return daemon.api("GET", "/info")[1]["snmp"]["connected"]


def wait_connected(daemon):
    wait_until(lambda: is_connected(daemon), FOUND_AGAIN_S, "snmpd is found", 0.2)


def wait_lost(daemon):
    wait_until(lambda: not is_connected(daemon), 12, "the loss is seen", 0.2)


def row(daemon):
    """The index of its only virtual router."""
    said = ask(daemon.host, "snmpwalk", PRIORITY)
    return said.split(" ")[0].removeprefix(f".{PRIORITY}.") if "INTEGER" in said else ""


def wait_row(daemon):
    return wait_until(lambda: row(daemon), 5, "a row")


def assert_on_time(stage, rest, since):
    """From `since` on: the gaps between its adverts, and REST's answers."""
    rest.close()
    instants = [a.at for a in stage.sniffer.adverts_of(stage["d1"], since)]
    gaps = [b - a for a, b in zip(instants, instants[1:])]
    print(f"longest gap {max(gaps):.3f} s, slowest answer {max(rest.took_s):.3f} s")
    assert len(gaps) >= (time.time() - since) / INTERVAL_S - 2
    assert max(gaps) < INTERVAL_S + LATE_S
    assert max(rest.took_s) < LATE_S


def test_an_snmpd_that_comes_later_is_found(stage, master):
    told = wait_until(lambda: master.logged("no master agent at"), 5, "it is logged")
    assert "master agentx" in told[0]
    assert "master agentx" in master.api("GET", "/info")[1]["snmp"]["trouble"]
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    assert master.api("GET", "/info")[1]["snmp"]["trouble"] is None
    assert wait_row(master).endswith(".51")
    assert len(master.logged("no master agent at")) == 1


def test_doctor_explains_a_master_agent_that_is_not_there(stage, master):
    def advised():
        done = master.ctl("doctor", check=False)
        return done if 'has no "master agentx"' in done.stdout else None

    done = wait_until(advised, 5, "doctor explains it")
    assert done.returncode == 1
    stage.see(Snmpd(stage["d1"]))
    wait_until(lambda: not advised(), 20, "nothing is amiss with SNMP")


def test_a_stopped_snmpd_makes_nobody_late(stage, master):
    snmpd = stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    index = wait_row(master)
    became = number(stage["d1"], f"{BECAME_MASTER}.{index}")
    rest = stage.see(RestClient(master))
    since = time.time()
    snmpd.signal(signal.SIGSTOP)
    time.sleep(10)
    master.reload()
    master.wait_log("reloaded", timeout_s=2)
    assert not is_connected(master)
    snmpd.signal(signal.SIGCONT)
    wait_connected(master)
    assert_on_time(stage, rest, since)
    assert wait_row(master) == index
    assert number(stage["d1"], f"{BECAME_MASTER}.{index}") == became
    assert len(master.logged("lost master agent")) == 1
    assert len(master.logged("no answer of a master agent")) <= 1


def test_a_restarted_snmpd_is_found_and_counters_do_not_jump(stage, master):
    snmpd = Snmpd(stage["d1"])
    wait_connected(master)
    index = wait_row(master)
    received = f"{VRRPV3_MIB}.1.2.3.0"
    before = number(stage["d1"], f"{BECAME_MASTER}.{index}"), number(
        stage["d1"], received
    )
    snmpd.close()
    wait_lost(master)
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    assert wait_row(master) == index
    after = number(stage["d1"], f"{BECAME_MASTER}.{index}"), number(
        stage["d1"], received
    )
    assert after == before
    assert len(master.logged("lost master agent")) == 1


def test_an_snmpd_killed_in_the_middle_of_a_walk_makes_nobody_late(stage, master):
    snmpd = Snmpd(stage["d1"])
    wait_connected(master)
    wait_row(master)
    rest = stage.see(RestClient(master))
    since = time.time()
    argv = ["snmpwalk", "-v2c", "-c", "public", "-On", "-r", "0", "127.0.0.1"]
    walks = [
        stage["d1"].popen("sh", "-c", f"while {' '.join(argv)} {VRRP_MIB}; do :; done")
        for _ in range(2)
    ]
    time.sleep(1)
    snmpd.close()
    wait_lost(master)
    for walk in walks:
        walk.wait(10)
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    wait_row(master)
    assert_on_time(stage, rest, since)


def test_a_socket_that_never_answers_makes_nobody_late(stage, master):
    """Each try to connect waits in the library; nobody waits for that."""
    silence = Silence(stage["d1"], "/run/agentx")
    wait_until(lambda: silence.taken, FOUND_AGAIN_S, "it was tried")
    rest = stage.see(RestClient(master))
    since = time.time()
    time.sleep(10)
    assert not is_connected(master)
    assert_on_time(stage, rest, since)
    silence.close()
    stage["d1"].run("rm", "-f", "/run/agentx")
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)


def test_a_socket_of_somebody_who_has_gone_is_explained(stage, master):
    silence = Silence(stage["d1"], "/run/agentx")
    silence.close()
    master.wait_log("no answer of a master agent", "left its socket", timeout_s=12)
    stage["d1"].run("rm", "-f", "/run/agentx")
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)


def test_a_priority_is_set_by_snmp_as_by_rest(stage, master):
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    index = wait_row(master)
    since = time.time()
    assert ask(stage["d1"], "snmpset", f"{PRIORITY}.{index}", "i", "77")
    stage.sniffer.wait_advert(stage["d1"], 3, since, priority=77)
    assert number(stage["d1"], f"{PRIORITY}.{index}") == 77
    assert master.instance()["override"]["actor"] == "snmp"
    master.wait_log("operator snmp", "priority", timeout_s=2)


def test_the_administrative_state_gives_the_role_away_and_takes_it_back(stage, master):
    stage.director("d2", instance(50))
    stage.see(Snmpd(stage["d1"]))
    wait_connected(master)
    index = wait_row(master)
    assert ask(stage["d1"], "snmpset", f"{ADMIN_STATE}.{index}", "i", "2")
    stage.wait_holder("d2", 8)
    assert number(stage["d1"], f"{ADMIN_STATE}.{index}") == 2
    assert ask(stage["d1"], "snmpset", f"{ADMIN_STATE}.{index}", "i", "1")
    stage.wait_holder("d1", 8)
