# SPDX-License-Identifier: Apache-2.0
"""Scrapes of the REST server alone, over its Unix socket: milliseconds until the last
byte, and of the server's processor time. The first one writes the text of a view, the
others get what is there. Needs `make tests/net/api_bare`."""

import pathlib
import socket
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "net"))
from bare import Bare  # noqa: E402

PLAIN, OPEN = "text/plain", "application/openmetrics-text"
ASKED = (
    ("/metrics", PLAIN),
    ("/metrics", OPEN),
    ("/api/v1/stats", "application/json"),
)
AGAIN = 5


def cpu_ms(pid):
    """proc(5): nanoseconds on a processor, first."""
    return int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


def scrape(bare, path, accept):
    """(bytes, wall ms, the server's ms)"""
    room = bytearray(1 << 20)
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(bare.socket))
        before, start = cpu_ms(bare.process.pid), time.perf_counter()
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: {accept}\r\n"
        link.sendall(f"{head}Connection: close\r\n\r\n".encode())
        size = 0
        while got := link.recv_into(room):
            size += got
        wall = (time.perf_counter() - start) * 1e3
        return size, wall, cpu_ms(bare.process.pid) - before


def tell(what, path, accept, runs):
    sizes, walls, cpus = zip(*runs)
    print(
        f"{path:14} {accept:29} {what:6} {max(sizes) / 1e6:5.1f} MB  "
        f"median {statistics.median(walls):6.1f} ms (least {min(walls):.1f}), "
        f"of the server's processor {statistics.median(cpus):6.1f} ms"
    )


def main():
    servers = sys.argv[1] if len(sys.argv) > 1 else "10000"
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(f"{servers} real servers, {rounds} rounds")
    for path, accept in ASKED:
        first, again = [], []
        for _ in range(rounds):
            with Bare("-n", servers) as bare:
                bare.ask("GET", "/healthz")
                first.append(scrape(bare, path, accept))
                again += [scrape(bare, path, accept) for _ in range(AGAIN)]
        tell("first", path, accept, first)
        tell("again", path, accept, again)


if __name__ == "__main__":
    main()
