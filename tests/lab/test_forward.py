# SPDX-License-Identifier: Apache-2.0
"""NAT, tunnels, IPv6, UDP and the schedulers, each with traffic."""

import socket
import time

import pytest
from topology import VIP, ipvs_table, run, wait_until
from witness import Witness, alternates, get, pages

pytestmark = pytest.mark.fairlead_only

OUTSIDE = "192.0.2.5"
INSTANCE = """
vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 100
    virtual_ipaddress {
        10.1.1.166
    }
}
"""
SERVICE = """
virtual_server {address} {port} {{
    delay_loop 2
    lb_algo {algo}
    lb_kind {kind}
    protocol {protocol}
    {more}
{servers}
}}
"""
SERVER = """    real_server {address} {port} {{
        weight {weight}
        {more}
    }}"""
TCP_CHECK = "TCP_CHECK {\n            connect_timeout 2\n        }"
SERVERS = ("10.1.1.163", "10.1.1.164")


def server(address, port=80, weight=1, more=TCP_CHECK):
    return SERVER.format(address=address, port=port, weight=weight, more=more)


def service(servers, **said):
    words = {"address": VIP, "port": 80, "algo": "rr", "kind": "DR", "protocol": "TCP"}
    words.update({"more": "", **said})
    return SERVICE.format(servers="\n".join(servers), **words)


def master(stage, text):
    one = stage.director("d1", INSTANCE + text)
    stage.wait_holder("d1", 10)
    return one


def from_outside(stage, count):
    """Pages that a client beyond the director gets."""
    seen = []
    with stage["client"].network():
        for _ in range(count):
            with socket.create_connection((VIP, 80), 3, (OUTSIDE, 0)) as one:
                one.sendall(b"GET / HTTP/1.0\r\n\r\n")
                answer = b"".join(iter(lambda one=one: one.recv(4096), b""))
            seen.append(answer.split()[-1].decode())
    return seen


@pytest.fixture
def routed(stage):
    """The client has an address beyond d1, where the real servers' way back leads."""
    stage["client"].ip(f"addr add {OUTSIDE}/32 dev lo")
    router = stage["d1"]
    router.ip(f"route add {OUTSIDE} via 10.1.1.165")
    router.run("sh", "-c", "echo 1 >/proc/sys/net/ipv4/ip_forward")
    router.sysctl(all__send_redirects=0, eth0__send_redirects=0, all__rp_filter=0)
    for name in ("rs1", "rs2"):
        stage[name].ip(f"route add {OUTSIDE} via 10.1.1.160")
    yield
    stage["client"].ip(f"addr del {OUTSIDE}/32 dev lo")
    router.ip(f"route del {OUTSIDE}")
    for name in ("rs1", "rs2"):
        stage[name].ip(f"route del {OUTSIDE}")


def test_nat(stage, routed):
    master(stage, service([server(a) for a in SERVERS], kind="NAT"))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table is there", 0.2)
    assert "-> 10.1.1.163:80 Masq 1" in ipvs_table(stage["d1"])
    seen = from_outside(stage, 8)
    assert alternates(seen) and set(seen) == {"rs1", "rs2"}


def test_tunnel(stage):
    run("modprobe", "-q", "ipip", check=False)
    try:
        for name in ("rs1", "rs2"):
            stage[name].ip("link set tunl0 up")
            stage[name].sysctl(all__rp_filter=0, tunl0__rp_filter=0)
        master(stage, service([server(a) for a in SERVERS], kind="TUN"))
        wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
        assert "-> 10.1.1.163:80 Tunnel 1" in ipvs_table(stage["d1"])
        seen = pages(stage["client"], 8)
        assert alternates(seen) and set(seen) == {"rs1", "rs2"}
    finally:
        for name in ("rs1", "rs2"):
            stage[name].ip("link set tunl0 down")


def tunnelled(stage, kind):
    """Pages that a client gets of rs1 and rs2, by tunnels of this kind."""
    master(stage, service([server(a) for a in SERVERS], kind=kind))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
    assert "-> 10.1.1.163:80 Tunnel 1" in ipvs_table(stage["d1"])
    return pages(stage["client"], 8)


@pytest.mark.parametrize("checksum", ["nocsum", "csum"])
def test_gue_tunnel(stage, checksum):
    for name in ("ipip", "fou"):
        run("modprobe", "-q", name, check=False)
    try:
        for name in ("rs1", "rs2"):
            stage[name].ip("fou add port 6080 gue")
            stage[name].ip("link set tunl0 up")
            stage[name].sysctl(all__rp_filter=0, tunl0__rp_filter=0)
        seen = tunnelled(stage, f"TUN type gue port 6080 {checksum}")
        assert alternates(seen) and set(seen) == {"rs1", "rs2"}
    finally:
        for name in ("rs1", "rs2"):
            stage[name].ip("link set tunl0 down")
            stage[name].ip("fou del port 6080")


