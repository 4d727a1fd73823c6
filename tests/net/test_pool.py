# SPDX-License-Identifier: Apache-2.0
"""What a pool does when its servers fail, come back or waver, through REST; a kernel's
table is not needed."""

import time

import pytest
from checks import RS1, RS2, VS, seen, wait_check
from conf import virtual_server
from test_checks import Web
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

TCP = "TCP_CHECK {\n delay_loop 0.3\n retry 0\n connect_timeout 1\n }"
PAGE = "HTTP_GET {\n delay_loop 0.3\n retry 0\n url {\n path /\n status_code 200\n }\n }"


@pytest.fixture
def webs(segment):
    made = [Web(segment["rs1"]), Web(segment["rs2"])]
    yield made
    for web in made:
        web.close()


def two(more="", first="", second="", check=TCP):
    return virtual_server(
        f"{more}\n real_server 10.1.1.163 80 {{\n{first}\n{check}\n}}\n"
        f"real_server 10.1.1.164 80 {{\n{second}\n{check}\n}}"
    )


def effective(daemon, which=RS1):
    shown = seen(daemon, which)["effective"]
    reasons = [reason["code"] for reason in shown["reasons"]]
    return shown["state"], shown["weight"], reasons[0] if reasons else ""


def wait_effective(daemon, wanted, which=RS1, timeout_s=4):
    try:
        wait_until(lambda: effective(daemon, which) == wanted, timeout_s, "", 0.03)
    except AssertionError:
        raise AssertionError(f"not {wanted} but {effective(daemon, which)}") from None


def test_checks_pause_while_the_address_is_elsewhere(stage, webs):
    one = stage.director("d1", two("ha_suspend", check=PAGE))
    one.wait_log("its checks pause")
    time.sleep(1)  # three times as long as it takes to the next
    assert not webs[0].asked
    stage["d1"].ip(f"address add {VIP}/32 dev eth0")
    wait_check(one, "passing", "ok")
    assert one.api("GET", VS)[1]["effective"]["checks_paused"] is False
    stage["d1"].ip(f"address del {VIP}/32 dev eth0")
    one.wait_log("its checks pause", count=2)
    asked = len(webs[0].asked)
    time.sleep(1)
    assert len(webs[0].asked) <= asked + 1  # one may have been under way
    assert effective(one) == ("up", 1, "")  # what they found last holds


def test_the_next_tier_serves_when_the_first_has_no_quorum(stage, webs):
    one = stage.director("d1", two(second="tier 1"))
    wait_effective(one, ("standby", 0, "tier.reserve"), RS2)
    webs[0].close()
    wait_effective(one, ("up", 1, ""), RS2)
    one.wait_log("tiers up to 1 are in use")
    webs[0].open()
    wait_effective(one, ("standby", 0, "tier.reserve"), RS2)


def test_in_a_panic_all_are_used(stage, webs):
    one = stage.director("d1", two("panic_threshold 60"))
    wait_effective(one, ("up", 1, ""))
    webs[0].close()
    wait_effective(one, ("down", 1, "pool.panic"))
    one.wait_log("panic, all are used: 1 of 2 are fit")
    assert one.api("GET", VS)[1]["effective"]["panic"] is True
    webs[0].open()
    wait_effective(one, ("up", 1, ""))
    one.wait_log("no panic any more")


def test_who_comes_back_starts_slowly(stage, webs):
    one = stage.director("d1", two("slow_start 3\n weight 100"))
    wait_effective(one, ("up", 100, ""))
    webs[0].close()
    wait_effective(one, ("down", 0, "check.failed"))
    webs[0].open()
    wait_effective(one, ("starting", 1, "slow_start"))
    weights = []

    def whole():
        weights.append(effective(one)[1])
        return weights[-1] == 100

    wait_until(whole, 6, "it has its whole weight", 0.1)
    assert weights == sorted(weights)
    assert any(1 < weight < 100 for weight in weights)


def test_who_flaps_is_held_down_until_somebody_wants_it_ready(stage, webs):
    rule = "flap_damping {\n changes 3\n within 30\n hold 60\n }"
    one = stage.director("d1", two(rule))
    wait_effective(one, ("up", 1, ""))
    for _ in range(2):
        webs[0].close()
        wait_check(one, "failing", "connect.refused")
        webs[0].open()
        wait_check(one, "passing", "ok")
    wait_effective(one, ("down", 0, "flapping"))
    assert seen(one)["effective"]["held_until"]
    path = f"{VS}/real-servers/{RS1}/actions"
    assert one.api("POST", path, {"action": "ready"})[0] in (200, 503)
    wait_effective(one, ("up", 1, ""))


def test_an_override_ends_at_its_time_and_a_needed_one_is_not_drained(stage, webs):
    one = stage.director("d1", two())
    wait_effective(one, ("up", 1, ""), RS2)
    path = f"{VS}/real-servers/{RS1}"
    body = {"health": "down", "ttl_ms": 2500, "reason": "CHG-1"}
    status, _ = one.api("PUT", f"{path}/override", body)
    assert status in (200, 503)  # without a kernel's table it is kept for later
    wait_effective(one, ("down", 0, "override.down"))
    assert seen(one)["override"]["reason"] == "CHG-1"
    drain = f"{VS}/real-servers/{RS2}/actions"
    status, refused = one.api("POST", drain, {"action": "drain"})
    assert (status, refused["code"]) == (409, "rs.quorum")
    wait_effective(one, ("up", 1, ""), timeout_s=6)
    one.wait_log("the override of its health is over")
    assert seen(one)["override"] is None
    webs[0].close()
    wait_effective(one, ("down", 0, "check.failed"))
