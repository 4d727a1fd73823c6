# SPDX-License-Identifier: Apache-2.0
"""Routes, rules and static addresses: what `ip` sees of them, as the roles move."""

import os
import signal

import pytest
from conf import instance
from topology import VIP, wait_until
from witness import kill_at_once

pytestmark = pytest.mark.fairlead_only

ROUTES = f"""
    virtual_routes {{
        192.168.2.0/24 via 10.1.1.165 dev eth0 src {VIP}
        192.168.3.0/24 dev eth0 table 100 metric 7
        blackhole 192.168.4.0/24 table 100
        2001:db8:2::/48 dev eth0
    }}
    virtual_rules {{
        from 192.168.28.0/24 table 100 preference 50
        fwmark 42/0xff table 100 preference 51
    }}
"""


def said(host, *words):
    return host.run("ip", *words).stdout


def routes_of(host):
    """What of ROUTES is there, the lifetime aside."""
    found = []
    for words in (("-4", "route"), ("-4", "route", "show", "table", "100"), ("-6", "route")):
        done = host.run("ip", *words, check=False)
        found += [line.split() for line in done.stdout.splitlines()]
    return sorted(line[line[0] == "blackhole"] for line in found if "keepalived" in line)


def rules_of(host):
    lines = said(host, "rule").splitlines()
    return sorted(int(line.split(":")[0]) for line in lines if "keepalived" in line)


ALL_ROUTES = ["192.168.2.0/24", "192.168.3.0/24", "192.168.4.0/24", "2001:db8:2::/48"]
ALL_RULES = [50, 51]


def has_all(host):
    return routes_of(host) == ALL_ROUTES and rules_of(host) == ALL_RULES


def has_none(host):
    return not routes_of(host) and not rules_of(host)


def wait_all(host, timeout_s=6):
    what = f"{host.name} has all: {routes_of(host)} {rules_of(host)}"
    wait_until(lambda: has_all(host), timeout_s, what)


def wait_none(host, timeout_s=6):
    what = f"{host.name} has none: {routes_of(host)} {rules_of(host)}"
    wait_until(lambda: has_none(host), timeout_s, what)


