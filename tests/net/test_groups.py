# SPDX-License-Identifier: Apache-2.0
"""Sync groups: two instances of two hosts that move together."""

import pathlib

import pytest
from smtp_sink import SmtpSink
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

OTHER = "10.1.1.167"
NOTES = "/run/group-notes"


def member(name, vrid, priority, address, more=""):
    return (
        f"vrrp_instance {name} {{\n interface eth0\n virtual_router_id {vrid}\n"
        f" priority {priority}\n advert_int 1\n {more}\n"
        f" virtual_ipaddress {{\n {address}\n }}\n}}\n"
    )


def pair(priority, group="", more=""):
    return (
        "global_defs {\n enable_script_security\n script_user root\n}\n"
        f"vrrp_sync_group G {{\n group {{\n A\n B\n }}\n {group}\n}}\n"
        + member("A", 51, priority, VIP)
        + member("B", 52, priority, OTHER, more)
    )


def wait_both(stage, name, timeout_s):
    stage.wait_holder(name, timeout_s)
    stage.wait_holder(name, timeout_s, OTHER)


def ask(daemon, path):
    status, body = daemon.api("GET", path)
    assert status == 200, body
    return body


def file_of(stage, path):
    return pathlib.Path(f"/proc/{stage['d1'].init_pid}/root") / path.lstrip("/")


def test_what_faults_one_member_moves_both(stage):
    bad = file_of(stage, "/run/bad")
    bad.write_text("0")
    tracks = "track_file {\n bad\n }"
    defined = "vrrp_track_file bad {\n file /run/bad\n weight 0\n}\n"
    one = stage.director("d1", defined + pair(150, more=tracks))
    stage.director("d2", pair(100))
    wait_both(stage, "d1", 8)
    bad.write_text("1")
    wait_both(stage, "d2", 4)
    reasons = {i["name"]: i["reason"] for i in ask(one, "/vrrp/instances")["items"]}
    assert reasons == {"A": "sync_group", "B": "track_failed"}
    group = ask(one, "/vrrp/sync-groups/G")
    assert group["state"] == "fault"
    assert [m["instance"] for m in group["members"]] == ["A", "B"]
    # And why A is in fault is told by what happened to B.
    change = ask(one, "/vrrp/instances/A/history")["items"][0]
    assert change["reason"] == "sync_group"
    failed, began = change["causes"]
    assert failed["text"] == "file bad reads 1"
    assert began["ref"] == "vrrp/instances/B" and began["reason"] == "track_failed"
    assert "B: fault (track_failed)" in one.ctl("explain", "A").stdout
    tracking = ask(one, "/vrrp/tracking")["items"]
    assert [(t["instance"], t["kind"], t["fault"]) for t in tracking] == [
        ("B", "file", True)
    ]
    bad.write_text("0")
    wait_both(stage, "d1", 8)


def test_the_group_s_script_is_told_once_a_change(stage):
    noter = file_of(stage, "/run/noter")
    noter.write_text(f'#!/bin/sh\necho "$*" >>{NOTES}\n')
    noter.chmod(0o755)
    notes = file_of(stage, NOTES)

    def told():
        return notes.read_text().splitlines() if notes.exists() else []

    def wait_told(*states):
        expected = [f"GROUP G {s} 0" for s in states]
        wait_until(lambda: told() == expected, 6, f"{expected}, not {told()}")

    one = stage.director("d1", pair(150, "notify /run/noter"))
    wait_both(stage, "d1", 8)
    wait_told("BACKUP", "MASTER")
    stage["d1"].ip("link set eth0 down")
    wait_told("BACKUP", "MASTER", "FAULT")
    stage["d1"].ip("link set eth0 up")
    wait_both(stage, "d1", 8)
    wait_told("BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER")
    assert one.stop() == 0
    wait_told("BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER", "STOP")


@pytest.mark.parametrize("words", [("group", "G"), ("B",)])
def test_a_failover_by_command_moves_both_and_back(stage, words):
    one = stage.director("d1", pair(150))
    two = stage.director("d2", pair(100))
    wait_both(stage, "d1", 8)
    two.wait_state("BACKUP", 5)
    done = one.ctl("vrrp", *words, "failover", "--for", "9s", "--reason", "kernel")
    assert done.returncode == 0, done.stderr
    wait_both(stage, "d2", 4)  # the skew of 100 is 0.6 s
    for member in ask(one, "/vrrp/instances")["items"]:
        wish = member["override"]
        assert (wish["kind"], wish["reason"]) == ("yield", "kernel")
        assert member["reason"] == "yield" and member["state"] == "backup"
        history = ask(one, f"/vrrp/instances/{member['name']}/history")["items"]
        (cause,) = history[0]["causes"]
        assert "failover of sync group G for 9.000 s: 'kernel'" in cause["text"]
    assert ask(one, "/vrrp/sync-groups/G")["state"] == "backup"
    assert ask(two, "/vrrp/sync-groups/G")["state"] == "master"
    status, problem = one.api(
        "POST", "/vrrp/sync-groups/none/actions", {"action": "failover"}
    )
    assert (status, problem["code"]) == (404, "sync_group.not_found")
    wait_both(stage, "d1", 15)
    wait_until(
        lambda: not any(i["override"] for i in ask(one, "/vrrp/instances")["items"]),
        3,
        "the wishes are over",
    )


