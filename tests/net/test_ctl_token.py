# SPDX-License-Identifier: Apache-2.0
"""fairleadctl token: the file it writes, and what the agent makes of it."""

import hashlib
import json
import subprocess

import pytest

from bare import BUILD

OK, FAILED, USAGE, NOT_FOUND, CONFLICT = 0, 1, 2, 4, 6


@pytest.fixture
def token(tmp_path):
    path = tmp_path / "tokens"

    def run(*words):
        words = [BUILD / "fairleadctl", "token", *words, "--file", path]
        return subprocess.run(words, capture_output=True, text=True, timeout=20)

    run.path = path
    return run


def test_a_token_is_shown_once_and_kept_as_its_hash(token):
    done = token("add", "deploy", "operator", "--expires", "2199-12-31")
    assert done.returncode == OK, done.stderr
    secret = done.stdout.strip()
    assert secret.startswith("fl_") and len(secret) == 3 + 64
    text = token.path.read_text()
    digest = hashlib.sha256(secret.encode()).hexdigest()
    assert f"deploy operator {digest} 2199-12-31\n" in text
    assert secret not in text and secret not in token("list").stdout
    assert token.path.stat().st_mode & 0o777 == 0o600
    again = token("add", "other", "operator").stdout.strip()
    assert again != secret


def test_list_names_them_with_role_expiry_and_grants(token):
    token("add", "old", "viewer", "--expires", "2020-01-01")
    token("add", "ops", "viewer", "vs=web-*:drain,ready", "vrrp=VI_1:yield")
    lines = [line.split() for line in token("list").stdout.splitlines()]
    assert lines[0] == ["NAME", "ROLE", "EXPIRES", "GRANTS"]
    assert lines[1] == ["old", "viewer", "2020-01-02T00:00:00.000Z", "(over)"]
    assert lines[2] == ["ops", "viewer", "never", "vs=web-*:drain,ready", "vrrp=VI_1:yield"]
    assert json.loads(token("list", "-o", "json").stdout)[1] == {
        "name": "ops",
        "role": "viewer",
        "expires": None,
        "grants": ["vs=web-*:drain,ready", "vrrp=VI_1:yield"],
    }


def test_rm_takes_one_line_and_leaves_the_rest(token):
    for name in ("web", "web2", "we"):
        token("add", name, "viewer")
    text = "# by hand: web\n" + token.path.read_text()
    token.path.write_text(text)
    token.path.chmod(0o640)
    assert token("rm", "web").returncode == OK
    kept = [line for line in text.splitlines() if not line.startswith("web ")]
    assert token.path.read_text().splitlines() == kept
    assert token.path.stat().st_mode & 0o777 == 0o640
    assert token("rm", "web").returncode == NOT_FOUND


@pytest.mark.parametrize(
    "words, code, says",
    [
        (["add", "ops", "viewer"], CONFLICT, "remove it first"),
        (["add", "x", "root"], USAGE, "the role is"),
        (["add", "a b", "viewer"], USAGE, "without blanks"),
        (["add", "#x", "viewer"], USAGE, "#"),
        (["add", "x\ny", "viewer"], USAGE, "without blanks"),
        (["add", "x", "viewer", "--expires", "never"], USAGE, "the expiry is"),
        (["add", "x", "viewer", "vs=web:fly"], USAGE, "verbs"),
        (["add", "x", "viewer", "2199-12-31"], OK, "once"),
        (["add", "x"], USAGE, "missing"),
        (["list", "x"], USAGE, "too much"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(token, words, code, says):
    token("add", "ops", "viewer")
    before = token.path.read_text()
    done = token(*words)
    assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    assert (token.path.read_text() == before) == (code != OK)


def test_a_file_that_is_broken_is_not_written(token):
    token.path.write_text("nonsense\n")
    token.path.chmod(0o600)
    done = token("add", "x", "viewer")
    assert done.returncode == FAILED and "line 1" in done.stderr
    assert token.path.read_text() == "nonsense\n"
    assert token("list").returncode == FAILED


def test_without_a_file_there_is_none_to_list(token):
    assert token("list").returncode == FAILED
    assert not token.path.exists()
