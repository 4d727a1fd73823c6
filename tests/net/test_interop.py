# SPDX-License-Identifier: Apache-2.0
"""fairlead beside Debian's keepalived and Debian's FRR: every version and carrier that
both speak, each side as the stronger one: it preempts, is master, stops, is killed. Who
is master is who sends adverts. The README's table of interoperation is this matrix."""

import collections
import time

import pytest
from daemon import Fairleadd, Keepalived
from frr import Frr, frr_text
from topology import VIP, wait_until
from witness import kill_at_once

pytestmark = pytest.mark.fairlead_only

STRONG, WEAK = 200, 100
SLACK_S = 0.35  # of a busy machine

Cell = collections.namedtuple("Cell", "other version interval_ms unicast password")
CELLS = [
    Cell(Keepalived, 2, 1000, False, True),
    Cell(Keepalived, 2, 1000, True, False),
    Cell(Keepalived, 3, 100, False, False),
    Cell(Keepalived, 3, 100, True, False),
    Cell(Frr, 2, 1000, False, False),
    Cell(Frr, 3, 100, False, False),
]
V3_MULTICAST = [cell for cell in CELLS if cell.version == 3 and not cell.unicast]

INSTANCE = """
vrrp_instance VI_1 {{
    state BACKUP
    interface eth0
    virtual_router_id 51
    version {version}
    priority {priority}
    advert_int {interval}
    {more}
    virtual_ipaddress {{
        {vip}
    }}
}}
"""
PASSWORD = "authentication {\n auth_type PASS\n auth_pass 1111\n}\n"


def name_of(cell):
    way = "unicast" if cell.unicast else "multicast"
    return f"{cell.other.__name__.lower()}-v{cell.version}-{way}"


def text_for(kind, cell, priority, own, peer):
    if kind is Frr:
        return frr_text(cell.version, priority, cell.interval_ms)
    more = PASSWORD if cell.password else ""
    if cell.unicast:
        more += f"unicast_src_ip {own.address}\nunicast_peer {{\n{peer.address}\n}}\n"
    return INSTANCE.format(
        version=cell.version,
        priority=priority,
        interval=cell.interval_ms / 1000,
        more=more,
        vip=VIP,
    ).replace(".0\n", "\n")


class Pair:
    """The stronger one on d1, the weaker one on d2."""

    def __init__(self, stage, cell, strong, weak):
        self.stage = stage
        self.interval_s = cell.interval_ms / 1000
        skew = (256 - WEAK) / 256 * (self.interval_s if cell.version == 3 else 1)
        self.skew_s, self.down_s = skew, 3 * self.interval_s + skew
        own, peer = stage["d1"], stage["d2"]
        self.kinds = {"d1": strong, "d2": weak}
        self.texts = {
            "d1": text_for(strong, cell, STRONG, own, peer),
            "d2": text_for(weak, cell, WEAK, peer, own),
        }

    def start(self, name):
        return self.stage.run(self.kinds[name], name, self.texts[name])

    def heard(self, name, since):
        adverts = self.stage.sniffer.adverts_of(self.stage[name], since)
        return [a for a in adverts if a.priority != 0]

    def speakers(self, window_s):
        since = time.time() - window_s
        return [name for name in ("d1", "d2") if self.heard(name, since)]

    def wait_master(self, name, timeout_s):
        """It alone sends, and it alone of the fairleads holds the address."""
        window_s = 2.5 * self.interval_s
        wait_until(lambda: self.speakers(window_s) == [name], timeout_s, f"{name} alone")
        for host, kind in self.kinds.items():
            if kind is not Frr:  # whose address is on its macvlan all the time
                self.stage.addresses[host].wait(host == name, 2)

    def first_advert(self, name, since):
        wait_until(lambda: self.heard(name, since), 10, f"{name} takes over")
        return self.heard(name, since)[0].at

    def last_advert(self, name):
        return self.stage.sniffer.adverts_of(self.stage[name])[-1]


def no_refusals(daemon):
    counts = daemon.instance()["counters"]["refused"]
    return {reason: count for reason, count in counts.items() if count}


def forget(stage, cell, is_stronger):
    """The address of the dead one: fairlead's goes with its lease."""
    if not is_stronger and cell.other is Keepalived:
        stage["d1"].ip(f"addr del {VIP}/32 dev eth0")
    if is_stronger or cell.other is Keepalived:
        stage.addresses["d1"].wait(False, 7)


@pytest.fixture
def pairs(stage):
    yield lambda *given: Pair(stage, *given)
    for daemon in stage.daemons:
        if isinstance(daemon, Frr):
            daemon.close()
            watch = stage.addresses[daemon.host.name]
            wait_until(lambda w=watch: not w.holds(), 5, "the macvlan is gone")


@pytest.mark.parametrize("is_stronger", [True, False], ids=["stronger", "weaker"])
@pytest.mark.parametrize("cell", CELLS, ids=name_of)
def test_matrix(stage, pairs, cell, is_stronger):
    kinds = (Fairleadd, cell.other) if is_stronger else (cell.other, Fairleadd)
    pair = pairs(cell, *kinds)
    settle_s = 8 * pair.interval_s + 4

    weak = pair.start("d2")
    pair.wait_master("d2", settle_s)
    strong = pair.start("d1")  # and it preempts
    pair.wait_master("d1", settle_s)
    fairlead = strong if is_stronger else weak
    assert no_refusals(fairlead) == {}

    strong.stop()
    release = pair.last_advert("d1")
    assert release.priority == 0
    taken = pair.first_advert("d2", release.at)
    assert abs(taken - release.at - pair.skew_s) < SLACK_S
    pair.wait_master("d2", settle_s)

    strong = pair.start("d1")
    pair.wait_master("d1", settle_s)
    kill_at_once(strong.pids())
    last = pair.last_advert("d1").at
    taken = pair.first_advert("d2", last)
    assert -0.02 < taken - last - pair.down_s < SLACK_S
    if not is_stronger:
        assert no_refusals(weak) == {}
    forget(stage, cell, is_stronger)


@pytest.mark.parametrize("is_higher", [True, False], ids=["higher", "lower"])
@pytest.mark.parametrize("cell", V3_MULTICAST, ids=name_of)
def test_of_two_masters_with_equal_priorities_the_higher_address_stays(
    stage, pairs, cell, is_higher
):
    kinds = (cell.other, Fairleadd) if is_higher else (Fairleadd, cell.other)
    pair = pairs(cell, *kinds)
    pair.texts["d1"] = pair.texts["d1"].replace(str(STRONG), str(WEAK))
    stage.segment.part("d2")
    for daemon in (pair.start("d1"), pair.start("d2")):
        if isinstance(daemon, Frr):
            daemon.wait_log("Backup -> Master")
        else:
            stage.addresses[daemon.host.name].wait(True, 8)
    stage.segment.join("d2")
    pair.wait_master("d2", 10)


@pytest.mark.parametrize("other", [Keepalived, Frr])
def test_the_checksum_without_a_pseudo_header_is_not_theirs(stage, pairs, other):
    """RFC 9568's form: Debian's keepalived 2.2 and FRR 8.4 know the other one alone."""
    cell = Cell(other, 3, 100, False, False)
    pair = pairs(cell, Fairleadd, other)
    pair.texts["d1"] = pair.texts["d1"].replace("version 3", "version 3\nv3_checksum_as_v2")
    pair.start("d1")
    pair.wait_master("d1", 8)
    pair.start("d2")
    wait_until(lambda: pair.speakers(0.25) == ["d1", "d2"], 8, "both are master")