@pytest.mark.parametrize("checksum", ["nocsum", "csum"])
def test_gre_tunnel(stage, checksum):
    run("modprobe", "-q", "ip_gre", check=False)
    try:
        for name in ("rs1", "rs2"):
            address = SERVERS[0] if name == "rs1" else SERVERS[1]
            words = "icsum ocsum" if checksum == "csum" else ""
            stage[name].ip(
                f"tunnel add fl0 mode gre local {address} remote 10.1.1.160 {words}"
            )
            stage[name].ip("link set fl0 up")
            stage[name].sysctl(all__rp_filter=0, fl0__rp_filter=0)
        seen = tunnelled(stage, f"TUN type gre {checksum}")
        assert alternates(seen) and set(seen) == {"rs1", "rs2"}
    finally:
        for name in ("rs1", "rs2"):
            stage[name].ip("tunnel del fl0")


def test_weights(stage):
    servers = [server(SERVERS[0], weight=3), server(SERVERS[1], weight=1)]
    master(stage, service(servers, algo="wrr"))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
    seen = pages(stage["client"], 16)
    assert (seen.count("rs1"), seen.count("rs2")) == (12, 4)


def test_persistence_keeps_a_client_at_one_real_server(stage):
    servers = [server(a) for a in SERVERS]
    master(stage, service(servers, more="persistence_timeout 60"))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
    assert len(set(pages(stage["client"], 8))) == 1


ALGORITHMS = ("rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "mh", "fo", "ovf")


def test_every_scheduler_the_kernel_has(stage):
    """One service each, on a port of its own."""
    text = "".join(
        service([server(SERVERS[0])], algo=algo, port=8000 + n)
        for n, algo in enumerate(ALGORITHMS)
    )
    master(stage, text)
    expected = {f"TCP {VIP}:{8000 + n} {algo}" for n, algo in enumerate(ALGORITHMS)}

    def all_there():
        return expected <= {" ".join(line.split()[:3]) for line in ipvs_table(stage["d1"])}

    wait_until(all_there, 10, f"all of {expected}", 0.3)
    with stage["client"].network():
        for n in (0, 3, 7):
            with pytest.raises(OSError):  # no server listens on those ports
                get(VIP, 8000 + n, 1)


def test_sctp_flags_and_thresholds_are_in_the_table(stage):
    limits = "uthreshold 100\n        lthreshold 50"
    sctp = service(
        [server(SERVERS[0], port=2905, more=limits)],
        port=2905,
        protocol="SCTP",
        algo="sh",
        more="sh-port\n    sh-fallback",
    )
    sip = service(
        [server(SERVERS[0], port=5060, more="")],
        port=5060,
        protocol="UDP",
        more="ops\n    persistence_engine sip\n    persistence_timeout 120",
    )
    for name in ("ip_vs_sh", "ip_vs_pe_sip"):
        run("modprobe", "-q", name, check=False)
    master(stage, sctp + sip)
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 4, 10, "the table", 0.2)
    table = stage["d1"].run("ipvsadm", "-Ln").stdout
    assert f"SCTP {VIP}:2905 sh (sh-fallback,sh-port)" in table
    assert f"UDP  {VIP}:5060 rr persistent 120 pe sip ops" in table
    shown = stage["d1"].run("ipvsadm", "-Ln", "--thresholds").stdout
    line = next(line for line in shown.splitlines() if "10.1.1.163:2905" in line)
    assert line.split()[2:4] == ["100", "50"]


class UdpServer(Witness):
    """Answers each datagram with its host's name."""

    def __init__(self, host, address, port):
        self.host, self.bound = host, (address, port)
        super().__init__()

    def prepare(self):
        with self.host.network():
            self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(self.bound)
        self.socket.settimeout(0.1)

    def look(self):
        while not self.ending.is_set():
            try:
                _, who = self.socket.recvfrom(100)
            except TimeoutError:
                continue
            self.socket.sendto(self.host.name.encode(), who)
        self.socket.close()


def test_udp(stage):
    for name in ("rs1", "rs2"):
        stage.see(UdpServer(stage[name], VIP, 53))
    servers = [server(a, port=53, more="") for a in SERVERS]
    master(stage, service(servers, port=53, protocol="UDP", more="ops"))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
    with stage["client"].network():
        asker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    asker.settimeout(3)
    seen = []
    for _ in range(8):
        asker.sendto(b"who?", (VIP, 53))
        seen.append(asker.recv(100).decode())
    asker.close()
    assert set(seen) == {"rs1", "rs2"} and alternates(seen)


