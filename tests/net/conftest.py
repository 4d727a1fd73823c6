# SPDX-License-Identifier: Apache-2.0
"""One segment for all tests; each test gets it clean, and leaves it clean."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from stage import *  # noqa: E402,F401,F403  fixtures and hooks
from topology import Segment  # noqa: E402


@pytest.fixture(scope="session")
def segment(tmp_path_factory):
    hosts = ("d1", "d2", "rs1", "rs2", "client")
    with Segment(hosts, tmp_path_factory.mktemp("hosts")) as made:
        yield made
