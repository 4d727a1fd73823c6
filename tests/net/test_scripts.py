# SPDX-License-Identifier: Apache-2.0
"""Scripts that are told, and scripts that are asked: when, as whom, and for how long."""

import pathlib
import time

import pytest
from conf import instance, virtual_server
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

NOTES = "/run/notes/lines"
# What a script leaves running: another name than the lab's own sleep.
LINGER = "lingerer"
NOBODY = "65534"


class Scripts:
    """Scripts on d1, in its own /run, and the lines that they wrote down."""

    def __init__(self, host):
        self.host = host
        self.run = pathlib.Path(f"/proc/{host.init_pid}/root/run")
        notes = self.run / "notes"
        notes.mkdir()
        notes.chmod(0o1777)
        (self.run / LINGER).symlink_to("/bin/sleep")

    def write(self, name, text, mode=0o755):
        path = self.run / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(mode)
        return f"/run/{name}"

    def noter(self, name, before=""):
        """One that writes down its name and its arguments; anybody may run it."""
        return self.write(name, f'{before}\numask 0\necho "{name} $*" >>{NOTES}')

    def recorder(self, name):
        """One that writes down as whom it runs."""
        return self.write(name, f'umask 0\necho "{name} $(id -u) $(id -g)" >>{NOTES}')

    def notes(self):
        path = self.run / "notes/lines"
        return path.read_text().splitlines() if path.exists() else []

    def wait(self, expected, timeout_s):
        try:
            wait_until(lambda: self.notes() == expected, timeout_s, "")
        except AssertionError:
            raise AssertionError(f"{self.notes()}, not {expected}") from None

    def wait_note(self, line, timeout_s=5):
        what = f"{line} among {self.notes()}"
        wait_until(lambda: line in self.notes(), timeout_s, what)

    def lingering(self):
        return self.host.processes(LINGER)


@pytest.fixture
def scripts(stage):
    return Scripts(stage["d1"])


def tracked(script, more="", **given):
    """An owner that tracks `script`, asked each second."""
    before = f'vrrp_script chk {{\n script "{script}"\n interval 1\n {more}\n}}\n'
    return instance(
        given.pop("priority", 254),
        given.pop("state", "MASTER"),
        before=before,
        more="track_script {\n chk\n }\n" + given.pop("lines", ""),
        **given,
    )


def track(daemon):
    return daemon.instance()["tracks"][0]


# ---- told


def test_notify_scripts_are_told_each_state_in_order(stage, scripts):
    kinds = ("master", "backup", "fault", "stop")
    lines = [f'notify_{k} "{scripts.noter(k)} of VI_1"' for k in kinds]
    lines.append(f"notify {scripts.noter('any')}")
    one = stage.director("d1", instance(254, more="\n".join(lines)))
    expected = ["backup of VI_1", "any INSTANCE VI_1 BACKUP 254"]
    scripts.wait(expected, 3)
    expected += ["master of VI_1", "any INSTANCE VI_1 MASTER 254"]
    scripts.wait(expected, 5)
    stage["d1"].ip("link set eth0 down")
    expected += ["fault of VI_1", "any INSTANCE VI_1 FAULT 254"]
    scripts.wait(expected, 3)
    stage["d1"].ip("link set eth0 up")
    expected += ["backup of VI_1", "any INSTANCE VI_1 BACKUP 254"]
    scripts.wait(expected, 3)
    assert one.stop() == 0
    expected += ["stop of VI_1", "any INSTANCE VI_1 STOP 254"]
    scripts.wait(expected, 1)


