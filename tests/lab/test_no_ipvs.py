# SPDX-License-Identifier: Apache-2.0
"""A kernel without IPVS: VRRP and the API run on, and it is found when it comes.

Only where the kernel is ours to take it away from: in user-mode Linux.
"""

import os
import pathlib

import pytest
from daemon import scenario
from topology import run, wait_table, wait_until

TABLE = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]
HELPER = pathlib.Path("/proc/sys/kernel/modprobe")


@pytest.fixture
def without_ipvs(stage):
    """Neither the kernel nor the director's modprobe finds the modules."""
    if os.environ["LAB_MODE"] != "uml":
        pytest.fail("run this in user-mode Linux: tests/lab/run --uml")
    loaded = run("lsmod").stdout
    names = [line.split()[0] for line in loaded.splitlines() if line.startswith("ip_vs_")]
    if "ip_vs" in loaded:
        run("modprobe", "-r", *names, "ip_vs")
    helper = HELPER.read_text()
    HELPER.write_text("/bin/false\n")
    release = os.uname().release
    stage["d1"].run("mount", "-t", "tmpfs", "tmpfs", f"/usr/lib/modules/{release}")

    def give_back():
        HELPER.write_text(helper)
        run("modprobe", "ip_vs")

    yield give_back
    HELPER.write_text(helper)
    stage["d1"].run("umount", f"/usr/lib/modules/{release}")


@pytest.mark.fairlead_only
def test_it_says_so_and_finds_it_when_it_comes(stage, without_ipvs):
    one = stage.director("d1", scenario("director1"))
    stage.wait_holder("d1", 10)
    status, body = one.api("GET", "/virtual-servers/10.1.1.166-80-tcp")
    assert status == 200
    assert body["effective"]["state"] == "error", body
    status, text = one.curl("/readyz")
    assert status == 503, text
    assert one.curl("/healthz")[0] == 200
    without_ipvs()
    wait_table(stage["d1"], TABLE, 12)
    wait_until(lambda: one.curl("/readyz")[0] == 200, 10, "ready", 0.2)
