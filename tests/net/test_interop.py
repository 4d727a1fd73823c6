# SPDX-License-Identifier: Apache-2.0
"""fairlead beside Debian's keepalived and Debian's FRR: every version and carrier that
both speak, each side as the stronger one: it preempts, is master, stops, is killed. Who
is master is who sends adverts. The README's table of interoperation is this matrix."""

import collections
import time

import pytest
from daemon import Fairleadd, Keepalived
from frr import Frr, frr_text
from interop import WIRES
from topology import wait_until
from witness import kill_at_once

pytestmark = pytest.mark.fairlead_only

STRONG, WEAK = 200, 100
SLACK_S = 0.35  # of a busy machine

Cell = collections.namedtuple("Cell", "other version family unicast password")
CELLS = [
    Cell(Keepalived, 2, 4, False, True),
    Cell(Keepalived, 2, 4, True, False),
    Cell(Keepalived, 3, 4, False, False),
    Cell(Keepalived, 3, 4, True, False),
    Cell(Keepalived, 3, 6, False, False),
    Cell(Keepalived, 3, 6, True, False),
    Cell(Frr, 2, 4, False, False),
    Cell(Frr, 3, 4, False, False),
    Cell(Frr, 3, 6, False, False),
]
V3_MULTICAST = [cell for cell in CELLS if cell.version == 3 and not cell.unicast]
INTERVAL_MS = {2: 1000, 3: 100}

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
        {addresses}
    }}
}}
"""
PASSWORD = "authentication {\n auth_type PASS\n auth_pass 1111\n}\n"


def name_of(cell):
    way = "unicast" if cell.unicast else "multicast"
    return f"{cell.other.__name__.lower()}-v{cell.version}-ip{cell.family}-{way}"


def unicast(own, peer):
    return unicast_lines(own.address, peer.address)


def unicast_lines(own, peer):
    return f"unicast_src_ip {own}\nunicast_peer {{\n{peer}\n}}\n"


class Pair:
    """The stronger one on d1, the weaker one on d2."""

    def __init__(self, stage, cell, strong, weak):
        self.stage, self.cell = stage, cell
        self.interval_s = INTERVAL_MS[cell.version] / 1000
        skew = (256 - WEAK) / 256 * (self.interval_s if cell.version == 3 else 1)
        self.skew_s, self.down_s = skew, 3 * self.interval_s + skew
        self.kinds = {"d1": strong, "d2": weak}
        self.wire = WIRES[cell.family](stage, self.kinds)
        self.texts = {
            "d1": self.text("d1", "d2", STRONG),
            "d2": self.text("d2", "d1", WEAK),
        }

    def text(self, name, peer, priority):
        cell = self.cell
        lines = self.wire.lines()
        if self.kinds[name] is Frr:
            listed = [line.partition("/")[0] for line in lines.split()]
            return frr_text(cell.version, priority, INTERVAL_MS[cell.version], listed)
        more = PASSWORD if cell.password else ""
        if cell.unicast:
            more += unicast_lines(self.wire.own(name), self.wire.own(peer))
        return INSTANCE.format(
            version=cell.version,
            priority=priority,
            interval=f"{self.interval_s:g}",
            more=more,
            addresses=lines,
        )

    def start(self, name):
        return self.stage.run(self.kinds[name], name, self.texts[name])

    def heard(self, name, since):
        return [a for a in self.wire.adverts(name, since) if a.priority != 0]

    def speakers(self, window_s):
        since = time.time() - window_s
        return [name for name in self.kinds if self.heard(name, since)]

    def wait_master(self, name, timeout_s):
        """It alone sends, and it alone has the address."""
        window_s = 2.5 * self.interval_s
        wait_until(lambda: self.speakers(window_s) == [name], timeout_s, f"{name} alone")
        for host, kind in self.kinds.items():
            if kind is not Frr:  # whose address is on its macvlan all the time
                self.wait_held(host, host == name, 2)

    def wait_held(self, name, held, timeout_s):
        word = "has" if held else "drops"
        wait_until(
            lambda: self.wire.holds(name) == held, timeout_s, f"{name} {word} it", 0.05
        )

    def first_advert(self, name, since):
        wait_until(lambda: self.heard(name, since), 10, f"{name} takes over")
        return self.heard(name, since)[0].at

    def last_advert(self, name):
        return self.wire.adverts(name)[-1]

    def forget(self, name):
        """The address of a dead one: fairlead's goes with its lease."""
        self.wire.forget(name)
        if self.kinds[name] is not Frr:
            self.wait_held(name, False, 7)


def no_refusals(daemon):
    counts = daemon.instance()["counters"]["refused"]
    return {reason: count for reason, count in counts.items() if count}


@pytest.fixture
def pairs(stage):
    made = []

    def make(*given):
        made.append(Pair(stage, *given))
        return made[-1]

    yield make
    for daemon in stage.daemons:
        daemon.close()
        watch = stage.addresses[daemon.host.name]
        wait_until(lambda w=watch: not w.holds(), 5, "the address is gone")
    for pair in made:
        if pair.cell.family == 6:
            pair.wire.close()


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
    pair.forget("d1")


@pytest.mark.parametrize("is_higher", [True, False], ids=["higher", "lower"])
@pytest.mark.parametrize("cell", V3_MULTICAST, ids=name_of)
def test_of_two_masters_with_equal_priorities_the_higher_address_stays(
    stage, pairs, cell, is_higher
):
    kinds = (cell.other, Fairleadd) if is_higher else (Fairleadd, cell.other)
    pair = pairs(cell, *kinds)
    said, equal = f"priority {STRONG}", f"priority {WEAK}"
    pair.texts["d1"] = pair.texts["d1"].replace(said, equal)
    stage.segment.part("d2")
    for daemon in (pair.start("d1"), pair.start("d2")):
        if isinstance(daemon, Frr):
            daemon.wait_log("Backup -> Master")
        else:
            pair.wait_held(daemon.host.name, True, 8)
    stage.segment.join("d2")
    # FRR 8.4.4 gives way over IPv6 though its address is the higher one.
    yields = cell.family == 6 and cell.other is Frr and not is_higher
    pair.wait_master("d1" if yields else "d2", 10)


@pytest.mark.parametrize("other", [Keepalived, Frr])
def test_the_checksum_without_a_pseudo_header_is_not_theirs(stage, pairs, other):
    """RFC 9568's form: Debian's keepalived 2.2 and FRR 8.4 know the other one alone."""
    cell = Cell(other, 3, 4, False, False)
    pair = pairs(cell, Fairleadd, other)
    pair.texts["d1"] = pair.texts["d1"].replace("version 3", "version 3\nv3_checksum_as_v2")
    pair.start("d1")
    pair.wait_master("d1", 8)
    pair.start("d2")
    wait_until(lambda: pair.speakers(0.25) == ["d1", "d2"], 8, "both are master")