def test_a_pipe_hears_of_each_change_and_its_reader_gets_the_path(stage, scripts):
    reader = scripts.write("reader", f'umask 0\nexec cat "$1" >>{NOTES}')
    words = f"vrrp_notify_fifo /run/events\nvrrp_notify_fifo_script {reader}\n"
    more = "notify_priority_changes\nnotify_deleted"
    text = instance(200, "MASTER", globals=words, more=more)
    one = stage.director("d1", text)
    expected = ['INSTANCE "VI_1" BACKUP 200', 'INSTANCE "VI_1" MASTER 200']
    scripts.wait(expected, 5)
    one.write(text.replace("priority 200", "priority 150"))
    one.reload()
    expected.append('INSTANCE "VI_1" MASTER_PRIORITY 150')
    scripts.wait(expected, 5)
    one.write(text.replace("VI_1", "VI_2").replace("_id 51", "_id 52"))
    one.reload()
    expected.append('INSTANCE "VI_1" DELETED 150')
    scripts.wait_note(expected[-1])
    scripts.wait_note('INSTANCE "VI_2" MASTER 200')
    assert one.stop() == 0
    scripts.wait_note('INSTANCE "VI_2" STOP 200')


def test_a_hanging_notify_script_delays_no_advert(stage, scripts):
    linger = scripts.write("hang", f"/run/{LINGER} 1000 &\nexec /run/{LINGER} 1000")
    text = instance(255, "MASTER", more=f"notify_master {linger}")
    one = stage.director("d1", text)
    wait_until(lambda: len(scripts.lingering()) == 2, 5, "the script hangs")
    begun = time.time()
    wait_until(
        lambda: len(stage.sniffer.adverts_of(stage["d1"], begun)) >= 3, 5, "3 adverts"
    )
    instants = [a.at for a in stage.sniffer.adverts_of(stage["d1"], begun)]
    assert all(abs(b - a - 1) < 0.15 for a, b in zip(instants, instants[1:])), instants
    # Nor does it delay the release, or outlive the daemon.
    begun = time.time()
    assert one.stop() == 0
    gone = stage.addresses["d1"].when(False, begun)
    assert gone - begun < 0.3
    wait_until(lambda: not scripts.lingering(), 2, "nothing is left of the script")


def test_a_real_servers_scripts_are_told_up_and_down_and_the_services_quorum(
    stage, scripts
):
    ask = scripts.write("ask", "test -e /run/good")
    names = ("up", "down", "quorum_up", "quorum_down")
    up, down, quorum_up, quorum_down = (scripts.noter(name) for name in names)
    text = virtual_server(
        f"""quorum_up "{quorum_up} for VIP"
        quorum_down {quorum_down}
        real_server 10.1.1.163 80 {{
            notify_up "{up} 163"
            notify_down "{down} 163"
            MISC_CHECK {{
                misc_path {ask}
                retry 0
            }}
        }}"""
    )
    stage.director("d1", instance(100) + text)
    good = scripts.run / "good"
    told_down = ["down 163", "quorum_down "]
    wait_until(lambda: sorted(scripts.notes()) == told_down, 5, "all is told down")
    good.touch()
    told_up = told_down + ["quorum_up for VIP", "up 163"]
    wait_until(lambda: sorted(scripts.notes()) == sorted(told_up), 5, "and up")
    good.unlink()
    both = sorted(told_up + told_down)
    wait_until(lambda: sorted(scripts.notes()) == both, 5, "and down again")


# ---- as whom


def test_every_kind_of_script_runs_as_script_user_says(stage, scripts):
    text = tracked(
        scripts.recorder("tracked"),
        globals="script_user nobody",
        lines=f"notify_backup {scripts.recorder('notified')}\n"
        f"notify {scripts.recorder('as_root')} root",
    ) + virtual_server(
        f"""real_server 10.1.1.163 80 {{
            MISC_CHECK {{
                misc_path {scripts.recorder("checked")}
            }}
        }}
        real_server 10.1.1.164 80 {{
            MISC_CHECK {{
                misc_path {scripts.recorder("checked_as_root")}
                user root
            }}
        }}"""
    )
    one = stage.director("d1", text)
    group = stage["d1"].run("id", "-g", "nobody").stdout.strip()
    for name in ("tracked", "notified", "checked"):
        scripts.wait_note(f"{name} {NOBODY} {group}")
    for name in ("as_root", "checked_as_root"):
        scripts.wait_note(f"{name} 0 0")
    assert len(set(scripts.notes())) == 5
    assert not one.logged("cannot be run")


