# SPDX-License-Identifier: Apache-2.0
"""The scenario, live: what was typed and what came back. Run by tests/demo.sh.

Every chapter looks at what it shows; the first thing that did not happen ends the demo
with exit status 1.
"""

import json
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "net"))

from daemon import BUILD, Fairleadd, scenario  # noqa: E402
from snmp import OPER_STATE, TRAP_NEW_MASTER, Snmpd, Trapd  # noqa: E402
from topology import (  # noqa: E402
    VIP,
    RealServer,
    Segment,
    forget_closed_connections,
    wait_table,
    wait_until,
)
from witness import (  # noqa: E402
    AddressWatch,
    HttpClient,
    Sniffer,
    alternates,
    kill_at_once,
)

HOSTS = ("d1", "d2", "rs1", "rs2", "rs3", "client")
SERVERS = ("rs1", "rs2", "rs3")
CAPTURED = "2133640101010bc10a0101a63131313100000000"
POOL = "/api/v1/virtual-servers/10.1.1.166-80-tcp/real-servers"
SOCKET = "/run/fairlead/api.sock"
TABLE = [
    "TCP 10.1.1.166:80 rr",
    "-> 10.1.1.163:80 Route 1",
    "-> 10.1.1.164:80 Route 1",
]
SNMP_OPTIONS = """global_defs {
    enable_snmp_rfcv2
    enable_traps
    snmp_socket unix:/run/agentx"""
SCRIPT = """
vrrp_script chk_nfs {
    script "/bin/pidof nfsd"
    interval 1
    weight -90
    fall 3
    rise 1
}
"""
TRACK = """priority 100
    track_script {
        chk_nfs
    }"""


class DidNotHappen(Exception):
    pass


def must(true, what):
    if not true:
        raise DidNotHappen(what)


def chapter(title):
    print(f"\n== {title}", flush=True)


def say(text):
    print(f"   {text}", flush=True)


def typed(host, *words, check=True, lines=14, show=None):
    """Run a command on a host as if typed there, and show what came back."""
    print(f"{host.name}# {show or ' '.join(words)}", flush=True)
    done = host.run(*words, check=False)
    came = (done.stdout + done.stderr).rstrip("\n").split("\n")
    for line in came[:lines]:
        print(f"   {line}")
    if len(came) > lines:
        print(f"   ... {len(came) - lines} more lines")
    sys.stdout.flush()
    if check:
        must(done.returncode == 0, f"{words[0]} on {host.name}: exit {done.returncode}")
    return done.stdout


def curl(host, count):
    """curl the VIP `count` times, one after the other; the pages."""
    loop = f"for i in $(seq {count}); do curl -s --max-time 2 http://{VIP}/; done"
    return typed(host, "sh", "-c", loop, show=loop, lines=count).split()


def rest(host, method, path, body=None):
    """One request on the Unix socket; what came back, in short."""
    line = f"curl -sS --unix-socket {SOCKET} -X {method} 'http://localhost{path}'"
    if body is not None:
        kind = "merge-patch+json" if method == "PATCH" else "json"
        line += f" -H 'Content-Type: application/{kind}' -d '{json.dumps(body)}'"
    print(f"{host.name}# {line}", flush=True)
    came = host.run("sh", "-c", f"{line} --max-time 5 -w '\\n%{{http_code}}'").stdout
    text, _, status = came.rpartition("\n")
    say(f"HTTP {status}")
    if text:
        row = json.loads(text)
        row.update(row.pop("effective", {}))
        words = ("id", "state", "weight", "origin", "persisted", "detail")
        short = {word: row[word] for word in words if word in row}
        say(json.dumps(short))
    must(200 <= int(status) < 300, f"{method} {path}: HTTP {status} {text}")


