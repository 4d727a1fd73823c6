# SPDX-License-Identifier: Apache-2.0
"""FAIRLEAD-MIB: its text, a walk by its names, and its notifications."""

import re
import subprocess

import pytest
from conf import instance, virtual_server
from daemon import ROOT
from snmp import Snmpd, Trapd
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

TEXT = ROOT / "mib/FAIRLEAD-MIB.txt"
DIRS = f"{ROOT}/tests/mibs:{ROOT}/mib"
MIBS = ("-M", DIRS, "-m", "FAIRLEAD-MIB")
ROOT_OID = ".1.3.6.1.4.1.8072.9999.9999.112"
GLOBALS = "enable_snmp_fairlead\n    enable_traps\n    snmp_socket unix:/run/agentx"
BALANCED = virtual_server(
    "retry 0\nreal_server 10.1.1.163 80 {\nTCP_CHECK {\nconnect_timeout 1\n}\n}"
    "\nreal_server 10.1.1.164 80 {\nweight 5\n}\nsorry_server 10.1.1.165 80"
)
SCRIPT = "vrrp_script watch {\n script /bin/true\n interval 1\n weight 5\n}"
TRACKS = "track_script {\n watch\n }"
RS1 = f".tcp.ipv4.4.{VIP}.80.ipv4.4.10.1.1.163.80"
RS1_PATH = f"/virtual-servers/{VIP}-80-tcp/real-servers/10.1.1.163-80"


def ready(text):
    """Columns and scalars that can be read, by the text."""
    # To read, or to read and write.
    objects = re.findall(
        r"^(fairlead\w+) OBJECT-TYPE\n.*?MAX-ACCESS\s+([\w-]+)", text, re.M | re.S
    )
    return {name for name, access in objects if access.startswith("read")}


def test_the_text_is_clean_by_snmptranslate():
    argv = ["snmptranslate", *MIBS, "-Pe", "-IR", "-Tp", "fairlead"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=20)
    assert done.stderr == ""
    for name in ready(TEXT.read_text()):
        assert f" {name}(" in done.stdout


