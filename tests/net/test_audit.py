# SPDX-License-Identifier: Apache-2.0
"""Who changed what, or was refused: kept, bounded, and shown to administrators."""

import hashlib
import http.client
import json
import os
import signal

import pytest
from bare import RS, VS, Bare, ask, free_port
from conf import instance

pytestmark = pytest.mark.fairlead_only

AUDIT = "/api/v1/audit"
MERGE = "application/merge-patch+json"


@pytest.fixture
def bare():
    with Bare() as made:
        yield made


def items(bare, query=""):
    answer = bare.ask("GET", AUDIT + query)
    assert answer.status == 200
    return answer.json["items"]


def test_a_write_is_kept_with_before_and_after(bare):
    done = bare.ask("PATCH", RS + "?persist=runtime", {"weight": 7}, content_type=MERGE)
    assert done.status == 200
    (entry,) = items(bare)
    assert entry["id"] == 1
    assert entry["request_id"] == done.headers["Request-Id"]
    assert entry["actor"] == "uid 0" and entry["role"] == "admin"
    assert entry["source"] == "unix"
    assert (entry["method"], entry["path"]) == ("PATCH", RS)
    assert entry["query"] == "persist=runtime"
    assert json.loads(entry["request"]) == {"weight": 7}
    assert (entry["status"], entry["outcome"]) == (200, "done")
    assert (entry["before"]["weight"], entry["after"]["weight"]) == (1, 7)
    assert entry["at"].endswith("Z")


def test_a_refusal_is_kept_with_its_code(bare):
    for method, path, body, status, code in (
        ("PATCH", RS, {"weight": 70000}, 400, "body.invalid"),
        ("PATCH", VS + "/real-servers/10.9.9.9-80", {"weight": 1}, 404, "rs.not_found"),
        ("PUT", "/api/v1/nothing", {}, 404, "route.not_found"),
    ):
        assert bare.ask(method, path, body).status == status
        newest = items(bare, "?limit=1")[0]
        assert (newest["method"], newest["path"]) == (method, path)
        assert (newest["status"], newest["outcome"]) == (status, "refused")
        assert newest["code"] == code


def test_what_changes_nothing_is_not_kept(bare):
    assert bare.ask("GET", RS).status == 200
    assert bare.ask("GET", "/api/v1/nothing").status == 404
    assert bare.ask("POST", "/api/v1/config/validate", {"text": "good"}).status == 200
    dry = bare.ask("PATCH", RS + "?dry_run=true", {"weight": 7}, content_type=MERGE)
    assert dry.headers["Dry-Run"] == "true"
    assert items(bare) == []


def test_an_answer_that_is_repeated_is_told_from_what_was_done(bare):
    for _ in range(2):
        path = RS + "/actions"
        body = {"action": "drain"}
        assert bare.ask("POST", path, body, idempotency_key="k1").status < 300
    again, first = items(bare)
    assert again["replayed"] is True and "replayed" not in first


def test_pages_go_back_in_time(bare):
    for weight in range(1, 8):
        assert bare.ask("PATCH", RS, {"weight": weight}, content_type=MERGE).status == 200
    first = bare.ask("GET", AUDIT + "?limit=3")
    assert [e["id"] for e in first.json["items"]] == [7, 6, 5]
    assert first.json["next_cursor"] == "5"
    link = first.headers["Link"].partition(">")[0].lstrip("<")
    second = bare.ask("GET", link)
    assert [e["id"] for e in second.json["items"]] == [4, 3, 2]
    last = bare.ask("GET", AUDIT + "?limit=3&cursor=2")
    assert [e["id"] for e in last.json["items"]] == [1]
    assert last.json["next_cursor"] is None
    for bad in ("limit=0", "limit=1001", "cursor=x", "cursor=0"):
        assert bare.ask("GET", f"{AUDIT}?{bad}").status == 400


def test_strangers_are_kept_but_not_without_end(tmp_path):
    port = free_port()
    tokens = tmp_path / "tokens"
    tokens.touch(0o600)
    with Bare("-t", str(tokens), listens=[f"127.0.0.1:{port}"]) as bare:
        for _ in range(25):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            answer = ask(connection, "PATCH", RS, {"weight": 7}, content_type=MERGE)
            connection.close()
            assert answer.status == 401
        kept = items(bare)
        assert len(kept) == 20
        assert {e["code"] for e in kept} == {"auth.required"}
        assert {(e["source"], e["role"]) for e in kept} == {("127.0.0.1", "nobody")}
        assert all("request" not in e for e in kept)
        assert bare.ask("PATCH", RS, {"weight": 7}, content_type=MERGE).status == 200
        assert items(bare, "?limit=1")[0]["skipped"] == 5


def test_only_administrators_read_it(tmp_path):
    port = free_port()
    tokens = tmp_path / "tokens"
    digest = hashlib.sha256(b"t" * 40).hexdigest()
    tokens.write_text(f"deploy operator {digest}\n")
    tokens.chmod(0o600)
    with Bare("-t", str(tokens), listens=[f"127.0.0.1:{port}"]) as bare:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        answer = ask(connection, "GET", AUDIT, authorization="Bearer " + "t" * 40)
        connection.close()
        assert (answer.status, answer.json["code"]) == (403, "auth.role")
        newest = items(bare, "?limit=1")[0]
        assert (newest["actor"], newest["code"]) == ("token deploy", "auth.role")


def test_a_disk_that_takes_nothing_costs_the_entry_and_not_the_edit(bare):
    (bare.folder / "audit.log").mkdir()  # no file can be opened there, not even by root
    for weight in (7, 8):
        assert bare.ask("PATCH", RS, {"weight": weight}, content_type=MERGE).status == 200
    assert bare.ask("GET", RS).json["weight"] == 8
    assert bare.said().count("audit.log: what is changed now is not recorded") == 1
    (bare.folder / "audit.log").rmdir()
    assert bare.ask("PATCH", RS, {"weight": 9}, content_type=MERGE).status == 200
    (entry,) = items(bare)
    assert entry["lost"] == 2 and entry["after"]["weight"] == 9
    assert "is written again, 2 lost" in bare.said()


def test_ctl_shows_the_newest_last(bare):
    bare.ask("PATCH", RS, {"weight": 7}, content_type=MERGE)
    bare.ask("PATCH", RS, {"weight": 70000}, content_type=MERGE)
    done = bare.ctl("audit")
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert f'uid 0 from unix: PATCH {RS}: done  {{"weight": 7}}' in first
    assert f"PATCH {RS}: refused (body.invalid)" in second
    assert len(json.loads(bare.ctl("-o", "json", "audit").stdout)["items"]) == 2


def test_the_agent_keeps_signals_too_and_all_over_a_kill(stage):
    one = stage.fairleadd("d1", instance(150, "MASTER"))
    stage.addresses["d1"].wait(True, 8)
    path = "/vrrp/instances/VI_1/actions"
    status, _ = one.api("POST", path, {"action": "send-garp"})
    assert status in (200, 202)
    one.reload()
    one.wait_log("reloaded")
    entries = one.api("GET", "/audit")[1]["items"]
    assert [e.get("command") or e["path"] for e in entries] == [
        "config.reload",
        "/api/v1" + path,
    ]
    assert entries[0]["source"] == "signal" and entries[0]["outcome"] == "done"
    os.kill(one.agent_pid(), signal.SIGKILL)
    one.wait_log("started with", count=2)
    after = one.api("GET", "/audit")[1]["items"]
    assert [e["id"] for e in after] == [2, 1]