class Demo:
    def __init__(self, segment):
        self.segment = segment
        self.sniffer = Sniffer()
        self.addresses = {n: AddressWatch(segment[n]) for n in ("d1", "d2")}
        self.ending = [self.sniffer, *self.addresses.values()]
        self.daemons = {}

    def __getitem__(self, name):
        return self.segment[name]

    def text(self, number):
        return scenario(f"director{number}").replace("global_defs {", SNMP_OPTIONS, 1)

    def start(self, name):
        host = self.segment[name]
        if name not in self.daemons:
            self.daemons[name] = Fairleadd(host, self.text(name[1]))
        print(f"{name}# fairleadd -n -l -D -f {self.daemons[name].conf.name} &", flush=True)
        self.daemons[name].start()

    def holder(self, name, timeout_s):
        def alone():
            return [n for n, w in self.addresses.items() if w.holds()] == [name]

        wait_until(alone, timeout_s, f"{name} alone has {VIP}")

    def close(self):
        for daemon in self.daemons.values():
            daemon.close()
        for one in self.ending:
            one.close()


def hosts(demo):
    chapter("Five hosts (and a spare) on one segment, real IPVS")
    kernel = {"uml": "user-mode Linux", "native": "this machine's kernel"}
    say(f"IPVS: {kernel[os.environ['LAB_MODE']]}, Linux {os.uname().release}")
    for name in HOSTS:
        say(f"{name:7} {demo[name].address}")
    demo.servers = {name: RealServer(demo[name]) for name in SERVERS}
    for name in SERVERS:
        typed(demo[name], "fairleadctl", "realserver", "up", VIP, lines=4)
    trapd = Trapd(demo["client"])
    demo.ending.append(trapd)
    for name in ("d1", "d2"):
        demo.ending.append(Snmpd(demo[name], trapd))
    demo.trapd = trapd


def start(demo):
    chapter("Two directors start with the scenario's files; director 1 becomes master")
    demo.start("d1")
    demo.start("d2")
    demo.holder("d1", 15)
    for name in ("d1", "d2"):
        wait_table(demo[name], TABLE, 15)
        forget_closed_connections(demo[name])
    typed(demo["d1"], "ip", "-4", "-br", "addr", "show", "eth0")
    typed(demo["d2"], "ip", "-4", "-br", "addr", "show", "eth0")
    advert = demo.sniffer.wait_advert(demo["d1"], 5, since=0)
    say(f"the advert on the wire: {advert.message.hex()}, TTL {advert.ttl}")
    must(advert.message.hex() == CAPTURED, "it is the captured one, byte for byte")
    must(not demo.sniffer.adverts_of(demo["d2"]), "the backup is silent")
    typed(demo["d1"], "fairleadctl", "status", lines=30)


def balancing(demo):
    chapter("Balancing: the table and curl's alternation")
    typed(demo["client"], "ping", "-c", "1", "-W", "1", VIP, lines=2)
    typed(demo["d1"], "ipvsadm", "-Ln")
    seen = curl(demo["client"], 6)
    must(alternates(seen) and set(seen) == {"rs1", "rs2"}, "curl alternates strictly")


def killed(demo):
    chapter("The master is killed: kill -9 of keeper and agent at once")
    watcher = HttpClient(demo["client"])
    wait_until(lambda: len(watcher.answers) > 10, 10, "the client gets pages")
    begun = time.time()
    pids = demo.daemons["d1"].pids()
    print("d1# kill -9 $(pidof fairleadd)", flush=True)
    kill_at_once(pids)
    demo.addresses["d2"].wait(True, 8)
    taken = demo.addresses["d2"].when(True, begun) - begun
    say(f"director 2 has the address after {taken:.2f} s (3 x 1 s + skew 0.80 s)")
    must(taken < 3.8 + 1, "the backup takes over after 3 intervals + skew")
    demo.addresses["d1"].wait(False, 8)
    gone = demo.addresses["d1"].when(False, begun) - begun
    say(f"the dead director's address went with its lease after {gone:.2f} s")
    time.sleep(1)
    watcher.close()
    say(f"the longest the client had no answer: {watcher.longest_gap_ms(begun):.0f} ms")
    typed(demo["d2"], "ip", "-4", "-br", "addr", "show", "eth0")
    must(alternates(curl(demo["client"], 4)), "curl alternates through director 2")


