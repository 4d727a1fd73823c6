# SPDX-License-Identifier: Apache-2.0
"""Who may do what over REST: peers of the Unix socket, tokens, certificates."""

import hashlib
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import time

import pytest

from bare import BIG, BUILD, RS, Bare, ask, free_port

NOBODY = 65534
TOKENS = {name: f"{name}-secret" for name in ("viewer", "operator", "admin")}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


# ---- the Unix socket


def as_user(bare, method, path, body, uid, gid, groups):
    """What a process of that user is answered."""
    script = (
        "import json, os, sys; sys.path.insert(0, sys.argv[1]);"
        # before it is another user: the clone may lie in a home that is root's alone
        "from bare import UnixConnection, ask;"
        "groups, gid, uid = json.loads(sys.argv[2]);"
        "os.setgroups(groups); os.setresgid(gid, gid, gid);"
        "os.setresuid(uid, uid, uid);"
        "print(ask(UnixConnection(sys.argv[3]), *json.loads(sys.argv[4])).status)"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", script, os.path.dirname(__file__)]
        + [json.dumps([groups, gid, uid]), bare.socket]
        + [json.dumps([method, path, body])],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    "uid, gid, groups, writes, reloads",
    [
        (0, 0, [], 200, 200),  # root: admin
        (NOBODY, 0, [], 200, 403),  # its group is the socket's: operator
        (NOBODY, NOBODY, [0], 200, 403),  # so is a further one
        (NOBODY, NOBODY, [], 403, 403),  # let in by the mode: viewer
    ],
)
def test_the_kernel_says_who_a_peer_is(uid, gid, groups, writes, reloads):
    if os.geteuid() != 0:
        pytest.fail("other users can only be tried as root")
    with Bare() as bare:
        who = (uid, gid, groups)
        assert as_user(bare, "GET", RS, None, *who) == 200
        assert as_user(bare, "PATCH", RS, {"weight": 2}, *who) == writes
        reload = ("POST", "/api/v1/config/actions", {"action": "reload"})
        assert as_user(bare, *reload, *who) == reloads


def test_a_dead_agents_socket_is_replaced_a_living_ones_is_not():
    with Bare() as bare:
        second = Bare()
        second.arguments = ["-l", f"unix:{bare.socket}"]
        assert "another program answers there" in second.fails()
        assert bare.ask("GET", "/healthz").status == 200
        bare.process.kill()
        bare.process.wait(timeout=10)
        assert bare.socket.exists()
        bare.log.close()
        assert bare.start()
        assert bare.ask("GET", "/healthz").status == 200
    assert not bare.socket.exists()


def test_what_is_no_socket_is_left_alone(tmp_path):
    path = tmp_path / "s"
    path.write_text("precious")
    assert "no socket is there" in Bare(listens=[f"unix:{path}"]).fails()
    assert path.read_text() == "precious"


# ---- TCP and tokens


class Tcp:
    def __init__(self, port, **kwargs):
        self.port, self.kwargs = port, kwargs

    def ask(self, method, path, body=None, token=None, **headers):
        if token:
            headers["authorization"] = f"Bearer {token}"
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        if self.kwargs:
            link = http.client.HTTPSConnection(
                "127.0.0.1", self.port, timeout=10, **self.kwargs
            )
        try:
            return ask(link, method, path, body, **headers)
        finally:
            link.close()


