# SPDX-License-Identifier: Apache-2.0
"""What others see of the directors: frames on the bridge, addresses in the kernel, and
what a client gets. All instants are time.time(), as the kernel's frame stamps are."""

import collections
import http.client
import os
import select
import signal
import socket
import struct
import threading
import time

from topology import BRIDGE, VIP, wait_until

SO_TIMESTAMPNS = 35
ETH_P_ALL = 3
PROTO_VRRP = 112

Advert = collections.namedtuple(
    "Advert", "at source mac ttl destination message vrid priority interval addresses"
)
Arp = collections.namedtuple("Arp", "at operation mac sender target broadcast")
Answer = collections.namedtuple("Answer", "begun at page")
AddressEvent = collections.namedtuple("AddressEvent", "at added address")


def mac_text(raw):
    return raw.hex(":")


def stamp(extra):
    """The kernel's, of what recvmsg said beside a frame."""
    for level, kind, value in extra:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", value)
            return seconds + nanoseconds / 1e9
    return time.time()


def decode_advert(at, frame):
    """An IPv4 frame with a VRRPv2 message, or None."""
    header_len = (frame[14] & 15) * 4
    if frame[23] != PROTO_VRRP:
        return None
    total = struct.unpack_from(">H", frame, 16)[0]
    message = bytes(frame[14 + header_len : 14 + total])
    count = message[3]
    end = 8 + 4 * count
    addresses = [socket.inet_ntoa(message[i : i + 4]) for i in range(8, end, 4)]
    return Advert(
        at=at,
        source=socket.inet_ntoa(frame[26:30]),
        mac=mac_text(frame[6:12]),
        ttl=frame[22],
        destination=socket.inet_ntoa(frame[30:34]),
        message=message,
        vrid=message[1],
        priority=message[2],
        interval=message[5],
        addresses=addresses,
    )


def decode_arp(at, frame):
    return Arp(
        at=at,
        operation=frame[21],
        mac=mac_text(frame[22:28]),
        sender=socket.inet_ntoa(frame[28:32]),
        target=socket.inet_ntoa(frame[38:42]),
        broadcast=frame[0:6] == b"\xff" * 6,
    )


class Witness(threading.Thread):
    """A thread that looks until it is closed; what it raised is raised by close."""

    def __init__(self):
        super().__init__(daemon=True)
        self.ending = threading.Event()
        self.trouble = None
        self.prepare()
        self.start()

    def prepare(self):
        pass

    def run(self):
        try:
            self.look()
        except Exception as trouble:  # pylint: disable=broad-except
            self.trouble = trouble

    def close(self):
        self.ending.set()
        self.join(10)
        if self.trouble is not None:
            raise self.trouble

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Sniffer(Witness):
    """Every VRRP advert and ARP frame on the bridge, with the kernel's time stamps."""

    def prepare(self):
        self.adverts = []
        self.arps = []
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind((BRIDGE, ETH_P_ALL))

    def look(self):
        while not self.ending.is_set():
            if select.select([self.socket], [], [], 0.1)[0]:
                self.take()
        self.socket.close()

    def take(self):
        frame, extra, _, _ = self.socket.recvmsg(2048, 64)
        if len(frame) < 42:
            return
        at = stamp(extra)
        if frame[12:14] == b"\x08\x00":
            advert = decode_advert(at, frame)
            if advert is not None:
                self.adverts.append(advert)
        elif frame[12:14] == b"\x08\x06":
            self.arps.append(decode_arp(at, frame))

    def adverts_of(self, host, since=0.0):
        return [a for a in self.adverts if a.source == host.address and a.at >= since]

    def wait_advert(self, host, timeout_s, since=None, priority=None):
        """The first advert of `host` from `since` (now) on, with that priority."""
        since = time.time() if since is None else since

        def find():
            for advert in self.adverts_of(host, since):
                if priority is None or advert.priority == priority:
                    return advert
            return None

        what = f"an advert of {host.name}, priority {priority or 'any'}"
        return wait_until(find, timeout_s, what)

    def gratuitous(self, host, vip=VIP, since=0.0):
        return [
            a
            for a in self.arps
            if a.mac == host.mac
            and a.sender == a.target == vip
            and a.broadcast
            and a.at >= since
        ]

    def answers(self, vip=VIP, since=0.0):
        """Replies of anybody who says that it has `vip`."""
        return [
            a
            for a in self.arps
            if a.operation == 2 and a.sender == vip and a.at >= since and not a.broadcast
        ]


