# SPDX-License-Identifier: Apache-2.0
"""The scenario's hosts with real IPVS, made once for all tests."""

import pathlib
import sys

import pytest

NET = pathlib.Path(__file__).resolve().parents[1] / "net"
sys.path.insert(0, str(NET))

from stage import *  # noqa: E402,F401,F403  fixtures and hooks
from topology import (  # noqa: E402
    RealServer,
    Segment,
    forget_closed_connections,
)

REAL_SERVERS = ("rs1", "rs2", "rs3")


@pytest.fixture(scope="session")
def segment(tmp_path_factory):
    hosts = ("d1", "d2", *REAL_SERVERS, "client")
    with Segment(hosts, tmp_path_factory.mktemp("hosts")) as made:
        made.servers = {name: RealServer(made[name]) for name in REAL_SERVERS}
        for server in made.servers.values():
            server.take_vip()
        yield made


@pytest.fixture(autouse=True)
def empty_tables(segment):
    """No test finds what another left in a kernel's table."""
    for name in ("d1", "d2"):
        forget_closed_connections(segment[name])
    yield
    script = "ipvsadm -C; for role in master backup; do ipvsadm --stop-daemon $role; done"
    for name in ("d1", "d2"):
        segment[name].run("sh", "-c", script, check=False)
