# SPDX-License-Identifier: Apache-2.0
"""CPU and memory of a check: fairlead beside keepalived, TCP and HTTP, on one server.
"kept" is HTTP on fairlead's kept connections beside keepalived's fresh ones.

Each daemon checks SERVERS real servers every second, all of them addresses of the
loopback behind which one server of this program answers. After a warm-up, for SECONDS:
the checks that the server counts, and the processor time that the kernel counts for
all processes of the daemon. They take turns, ROUNDS times, and the least of each counts:
a lab on a busy machine counts the waiting, too. Only the ratios mean something elsewhere.
"""

import argparse
import multiprocessing
import os
import pathlib
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import time

PORT = 8080
WARM_UP_S = 4
REPLY = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n"
HTTP = """HTTP_GET {{
            connect_timeout 2
            url {{
                path /
                status_code 200
            }}
{}        }}"""
KEPT = """            http_protocol 1.1
            keepalive on
"""
CHECKS = {
    "tcp": "TCP_CHECK {\n            connect_timeout 2\n        }",
    "http": HTTP.format(""),
    "kept": HTTP.format(KEPT),
}
REAL_SERVER = """    real_server {address} {port} {{
        weight 1
        {check}
    }}
"""
SERVICE = """virtual_server 10.99.0.1 8080 {{
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
{servers}}}
"""
FAIRLEAD = "global_defs {{\n    state_directory {0}\n}}\napi {{\n    listen unix:{0}/api\n}}\n"


def answer(one):
    """Whether the connection is kept; None: it has ended."""
    try:
        request = one.recv(1024)
        if request:
            one.sendall(REPLY)
            return b" HTTP/1.1" in request
    except OSError:
        pass  # reset: its right
    return None


def serve(kind, served):
    listener = socket.create_server(("", PORT), backlog=4096)
    ready = selectors.DefaultSelector()
    ready.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in ready.select():
            one = key.fileobj
            if one is listener:
                one, _ = listener.accept()
                if kind != "tcp":
                    ready.register(one, selectors.EVENT_READ)
                    continue
                one.close()
                served.value += 1
                continue
            kept = answer(one)
            served.value += kept is not None
            if not kept:
                ready.unregister(one)
                one.close()


def start_server(kind, served):
    process = multiprocessing.Process(target=serve, args=(kind, served), daemon=True)
    process.start()
    return process


def family(pid):
    """The process and its descendants."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [each for child in children for each in family(int(child))]


def cpu_s(pids):
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_kb(pids):
    """Of the largest: the one that checks."""
    pages = [int(pathlib.Path(f"/proc/{p}/statm").read_text().split()[1]) for p in pids]
    return max(pages) * os.sysconf("SC_PAGESIZE") // 1024


def write_conf(folder, who, kind, servers):
    if who == "keepalived" and kind == "kept":
        kind = "http"  # it keeps none
    lines = [
        REAL_SERVER.format(
            address=f"127.1.{i // 200}.{i % 200 + 1}", port=PORT, check=CHECKS[kind]
        )
        for i in range(servers)
    ]
    text = FAIRLEAD.format(folder) if who == "fairlead" else ""
    path = folder / f"{who}.conf"
    path.write_text(text + SERVICE.format(servers="".join(lines)))
    return path


def start_daemon(folder, who, conf):
    program = shutil.which("keepalived")
    if who == "fairlead":
        program = os.environ["FAIRLEAD_BUILD"] + "/fairleadd"
    log = open(folder / f"{who}.log", "wb")
    argv = [program, "-n", "-C", "-f", str(conf), "-p", str(folder / f"{who}.pid")]
    return subprocess.Popen(argv, stdout=log, stderr=log)


def measure(who, kind, options, turn):
    size = options.servers
    folder = pathlib.Path(os.environ["LAB_SCRATCH"]) / f"{who}-{kind}-{turn}"
    folder.mkdir()
    served = multiprocessing.Value("Q", 0, lock=False)
    server = start_server(kind, served)
    daemon = start_daemon(folder, who, write_conf(folder, who, kind, size))
    try:
        time.sleep(WARM_UP_S)
        pids = family(daemon.pid)
        runs, cpu, begun = served.value, cpu_s(pids), time.monotonic()
        time.sleep(options.seconds)
        runs, cpu = served.value - runs, cpu_s(pids) - cpu
        rate = runs / (time.monotonic() - begun)
        kb = resident_kb(pids)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait()
        server.kill()
        server.join()
        subprocess.run(["ipvsadm", "-C"], check=False)
    if rate < size / 2:
        sys.exit(f"{who} {kind}: {rate:.0f} checks/s of {size}\n" + tail(folder, who))
    return {"us": cpu / runs * 1e6, "rate": rate, "kb": kb}


def tail(folder, who):
    return "\n".join((folder / f"{who}.log").read_text().splitlines()[-10:])


def compare(kind, options):
    least = {}
    for turn in range(options.rounds):
        for who in ("keepalived", "fairlead"):
            got = measure(who, kind, options, turn)
            if turn == 0 or got["us"] < least[who]["us"]:
                least[who] = got
    for who, got in least.items():
        print(
            f"{kind:5} {who:11} {got['rate']:5.0f} checks/s, {got['us']:6.1f} us CPU "
            f"each, {got['kb']} kB"
        )
    ours, theirs = least["fairlead"], least["keepalived"]
    print(
        f"{kind:5} ratio: CPU {ours['us'] / theirs['us']:.2f}, "
        f"memory {ours['kb'] / theirs['kb']:.2f}",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--servers", type=int, default=150)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kind", choices=CHECKS, action="append")
    options = parser.parse_args()
    for kind in options.kind or CHECKS:
        compare(kind, options)


if __name__ == "__main__":
    main()