class AddressWatch(Witness):
    """A host's IPv4 addresses as its kernel has them: now, and each change."""

    RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR = 20, 21, 22
    NLM_REQUEST_DUMP, DONE = 0x301, 3
    RTMGRP_IPV4_IFADDR = 0x10
    IFA_LOCAL = 2

    def __init__(self, host):
        self.host = host
        super().__init__()

    def prepare(self):
        self.events = []
        self.held = set()
        with self.host.network():
            self.socket = socket.socket(
                socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE
            )
        self.socket.bind((0, self.RTMGRP_IPV4_IFADDR))
        request = struct.pack("BBBBi", socket.AF_INET, 0, 0, 0, 0)
        head = struct.pack(
            "IHHII", 16 + len(request), self.RTM_GETADDR, self.NLM_REQUEST_DUMP, 1, 0
        )
        self.socket.send(head + request)
        while not self.take():
            pass
        self.events.clear()

    def look(self):
        while not self.ending.is_set():
            if select.select([self.socket], [], [], 0.1)[0]:
                self.take()
        self.socket.close()

    def take(self):
        """One datagram; whether the dump ended with it."""
        block = self.socket.recv(65536)
        at = time.time()
        ended = False
        while len(block) >= 16:
            length, kind = struct.unpack_from("IH", block)
            if kind == self.DONE:
                ended = True
            elif kind in (self.RTM_NEWADDR, self.RTM_DELADDR):
                self.note(at, kind == self.RTM_NEWADDR, block[24:length])
            block = block[(length + 3) & ~3 :]
        return ended

    def note(self, at, added, attributes):
        while len(attributes) >= 4:
            length, kind = struct.unpack_from("HH", attributes)
            if kind == self.IFA_LOCAL:
                self.change(at, added, socket.inet_ntoa(attributes[4:8]))
            attributes = attributes[(length + 3) & ~3 :]

    def change(self, at, added, address):
        if added == (address in self.held):
            return  # a lease that was renewed
        if added:
            self.held.add(address)
        else:
            self.held.discard(address)
        self.events.append(AddressEvent(at, added, address))

    def holds(self, address=VIP):
        return address in self.held

    def wait(self, held, timeout_s, address=VIP):
        word = "has" if held else "drops"
        what = f"{self.host.name} {word} {address}"
        wait_until(lambda: self.holds(address) == held, timeout_s, what, 0.005)

    def when(self, added, since, address=VIP):
        """The instant of the first such change from `since` on, or None."""
        for event in self.events:
            if event[1:] == (added, address) and event.at >= since:
                return event.at
        return None


def held_together(first, second, since, until, address=VIP):
    """For how many seconds two AddressWatches both had `address`."""
    changes = [(e.at, e.added, 0) for e in first.events if e.address == address]
    changes += [(e.at, e.added, 1) for e in second.events if e.address == address]
    changes.sort()
    # Before the first change of each, it had what that change ended.
    has = [first.holds(address), second.holds(address)]
    for _, added, who in reversed(changes):
        has[who] = not added
    total, both_since = 0.0, since if all(has) else None
    for at, added, who in changes:
        has[who] = added
        if all(has):
            both_since = max(at, since)
        elif both_since is not None:
            total += max(0.0, min(at, until) - both_since)
            both_since = None
    if both_since is not None:
        total += max(0.0, until - both_since)
    return total


