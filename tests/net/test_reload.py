# SPDX-License-Identifier: Apache-2.0
"""A new configuration while it runs, and bad ones."""

import time

import pytest
from conf import instance
from daemon import BUILD, scenario
from topology import VIP, wait_until

SECOND = "10.1.1.167"


def master(stage):
    one = stage.director("d1", instance(200, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    return one


def test_a_reload_adds_an_address_without_a_transition(stage):
    one = master(stage)
    begun = time.time()
    one.write(instance(200, "MASTER", addresses=f"{VIP}\n{SECOND}"))
    one.reload()
    stage.addresses["d1"].wait(True, 5, SECOND)
    stage.sniffer.wait_advert(stage["d1"], 3, since=begun)
    wait_until(
        lambda: sorted(stage.sniffer.adverts_of(stage["d1"])[-1].addresses)
        == [VIP, SECOND],
        4,
        "both are in the advert",
    )
    assert stage.addresses["d1"].when(False, begun) is None
    assert len(one.logged("Entering MASTER STATE")) == 1
    one.write(instance(200, "MASTER"))
    one.reload()
    stage.addresses["d1"].wait(False, 5, SECOND)
    assert stage.addresses["d1"].holds()


def broken(text):
    return text.replace("priority 200", "priority many")


def truncated(text):
    return text[: text.index("virtual_ipaddress")]


def empty(_):
    return ""


@pytest.mark.fairlead_only
@pytest.mark.parametrize("spoil", [broken, truncated, empty, None])
def test_a_bad_file_is_refused_whole_and_the_old_configuration_runs_on(stage, spoil):
    one = master(stage)
    pids = one.pids()
    begun = time.time()
    if spoil is None:
        one.conf.unlink()
    else:
        one.write(spoil(instance(200, "MASTER", addresses=f"{VIP}\n{SECOND}")))
    one.reload()
    wait_until(
        lambda: one.metrics().get("fairlead_config_last_reload_success") == 0,
        5,
        "the metrics say that the reload was refused",
        0.1,
    )
    assert one.logged(str(one.conf.name))
    time.sleep(2.2)
    assert one.pids() == pids
    assert stage.addresses["d1"].when(False, begun) is None
    assert not stage.addresses["d1"].holds(SECOND)
    assert len(stage.sniffer.adverts_of(stage["d1"], begun)) >= 2
    # Mended, it is taken.
    one.write(instance(200, "MASTER", addresses=f"{VIP}\n{SECOND}"))
    one.reload()
    stage.addresses["d1"].wait(True, 5, SECOND)


@pytest.mark.fairlead_only
def test_a_bad_file_at_start_is_exit_2_and_nothing_is_touched(stage):
    conf = stage["d1"].folder / "bad.conf"
    conf.write_text(broken(instance(200, "MASTER")))
    done = stage["d1"].run(
        str(BUILD / "fairleadd"), "-n", "-l", "-f", str(conf), check=False
    )
    assert done.returncode == 2
    said = done.stdout + done.stderr
    assert "bad.conf:" in said and "priority" in said
    assert not stage.addresses["d1"].holds()


@pytest.mark.fairlead_only
def test_the_test_option_needs_no_privilege_and_no_interface(stage):
    text = scenario("director1").replace("eth0", "nosuch0")
    nobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"
    done = stage["client"].run(
        *("sh", "-c", f'cat >/run/c.conf; exec {nobody} "$1" -t -f /run/c.conf', "sh"),
        str(BUILD / "fairleadd"),
        input=text,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


MANY = 255
INTERVAL_S = 1


def crowd(priority, state="BACKUP", other=""):
    """255 instances on one interface; that of VRID 7 says `other` beside."""
    text = "global_defs {\n    router_id LVS\n    vrrp_garp_master_repeat 1\n}\n"
    for vrid in range(1, MANY + 1):
        text += f"""
vrrp_instance V{vrid} {{
    state {state}
    interface eth0
    virtual_router_id {vrid}
    priority {priority + (10 if other and vrid == 7 else 0)}
    advert_int {INTERVAL_S}
    virtual_ipaddress {{
        10.1.2.{vrid}
        {other if vrid == 7 else ""}
    }}
}}
"""
    return text


def held(stage, name):
    return {a for a in stage.addresses[name].held if a.startswith("10.1.2.")}


def gaps(adverts):
    """Of each VRID the longest silence between two adverts."""
    last, worst = {}, {}
    for advert in adverts:
        gap = advert.at - last.get(advert.vrid, advert.at)
        worst[advert.vrid] = max(gap, worst.get(advert.vrid, 0))
        last[advert.vrid] = advert.at
    return worst


@pytest.mark.fairlead_only
@pytest.mark.parametrize("other", ["", SECOND], ids=["nothing_new", "one_is_changed"])
def test_a_reload_of_255_delays_no_advert_and_keeps_roles_and_addresses(stage, other):
    one = stage.director("d1", crowd(200, "MASTER"))
    wait_until(lambda: len(held(stage, "d1")) == MANY, 15, "d1 holds all", 0.1)
    two = stage.director("d2", crowd(100))
    two.wait_state("BACKUP", 10, count=MANY)
    begun = time.time()
    time.sleep(INTERVAL_S)
    one.write(crowd(200, "MASTER", other))
    one.reload()
    one.wait_log("reloaded", timeout_s=5)
    two.write(crowd(100, "BACKUP", other))
    two.reload()
    two.wait_log("reloaded", timeout_s=5)
    time.sleep(4 * INTERVAL_S)
    adverts = stage.sniffer.adverts_of(stage["d1"], begun)
    worst = gaps(adverts)
    print(f"the longest silence: {max(worst.values()):.3f} s")
    assert len(worst) == MANY
    assert max(worst.values()) < 2 * INTERVAL_S
    assert {a.priority for a in adverts if a.vrid != 7} == {200}
    assert not stage.sniffer.adverts_of(stage["d2"], begun)
    events = [e for e in stage.addresses["d1"].events if e.at >= begun]
    assert [(e.added, e.address) for e in events] == ([(True, other)] if other else [])
    assert len(held(stage, "d1")) == MANY and not held(stage, "d2")
    assert len(one.logged("Entering MASTER STATE")) == MANY
    assert len(two.logged("Entering BACKUP STATE")) == MANY
    if other:
        last = [a for a in adverts if a.vrid == 7][-1]
        assert (last.priority, last.addresses) == (210, ["10.1.2.7", SECOND])


def three(priority, state="BACKUP", advert_int=1):
    return instance(priority, state, more="version 3", advert_int=advert_int)


def change(daemon, text):
    daemon.write(text)
    daemon.reload()
    return time.time()


@pytest.mark.fairlead_only
def test_priority_and_interval_change_live_and_a_role_only_by_election(stage):
    one = stage.director("d1", three(200, "MASTER"))
    stage.wait_holder("d1", 8)
    two = stage.director("d2", three(100))
    two.wait_state("BACKUP", 5)
    # Still the better one: nobody moves.
    begun = change(one, three(150, "MASTER"))
    stage.sniffer.wait_advert(stage["d1"], 2, since=begun, priority=150)
    # The backup learns the interval; 2 s are 200 cs, whose last octet `interval` is.
    begun = change(one, three(150, "MASTER", advert_int=2))
    wait_until(
        lambda: [a.interval for a in stage.sniffer.adverts_of(stage["d1"], begun)][-2:]
        == [200, 200],
        6,
        "the new interval is in the advert",
    )
    first, second = stage.sniffer.adverts_of(stage["d1"], begun)[-2:]
    assert abs(second.at - first.at - 2) < 0.3
    assert len(one.logged("Entering MASTER STATE")) == 1
    assert not two.logged("Entering MASTER STATE")
    assert stage.addresses["d1"].when(False, 0) is None
    # Now the worse one: the other takes over once its timer has run out.
    change(one, three(50, "MASTER", advert_int=2))
    two.wait_state("MASTER", 10)
    stage.wait_holder("d2", 3)
    # A backup that becomes the better one preempts.
    change(one, three(220, "MASTER"))
    one.wait_state("MASTER", 10, count=2)
    stage.wait_holder("d1", 3)
