# SPDX-License-Identifier: Apache-2.0
"""Scenario 1, 7, 8, 9: the advert on the wire, and adverts that are refused."""

import time

import pytest
from conf import instance
from daemon import scenario
from topology import VIP, wait_until

CAPTURED = {
    (51, 200): "2133c8010101a7c00a0101a6313131310000" "0000",
    (51, 100): "21336401" "01010bc10a0101a6313131310000" "0000",
    (52, 100): "21346401" "01010bc00a0101a6313131310000" "0000",
}
SLACK_S = 0.15


def advert_of(stage, text):
    stage.director("d1", text)
    return stage.sniffer.wait_advert(stage["d1"], 8, since=0)


@pytest.mark.parametrize(
    ("name", "old", "new", "captured"),
    [
        ("vrrp1", "", "", (51, 200)),
        ("director1", "", "", (51, 100)),
        ("director1", "virtual_router_id 51", "virtual_router_id 52", (52, 100)),
    ],
)
def test_the_advert_is_the_captured_one_byte_for_byte(stage, name, old, new, captured):
    text = scenario(name).split("virtual_server ")[0].replace(old, new)
    advert = advert_of(stage, text)
    assert advert.message.hex() == CAPTURED[captured]
    assert advert.ttl == 255
    assert advert.destination == "224.0.0.18"
    assert advert.source == stage["d1"].address


def test_the_master_sends_each_second_and_the_backup_is_silent(stage):
    stage.director("d2", instance(50))
    stage.director("d1", scenario("vrrp1"))
    stage.addresses["d1"].wait(True, 6)
    begun = time.time()
    time.sleep(4.5)
    instants = [a.at for a in stage.sniffer.adverts_of(stage["d1"], begun)]
    gaps = [b - a for a, b in zip(instants, instants[1:])]
    assert len(gaps) >= 3
    assert all(abs(gap - 1) < SLACK_S for gap in gaps), gaps
    assert stage.sniffer.adverts_of(stage["d2"]) == []


def test_advert_int_5_sends_every_5_seconds(stage):
    stage.director("d1", instance(255, "MASTER", advert_int=5))
    first = stage.sniffer.wait_advert(stage["d1"], 8, since=0)
    second = stage.sniffer.wait_advert(stage["d1"], 8, since=first.at + 1)
    assert abs(second.at - first.at - 5) < SLACK_S
    assert first.interval == 5


def test_another_interval_is_refused_counted_and_both_values_logged(stage):
    stage.director("d1", instance(200, "MASTER", advert_int=2))
    stage.addresses["d1"].wait(True, 8)
    backup = stage.director("d2", instance(100))
    lines = backup.wait_log("interval", timeout_s=6)
    assert any("2" in line and "1" in line for line in lines)
    # The adverts are dropped, so the second becomes master as if there were none.
    stage.addresses["d2"].wait(True, 6)


def test_another_password_is_refused_and_nothing_crashes(stage):
    stage.director("d1", instance(200, "MASTER", password="2222"))
    stage.addresses["d1"].wait(True, 8)
    backup = stage.director("d2", instance(100))
    backup.wait_log("passw", timeout_s=6)
    before = backup.pids()
    stage.addresses["d2"].wait(True, 6)
    assert backup.pids() == before


@pytest.mark.fairlead_only
def test_refused_adverts_are_counted_by_reason(stage):
    stage.director("d1", instance(200, "MASTER", password="2222"))
    backup = stage.director("d2", instance(100))

    def counted():
        found = [v for k, v in backup.metrics().items()
                 if "vrrp_rx_errors_total" in k and "auth" in k]
        return any(value >= 2 for value in found)

    wait_until(counted, 8, "authentication failures are counted", 0.2)


def test_several_addresses_are_set_and_dropped_together_and_all_in_the_advert(stage):
    one = stage.director("d1", scenario("vrrp2_twovips"))
    advert = stage.sniffer.wait_advert(stage["d1"], 8, since=0)
    assert sorted(advert.addresses) == [VIP, "10.1.1.167"]
    watch = stage.addresses["d1"]
    for address in (VIP, "10.1.1.167"):
        watch.wait(True, 2, address)
    one.stop()
    for address in (VIP, "10.1.1.167"):
        watch.wait(False, 1, address)
    gone = [watch.when(False, 0, address) for address in (VIP, "10.1.1.167")]
    assert abs(gone[0] - gone[1]) < 0.1