def test_routes_and_rules_move_with_the_role(stage):
    first = stage.director("d1", instance(200, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    second = stage.director("d2", instance(100, more=ROUTES))
    second.wait_state("BACKUP", 5)
    assert has_none(stage["d2"])
    assert first.stop() == 0
    assert has_none(stage["d1"])
    wait_all(stage["d2"])


def test_the_route_is_as_it_was_said(stage):
    one = stage.director("d1", instance(255, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    shown = said(stage["d1"], "route", "get", "192.168.2.9")
    assert f"via 10.1.1.165 dev eth0 src {VIP}" in shown
    table = said(stage["d1"], "route", "show", "table", "100")
    assert "192.168.3.0/24 dev eth0 proto keepalived scope link metric 7" in table
    assert "blackhole 192.168.4.0/24 proto keepalived" in table
    rules = said(stage["d1"], "rule")
    assert "50:\tfrom 192.168.28.0/24 lookup 100 proto keepalived" in rules
    assert "51:\tfrom all fwmark 0x2a/0xff lookup 100 proto keepalived" in rules
    shown = one.instance()["routes"]
    assert [entry["kind"] for entry in shown] == 4 * ["route"] + 2 * ["rule"]
    assert all(entry["held"] for entry in shown)
    # An IPv6 route is a lease, as an address is.
    assert "expires" in said(stage["d1"], "-6", "route", "show", "2001:db8:2::/48")


@pytest.mark.parametrize(
    "words",
    [
        ("route", "del", "192.168.2.0/24"),
        ("route", "del", "blackhole", "192.168.4.0/24", "table", "100"),
        ("-6", "route", "del", "2001:db8:2::/48"),
        ("rule", "del", "preference", "50"),
    ],
    ids=["route", "blackhole", "ipv6", "rule"],
)
def test_what_another_hand_takes_away_comes_back(stage, words):
    one = stage.director("d1", instance(255, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    stage["d1"].run("ip", *words)
    one.wait_log("had gone, put back")
    wait_all(stage["d1"])
    wait_until(lambda: one.instance()["counters"]["routes_restored"] == 1, 3, "it is counted")
    assert one.instance()["counters"]["addresses_restored"] == 0
    assert one.instance()["state"] == "master"


def test_routes_that_go_with_a_link_come_back_with_it(stage):
    more = ROUTES + "    dont_track_primary\n"
    stage.director("d1", instance(255, "MASTER", more=more))
    wait_all(stage["d1"])
    stage["d1"].ip("link set eth0 down")
    stage["d1"].ip("link set eth0 up")
    wait_all(stage["d1"], 15)


def test_a_dead_agent_leaves_nothing_and_the_next_has_all_again(stage):
    one = stage.director("d1", instance(200, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    os.kill(one.agent_pid(), signal.SIGKILL)
    wait_none(stage["d1"], 2)
    wait_all(stage["d1"], 15)


def test_what_dead_keeper_and_agent_left_is_known_by_the_next(stage):
    one = stage.director("d1", instance(200, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    kill_at_once(one.pids())
    wait_until(lambda: not one.pids(), 5, "both are gone")
    assert rules_of(stage["d1"]) == ALL_RULES
    # Known by its protocol number, whatever the configuration says now.
    one.write(instance(100, "BACKUP", advert_int=20))
    one.start()
    wait_none(stage["d1"], 5)
    one.wait_log("of an earlier run")


def test_a_reload_touches_only_the_route_that_differs(stage):
    one = stage.director("d1", instance(255, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    seen = stage["d1"].folder / "monitor.txt"
    with seen.open("w") as out:
        monitor = stage["d1"].popen("ip", "monitor", "route", "rule", stdout=out)

    def is_watching():
        stage["d1"].ip("route replace blackhole 192.0.2.1 table 99")
        stage["d1"].ip("route del 192.0.2.1 table 99")
        return "192.0.2.1" in seen.read_text()

    try:
        wait_until(is_watching, 5, "the monitor sees something")
        one.write(instance(255, "MASTER", more=ROUTES.replace("metric 7", "metric 8")))
        one.reload()
        wait_until(
            lambda: "metric 8" in said(stage["d1"], "route", "show", "table", "100"),
            5,
            "the new route is there",
        )
        wait_until(lambda: "metric 8" in seen.read_text(), 5, "the monitor saw it")
    finally:
        monitor.kill()
        monitor.wait()
    lines = [line for line in seen.read_text().splitlines() if "keepalived" in line]
    assert len(lines) == 2 and all("192.168.3.0/24" in line for line in lines), lines
    assert "metric 7" not in said(stage["d1"], "route", "show", "table", "100")


STATICS = """
static_ipaddress {
    192.168.77.1/24 dev eth0 track_group all
}
static_routes {
    192.168.78.0/24 via 192.168.77.9 dev eth0 src 192.168.77.1 track_group all
}
static_rules {
    from 192.168.79.0/24 table 100 preference 60
}
track_group all {
    group {
        VI_1
    }
}
"""


def has_statics(host):
    return (
        "192.168.77.1/24" in said(host, "-4", "address")
        and "192.168.78.0/24" in said(host, "-4", "route")
        and 60 in rules_of(host)
    )


def test_static_ones_are_there_in_every_state_and_go_at_the_end(stage):
    one = stage.director("d1", instance(100, before=STATICS, advert_int=20))
    one.wait_state("BACKUP", 5)
    wait_until(lambda: has_statics(stage["d1"]), 5, "all statics")
    assert not one.logged("FAULT")
    shown = one.api("GET", "/info")[1]["static"]
    assert [entry["kind"] for entry in shown] == ["address", "route", "rule"]
    assert all(entry["held"] for entry in shown)
    one.reload()
    one.wait_log("reloaded")
    assert has_statics(stage["d1"])
    assert one.stop() == 0
    assert "192.168.77.1" not in said(stage["d1"], "-4", "address")
    assert has_none(stage["d1"])


def test_static_ones_of_a_dead_keeper_and_agent_go_at_the_next_start(stage):
    one = stage.director("d1", instance(100, before=STATICS, advert_int=20))
    wait_until(lambda: has_statics(stage["d1"]), 5, "all statics")
    stage["d1"].ip("route add 192.168.90.0/24 dev eth0 proto static", "address add 192.168.91.1/32 dev eth0")
    kill_at_once(one.pids())
    wait_until(lambda: not one.pids(), 5, "both are gone")
    assert has_statics(stage["d1"])
    one.write(instance(100, advert_int=20))
    one.start()
    one.wait_log("of an earlier run")
    wait_none(stage["d1"], 5)
    shown = said(stage["d1"], "-4", "address")
    assert "192.168.77.1" not in shown and "192.168.91.1/32" in shown
    assert "192.168.90.0/24" in said(stage["d1"], "-4", "route")
    stage["d1"].ip("route del 192.168.90.0/24", "address del 192.168.91.1/32 dev eth0")


def test_static_ones_need_no_instance(stage):
    one = stage.fairleadd("d1", STATICS.split("track_group all {")[0].replace(" track_group all", ""))
    wait_until(lambda: has_statics(stage["d1"]), 5, "all statics")
    assert one.stop() == 0
    assert has_none(stage["d1"])


def test_an_instance_is_in_fault_while_a_static_address_cannot_be_had(stage):
    statics = STATICS.replace("dev eth0", "dev dummy7")
    one = stage.director("d1", instance(255, "MASTER", before=statics))
    one.wait_state("FAULT", 5)
    assert one.instance()["reason"] == "static_lost"
    stage["d1"].ip("link add dummy7 type veth peer name dummy8", "link set dummy8 up", "link set dummy7 up")
    one.wait_state("MASTER", 10)
    wait_until(lambda: has_statics(stage["d1"]), 5, "all statics")
    stage["d1"].ip("link del dummy7")
    one.wait_state("FAULT", 10, count=2)


def test_a_route_that_is_refused_is_a_fault_unless_untracked(stage):
    bad = "    virtual_routes {\n        192.168.2.0/24 via 172.31.0.1 dev eth0 %s\n    }\n"
    one = stage.director("d1", instance(255, "MASTER", more=bad % "no_track"))
    one.wait_state("MASTER", 5)
    one.wait_log("cannot set", "172.31.0.1")
    wait_until(lambda: one.instance()["counters"]["route_failures"] > 0, 3, "it is counted")
    assert not one.logged("Entering FAULT")
    one.write(instance(255, "MASTER", more=bad % "metric 9"))
    one.reload()
    one.wait_state("FAULT", 8)


def test_anothers_route_is_left_alone_and_replaced_when_it_goes(stage):
    stage["d1"].ip("route add 192.168.3.0/24 dev eth0 table 100 metric 7 proto static")
    one = stage.director("d1", instance(255, "MASTER", more=ROUTES))
    one.wait_log("was set by another, left alone")
    assert "proto static" in said(stage["d1"], "route", "show", "table", "100")
    stage["d1"].ip("route del 192.168.3.0/24 table 100")
    wait_all(stage["d1"])


def test_promote_secondaries_is_set_and_put_back(stage):
    def knob():
        path = "/proc/sys/net/ipv4/conf/eth0/promote_secondaries"
        return stage["d1"].run("cat", path).stdout.strip()

    stage["d1"].sysctl(eth0__promote_secondaries=0)
    one = stage.director("d1", instance(255, "MASTER", more="promote_secondaries"))
    wait_until(lambda: knob() == "1", 5, "it is set")
    assert one.stop() == 0
    assert knob() == "0"


def test_promote_secondaries_is_set_when_its_interface_comes(stage):
    def knob():
        path = "/proc/sys/net/ipv4/conf/dummy7/promote_secondaries"
        return stage["d1"].run("cat", path).stdout.strip()

    text = instance(100, more="promote_secondaries").replace("interface eth0", "interface dummy7")
    one = stage.fairleadd("d1", text)
    one.wait_log("dummy7: is absent")
    stage["d1"].ip("link add dummy7 type veth peer name dummy8")
    wait_until(lambda: knob() == "1", 5, "it is set")
    stage["d1"].ip("link del dummy7")


OPTIONS = f"""{VIP}
        192.0.2.1/32 peer 192.0.2.9/32 dev eth0
        192.0.2.33/27 brd + scope link label eth0:vip noprefixroute
        192.0.2.65/27 brd 192.0.2.95 preferred_lft 2
        192.0.2.97/27 preferred_lft 0"""


def address_of(host, start):
    """The lines that `ip address` has of the address, as one."""
    lines = said(host, "-4", "address", "show", "dev", "eth0").splitlines()
    at = next(i for i, line in enumerate(lines) if f"inet {start}" in line)
    return " ".join(lines[at].split() + lines[at + 1].split())


def test_addresses_are_set_with_all_that_was_said_of_them(stage):
    one = stage.director("d1", instance(255, "MASTER", addresses=OPTIONS))
    wait_until(lambda: "192.0.2.97" in said(stage["d1"], "-4", "address"), 6, "all are set")
    assert "inet 192.0.2.1 peer 192.0.2.9/32 scope global" in address_of(stage["d1"], "192.0.2.1 ")
    labelled = address_of(stage["d1"], "192.0.2.33/27")
    assert "brd 192.0.2.63 scope link dynamic noprefixroute eth0:vip" in labelled
    assert "192.0.2.32/27" not in said(stage["d1"], "-4", "route")
    short = address_of(stage["d1"], "192.0.2.65/27")
    # Each renewal of the lease (5 s) says it anew: never more than the 2 s.
    assert "brd 192.0.2.95 scope global" in short
    assert short.split("preferred_lft ")[1] in ("0sec", "1sec", "2sec")
    assert "deprecated" in address_of(stage["d1"], "192.0.2.97/27")
    held = {entry["address"]: entry["held"] for entry in one.instance()["virtual_addresses"]}
    assert len(held) == 5 and all(held.values())
    assert one.stop() == 0
    assert "192.0.2." not in said(stage["d1"], "-4", "address")


def test_an_address_with_a_peer_does_not_outlive_a_dead_agent(stage):
    one = stage.director("d1", instance(200, "MASTER", addresses=OPTIONS))
    wait_until(lambda: "192.0.2.97" in said(stage["d1"], "-4", "address"), 6, "all are set")
    os.kill(one.agent_pid(), signal.SIGKILL)
    wait_until(lambda: "192.0.2." not in said(stage["d1"], "-4", "address"), 2, "all are gone", 0.01)


TUNNELLED = """
    virtual_routes {
        192.168.5.0/24 encap ip id 7 dst 10.9.9.9 src 10.9.9.8 ttl 20 tos 4 dev eth0
        2001:db8:5::/48 encap ip6 id 7 dst 2001:db8::9 dev eth0
        192.168.6.0/24 nexthop via 10.1.1.165 dev eth0 weight 3 nexthop via 10.1.1.166 dev eth0
        192.168.7.0/24 via 10.1.1.165 dev eth0 mtu lock 1400 advmss 1360 congctl reno
    }
"""


def test_tunnels_ways_and_metrics_reach_the_kernel(stage):
    one = stage.director("d1", instance(255, "MASTER", more=TUNNELLED))

    def routes(family="-4"):
        return " ".join(said(stage["d1"], family, "route", "show", "proto", "18").split())

    wait_until(lambda: "192.168.7.0/24" in routes() and "2001:db8:5" in routes("-6"), 6, "all")
    assert "192.168.5.0/24 encap ip id 7 src 10.9.9.8 dst 10.9.9.9 ttl 20 tos 4 dev eth0" in routes()
    assert "2001:db8:5::/48 encap ip6 id 7 src :: dst 2001:db8::9" in routes("-6")
    assert "nexthop via 10.1.1.165 dev eth0 weight 3 nexthop via 10.1.1.166 dev eth0" in routes()
    assert "mtu lock 1400 advmss 1360 congctl reno" in routes()
    assert one.stop() == 0
    assert not routes() and not routes("-6")


def test_a_full_table_of_another_daemon_does_not_hide_what_is_ours(stage):
    one = stage.director("d1", instance(255, "MASTER", more=ROUTES))
    wait_all(stage["d1"])
    others = [f"10.{i >> 8}.{i & 255}.0/24" for i in range(60 * 256)]
    stage["d1"].ip(*[f"route add {to} dev eth0 proto bgp table 77" for to in others])
    stage["d1"].ip("route del 192.168.2.0/24", "route flush table 77")
    one.wait_log("had gone, put back")
    wait_all(stage["d1"])
    wait_until(lambda: one.instance()["counters"]["routes_restored"] == 1, 3, "one, not all")