V6 = {"d1": "2001:db8::160", "rs1": "2001:db8::163", "rs2": "2001:db8::164"}
V6_VIP = "2001:db8::166"


@pytest.fixture
def v6(stage):
    """Static IPv6 on the segment; the service's address is d1's own."""
    hosts = {**V6, "client": "2001:db8::165"}
    for name, address in hosts.items():
        stage[name].ip(f"addr add {address}/64 dev eth0 nodad")
    # preferred_lft 0: no source for what d1 itself sends
    stage["d1"].ip(f"addr add {V6_VIP}/128 dev eth0 nodad preferred_lft 0")
    for name in ("rs1", "rs2"):
        stage[name].ip(f"addr add {V6_VIP}/128 dev lo nodad")
    time.sleep(0.5)
    yield
    for name, address in hosts.items():
        stage[name].ip(f"addr del {address}/64 dev eth0")
    stage["d1"].ip(f"addr del {V6_VIP}/128 dev eth0")
    for name in ("rs1", "rs2"):
        stage[name].ip(f"addr del {V6_VIP}/128 dev lo")


def test_ipv6(stage, v6):
    servers = [server(V6[name]) for name in ("rs1", "rs2")]
    stage.director("d1", service(servers, address=V6_VIP))
    wait_until(lambda: len(ipvs_table(stage["d1"])) == 3, 10, "the table", 0.2)
    assert f"TCP [{V6_VIP}]:80 rr" in ipvs_table(stage["d1"])
    time.sleep(2.5)
    assert len(ipvs_table(stage["d1"])) == 3, "the checks over IPv6 pass"
    with stage["client"].network():
        seen = [get(V6_VIP) for _ in range(8)]
    assert alternates(seen) and set(seen) == {"rs1", "rs2"}


GROUP = """
virtual_server_group WEB {{
    {vip} 80
    10.1.1.170-172 80
    {v6} 80
    fwmark 7
}}
virtual_server group WEB {{
    delay_loop 2
    lb_algo rr
    lb_kind TUN
    protocol TCP
{servers}
}}
"""


def test_a_group_of_addresses_of_both_families_and_a_mark(stage, v6):
    """One pool: each address serves, and one closed port leaves all services."""
    run("modprobe", "-q", "ipip", check=False)
    stage["d1"].ip("addr add 10.1.1.171/32 dev eth0")
    try:
        for name in ("rs1", "rs2"):
            stage[name].ip("link set tunl0 up")
            stage[name].ip("addr add 10.1.1.171/32 dev lo")
            stage[name].sysctl(all__rp_filter=0, tunl0__rp_filter=0)
        servers = "\n".join(server(a) for a in SERVERS)
        one = master(stage, GROUP.format(vip=VIP, v6=V6_VIP, servers=servers))
        services = [
            f"TCP {VIP}:80 rr",
            "TCP 10.1.1.170:80 rr",
            "TCP 10.1.1.171:80 rr",
            "TCP 10.1.1.172:80 rr",
            f"TCP [{V6_VIP}]:80 rr",
            "FWM 7 rr",
        ]

        def has(lines, real_servers):
            table = ipvs_table(stage["d1"])
            here = [line for line in table if line.startswith("->")]
            return set(lines) <= set(table) and len(here) == len(lines) * real_servers

        wait_until(lambda: has(services, 2), 10, "six services of two", 0.2)
        for address in (VIP, "10.1.1.171"):
            with stage["client"].network():
                seen = [get(address) for _ in range(6)]
            assert alternates(seen) and set(seen) == {"rs1", "rs2"}, address
        # One check of each real server, not one of each address.
        path = "/virtual-servers/group-WEB-tcp/real-servers/10.1.1.163-80"
        status, shown = one.api("GET", path)
        assert status == 200 and len(shown["checks"]) == 1
        stage.segment.servers["rs2"].stop()
        try:
            wait_until(lambda: has(services, 1), 15, "six services of one", 0.2)
        finally:
            stage.segment.servers["rs2"].start()
        wait_until(lambda: has(services, 2), 15, "six services of two again", 0.2)
        # What others take out of one of them comes back.
        stage["d1"].run("ipvsadm", "-D", "-t", "10.1.1.172:80")
        wait_until(lambda: has(services, 2), 5, "the third is back", 0.2)
    finally:
        stage["d1"].ip("addr del 10.1.1.171/32 dev eth0")
        for name in ("rs1", "rs2"):
            stage[name].ip("link set tunl0 down")
            stage[name].ip("addr del 10.1.1.171/32 dev lo")