def test_the_text_is_clean_by_smilint_at_its_strictest():
    argv = ["smilint", "-l", "6", "./mib/FAIRLEAD-MIB.txt"]
    done = subprocess.run(
        argv, cwd=ROOT, env={"SMIPATH": DIRS, "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True, timeout=20,
    )
    assert done.stdout + done.stderr == ""


class Asked:
    """A director with snmpd beside it, asked by name."""

    def __init__(self, stage):
        self.trapd = stage.see(Trapd(stage["client"]))
        self.host = stage["d1"]
        stage.see(Snmpd(self.host, self.trapd))
        text = instance(100, "MASTER", globals=GLOBALS, before=SCRIPT, more=TRACKS)
        self.daemon = stage.director("d1", text + BALANCED)
        state = 'fairleadInstanceState."VI_1"'
        wait_until(lambda: "master(3)" in self.get(state), 15, "master")

    def tool(self, name, *arguments):
        community = "private" if name == "snmpset" else "public"
        argv = (name, "-v2c", "-c", community, *MIBS, "-OX", "127.0.0.1", *arguments)
        return self.host.run(*argv, check=False)

    def get(self, name):
        done = self.tool("snmpget", f"FAIRLEAD-MIB::{name}")
        return done.stdout.strip() + done.stderr.strip()

    def told(self, number):
        return self.trapd.has(f"{ROOT_OID[1:]}.0.{number}")


@pytest.fixture
def asked(stage):
    return Asked(stage)


def test_a_walk_knows_each_name_and_each_syntax(asked):
    done = asked.tool("snmpbulkwalk", "FAIRLEAD-MIB::fairlead")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert not [line for line in lines if "Wrong Type" in line or "Entry" in line]
    seen = {m[1] for m in re.finditer(r"^FAIRLEAD-MIB::(\w+)", done.stdout, re.M)}
    # What is foreign to us is in a kernel's table, which there is none of here.
    wanted = {n for n in ready(TEXT.read_text()) if not n.startswith("fairleadForeign")}
    assert seen == wanted


def test_things_are_found_by_their_names(asked):
    wait_until(lambda: "down(2)" in asked.get(f"fairleadRsState{RS1}"), 5, "down")
    assert asked.get(f"fairleadRsReason{RS1}").endswith("STRING: check.failed")
    assert asked.get(f"fairleadCheckCode{RS1}.1").endswith("STRING: connect.refused")
    assert asked.get('fairleadTrackContribution."VI_1".1').endswith("INTEGER: 5")
    assert asked.get('fairleadInstanceEffectivePriority."VI_1"').endswith("105")
    events = asked.tool("snmpwalk", "FAIRLEAD-MIB::fairleadEventType").stdout
    assert "vrrp.state" in events
    absent = asked.get(f"fairleadRsState.tcp.ipv4.4.{VIP}.81.ipv4.4.10.1.1.163.80")
    assert "No Such Instance" in absent


def test_a_set_drains_where_writes_are_on_and_nowhere_else(asked):
    name = f"FAIRLEAD-MIB::fairleadRsAdmin{RS1}"
    refused = asked.tool("snmpset", name, "i", "drain")
    assert refused.returncode != 0 and "notWritable" in refused.stderr
    daemon = asked.daemon
    text = daemon.conf.read_text()
    daemon.write(text.replace(GLOBALS, f"{GLOBALS}\n    enable_snmp_writes"))
    daemon.reload()

    def drained():
        done = asked.tool("snmpset", name, "i", "drain")
        return done.returncode == 0

    wait_until(drained, 10, "the SET is carried out", 0.5)
    wait_until(lambda: "drain(2)" in asked.get(name[14:]), 5, "seen by SNMP")
    assert daemon.api("GET", RS1_PATH)[1]["admin"] == "drain"


def test_what_changes_is_told(asked):
    wait_until(lambda: asked.told(2), 10, "the failover")
    # What was so when snmpd came is not told: have something change after that.
    asked.daemon.api("PATCH", RS1_PATH, {"admin": "maintenance"})
    wait_until(lambda: asked.told(5), 10, "the real server")
    assert not asked.told(3)
    asked.daemon.ctl("vrrp", "VI_1", "failover", "--for", "60s")
    wait_until(lambda: asked.told(3), 10, "the override")
    assert not asked.told(4)
    asked.daemon.ctl("vrrp", "VI_1", "resume")
    wait_until(lambda: asked.told(4), 10, "the end of the override")


# Of many().
SERVICES, EACH = 100, 100


def many():
    """10,000 real servers whose port is closed."""
    check = "TCP_CHECK {\nconnect_timeout 2\n}"
    return "".join(
        virtual_server(
            "retry 0\n"
            + "".join(
                f"real_server 127.1.{n}.{rs + 1} 9 {{\n{check}\n}}\n"
                for rs in range(EACH)
            ),
            address=f"10.99.{n}.1",
        )
        for n in range(SERVICES)
    )


def last_up(text):
    """{virtual server: how many real servers its last notification says are up}"""
    found = {}
    column = re.escape(f"{ROOT_OID}.1.5.1.1.")
    for line in text.splitlines():
        name = re.search(rf'{column}5\.[\d.]+ = STRING: "([^"]+)"', line)
        up = re.search(rf"{column}18\.[\d.]+ = Gauge32: (\d+)", line)
        if name and up:
            found[name[1]] = int(up[1])
    return found


def test_ten_thousand_transitions_leave_snmpd_alive_and_the_last_state_told(stage):
    trapd = stage.see(Trapd(stage["client"]))
    host = stage["d1"]
    stage.see(Snmpd(host, trapd))
    stage.director("d1", instance(100, globals=GLOBALS) + many())

    def down():
        argv = ("snmpbulkwalk", "-v2c", "-c", "public", "-Oqv", *MIBS, "127.0.0.1")
        done = host.run(*argv, "FAIRLEAD-MIB::fairleadVsRealServersDown", check=False)
        assert "Timeout" not in done.stderr
        return sum(map(int, re.findall(r"^\d+", done.stdout, re.M)))

    wait_until(lambda: down() == SERVICES * EACH, 30, "all are down", 0.5)

    def told():
        up = last_up(trapd.log_file.read_text())
        return len(up) == SERVICES and not any(up.values())

    wait_until(told, 30, "the last state of each virtual server", 0.5)
