# SPDX-License-Identifier: Apache-2.0
"""ipvs_netlink, every kind of op, against the real kernel: see ipvs_real.sh."""

import pathlib

from daemon import BUILD
from topology import run

HERE = pathlib.Path(__file__).resolve().parent


def test_every_op_does_what_ipvsadm_then_shows(segment):
    for name in ("ip_vs", *(f"ip_vs_{s}" for s in "rr wrr lc wlc sh mh pe_sip".split())):
        run("modprobe", "-q", name, check=False)  # the machine's own may be built in
    done = segment["rs3"].run(
        "sh", str(HERE / "ipvs_real.sh"), str(BUILD), check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 failed" in done.stdout and done.stdout.count("\nok ") > 10
