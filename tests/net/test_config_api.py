# SPDX-License-Identifier: Apache-2.0
"""The configuration as a whole through the API: tried without being used, and shown."""

import json

import pytest
from bare import Bare
from conf import instance

pytestmark = pytest.mark.fairlead_only

VALIDATE = "/api/v1/config/validate"
KIND = "text/x-keepalived-conf"


@pytest.fixture(scope="module")
def bare():
    with Bare() as made:
        yield made


def validate(one, text):
    return one.api("POST", "/config/validate", {"text": text})


def check(plan, added, changed, removed):
    assert (plan["added"], plan["changed"], plan["removed"]) == (added, changed, removed)
    assert plan["truncated"] is False


# ---- the route alone


def test_a_text_may_come_as_itself_or_in_json(bare):
    for body, kind in (
        ("good", KIND),
        ("good", f"{KIND}; charset=utf-8"),
        ("good", "text/plain"),
        ({"text": "good"}, "application/json"),
    ):
        answer = bare.ask("POST", VALIDATE, body, content_type=kind)
        assert (answer.status, answer.json["valid"]) == (200, True)
        check(answer.json["plan"], 1, 1, 1)
        change = answer.json["plan"]["changes"][1]
        assert change == {
            "op": "change",
            "kind": "real_server",
            "id": "10.1.1.163-80",
            "virtual_server": "10.1.1.166-80-tcp",
            "before": ["weight 1"],
            "after": ["weight 2"],
        }


def test_errors_are_an_answer_and_name_their_place(bare):
    answer = bare.ask("POST", VALIDATE, {"text": "bad"})
    assert answer.status == 200
    assert answer.json == {
        "valid": False,
        "errors": [
            {
                "file": "-",
                "line": 2,
                "column": 3,
                "code": "unknown_keyword",
                "detail": "bad is no keyword",
                "meant": "good",
            }
        ],
        "warnings": [],
        "plan": None,
    }


@pytest.mark.parametrize(
    "body, pointer, code",
    [
        ({}, "/text", "required"),
        ({"text": 7}, "/text", "required"),
        ({"text": "x", "name": "y"}, "/name", "unknown_member"),
        ([], "", "type"),
        ('{"text":"a","text":"b"}', "", "syntax"),
        ("{", "", "syntax"),
        ('{"text":"\\u0000"}', "", "syntax"),
    ],
)
def test_a_body_that_is_none_is_refused_with_a_pointer(bare, body, pointer, code):
    answer = bare.ask("POST", VALIDATE, body)
    assert (answer.status, answer.json["code"]) == (400, "body.invalid")
    assert (pointer, code) in [(e["pointer"], e["code"]) for e in answer.json["errors"]]


def test_another_media_type_is_refused(bare):
    answer = bare.ask("POST", VALIDATE, "good", content_type="application/xml")
    assert (answer.status, answer.json["code"]) == (415, "media_type")


def test_ctl_prints_errors_as_a_compiler_does_and_a_plan_with_signs(bare):
    good, bad = bare.folder / "good.conf", bare.folder / "bad.conf"
    good.write_text("good")
    bad.write_text("bad")
    done = bare.ctl("config", "validate", str(good))
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "valid; a reload would add 1, change 1, remove 1",
        "  + vrrp_instance VI_2",
        "  ~ real_server 10.1.1.163-80 of 10.1.1.166-80-tcp",
        "      - weight 1",
        "      + weight 2",
        "  - virtual_server fwmark-7",
    ]
    done = bare.ctl("config", "validate", str(bad))
    assert done.returncode == 1
    assert done.stdout == f"{bad}:2:3: error: bad is no keyword; did you mean good\n"
    assert bare.ctl("config", "validate", "/nowhere").returncode == 1
    bad.write_bytes(b"\xff")
    assert "not UTF-8" in bare.ctl("config", "validate", str(bad)).stderr


# ---- the agent


def test_a_trial_tells_the_plan_and_changes_nothing(stage):
    text = instance(150, "MASTER")
    one = stage.fairleadd("d1", text)
    before = one.api("GET", "/config")
    status, body = validate(one, text.replace("priority 150", "priority 140"))
    assert (status, body["valid"], body["errors"]) == (200, True, [])
    check(body["plan"], 0, 1, 0)
    change = body["plan"]["changes"][0]
    assert (change["op"], change["kind"], change["id"]) == (
        "change",
        "vrrp_instance",
        "VI_1",
    )
    assert (change["before"], change["after"]) == (["priority 150"], ["priority 140"])
    assert one.api("GET", "/config") == before
    assert one.instance()["priority"] == 150
    status, body = validate(one, text)
    check(body["plan"], 0, 0, 0)
    assert not one.logged("reloaded")


def test_errors_have_file_line_column_and_what_was_meant(stage):
    one = stage.fairleadd("d1", instance(150, "MASTER"))
    status, body = validate(one, "vrrp_instance VI_1 {\n    prioritty 7\n}\n")
    assert (status, body["valid"], body["plan"]) == (200, False, None)
    found = [e for e in body["errors"] if e["line"] == 2]
    assert found, body
    assert found[0]["file"] == "-"
    assert (found[0]["column"], found[0]["meant"]) == (5, "priority")
    assert all(e["code"] and e["detail"] for e in body["errors"])


def test_a_text_over_the_network_reads_no_files(stage):
    one = stage.fairleadd("d1", instance(150, "MASTER"))
    status, body = validate(one, f"include {one.conf}\n")
    assert (status, body["valid"]) == (200, False)
    assert body["errors"][0]["code"] == "include_refused"


def test_without_a_body_the_agents_own_file_is_tried(stage):
    one = stage.fairleadd("d1", instance(150, "MASTER"))
    one.write(instance(150, "MASTER").replace("VI_1", "VI_9"))
    done = one.ctl("config", "validate")
    lines = done.stdout.splitlines()
    assert lines[0] == "valid; a reload would add 1, change 0, remove 1"
    assert lines[1:] == ["  - vrrp_instance VI_1", "  + vrrp_instance VI_9"]
    one.write("vrrp_instance {\n")
    done = one.ctl("config", "validate", check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{one.conf}:1:")
    assert one.instance()["priority"] == 150


def test_the_configuration_is_shown_in_its_own_grammar_without_secrets(stage):
    one = stage.fairleadd("d1", instance(150, "MASTER", password="geheim"))
    status, text = one.curl("/api/v1/config", "-H", f"Accept: {KIND}")
    assert status == 200
    assert "vrrp_instance VI_1 {\n" in text
    assert "geheim" not in text and "auth_pass ***" in text
    status, body = validate(one, text)
    assert (status, body["valid"]) == (200, True), body
    changes = body["plan"]["changes"]
    assert [(c["id"], c["before"], c["after"]) for c in changes] == [("VI_1", [], [])]
    assert json.loads(one.curl("/api/v1/config")[1])["revision"] >= 0
