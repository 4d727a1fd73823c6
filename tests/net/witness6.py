# SPDX-License-Identifier: Apache-2.0
"""What others see of the directors over IPv6: adverts and neighbour advertisements on
the bridge, addresses in the kernel."""

import collections
import ipaddress
import json
import select
import socket
import time

from topology import BRIDGE, run, wait_until
from witness import ETH_P_ALL, PROTO_VRRP, SO_TIMESTAMPNS, Witness, mac_text, stamp

SO_RCVBUFFORCE = 33
ICMPV6 = 58
ADVERTISEMENT = 136
SOLICITED, ROUTER, OVERRIDE = 0x40, 0x80, 0x20

Advert6 = collections.namedtuple(
    "Advert6",
    "at source mac hop_limit traffic_class destination message vrid priority addresses",
)
Neighbour = collections.namedtuple("Neighbour", "at mac source destination flags target")


def text(raw):
    return str(ipaddress.IPv6Address(bytes(raw)))


def decode_advert6(at, frame):
    message = bytes(frame[54 : 54 + int.from_bytes(frame[18:20], "big")])
    count = message[3]
    lists = [message[8 + 16 * i : 24 + 16 * i] for i in range(count)]
    return Advert6(
        at=at,
        source=text(frame[22:38]),
        mac=mac_text(frame[6:12]),
        hop_limit=frame[21],
        traffic_class=(frame[14] & 15) << 4 | frame[15] >> 4,
        destination=text(frame[38:54]),
        message=message,
        vrid=message[1],
        priority=message[2],
        addresses=[text(raw) for raw in lists],
    )


def decode_neighbour(at, frame):
    return Neighbour(
        at=at,
        mac=mac_text(frame[6:12]),
        source=text(frame[22:38]),
        destination=text(frame[38:54]),
        flags=frame[58],
        target=text(frame[62:78]),
    )


class Sniffer6(Witness):
    """Every VRRP advert over IPv6 and every neighbour advertisement on the bridge."""

    def prepare(self):
        self.adverts = []
        self.neighbours = []
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        # Room for the adverts and announcements of hundreds of instances at once.
        self.socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 1 << 24)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind((BRIDGE, ETH_P_ALL))

    def look(self):
        while not self.ending.is_set():
            if select.select([self.socket], [], [], 0.1)[0]:
                frame, extra, _, _ = self.socket.recvmsg(4096, 64)
                self.take(frame, stamp(extra))
        self.socket.close()

    def take(self, frame, at):
        if frame[12:14] != b"\x86\xdd" or len(frame) < 62:
            return
        if frame[20] == PROTO_VRRP:
            self.adverts.append(decode_advert6(at, frame))
        elif frame[20] == ICMPV6 and frame[54] == ADVERTISEMENT:
            self.neighbours.append(decode_neighbour(at, frame))

    def adverts_of(self, host, since=0.0):
        return [a for a in self.adverts if a.mac == host.mac and a.at >= since]

    def wait_advert(self, host, timeout_s, since, priority=None):
        def find():
            found = self.adverts_of(host, since)
            return [a for a in found if priority in (None, a.priority)]

        return wait_until(find, timeout_s, f"an advert of {host.name}")[0]

    def announcements(self, host, address, since=0.0):
        return [
            n
            for n in self.neighbours
            if n.mac == host.mac and n.target == address and n.at >= since
        ]


def addresses(host):
    """address -> what `ip -6 addr` says of it"""
    out = run("ip", "-n", host.netns, "-6", "-j", "addr", "show", "dev", "eth0").stdout
    found = {}
    for link in json.loads(out):
        for info in link.get("addr_info", []):
            found[info["local"]] = info
    return found


def link_local(host):
    """Its own: made of its hardware address, 02:00:0a:01:..."""

    def find():
        return [
            a
            for a, info in addresses(host).items()
            if a.startswith("fe80::aff:") and not info.get("tentative")
        ]

    return wait_until(find, 5, f"{host.name} has a link-local address")[0]


def wait_holder(stage, name, address, timeout_s):
    """`name` alone of the directors has the address."""

    def holders():
        return [n for n in ("d1", "d2") if address in addresses(stage[n])]

    wait_until(
        lambda: holders() == [name], timeout_s, f"{name} alone has {address}", 0.05
    )
    return time.time()