def test_a_startup_script_comes_first_and_a_shutdown_script_last(stage, scripts):
    first = scripts.noter("first", "sleep 1")
    holds = "ip addr show eth0 | grep -q 10.1.1.166 && echo held"
    last = scripts.noter("last", f"umask 0; {holds} >>{NOTES}")
    words = f"startup_script {first}\nshutdown_script {last}\numask 027"
    lines = f"notify_backup {scripts.noter('backup')}\nnotify_stop {scripts.noter('stop')}"
    one = stage.director("d1", instance(254, globals=words, more=lines))
    scripts.wait(["first ", "backup "], 5)
    stage.wait_holder("d1", 8)
    made = one.file("/run/fairleadd.pid").stat().st_mode & 0o777
    assert made & 0o027 == 0, oct(made)
    assert one.stop() == 0
    assert scripts.notes() == ["first ", "backup ", "stop ", "last "]
    assert one.logged("startup_script", "done") and one.logged("shutdown_script", "done")


def test_a_startup_script_over_its_time_is_killed_and_the_start_goes_on(stage, scripts):
    hung = scripts.write("hung", f"/run/{LINGER} 1000 &\n/run/{LINGER} 1000")
    words = f"startup_script {hung}\nstartup_script_timeout 1"
    one = stage.director("d1", instance(254, globals=words))
    assert one.logged("startup_script", "killed, it took too long")
    assert not scripts.lingering()
    stage.wait_holder("d1", 8)


def test_scripts_have_the_other_groups_of_their_user_when_asked(stage, scripts):
    host = stage["d1"]
    groups = pathlib.Path("/etc/group").read_text() + "other:x:4711:nobody\n"
    (scripts.run / "group").write_text(groups)
    script = scripts.write("ids", f'umask 0\necho "ids $(id -G)" >>{NOTES}')
    host.run("mount", "--bind", "/run/group", "/etc/group")
    try:
        own = host.run("id", "-g", "nobody").stdout.strip()
        text = instance(254, globals="script_user nobody", more=f"notify_backup {script}")
        one = stage.director("d1", text)
        scripts.wait([f"ids {own}"], 5)
        assert one.stop() == 0
        one.write(text.replace("script_user", "set_supplementary_groups\nscript_user"))
        one.start()
        scripts.wait([f"ids {own}", f"ids {own} 4711"], 5)
    finally:
        host.run("umount", "/etc/group")


def test_roots_scripts_that_others_can_write_are_refused(stage, scripts):
    place = scripts.run / "open"
    place.mkdir()
    place.chmod(0o777)
    bad = scripts.noter("open/script")
    text = tracked(
        bad,
        globals="enable_script_security\nscript_user root",
        lines=f"notify_fault {bad}",
        more="weight 0",
    ) + virtual_server(
        f"""real_server 10.1.1.163 80 {{
            MISC_CHECK {{
                misc_path {bad}
                retry 0
            }}
        }}"""
    )
    one = stage.director("d1", text)
    why = "/run/open can be written by anyone"
    one.wait_log("vrrp_script chk", why, timeout_s=5)
    one.wait_log("VI_1", "is refused", why, timeout_s=5)
    wait_until(lambda: one.instance()["state"] == "fault", 5, "a fault", 0.1)
    assert why in track(one)["detail"]

    def check():
        status, body = one.api("GET", f"/virtual-servers/{VIP}-80-tcp/real-servers")
        return status == 200 and why in str(body["items"][0]["checks"][0])

    wait_until(check, 5, "REST says why the check fails", 0.1)
    assert scripts.notes() == []
    # Nobody's business what runs as nobody.
    one.write(text.replace("script_user root", "script_user nobody"))
    one.reload()
    scripts.wait_note("open/script ")


