# SPDX-License-Identifier: Apache-2.0
"""fairleadd's options: the configuration test, halves of it, the background."""

import re
import time
from pathlib import Path

import pytest
from conf import instance, virtual_server
from daemon import BUILD, Background
from topology import VIP, wait_until

pytestmark = pytest.mark.fairlead_only

GOOD = instance(255, "MASTER")
WARNED = instance(255, "MASTER", more="linkbeat_use_polling")
# An error whose keepalived reading is known: the default.
MISTAKEN = instance(300, "MASTER")
WRONG = instance(255, "MASTER", more="prioritaet 3")
FILES = {"good": GOOD, "warned": WARNED, "mistaken": MISTAKEN, "wrong": WRONG}


def fairleadd(host, *arguments, text=None):
    """It run to its end: what a person at the terminal sees."""
    words = [str(BUILD / "fairleadd"), *arguments]
    if text is not None:
        conf = host.folder / "options.conf"
        conf.write_text(text)
        words += ["-f", str(conf)]
    return host.run(*words, check=False, timeout=10)


@pytest.mark.parametrize(
    ("name", "options", "status", "counts"),
    [
        ("good", [], 0, "0 errors, 0 warnings"),
        ("good", ["--strict"], 0, "0 errors, 0 warnings"),
        ("warned", [], 0, "0 errors, 1 warning"),
        ("warned", ["--strict"], 2, "0 errors, 1 warning"),
        ("mistaken", [], 2, "1 error, 0 warnings"),
        ("mistaken", ["--lenient"], 0, "0 errors, 1 warning"),
        ("mistaken", ["--lenient", "--strict"], 2, "0 errors, 1 warning"),
        ("wrong", [], 2, "1 error, 0 warnings"),
    ],
)
def test_the_configuration_test_ends_with_0_or_2(stage, name, options, status, counts):
    done = fairleadd(stage["d1"], "-t", *options, text=FILES[name])
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.rstrip().endswith(counts), done.stderr


def test_ctl_tests_a_file_as_the_daemon_does(stage):
    for text, status in ((GOOD, 0), (WRONG, 2)):
        conf = stage["d1"].folder / "ctl.conf"
        conf.write_text(text)
        words = ("config", "test", str(conf))
        done = stage["d1"].run(str(BUILD / "fairleadctl"), *words, check=False)
        assert done.returncode == status, done.stdout + done.stderr
        if status:
            assert "ctl.conf:" in done.stdout + done.stderr


def test_what_is_dumped_reads_as_the_same_configuration(stage):
    before = instance(150, before="$PORT=8080\n")
    before += virtual_server("real_server 10.1.1.163 ${PORT} {\n}", port="${PORT}")
    first = fairleadd(stage["d1"], "-t", "-d", text=before)
    assert first.returncode == 0, first.stderr
    assert "priority 150" in first.stdout and "10.1.1.163 8080" in first.stdout
    again = fairleadd(stage["d1"], "-t", "-d", text=first.stdout)
    assert (again.returncode, again.stdout) == (0, first.stdout), again.stderr


def test_version_and_help_go_to_standard_output(stage):
    version = fairleadd(stage["d1"], "-v")
    assert version.returncode == 0 and version.stdout.startswith("fairleadd ")
    usage = fairleadd(stage["d1"], "--help")
    assert usage.returncode == 0 and "--use-file" in usage.stdout
    assert version.stderr == usage.stderr == ""


