# SPDX-License-Identifier: Apache-2.0
"""What is tracked and is no script: the priority in the adverts is the witness."""

import pathlib
import time

import pytest
from conf import instance, virtual_server
from topology import wait_until
from witness import kill

pytestmark = pytest.mark.fairlead_only

# Another name than anything else here has.
TRACKED = "trackedone"


def run_folder(stage):
    return pathlib.Path(f"/proc/{stage['d1'].init_pid}/root/run")


def director(stage, before, lines, **given):
    text = instance(
        given.pop("priority", 150), "MASTER", before=before, more=lines, **given
    )
    one = stage.director("d1", text)
    stage.sniffer.wait_advert(stage["d1"], 8, since=0)
    return one


def advertised(stage, priority, timeout_s=3):
    """From now on it says this priority."""
    return stage.sniffer.wait_advert(stage["d1"], timeout_s, time.time(), priority)


def test_a_number_in_a_file_is_added_to_the_priority(stage):
    load = run_folder(stage) / "load"
    load.write_text("-20\n")
    one = director(
        stage,
        "vrrp_track_file load {\n file /run/load\n weight 2\n}",
        "track_file {\n load\n }",
    )
    advertised(stage, 110)
    load.write_text("5\n")
    advertised(stage, 160)
    # Written elsewhere and moved here: another file of the same name.
    other = run_folder(stage) / "load.new"
    other.write_text("-1")
    other.rename(load)
    advertised(stage, 148)
    # Nonsense changes nothing, and is told.
    load.write_text("about five\n")
    one.wait_log("vrrp_file load", "holds no number, -1 counts on", timeout_s=2)
    advertised(stage, 148)
    load.unlink()
    one.wait_log("vrrp_file load", "-1 counts on", timeout_s=2, count=2)
    advertised(stage, 148)
    load.write_text("0")
    advertised(stage, 150)
    assert one.metrics()["fairlead_vrrp_track_file_errors_total"] >= 2
    _, info = one.api("GET", "/info")
    assert info["vrrp"]["track_file_errors"] >= 2


def test_a_file_of_weight_zero_takes_the_instance_into_fault(stage):
    drain = run_folder(stage) / "drain"
    one = director(
        stage,
        "vrrp_track_file drain {\n file /run/drain\n weight 0\n init_file 0\n}",
        "track_file {\n drain\n }",
    )
    assert drain.read_text() == "0\n"
    begun = time.time()
    drain.write_text("1\n")
    stage.sniffer.wait_advert(stage["d1"], 2, begun, priority=0)
    stage.addresses["d1"].wait(False, 2)
    one.wait_log("Entering FAULT STATE", "track_failed", timeout_s=2)
    drain.write_text("0\n")
    stage.addresses["d1"].wait(True, 5)


def test_a_process_that_ends_lowers_the_priority(stage):
    host = stage["d1"]
    program = run_folder(stage) / TRACKED
    program.symlink_to("/bin/sleep")
    first = host.popen(f"/run/{TRACKED}", "1000")
    wait_until(lambda: host.processes(TRACKED), 5, "it runs")
    one = director(
        stage,
        f"vrrp_track_process p {{\n process {TRACKED} 1000\n weight -50\n"
        " quorum 1\n quorum_max 1\n}",
        "track_process {\n p\n }",
    )
    advertised(stage, 150)
    kill(host.processes(TRACKED), 9)
    first.wait(5)
    advertised(stage, 100, 4)
    again = host.popen(f"/run/{TRACKED}", "1000")
    advertised(stage, 150, 4)
    # One with another parameter is another one; one more of it is one too many.
    other = host.popen(f"/run/{TRACKED}", "2000")
    advertised(stage, 150, 4)
    second = host.popen(f"/run/{TRACKED}", "1000")
    advertised(stage, 100, 4)
    kill(host.processes(TRACKED), 9)
    for process in (again, other, second):
        process.wait(5)
    assert one.instance()["tracks"][0]["kind"] == "process"
    # Not in the host's own namespace of processes: the kernel does not tell.
    assert one.metrics()["fairlead_vrrp_track_process_polled"] == 1
    assert one.metrics()["fairlead_vrrp_track_process_losses_total"] == 0


QUORUM = "track_virtual_server {\n 10.1.1.166-80-tcp weight -60\n }"


def test_a_quorum_that_is_lost_gives_the_role_to_a_director_whose_pool_is_alive(stage):
    server = stage["rs1"].popen("python3", "-m", "http.server", "80")
    real = f"real_server {stage['rs1'].address} 80 {{\n TCP_CHECK {{\n }}\n }}"
    text = instance(150, "MASTER", before=virtual_server(real), more=QUORUM)
    one = stage.fairleadd("d1", text)
    stage.wait_holder("d1", 8)
    advertised(stage, 150)
    stage.director("d2", instance(100))
    time.sleep(1.5)  # d2 hears d1; nothing moves
    assert stage.holders() == ["d1"]
    kill(stage["rs1"].processes("python3"), 9)
    server.wait(5)
    advertised(stage, 90, 8)
    stage.wait_holder("d2", 6)
    story = one.ctl("explain", "VI_1").stdout
    assert "quorum 10.1.1.166-80-tcp failed: quorum lost" in story
    assert "priority 150 to 90" in story
    server = stage["rs1"].popen("python3", "-m", "http.server", "80")
    stage.wait_holder("d1", 12)
    kill(stage["rs1"].processes("python3"), 9)
    server.wait(5)


def test_without_its_lvs_half_a_quorum_holds_nobody_back(stage):
    text = instance(
        150,
        "MASTER",
        before=virtual_server("real_server 10.1.1.163 80 {\n }"),
        more="track_virtual_server {\n 10.1.1.166-80-tcp\n }",
    )
    one = stage.fairleadd("d1", text, "--vrrp")
    stage.addresses["d1"].wait(True, 5)
    one.wait_log("VI_1", "10.1.1.166-80-tcp counts as met", timeout_s=2)