class ArpAsker(Witness):
    """A client that asks who has the VIP, again and again; the sniffer sees who says."""

    def __init__(self, host, vip=VIP, pause_s=0.02):
        self.host, self.vip, self.pause_s = host, vip, pause_s
        super().__init__()

    def look(self):
        with self.host.network():
            asker = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            asker.bind(("eth0", 0x0806))
        mac = bytes.fromhex(self.host.mac.replace(":", ""))
        request = b"\xff" * 6 + mac + b"\x08\x06"
        request += struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1)
        request += mac + socket.inet_aton(self.host.address)
        request += b"\0" * 6 + socket.inet_aton(self.vip)
        while not self.ending.wait(self.pause_s):
            asker.send(request)
        asker.close()


class HttpClient(Witness):
    """A client that fetches the page as fast as it may, and notes each answer."""

    def __init__(self, host, address=VIP, port=80, pause_s=0.01, patience_s=0.1):
        self.host, self.address, self.port = host, address, port
        self.pause_s, self.patience_s = pause_s, patience_s
        self.answers = []
        self.failures = 0
        super().__init__()

    def look(self):
        with self.host.network():
            while not self.ending.wait(self.pause_s):
                self.fetch()

    def fetch(self):
        begun = time.time()
        try:
            page = get(self.address, self.port, self.patience_s)
            self.answers.append(Answer(begun, time.time(), page))
        except (OSError, http.client.HTTPException):
            self.failures += 1

    def longest_gap_ms(self, since):
        """The longest time without an answer, from the last one before `since` on."""
        instants = [a.at for a in self.answers]
        before = [t for t in instants if t < since][-1:]
        after = [t for t in instants if t >= since]
        seen = before + after
        if len(seen) < 2:
            raise AssertionError("the client saw too few answers to tell an outage")
        return max(b - a for a, b in zip(seen, seen[1:])) * 1000


def get(address, port=80, timeout_s=2.0, path="/"):
    """One GET over a fresh connection of the calling thread's network; the page."""
    with socket.create_connection((address, port), timeout=timeout_s) as connection:
        request = f"GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n"
        connection.sendall(request.encode())
        answer = b""
        while True:
            block = connection.recv(65536)
            if not block:
                break
            answer += block
    if not answer:
        raise ConnectionResetError("closed without an answer")
    return answer.partition(b"\r\n\r\n")[2].decode().strip()


class EchoServer(Witness):
    """Sends back each line it gets, its own name before it; one thread, many clients."""

    def __init__(self, host, port):
        self.host, self.port = host, port
        super().__init__()

    def prepare(self):
        with self.host.network():
            self.listener = socket.create_server(("", self.port), backlog=64)

    def look(self):
        clients = []
        while not self.ending.is_set():
            ready = select.select([self.listener, *clients], [], [], 0.1)[0]
            for one in ready:
                if one is self.listener:
                    clients.append(one.accept()[0])
                elif not self.serve(one):
                    clients.remove(one)
                    one.close()
        for one in [self.listener, *clients]:
            one.close()

    def serve(self, client):
        try:
            block = client.recv(4096)
            if block:
                client.sendall(self.host.name.encode() + b" " + block)
        except OSError:
            return False
        return bool(block)


class Talk:
    """One open connection to an EchoServer."""

    def __init__(self, host, address, port):
        with host.network():
            self.socket = socket.create_connection((address, port), timeout=5)
        self.said = 0

    def exchange(self):
        """Say a line; the name of who sent it back."""
        self.said += 1
        self.socket.sendall(f"line {self.said}\n".encode())
        answer = b""
        while not answer.endswith(b"\n"):
            block = self.socket.recv(4096)
            if not block:
                raise ConnectionResetError("the connection ended")
            answer += block
        name, _, line = answer.decode().strip().partition(" ")
        assert line == f"line {self.said}", answer
        return name

    def close(self):
        self.socket.close()


def pages(host, count, address=VIP, port=80):
    """The pages of `count` fetches from `host`, one after the other."""
    with host.network():
        return [get(address, port) for _ in range(count)]


def alternates(seen):
    """Whether no page came twice running, and more than one came."""
    return len(set(seen)) > 1 and all(a != b for a, b in zip(seen, seen[1:]))


def kill(pids, signal_number):
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass


def kill_at_once(pids):
    """Like a power cut: none of them sees another's death and acts on it."""
    kill(pids, signal.SIGSTOP)
    kill(pids, signal.SIGKILL)
