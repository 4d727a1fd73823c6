# SPDX-License-Identifier: Apache-2.0
"""What the API says of itself, held against its routes and against its replies."""

import re

import jsonschema
import pytest

from bare import RS, VS, Bare

DESCRIPTION = "/api/v1/openapi.json"
NEW = {"address": "10.1.1.200", "port": 80, "scheduler": "rr"}


@pytest.fixture
def bare():
    with Bare() as made:
        yield made


def described(bare):
    return bare.ask("GET", DESCRIPTION).json


def operation(api, method, path):
    """The operation whose path has the form of this one; a name goes before a variable."""
    paths = api["paths"]
    for pattern, methods in sorted(paths.items(), key=lambda row: row[0].count("{")):
        form = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern))
        if re.fullmatch(form, path.partition("?")[0]):
            return methods[method.lower()]
    raise AssertionError(f"{path} is not described")


def check(api, method, path, answer):
    """The answer is as described; which schema that was."""
    responses = operation(api, method, path)["responses"]
    good = answer.status < 400
    content = responses["2XX" if good else "default"].get("content", {})
    kind = (answer.headers["Content-Type"] or "").partition(";")[0]
    schema = content[kind]["schema"]
    # References are looked up in the document itself.
    whole = {**schema, "components": api["components"]}
    jsonschema.Draft202012Validator(whole).validate(answer.json)
    return schema


def test_every_route_is_described_with_its_parameters(bare):
    api = described(bare)
    assert api["openapi"] == "3.1.0"
    routes = bare.ask("GET", "/api/v1").json["links"]
    assert len(routes) > 20
    for route in routes:
        found = operation(api, route["method"], route["path"].replace("{}", "x"))
        assert found["x-role"] == route["role"]
        places = [one["in"] for one in found["parameters"]]
        assert places.count("path") == route["path"].count("{}")
        assert ("requestBody" in found) == (route["method"] in ("POST", "PUT", "PATCH"))
    rows = operation(api, "GET", "/api/v1/real-servers")["parameters"]
    assert {"state", "limit", "cursor", "fields"} <= {one["name"] for one in rows}


def test_the_schemas_are_schemas(bare):
    schemas = described(bare)["components"]["schemas"]
    assert {"RealServer", "VirtualServer", "Instance", "Problem"} <= set(schemas)
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    weight = schemas["RealServer"]["properties"]["weight"]
    assert weight["type"] == "integer" and weight["description"]


def test_what_is_read_is_as_described(bare):
    api = described(bare)
    seen = set()
    for path in (
        "/api",
        "/api/v1",
        DESCRIPTION,
        "/api/v1/info",
        "/api/v1/config",
        "/api/v1/vrrp/instances",
        "/api/v1/vrrp/instances/VI%201%2Fa",
        "/api/v1/vrrp/sync-groups",
        "/api/v1/vrrp/sync-groups/G%201",
        "/api/v1/vrrp/tracking",
        "/api/v1/virtual-servers",
        "/api/v1/virtual-servers?limit=1",
        VS,
        VS + "/real-servers",
        "/api/v1/real-servers?limit=2",
        RS,
        RS + "/history",
        "/api/v1/operations",
        "/api/v1/ipvs",
        "/api/v1/drift",
        RS + "9",
    ):
        answer = bare.ask("GET", path)
        seen.add(str(check(api, "GET", path, answer)))
    assert len(seen) > 10


def test_what_is_written_is_answered_as_described(bare):
    api = described(bare)
    for method, path, body, status in (
        ("POST", "/api/v1/virtual-servers", NEW, 201),
        ("POST", "/api/v1/virtual-servers", NEW, 409),
        ("POST", "/api/v1/virtual-servers", {}, 400),
        ("PATCH", VS, {"scheduler": "sh"}, 200),
        ("POST", VS + "/real-servers", {"address": "10.1.1.9"}, 201),
        ("PATCH", RS, {"weight": 3}, 200),
        ("PATCH", RS, {"weight": 666}, 507),
        ("PUT", RS, {"weight": 4}, 200),
        ("POST", RS + "/actions", {"action": "drain"}, 202),
    ):
        answer = bare.ask(method, path, body)
        assert answer.status == status, answer.text
        check(api, method, path, answer)


def test_a_reply_that_is_not_as_described_is_found(bare):
    api = described(bare)
    answer = bare.ask("GET", RS)
    schema = api["components"]["schemas"]["RealServer"]
    for wrong in ({"weight": "1"}, {"admin": "asleep"}, {"port": -1}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**answer.json, **wrong}, schema)
    less = {name: value for name, value in answer.json.items() if name != "kernel"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(less, schema)