@pytest.mark.parametrize("words", [["--nonsense"], ["-Z"], ["-f"], ["-t", "stray"]])
def test_an_unknown_option_ends_with_1_and_says_so(stage, words):
    done = fairleadd(stage["d1"], *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert words[-1].lstrip("-") in done.stderr


@pytest.mark.parametrize(
    ("listen", "said"),
    [
        ("listen 10.1.1.160:8443\n    token_file /run/tokens", "tls_certificate"),
        ("listen 127.0.0.1:8443", "token_file"),
    ],
    ids=["without_tls", "without_tokens"],
)
def test_an_api_open_to_the_world_is_an_error_that_names_the_line(stage, listen, said):
    text = GOOD + "api {\n    web off\n    " + listen + "\n}\n"
    line = text[: text.index("listen")].count("\n") + 1
    done = fairleadd(stage["d1"], "-t", text=text)
    assert done.returncode == 2
    assert f"options.conf:{line}:" in done.stderr and said in done.stderr


BOTH = GOOD + virtual_server("real_server 10.1.1.163 80 {\n}")


def test_vrrp_alone_has_no_virtual_servers(stage):
    one = stage.fairleadd("d1", BOTH, "-P")
    stage.addresses["d1"].wait(True, 6)
    assert one.api("GET", "/virtual-servers")[1]["items"] == []
    assert one.instance()["state"] == "master"
    # What was not asked for is not missed.
    assert one.curl("/readyz")[0] == 200


def test_checks_alone_send_no_advert_and_set_no_address(stage):
    one = stage.fairleadd("d1", BOTH, "-C")
    shown = one.api("GET", "/virtual-servers")[1]["items"]
    assert [vs["id"] for vs in shown] == [f"{VIP}-80-tcp"]
    assert one.api("GET", "/vrrp/instances")[1]["items"] == []
    time.sleep(1.5)  # an owner would have said so at once
    assert stage.sniffer.adverts_of(stage["d1"]) == []
    assert not stage.addresses["d1"].holds()


def test_in_the_background_it_lets_go_of_the_terminal_and_keeps_relative_names(stage):
    one = stage.run(Background, "d1", GOOD)
    assert one.pid_in_file() == one.keeper_pid()
    stage.addresses["d1"].wait(True, 6)
    # It reads the same file again, wherever it was started.
    one.write(instance(255, "MASTER", addresses=f"{VIP}\n10.1.1.167"))
    one.reload()
    stage.addresses["d1"].wait(True, 6, "10.1.1.167")
    one.stop()
    assert not one.pid_path().exists()
    assert not stage.addresses["d1"].holds()


@pytest.mark.parametrize("options", [["-n"], []])
def test_a_second_daemon_with_the_same_pid_file_is_refused(stage, options):
    one = stage.fairleadd("d1", GOOD)
    done = fairleadd(
        stage["d1"], *options, "--no-syslog", "--pid=/run/fairleadd.pid", text=GOOD
    )
    assert done.returncode == 1
    assert "/run/fairleadd.pid" in done.stderr and "another fairleadd" in done.stderr
    # The first one's file is left alone.
    assert one.pid_in_file() == one.keeper_pid()
    assert one.stop() == 0
    wait_until(lambda: not one.pid_path().exists(), 2, "the pid file is gone")


def test_in_the_background_a_bad_file_is_told_at_the_terminal(stage):
    done = fairleadd(stage["d1"], "--no-syslog", "--pid=/run/x.pid", text=WRONG)
    assert done.returncode == 2
    assert "options.conf:" in done.stderr


@pytest.mark.parametrize(("cpus", "allowed"), [("0", "0"), ("1000", None)])
def test_the_vrrp_thread_runs_where_it_is_told_to(stage, cpus, allowed):
    text = instance(255, "MASTER", globals=f"vrrp_cpu_affinity {cpus}")
    one = stage.fairleadd("d1", text)
    stage.wait_holder("d1", 5)
    tasks = Path(f"/proc/{one.agent_pid()}/task").iterdir()
    listed = [
        re.search(r"Cpus_allowed_list:\s*(\S+)", (task / "status").read_text())[1]
        for task in tasks
    ]
    if allowed is not None:
        assert allowed in listed
    else:
        assert len(set(listed)) == 1
        assert one.logged("vrrp_cpu_affinity")


def test_it_runs_in_the_network_namespace_that_the_file_names(stage):
    host = stage["d1"]
    text = GOOD + "static_ipaddress {\n 10.9.9.9/32 dev lo\n}\n"
    text = "net_namespace inner\n" + text.replace("interface eth0", "interface lo")
    shown = fairleadd(host, "-n", text=text)
    assert shown.returncode == 1, shown
    assert "net_namespace inner: No such file" in shown.stderr
    host.run("ip", "netns", "add", "inner")
    try:
        host.run("ip", "-n", "inner", "link", "set", "lo", "up")
        one = stage.director("d1", text)

        def has(*words):
            return "10.9.9.9" in host.run("ip", *words, "addr", "show", "lo").stdout

        wait_until(lambda: has("-n", "inner"), 5, "the address is in the namespace", 0.1)
        assert not has()
        assert one.stop() == 0
    finally:
        host.run("ip", "netns", "del", "inner")
        host.run("umount", "/run/netns")