def test_a_group_s_wish_holds_over_a_restart_and_ends_by_any_member(stage):
    one = stage.director("d1", pair(150))
    two = stage.director("d2", pair(100))
    wait_both(stage, "d1", 8)
    two.wait_state("BACKUP", 5)
    assert one.ctl("vrrp", "group", "G", "priority", "90").returncode == 0
    wait_both(stage, "d2", 6)
    assert one.stop() == 0
    one.start()
    one.wait_log("A: priority goes on, wished by uid 0")
    one.wait_log("B: priority goes on, wished by uid 0")
    wishes = [i["override"]["priority"] for i in ask(one, "/vrrp/instances")["items"]]
    assert wishes == [90, 90]
    assert one.ctl("vrrp", "A", "resume").returncode == 0
    wait_both(stage, "d1", 8)
    assert not any(i["override"] for i in ask(one, "/vrrp/instances")["items"])


def test_scripts_pipe_and_mail_tell_the_same_in_the_same_order(stage):
    sink = stage.see(SmtpSink(stage["client"]))
    bad = file_of(stage, "/run/bad")
    bad.write_text("0")
    noter = file_of(stage, "/run/noter")
    noter.write_text(f'#!/bin/sh\necho "$*" >>{NOTES}\n')
    reader = file_of(stage, "/run/reader")
    reader.write_text(f'#!/bin/sh\nexec cat "$1" >>{NOTES}.pipe\n')
    for script in (noter, reader):
        script.chmod(0o755)
    told = "notify /run/noter\n smtp_alert"
    text = pair(150, told, f"track_file {{\n bad\n }}\n {told}").replace(
        "global_defs {",
        "global_defs {\n vrrp_notify_fifo /run/events\n"
        " vrrp_notify_fifo_script /run/reader\n"
        " notification_email {\n ops@example.net\n }\n"
        f" smtp_server {sink.listener.getsockname()[0]}\n router_id LVS",
    )
    defined = "vrrp_track_file bad {\n file /run/bad\n weight 0\n}\n"
    stage.director("d1", defined + text)
    wait_both(stage, "d1", 8)
    bad.write_text("1")
    wait_until(lambda: not stage.holders(), 3, "fault")
    bad.write_text("0")
    wait_both(stage, "d1", 8)
    states = ["BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER"]

    def lines(path):
        path = file_of(stage, path)
        return path.read_text().splitlines() if path.exists() else []

    def by_script(kind, name):
        start = f"{kind} {name} "
        return [n.split()[2] for n in lines(NOTES) if n.startswith(start)]

    def by_pipe(kind, name):
        start = f'{kind} "{name}" '
        return [n.split()[2] for n in lines(NOTES + ".pipe") if n.startswith(start)]

    def by_mail(kind, name):
        start = f"[LVS] VRRP {kind.capitalize()} {name} - Entering "
        return [m.split()[-2] for m in sink.subjects() if m.startswith(start)]

    for kind, name in (("INSTANCE", "B"), ("GROUP", "G")):
        for channel in (by_script, by_pipe, by_mail):
            wait_until(
                lambda c=channel, k=kind, n=name: c(k, n) == states,
                5,
                f"{channel.__name__} of {name}: {channel(kind, name)}",
            )
    # In the one pipe the group is master after its last member, and in fault, or
    # backup, with its first.
    pipe = [line.split()[:3] for line in lines(NOTES + ".pipe")]
    masters = [line[0] for line in pipe if line[2] == "MASTER"]
    assert masters == ["INSTANCE", "INSTANCE", "GROUP"] * 2
    faults = [line[0] for line in pipe if line[2] == "FAULT"]
    assert faults == ["INSTANCE", "GROUP", "INSTANCE"]


def test_a_reload_that_takes_a_member_out_moves_nobody(stage):
    one = stage.director("d1", pair(150))
    wait_both(stage, "d1", 8)
    alone = pair(150).replace(" B\n }", " }")
    one.write(alone)
    one.reload()
    wait_until(
        lambda: len(ask(one, "/vrrp/sync-groups/G")["members"]) == 1, 5, "one member"
    )
    assert stage.holders() == ["d1"] and stage.holders(OTHER) == ["d1"]
    assert not one.logged("Entering BACKUP STATE", "sync_group")
