# SPDX-License-Identifier: Apache-2.0
"""api_bare, and a client that speaks HTTP over its Unix socket."""

import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

BUILD = pathlib.Path(
    os.environ.get(
        "FAIRLEAD_BUILD", pathlib.Path(__file__).resolve().parents[2] / "build"
    )
)
VS = "/api/v1/virtual-servers/10.1.1.166-80-tcp"
RS = VS + "/real-servers/10.1.1.163-80"
BIG = "/api/v1/virtual-servers/10.1.1.167-80-tcp"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=30):
        super().__init__("localhost", timeout=timeout)
        self.unix_path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.unix_path)


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def json(self):
        return json.loads(self.text)


def ask(connection, method, path, body=None, **headers):
    """Header names are given with _ for -: if_match="*"."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(body, (dict, list)):
        body = json.dumps(body)
    if body is not None:
        named.setdefault("content-type", "application/json")
    connection.request(method, path, body, named)
    return Answer(connection.getresponse())


class Bare:
    """The server in a folder of its own; ends with the `with` block."""

    def __init__(self, *arguments, listens=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="fl-api-"))
        self.folder.chmod(0o755)
        self.socket = self.folder / "s"
        self.arguments = ["-d", str(self.folder), *arguments]
        for listen in (f"unix:{self.socket}", *listens):
            self.arguments += ["-l", listen]
        self.process = None

    def start(self):
        self.log = open(self.folder / "log", "w+")
        self.process = subprocess.Popen(
            [BUILD / "tests/net/api_bare", *self.arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        return self.process.stdout.readline() == "ready\n"

    def fails(self):
        """It refuses to start: what it said. The folder is gone after."""
        assert not self.start()
        assert self.process.wait(timeout=10) == 1
        said = self.said()
        self.process.stdin.close()
        self.process.stdout.close()
        self.log.close()
        shutil.rmtree(self.folder)
        return said

    def __enter__(self):
        assert self.start(), self.said()
        return self

    def said(self):
        self.log.flush()
        return (self.folder / "log").read_text()

    def stop(self):
        self.process.stdin.close()
        code = self.process.wait(timeout=20)
        self.process.stdout.close()
        self.log.close()
        return code

    def __exit__(self, *_):
        code = self.stop()
        said = (self.folder / "log").read_text()
        shutil.rmtree(self.folder)
        assert code == 0, said
        assert "runtime error" not in said, said

    def connect(self, timeout=30):
        return UnixConnection(self.socket, timeout)

    def ask(self, method, path, body=None, **headers):
        connection = self.connect()
        try:
            return ask(connection, method, path, body, **headers)
        finally:
            connection.close()

    def ctl(self, *words, **kwargs):
        return subprocess.run(
            [BUILD / "fairleadctl", "--socket", self.socket, *words],
            capture_output=True,
            text=True,
            timeout=60,
            **kwargs,
        )


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