@pytest.fixture
def tokens(tmp_path):
    lines = ["# name role sha256hex [expiry]", ""]
    lines += [f"{role} {role} {sha256(text)}" for role, text in TOKENS.items()]
    lines += [f"old admin {sha256('old-secret')} 2020-02-29T12:00:00Z"]
    lines += [f"new viewer {sha256('new-secret')} 2199-12-31"]
    path = tmp_path / "tokens"
    path.write_text("\n".join(lines) + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def tcp(tokens):
    port = free_port()
    with Bare("-t", str(tokens), listens=[f"127.0.0.1:{port}"]) as bare:
        made = Tcp(port)
        made.bare = bare
        yield made


def test_without_tokens_tcp_says_only_that_it_lives():
    port = free_port()
    with Bare(listens=[f"127.0.0.1:{port}"]):
        tcp = Tcp(port)
        assert tcp.ask("GET", "/healthz").status == 200
        for path in ("/readyz", "/metrics", "/api", RS, "/nothing"):
            answer = tcp.ask("GET", path, token="x" if path == RS else None)
            assert (path, answer.status) == (path, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "role, reads, writes, reloads",
    [
        ("viewer", 200, 403, 403),
        ("operator", 200, 200, 403),
        ("admin", 200, 200, 200),
    ],
)
def test_a_token_has_a_role(tcp, role, reads, writes, reloads):
    token = TOKENS[role]
    assert tcp.ask("GET", RS, token=token).status == reads
    answer = tcp.ask("PATCH", RS, {"weight": 2}, token=token)
    assert answer.status == writes
    if writes == 403:
        assert answer.json["detail"] == (
            "token viewer is viewer, this needs operator or the grant "
            "vs=10.1.1.166-80-tcp/10.1.1.163-80:edit"
        )
    reload = tcp.ask(
        "POST", "/api/v1/config/actions", {"action": "reload"}, token=token
    )
    assert reload.status == reloads


def granted(tmp_path, *grants):
    """A viewer with these grants, over TCP."""
    path = tmp_path / "tokens"
    path.write_text(f"ops viewer {sha256('x')} 2199-12-31 {' '.join(grants)}\n")
    path.chmod(0o600)
    port = free_port()
    return Bare("-t", str(path), listens=[f"127.0.0.1:{port}"]), Tcp(port)


@pytest.mark.parametrize(
    "path, body, code",
    [
        (RS + "/actions", {"action": "drain"}, None),
        (RS + "/actions", {"action": "drain", "on_timeout": "keep"}, None),
        (RS + "/actions", {"action": "drain", "on_timeout": "remove"}, "auth.grant"),
        (RS + "/actions", {"action": "maintenance"}, "auth.grant"),
        (RS + "/actions", {}, "auth.grant"),
        (RS + "/actions", '{"action":"ready","action":"drain"}', "auth.grant"),
        (RS + "/actions", "[", "auth.grant"),
        (RS + "/actions", None, "auth.grant"),
        (BIG + "/real-servers/10.1.1.163-80/actions", {"action": "drain"}, "auth.grant"),
        ("/api/v1/config/actions", {"action": "reload"}, "auth.role"),
    ],
)
def test_a_grant_lets_a_token_do_that_and_no_more(tmp_path, path, body, code):
    bare, tcp = granted(tmp_path, "vs=10.1.1.166-*:drain")
    with bare:
        answer = tcp.ask("POST", path, body, token="x")
        assert (answer.status == 403) == bool(code), answer.text
        assert tcp.ask("PATCH", RS, {"weight": 2}, token="x").status == 403
        if code:
            assert answer.json["code"] == code
            assert "granted: vs=10.1.1.166-*:drain" in answer.json["detail"]
        else:
            assert answer.status == 202, answer.text


def test_everybody_may_ask_who_he_is(tmp_path):
    bare, tcp = granted(tmp_path, "vs=10.1.1.166-*:drain", "vrrp=*:yield")
    with bare:
        assert tcp.ask("GET", "/api/v1/whoami", token="x").json == {
            "actor": "token ops",
            "method": "token",
            "role": "viewer",
            "source": "127.0.0.1",
            "expires": "2200-01-01T00:00:00.000Z",
            "grants": ["vs=10.1.1.166-*:drain", "vrrp=*:yield"],
        }
        assert tcp.ask("GET", "/api/v1/whoami").status == 401
        assert bare.ctl("whoami").stdout == f"uid {os.getuid()} (peer), admin\n"
        told = bare.ask("GET", "/api/v1/whoami").json
        assert (told["expires"], told["grants"]) == (None, [])


def test_tokens_expire(tcp):
    assert tcp.ask("GET", RS, token="new-secret").status == 200
    answer = tcp.ask("GET", RS, token="old-secret")
    assert (answer.status, answer.json["code"]) == (401, "auth.expired")


def test_wrong_tokens_make_their_source_wait(tcp):
    codes = [tcp.ask("GET", RS, token=f"guess{i}").status for i in range(7)]
    assert codes == [401] * 6 + [429]
    held = tcp.ask("GET", RS, token=TOKENS["viewer"])
    assert held.status == 429 and int(held.headers["Retry-After"]) >= 1
    assert tcp.bare.ask("GET", RS).status == 200  # not the Unix socket
    time.sleep(1.1)
    assert tcp.ask("GET", RS, token=TOKENS["viewer"]).status == 200
    metrics = tcp.bare.ask("GET", "/metrics").text
    assert "fairlead_auth_failures_total 6\n" in metrics


@pytest.mark.parametrize(
    "host, status",
    [
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("localhost:8080", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        (socket.gethostname(), 200),
    ],
)
def test_names_of_others_are_no_host_of_ours(tcp, host, status):
    answer = tcp.ask("GET", RS, token=TOKENS["viewer"], host=host)
    assert answer.status == status


@pytest.mark.parametrize(
    "line, fault",
    [
        ("a", "a line is"),
        ("a root " + "0" * 64, "the role is"),
        ("a viewer " + "0" * 64 + " vs=web:fly", "verbs"),
        ("a viewer 123", "SHA-256"),
        ("a viewer " + "0" * 64 + " tomorrow", "expiry"),
    ],
)
def test_a_bad_token_file_is_refused_with_its_line(tmp_path, line, fault):
    path = tmp_path / "tokens"
    path.write_text(f"# first\n{line}\n")
    path.chmod(0o600)
    bare = Bare("-t", str(path))
    said = bare.fails()
    assert "line 2" in said and fault in said


def test_a_token_file_that_others_may_write_is_refused(tokens):
    tokens.chmod(0o666)
    bare = Bare("-t", str(tokens))
    assert "chmod go-w" in bare.fails()


@pytest.mark.parametrize("listen", ["0.0.0.0:0", "192.0.2.1:0"])
def test_beyond_loopback_it_takes_tls_and_someone_to_know(tokens, listen):
    bare = Bare("-t", str(tokens), listens=[listen])
    assert "is not a loopback address: give tls_certificate" in bare.fails()


def test_hashes_are_compared_in_constant_time():
    """By the library's function, and by no other, in the file that compares them."""
    names = subprocess.run(
        ["nm", "-u", next(BUILD.glob("api/*api_auth.o"))],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "CRYPTO_memcmp" in names and "strcmp" not in names


# ---- files that change


def wait_for(condition, what, timeout_s=10):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def test_a_token_is_made_and_revoked_without_a_restart(tcp, tokens):
    ctl = [BUILD / "fairleadctl", "token", "--file", tokens]
    made = subprocess.run(
        [*ctl, "add", "fresh", "viewer"], capture_output=True, text=True, check=True
    ).stdout.strip()
    wait_for(lambda: tcp.ask("GET", RS, token=made).status == 200, "it is known")
    subprocess.run([*ctl, "rm", "fresh"], check=True, capture_output=True)
    wait_for(lambda: tcp.ask("GET", RS, token=made).status == 401, "it is revoked")
    assert tcp.ask("GET", RS, token=TOKENS["viewer"]).status == 200


def test_a_revoked_token_hears_no_more(tcp, tokens):
    link = http.client.HTTPConnection("127.0.0.1", tcp.port, timeout=10)
    headers = {"authorization": f"Bearer {TOKENS['viewer']}"}
    link.request("GET", "/api/v1/events?follow=true&format=ndjson", headers=headers)
    stream = link.getresponse()
    assert stream.status == 200
    lines = tokens.read_text().splitlines(True)
    tokens.write_text("".join(line for line in lines if "viewer viewer" not in line))
    begun = time.monotonic()
    stream.read()  # to its end
    assert time.monotonic() - begun < 6
    link.close()
    assert tcp.ask("GET", RS, token=TOKENS["viewer"]).status == 401


def test_a_broken_token_file_leaves_the_tokens_as_they_were(tcp, tokens):
    tokens.write_text("nonsense\n")
    wait_for(lambda: "what was read before holds" in tcp.bare.said(), "it says so")
    assert "line 1: a line is" in tcp.bare.said()
    assert tcp.ask("GET", RS, token=TOKENS["viewer"]).status == 200
    tokens.write_text(f"only viewer {sha256('one')}\n")
    wait_for(lambda: tcp.ask("GET", RS, token="one").status == 200, "the new one")
    assert tcp.ask("GET", RS, token=TOKENS["viewer"]).status == 401


# ---- TLS


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def certificate(folder, name, subject, issuer=None):
    """name.pem and name.key; self-signed without an issuer."""
    kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    sign = ["-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key"] if issuer else []
    names = ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"] if issuer else []
    openssl(
        folder,
        *["req", "-x509", *kind, *sign, *names, "-days", "2", "-subj", subject],
        *["-keyout", f"{name}.key", "-out", f"{name}.pem"],
    )


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pki")
    certificate(folder, "ca", "/CN=ca")
    certificate(folder, "otherca", "/CN=otherca")
    certificate(folder, "server", "/CN=localhost", "ca")
    certificate(folder, "op", "/CN=deploy/OU=operator", "ca")
    certificate(folder, "plain", "/CN=someone", "ca")
    certificate(folder, "stranger", "/CN=deploy/OU=admin", "otherca")
    return folder


@pytest.fixture
def tls(pki, tokens):
    port = free_port()
    options = ["-t", str(tokens), "-c", str(pki / "server.pem")]
    options += ["-k", str(pki / "server.key"), "-a", str(pki / "ca.pem")]
    with Bare(*options, listens=[f"0.0.0.0:{port}"]) as bare:

        def client(name=None):
            context = ssl.create_default_context(cafile=pki / "ca.pem")
            if name:
                context.load_cert_chain(pki / f"{name}.pem", pki / f"{name}.key")
            return Tcp(port, context=context)

        client.bare = bare
        yield client


def test_a_certificate_says_who_and_its_unit_what_he_may(tls):
    assert tls("op").ask("PATCH", RS, {"weight": 2}).status == 200
    assert "by certificate deploy from 127.0.0.1" in tls.bare.said()
    assert tls("plain").ask("GET", RS).status == 200
    assert tls("plain").ask("PATCH", RS, {"weight": 2}).status == 403
    reload = ("POST", "/api/v1/config/actions", {"action": "reload"})
    assert tls("op").ask(*reload).status == 403


def test_a_certificate_of_another_authority_is_nobodys(tls):
    assert tls("stranger").ask("GET", RS).status == 401
    assert tls().ask("GET", RS).status == 401
    assert tls().ask("GET", "/healthz").status == 200


def served(port):
    """The certificate that is shown there."""
    return ssl.get_server_certificate(("127.0.0.1", port))


def test_a_renewed_certificate_is_served_without_a_restart(pki, tmp_path, tokens):
    for name in ("server.pem", "server.key"):
        (tmp_path / name).write_bytes((pki / name).read_bytes())
    port = free_port()
    options = ["-t", str(tokens), "-c", str(tmp_path / "server.pem")]
    options += ["-k", str(tmp_path / "server.key")]
    with Bare(*options, listens=[f"127.0.0.1:{port}"]) as bare:
        old = served(port)
        certificate(pki, "renewed", "/CN=localhost", "ca")
        renewed = (pki / "renewed.pem").read_text()
        (tmp_path / "server.pem").write_text(renewed)  # its key is still to come
        wait_for(lambda: "what was read before holds" in bare.said(), "refused")
        assert served(port) == old
        (tmp_path / "server.key").write_bytes((pki / "renewed.key").read_bytes())
        wait_for(lambda: served(port) != old, "the new one is served")
        assert served(port).split() == renewed.split()


def test_tokens_count_over_tls_too(tls):
    answer = tls().ask("PATCH", RS, {"weight": 2}, token=TOKENS["operator"])
    assert answer.status == 200


def test_a_key_that_does_not_fit_is_refused(pki):
    options = ["-c", str(pki / "server.pem"), "-k", str(pki / "op.key")]
    bare = Bare(*options, listens=["127.0.0.1:0"])
    assert "tls_certificate and tls_key" in bare.fails()