def returned(demo):
    chapter("It returns and preempts; then it is stopped in order")
    begun = time.time()
    demo.start("d1")
    demo.holder("d1", 15)
    back = demo.addresses["d1"].when(True, begun) - begun
    say(f"director 1 is master again after {back:.2f} s")
    wait_until(lambda: demo.trapd.has(TRAP_NEW_MASTER), 15, "a trap arrives")
    watcher = HttpClient(demo["client"])
    wait_until(lambda: len(watcher.answers) > 10, 10, "the client gets pages")
    begun = time.time()
    print("d1# kill -TERM $(cat /run/fairleadd.pid)", flush=True)
    must(demo.daemons["d1"].stop() == 0, "it ends with status 0")
    demo.holder("d2", 5)
    time.sleep(1)
    watcher.close()
    gap = watcher.longest_gap_ms(begun)
    say(f"stopped in order, the client's outage was {gap:.0f} ms (skew 0.80 s)")
    must(gap < 2000, "the outage is about the skew time")
    demo.start("d1")
    demo.holder("d1", 15)
    wait_table(demo["d1"], TABLE, 15)


def managed(demo):
    chapter("A real server added, weighted, drained and removed over REST")
    host = demo["d1"]
    rest(host, "POST", POOL, {"address": "10.1.1.168", "port": 80})
    wait_table(host, [*TABLE, "-> 10.1.1.168:80 Route 1"], 10)
    seen = curl(demo["client"], 6)
    must(set(seen) == {"rs1", "rs2", "rs3"}, "the third one gets connections")
    rest(host, "PATCH", f"{POOL}/10.1.1.168-80", {"weight": 3})
    typed(host, "ipvsadm", "-Ln")
    rest(host, "POST", f"{POOL}/10.1.1.168-80/actions", {"action": "drain"})
    seen = curl(demo["client"], 6)
    must("rs3" not in seen, "a drained one gets no new connections")
    typed(host, "ipvsadm", "-Ln")
    rest(host, "DELETE", f"{POOL}/10.1.1.168-80?force=true")
    wait_table(host, TABLE, 10)
    typed(host, "ipvsadm", "-Ln")


def start_nfsd(host):
    place = host.folder / "nfsd"
    if not place.exists():
        place.symlink_to("/bin/sleep")
    host.popen(str(place), "600")
    wait_until(lambda: host.processes("nfsd"), 5, "nfsd runs")


def script(demo):
    chapter("A script fails: the priority falls by 90, and comes back")
    start_nfsd(demo["d1"])
    daemon = demo.daemons["d1"]
    plain = daemon.conf.read_text()
    text = plain.replace("vrrp_instance", SCRIPT + "\nvrrp_instance", 1)
    daemon.write(text.replace("priority 100", TRACK, 1))
    say("director 1's file now has the vrrp_script of the scenario, each second")
    print("d1# kill -HUP $(cat /run/fairleadd.pid)", flush=True)
    daemon.reload()
    time.sleep(2.5)
    must(demo.addresses["d1"].holds(), "the reload keeps the master")
    begun = time.time()
    print("d1# pkill nfsd", flush=True)
    kill_at_once(demo["d1"].processes("nfsd"))
    advert = demo.sniffer.wait_advert(demo["d1"], 8, since=begun, priority=10)
    say(f"{advert.at - begun:.1f} s later it advertises priority 10 instead of 100")
    demo.holder("d2", 8)
    say("director 2 (priority 50) has taken over")
    typed(demo["d1"], "fairleadctl", "vrrp")
    start_nfsd(demo["d1"])
    demo.holder("d1", 12)
    say("nfsd runs again: priority 100, and director 1 is master")
    daemon.write(plain)
    daemon.reload()


