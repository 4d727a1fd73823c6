# SPDX-License-Identifier: Apache-2.0
"""fairleadctl: what it prints, and with which code it ends."""

import hashlib
import json
import os
import pty
import subprocess

import pytest

from bare import BUILD, Bare, free_port

OK, FAILED, USAGE, UNREACHABLE, NOT_FOUND, NOT_ALLOWED, CONFLICT, TIMEOUT = range(8)


@pytest.fixture
def bare():
    with Bare("-n", "40") as made:
        yield made


def test_status_is_one_screen(bare):
    done = bare.ctl("status")
    assert (done.returncode, done.stderr) == (OK, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("fairlead 0.0-bare on director1: ready")
    assert "f.conf:7:3: warning: nat_mask does nothing" in done.stdout
    assert "VI 1/a" in done.stdout and "master" in done.stdout
    assert "10.1.1.163-80" in done.stdout
    assert "40 more not shown" in done.stdout
    assert len(lines) < 24 and max(map(len, lines)) < 100
    assert "\033" not in done.stdout


def test_status_says_what_is_wrong():
    with Bare("-r") as bare:
        assert "not ready: the kernel has no IPVS" in bare.ctl("status").stdout


def test_doctor_says_what_is_amiss_and_what_to_do(bare):
    with Bare("-r") as ill:
        done = ill.ctl("doctor")
    assert done.returncode == FAILED
    lines = done.stdout.splitlines()
    assert all(line.startswith("- ") for line in lines)
    assert any("the kernel has no IPVS" in line for line in lines)
    assert any("warnings of the configuration" in line for line in lines)
    knob = "- net.some.knob is 0: it hurts. sysctl -w net.some.knob=1"
    assert knob in lines, lines
    assert "no IPVS" not in bare.ctl("doctor").stdout


def test_the_kernels_table_and_what_differs_from_it(bare):
    done = bare.ctl("ipvs")
    assert (done.returncode, done.stderr) == (OK, "")
    lines = done.stdout.splitlines()
    assert lines[0].split()[:3] == ["SERVICE", "REAL", "SERVER"]
    assert any("10.1.1.163-80" in line and " ours " in line for line in lines)
    assert bare.ctl("rs", "add", "10.1.1.166:80", "10.1.1.199:80").returncode == OK
    done = bare.ctl("diff")
    assert done.returncode == FAILED
    added = [line for line in done.stdout.splitlines() if "10.1.1.199-80" in line]
    assert any("file and edit" in line for line in added)
    shown = json.loads(bare.ctl("-o", "json", "diff").stdout)
    assert {"between", "what", "virtual_server"} <= set(shown["items"][0])


@pytest.mark.parametrize("no_color, coloured", [("", True), ("1", False)])
def test_colour_on_a_terminal_only(bare, no_color, coloured):
    master, slave = pty.openpty()
    done = subprocess.run(
        [BUILD / "fairleadctl", "--socket", bare.socket, "vrrp"],
        stdout=slave,
        env={**os.environ, "NO_COLOR": no_color},
        check=True,
    )
    os.close(slave)
    text = os.read(master, 65536)
    os.close(master)
    assert done.returncode == OK
    assert (b"\033[32mmaster\033[0m" in text) == coloured


def test_json_is_the_agents_own(bare):
    status = json.loads(bare.ctl("-o", "json", "status").stdout)
    assert set(status) == {"info", "config", "vrrp_instances", "virtual_servers"}
    listed = json.loads(bare.ctl("rs", "list", "10.1.1.166:80", "-o", "json").stdout)
    assert len(listed["items"]) == 2
    one = json.loads(bare.ctl("vrrp", "VI 1/a", "-o", "json").stdout)
    assert one["vrid"] == 51


def test_a_life_of_a_real_server(bare):
    vs, rs = "10.1.1.166:80", "10.1.1.170"
    done = bare.ctl("rs", "add", vs, rs, "--weight", "3")
    assert (done.returncode, done.stdout) == (
        OK,
        "10.1.1.170-80: up, weight 3, revision 2\n",
    )
    assert bare.ctl("rs", "add", vs, rs).returncode == CONFLICT
    done = bare.ctl("rs", "set", vs, rs, "--weight", "5", "--persist", "runtime")
    assert "weight 5" in done.stdout and "lost at a restart" in done.stdout
    done = bare.ctl("rs", "drain", vs, rs, "--wait", "--timeout", "5s")
    assert done.returncode == OK and "drained" in done.stdout
    words = ["--on-timeout", "maintenance", "--persistence", "expire", "--force"]
    done = bare.ctl("rs", "drain", vs, rs, *words, "-o", "json")
    drain = json.loads(done.stdout)["drain"]
    assert (drain["on_timeout"], drain["persistence"]) == ("maintenance", "expire")
    done = bare.ctl("rs", "override", vs, rs, "up", "--for", "1h", "-o", "json")
    assert json.loads(done.stdout)["override"]["health"] == "up"
    done = bare.ctl("rs", "override", vs, rs, "none", "-o", "json")
    assert json.loads(done.stdout)["override"] is None
    assert "maintenance" in bare.ctl("rs", "maintenance", vs, rs).stdout
    assert "up" in bare.ctl("rs", "ready", vs, rs).stdout
    done = bare.ctl("rs", "rm", vs, rs, "--force")
    assert (done.returncode, done.stdout) == (OK, "10.1.1.170-80: removed\n")
    done = bare.ctl("rs", "rm", vs, rs)
    assert (done.returncode, done.stdout) == (NOT_FOUND, "")
    assert done.stderr.startswith("fairleadctl: rs rm: ")


def test_waiting_ends(bare):
    """The made-up agent drains at once, but removes only by force."""
    words = ["rs", "rm", "10.1.1.166:80", "10.1.1.163", "--wait", "--timeout", "0s"]
    done = bare.ctl(*words)
    assert done.returncode == TIMEOUT
    assert "goes on draining" in done.stderr


@pytest.mark.parametrize(
    "weight, said",
    [("666", "IPVS_CMD_NEW_DEST: ENOMEM"), ("669", "/weight: 669 is not liked")],
)
def test_refusals_are_explained(bare, weight, said):
    done = bare.ctl("rs", "set", "10.1.1.166:80", "10.1.1.163", "--weight", weight)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    "word, code",
    [
        ("10.1.1.166-80-tcp", OK),
        ("10.1.1.166:80", OK),
        ("10.1.1.167", OK),
        ("10.1.1.166-8", OK),
        ("10.1.1.166", USAGE),
        ("10.1.1.166:81", NOT_FOUND),
        ("web", NOT_FOUND),
    ],
)
def test_virtual_servers_may_be_abbreviated(bare, word, code):
    assert bare.ctl("rs", "list", word).returncode == code


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["explode"],
        ["rs"],
        ["rs", "add", "x"],
        ["rs", "list", "x", "y"],
        ["rs", "list", "x", "--force"],
        ["rs", "set", "10.1.1.166:80", "10.1.1.163"],
        ["rs", "set", "10.1.1.166:80", "web", "--weight", "1"],
        ["rs", "set", "x", "y", "--weight", "65536"],
        ["rs", "set", "x", "y", "--weight", "-1"],
        ["rs", "set", "x", "y", "--forward", "route"],
        ["rs", "drain", "x", "y", "--timeout", "5d"],
        ["rs", "drain", "x", "y", "--on-timeout", "explode"],
        ["rs", "drain", "x", "y", "--persistence", "never"],
        ["rs", "override", "x", "y", "sideways"],
        ["rs", "override", "x", "y"],
        ["status", "-o", "xml"],
        ["status", "--colour"],
        ["realserver", "up", "10.1.1.0/24"],
        ["realserver", "up", "0.0.0.0"],
    ],
)
def test_a_wrong_command_line_asks_nothing(bare, words):
    done = bare.ctl(*words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert done.stderr
    assert "command " not in bare.said()


def completed(*words):
    """What bash offers for the last of the words."""
    script = f"""eval "$({BUILD}/fairleadctl completion)"
COMP_WORDS=(fairleadctl "$@"); COMP_CWORD=$#; _fairleadctl
printf '%s\\n' "${{COMPREPLY[@]}}" """
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return set(done.stdout.split())


def test_bash_completes_commands_and_options():
    assert completed("sta") == {"status"}
    assert {"rs", "realserver"} == completed("r")
    assert completed("rs", "dr") == {"drain"}
    assert "token" in completed("") and "list" in completed("check", "")
    assert "--reason" in completed("rs", "drain", "--rea")


def test_no_agent(tmp_path):
    done = subprocess.run(
        [BUILD / "fairleadctl", "--socket", tmp_path / "none", "status"],
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (UNREACHABLE, "")
    assert "no agent answers" in done.stderr


def test_reload(bare):
    done = bare.ctl("config", "reload")
    assert (done.returncode, done.stdout) == (
        OK,
        "/etc/fairlead/f.conf: loaded, 1 warnings\n",
    )


def alone(*script):
    """In a network namespace of its own, which ends with it."""
    return subprocess.run(
        ["unshare", "--net", "sh", "-c", "; ".join(script)],
        capture_output=True,
        text=True,
        env={**os.environ, "CTL": str(BUILD / "fairleadctl")},
    )


def test_a_real_server_is_prepared_and_undone():
    done = alone(
        "$CTL realserver status 10.1.1.166; echo $?",
        "$CTL realserver up 10.1.1.166; echo $?",
        "$CTL realserver up 10.1.1.166; echo $?",
        "$CTL realserver status 10.1.1.166 -o json; echo $?",
        "ip -o -4 addr show dev lo",
        "cat /proc/sys/net/ipv4/conf/all/arp_ignore "
        "/proc/sys/net/ipv4/conf/lo/arp_announce",
        "ping -c 1 -W 1 10.1.1.166 >&2; echo $?",
        "$CTL realserver down 10.1.1.166; echo $?",
        "$CTL realserver status 10.1.1.166; echo $?",
    )
    out = done.stdout
    before, _, rest = out.partition("takes what a director sends it")
    assert before.count("missing") == 6 and "\n1\n" in before
    assert '"complete":true' in rest
    assert "10.1.1.166/32" in rest and "\n1\n2\n0\n" in rest
    assert out.endswith("1\n") and out.count("missing") == 7


def test_an_address_with_a_networks_prefix_is_not_complete():
    done = alone(
        "$CTL realserver up 10.1.1.166",
        "ip addr del 10.1.1.166/32 dev lo",
        "ip addr add 10.1.1.166/24 dev lo",
        "$CTL realserver status 10.1.1.166; echo $?",
        "$CTL realserver up 10.1.1.166",
        "$CTL realserver status 10.1.1.166 >&2; echo $?",
    )
    assert "/24" in done.stdout and "missing" in done.stdout
    assert done.stdout.splitlines()[-1] == "0"


def test_ipv6_needs_the_address_only():
    done = alone(
        "$CTL realserver up 2001:db8::10",
        "$CTL realserver status 2001:db8::10; echo $?",
        "cat /proc/sys/net/ipv4/conf/all/arp_ignore",
        "$CTL realserver down 2001:db8::10",
        "ip -o -6 addr show dev lo",
    )
    assert "/128" in done.stdout and "\n0\n0\n" in done.stdout
    assert "2001:db8::10/128" not in done.stdout.splitlines()[-1]


def test_realserver_says_that_it_needs_root():
    plain = subprocess.run(
        ["setpriv", "--reuid", "65534", "--clear-groups"]
        + [BUILD / "fairleadctl", "realserver", "down", "127.0.0.1"],
        capture_output=True,
        text=True,
    )
    assert plain.returncode == NOT_ALLOWED
    assert "needs root" in plain.stderr


def test_the_help_lists_every_code():
    done = subprocess.run(
        [BUILD / "fairleadctl", "--help"], capture_output=True, text=True
    )
    assert done.returncode == OK
    for code in range(8):
        assert f"{code} " in done.stdout[done.stdout.index("exit:") :]


def test_explain_tells_the_story(bare):
    done = bare.ctl("explain", "VI 1/a")
    assert (done.returncode, done.stderr) == (OK, "")
    assert done.stdout.splitlines() == [
        "VI 1/a is master",
        "2026-11-22T10:01:02.900Z  master -> backup",
        "    10:01:02.123Z  script chk failed: exited with 1, 3 times in a row",
        "    10:01:02.124Z  priority 150 to 60",
        "    10:01:02.900Z  advert from 10.1.1.162 with priority 100, ours 60: gave way",
    ]
    lines = bare.ctl("explain").stdout.splitlines()
    assert lines[0].split() == ["INSTANCE", "STATE", "SINCE", "WHY"]
    assert "took over" in lines[1]
    assert json.loads(bare.ctl("explain", "VI 1/a", "-o", "json").stdout)["items"]
    assert bare.ctl("explain", "none").returncode == NOT_FOUND


def test_a_failover_by_command(bare):
    done = bare.ctl(
        "vrrp", "VI 1/a", "failover", "--for", "10m", "--reason", "kernel update"
    )
    assert (done.returncode, done.stderr) == (OK, "")
    assert "yield until 2026-11-22T10:11:02.123Z, wished by uid 0: kernel" in done.stdout
    assert "any other director takes over" in bare.ctl("vrrp", "VI 1/a").stdout
    done = bare.ctl("vrrp", "VI 1/a", "priority", "60")
    assert "priority 60 until resumed" in done.stdout
    assert bare.ctl("vrrp", "VI 1/a", "resume").stdout == "VI 1/a: resume\n"
    assert bare.ctl("vrrp", "VI 1/a", "send-garp").returncode == CONFLICT


def test_a_group_is_shown_and_asked(bare):
    lines = bare.ctl("vrrp", "group").stdout.splitlines()
    assert lines[0].split() == ["GROUP", "STATE", "SINCE", "MEMBERS"]
    assert lines[1].startswith("G 1") and lines[1].endswith("VI 1/a")
    assert bare.ctl("vrrp", "group", "G 1").stdout.splitlines() == lines
    done = bare.ctl("vrrp", "group", "G 1", "failover", "--for", "10m")
    assert (done.returncode, done.stdout) == (OK, "G 1: failover\n")
    assert "yield until" in bare.ctl("vrrp", "VI 1/a").stdout
    assert bare.ctl("vrrp", "group", "G 1", "resume").returncode == OK
    assert bare.ctl("vrrp", "group", "none", "resume").returncode == NOT_FOUND
    assert bare.ctl("vrrp", "group", "G 1", "--for", "10m").returncode == USAGE


@pytest.mark.parametrize(
    "words",
    [
        ("VI 1/a", "fly"),
        ("VI 1/a", "priority"),
        ("VI 1/a", "priority", "255"),
        ("VI 1/a", "failover", "now"),
        ("VI 1/a", "failover", "--for", "0"),
        ("VI 1/a", "resume", "--for", "10m"),
        ("VI 1/a", "--for", "10m"),
    ],
)
def test_what_no_instance_can_be_asked(bare, words):
    assert bare.ctl("vrrp", *words).returncode == USAGE


# ---- virtual servers, paths, transactions


def test_virtual_servers_are_made_changed_and_taken_out(bare):
    made = bare.ctl("vs", "add", "10.1.1.200:8080", "scheduler=rr", "quorum=2")
    assert (made.returncode, made.stderr) == (OK, "")
    assert made.stdout == "10.1.1.200-8080-tcp: up\n"
    again = bare.ctl("vs", "add", "10.1.1.200:8080")
    assert again.returncode == CONFLICT
    assert bare.ctl("vs", "set", "10.1.1.200:8080", "scheduler=sh").returncode == OK
    path = "virtual-servers/10.1.1.200-8080-tcp"
    got = json.loads(bare.ctl("get", path).stdout)
    assert (got["scheduler"], got["quorum"]) == ("sh", 2)
    assert bare.ctl("vs", "rm", "10.1.1.200:8080").stdout == "done\n"
    assert bare.ctl("get", path).returncode == NOT_FOUND
    wrong = bare.ctl("vs", "set", "10.1.1.166:80", "scheduler")
    assert wrong.returncode == USAGE and "MEMBER=VALUE" in wrong.stderr
    unknown = bare.ctl("vs", "set", "10.1.1.166:80", "colour=red")
    assert unknown.returncode == FAILED and "/colour" in unknown.stderr


def test_a_dry_run_prints_the_plan(bare):
    path = "virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.163-80"
    done = bare.ctl("set", path, "weight=0", "--dry-run")
    assert done.stdout.splitlines() == [
        "IPVS_CMD_SET_DEST 10.1.1.166-80-tcp 10.1.1.163-80",
        "1 changes, 12 connections affected; nothing was done",
    ]
    assert json.loads(bare.ctl("get", path).stdout)["weight"] == 1
    assert bare.ctl("set", path, "weight=3").returncode == OK
    assert json.loads(bare.ctl("get", path).stdout)["weight"] == 3


def test_a_file_is_applied_as_one(bare, tmp_path):
    rs = "/virtual-servers/10.1.1.166-80-tcp/real-servers/10.1.1.163-80"
    operations = [{"op": "merge", "path": rs, "value": {"weight": 4}}]
    file = tmp_path / "change.json"
    file.write_text(json.dumps({"operations": operations}))
    assert bare.ctl("apply", file).returncode == OK
    assert json.loads(bare.ctl("get", rs).stdout)["weight"] == 4
    operations.append({"op": "merge", "path": rs + "9", "value": {}})
    file.write_text(json.dumps({"operations": operations}))
    failed = bare.ctl("apply", file)
    assert failed.returncode == NOT_FOUND and "operation 1" in failed.stderr
    file.write_text("{")
    assert bare.ctl("apply", file).returncode == USAGE


def test_another_host_is_asked_by_url_and_token(tmp_path):
    port = free_port()
    secret = "x" * 43
    tokens = tmp_path / "tokens"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    tokens.write_text(f"deploy operator {digest}\n")
    tokens.chmod(0o600)
    token = tmp_path / "token"
    token.write_text(secret + "\n")
    url = f"http://127.0.0.1:{port}"
    with Bare("-t", tokens, listens=(f"127.0.0.1:{port}",)) as bare:
        done = bare.ctl("--url", url, "--token-file", token, "vs")
        assert (done.returncode, done.stderr) == (OK, "")
        assert "10.1.1.166-80-tcp" in done.stdout
        assert bare.ctl("--url", url, "vs").returncode == NOT_ALLOWED
        nothing = bare.ctl("--url", url, "--token-file", tmp_path / "no", "vs")
        assert nothing.returncode == FAILED and "no token" in nothing.stderr
        nobody = bare.ctl("--url", f"http://127.0.0.1:{free_port()}", "vs")
        assert nobody.returncode == UNREACHABLE
