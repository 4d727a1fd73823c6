# SPDX-License-Identifier: Apache-2.0
"""One real server with one check, and what REST says of it."""

from conf import virtual_server
from topology import VIP, wait_until

VS = f"/virtual-servers/{VIP}-80-tcp"
RS1, RS2 = "10.1.1.163-80", "10.1.1.164-80"


def seen(daemon, which=RS1):
    status, body = daemon.api("GET", f"{VS}/real-servers/{which}")
    assert status == 200, body
    return body


def state_of(daemon, which=RS1):
    return seen(daemon, which)["effective"]["state"]


def check_of(daemon, which=RS1):
    """(state, code) of its first check"""
    check = seen(daemon, which)["checks"][0]
    return check["state"], check["code"]


def wait_check(daemon, state, code, timeout_s=4, which=RS1):
    def found():
        return check_of(daemon, which) == (state, code)

    try:
        wait_until(found, timeout_s, "", 0.03)
    except AssertionError:
        shown = seen(daemon, which)["checks"]
        raise AssertionError(f"not {state}, {code} but {shown}") from None


def checked(check, more="", before=""):
    """One real server, rs1, with this check of no retry."""
    return virtual_server(
        f"retry 0\n {before}\n real_server 10.1.1.163 80 {{\n{more}\n{check}\n}}"
    )