# ---- for how long, and what it means


def test_a_script_over_its_time_is_killed_with_all_that_it_started(stage, scripts):
    deaf = f"trap '' TERM\n/run/{LINGER} 1000 &\n/run/{LINGER} 1000\nwait"
    one = stage.director("d1", tracked(scripts.write("deaf", deaf), "timeout 1"))
    wait_until(lambda: len(scripts.lingering()) == 2, 5, "it runs")
    first = set(scripts.lingering())
    one.wait_log("vrrp_script chk", "timed out", timeout_s=6)
    assert not first & set(scripts.lingering())
    assert track(one)["detail"] == "timed out"
    assert one.instance()["state"] == "fault"


def test_init_fail_is_a_fault_until_rise_good_runs_and_fall_bad_ones_fault_it(
    stage, scripts
):
    ask = scripts.noter("ask", "test -e /run/good || exit 1")
    (scripts.run / "good").touch()
    words = "weight 0\n rise 2\n fall 2\n init_fail"
    begun = time.time()
    one = stage.director("d1", tracked(ask, words, priority=255))
    one.wait_state("FAULT", 2)
    stage.addresses["d1"].wait(True, 5)
    # The second good run, not the first.
    assert stage.addresses["d1"].when(True, begun) - begun > 0.9
    assert len(scripts.notes()) == 2
    began_failing = time.time()
    (scripts.run / "good").unlink()
    stage.addresses["d1"].wait(False, 5)
    assert stage.addresses["d1"].when(False, began_failing) - began_failing > 0.9
    line = one.wait_log("Entering FAULT STATE", "track_failed", timeout_s=2)
    assert line


def test_a_weight_moves_the_priority_and_is_no_fault(stage, scripts):
    ask = scripts.write("ask", "test -e /run/good")
    one = stage.director("d1", tracked(ask, "weight 20", priority=100))
    wait_until(lambda: track(one)["known"], 5, "it has run", 0.05)
    assert one.instance()["effective_priority"] == 100
    (scripts.run / "good").touch()
    one.wait_log("VI_1", "from 100 to 120", timeout_s=5)
    wait_until(
        lambda: one.instance()["effective_priority"] == 120, 5, "REST says so", 0.05
    )


SCRIPTS = 1000
INTERVAL_S = 0.1
LATE_S = 0.05


def a_thousand_scripts_a_second():
    """Each has its own argument, since equal checks are made once for all."""
    servers = [
        f"real_server 10.9.{n // 250}.{n % 250 + 1} 80 {{\n MISC_CHECK {{\n"
        f' misc_path "/bin/true {n}"\n misc_timeout 5\n delay_loop 1\n }}\n}}'
        for n in range(SCRIPTS)
    ]
    return virtual_server("\n".join(servers))


def test_a_thousand_scripts_wanted_each_second_do_not_delay_an_advert(stage):
    text = instance(200, advert_int=INTERVAL_S, more="version 3")
    text = text.replace("auth_type PASS", "").replace("auth_pass 1111", "")
    one = stage.director("d1", text + a_thousand_scripts_a_second())

    def runs():
        return one.api("GET", "/info")[1]["checks"]["runs"]

    wait_until(lambda: runs() > 3 * SCRIPTS, 30, "they run", 0.2)
    begun, before = time.time(), runs()
    time.sleep(10)
    rate = (runs() - before) / (time.time() - begun)
    stamps = [a.at for a in stage.sniffer.adverts if a.at >= begun]
    gaps = [later - at for at, later in zip(stamps, stamps[1:])]
    print(
        f"{rate:.0f} scripts a second; {len(gaps)} adverts, "
        f"at most {(max(gaps) - INTERVAL_S) * 1000:.1f} ms late"
    )
    assert rate > SCRIPTS / 5  # as many as a busy machine of two cores can start
    assert len(gaps) > 90
    assert max(gaps) < INTERVAL_S + LATE_S