def snmp(demo):
    chapter("SNMP: VRRP-MIB through snmpd, and the trap that was received")
    words = ("snmpwalk", "-v2c", "-cpublic", "-On", "127.0.0.1", "1.3.6.1.2.1.68")

    def says_master():
        state = demo["d1"].run(*words[:-1], OPER_STATE, check=False).stdout
        return state.rstrip().endswith("INTEGER: 3")

    wait_until(says_master, 5, "SNMP knows of the change within 5 s", 0.2)
    shown = typed(demo["d1"], *words, lines=40)
    must(".1.3.6.1.2.1.68.1.3.1.3." in shown, "the walk shows the instance")
    master = [line for line in shown.splitlines() if ".68.1.3.1.3." in line]
    must(master[0].endswith("INTEGER: 3"), "and that it is master (3)")
    print("client# snmptrapd received:", flush=True)
    traps = [t for t in demo.trapd.log_file.read_text().splitlines() if "68.0.1" in t]
    say(traps[-1].strip())


def metrics(demo):
    chapter("/metrics, and the same figures as JSON")
    host = demo["d1"]
    pick = "vrrp_state{|real_server_connections_total|_effective_priority"
    line = f"curl -s --unix-socket {SOCKET} http://localhost/metrics | grep -E '{pick}'"
    shown = typed(host, "sh", "-c", line, show=line, lines=20)
    must('state="master"} 1' in shown, "the metrics say master")
    daemon = demo.daemons["d1"]
    row = daemon.api("GET", POOL.removeprefix("/api/v1") + "/10.1.1.163-80")[1]
    count = int(row["kernel"]["connections"])
    say(f"JSON: 10.1.1.163-80 connections {count}")
    same = [k for k in shown.splitlines() if "163-80" in k and "connections_total" in k]
    must(same and int(float(same[0].split()[-1])) == count, "both tell the same")


CHAPTERS = (hosts, start, balancing, killed, returned, managed, script, snmp, metrics)


def stay(demo):
    """Until `enter stop`, or until the runner is interrupted."""
    enter = pathlib.Path(__file__).resolve().parent / "lab/enter"
    stop = pathlib.Path(os.environ["LAB_SCRATCH"]) / "keep/stop"
    chapter("It stays up. Look around, from another terminal (as root)")
    walk = "snmpwalk -v2c -cpublic -On 127.0.0.1 1.3.6.1.2.1.68"
    api = f"curl -s --unix-socket {SOCKET} http://localhost"
    for line in (
        "d1 fairleadctl status",
        "d1 ipvsadm -Ln",
        f"client curl -s http://{VIP}/",
        f"d1 {api}/api/v1/virtual-servers",
        f"d1 {api}/metrics",
        f"d1 {walk}",
        "d2 tcpdump -Z root -n -c 3 -i eth0 vrrp",
        "d1 pkill -9 fairleadd",
    ):
        print(f"   {enter} {line}")
    print(f"   {enter} stop     (or Ctrl-C here) ends it", flush=True)
    while not stop.exists():
        time.sleep(0.3)
    demo.close()


def main():
    began = time.time()
    keep = "--keep" in sys.argv[1:]
    with Segment(HOSTS, pathlib.Path(os.environ["LAB_SCRATCH"]) / "tmp") as segment:
        demo = Demo(segment)
        try:
            for part in CHAPTERS:
                part(demo)
        except (DidNotHappen, AssertionError, OSError) as trouble:
            print(f"\nDID NOT HAPPEN: {trouble}", flush=True)
            for name, daemon in demo.daemons.items():
                print(f"---- log of {name}\n{daemon.log()[-3000:]}", flush=True)
            return 1
        print(f"\nAll of it happened, in {time.time() - began:.0f} s.", flush=True)
        if keep:
            stay(demo)
        else:
            demo.close()
    return 0


if __name__ == "__main__":
    os.environ["PATH"] = f"{BUILD}:{os.environ['PATH']}"
    sys.exit(main())
