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
