# SPDX-License-Identifier: Apache-2.0
"""auth_hmac on a real wire: signatures that another implementation of the digest finds
right, what is recorded and played back, and a key that is replaced as they run."""

import hashlib
import hmac
import re
import socket
import struct
import time

import pytest
from conf import instance, master_down_s
from daemon import BUILD, Fairleadd
from topology import wait_until
from witness import kill_at_once

pytestmark = pytest.mark.fairlead_only

OLD = b"a-key-of-32-bytes-for-all-to-use"
NEW = bytes(range(64))
TRAILER = 28
KEYS = {1: OLD, 2: NEW}
GROUP_MAC = bytes.fromhex("01005e000012")


def signed(priority, keys=(1,), active=1, state="BACKUP", more="", rest=""):
    """An instance without a password, with auth_hmac."""
    lines = [f"key {i} hex:{KEYS[i].hex()}" for i in keys]
    block = "\n".join([*lines, f"active_key {active}", rest])
    text = instance(priority, state, more=f"{more}\nauth_hmac {{\n{block}\n}}")
    return re.sub(r"authentication \{.*?\}", "", text, flags=re.S)


def digest(advert):
    """By its own key, from what the wire shows."""
    message, trailer = advert.message[:-TRAILER], advert.message[-TRAILER:]
    pseudo = bytes([4, message[0] >> 4, message[1], 0])
    pseudo += socket.inet_aton(advert.source) + bytes(12)
    message = message[:6] + bytes(2) + message[8:]
    text = pseudo + message + trailer[:12] + bytes(16)
    return hmac.new(KEYS[trailer[1]], text, hashlib.sha256).digest()[:16]


def sequence(advert):
    return struct.unpack(">Q", advert.message[-24:-16])[0]


def key_id(advert):
    return advert.message[-TRAILER + 1]


def refused(daemon):
    counts = daemon.instance()["counters"]["refused"]
    return {reason: count for reason, count in counts.items() if count}


def pair(stage, **given):
    first = stage.fairleadd("d1", signed(200, state="MASTER", **given))
    stage.addresses["d1"].wait(True, 8)
    second = stage.fairleadd("d2", signed(100, **given))
    second.wait_state("BACKUP", 5)
    return first, second


@pytest.mark.parametrize("version", [2, 3])
def test_what_is_signed_is_right_and_taken_over(stage, version):
    first, second = pair(stage, more=f"version {version}")
    time.sleep(2.5)
    seen = stage.sniffer.adverts_of(stage["d1"])
    assert len(seen) >= 3
    for advert in seen:
        assert advert.message[0] >> 4 == version
        assert advert.message[-16:] == digest(advert)
        assert abs(sequence(advert) / 2**32 - advert.at) < 0.5
    assert all(a < b for a, b in zip(map(sequence, seen), map(sequence, seen[1:])))
    assert refused(second) == {}
    begun = time.time()
    kill_at_once(first.pids())
    stage.wait_holder("d2", 8)
    taken = stage.addresses["d2"].when(True, begun)
    assert taken - begun < master_down_s(100) + 0.4


def test_over_unicast(stage):
    def peers(own, other):
        return f"unicast_src_ip {own.address}\nunicast_peer {{\n{other.address}\n}}"

    one, two = stage["d1"], stage["d2"]
    first = stage.fairleadd("d1", signed(200, state="MASTER", more=peers(one, two)))
    stage.addresses["d1"].wait(True, 8)
    second = stage.fairleadd("d2", signed(100, more=peers(two, one)))
    second.wait_state("BACKUP", 5)
    time.sleep(master_down_s(100) + 1)
    assert stage.holders() == ["d1"]
    seen = stage.sniffer.adverts_of(one)
    assert {a.destination for a in seen} == {two.address}
    assert all(a.message[-16:] == digest(a) for a in seen)
    assert refused(second) == {}
    first.stop()
    stage.wait_holder("d2", 5)


class Player:
    """Whoever is on the segment and can send what it likes."""

    def __init__(self, host):
        with host.network():
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
            self.socket.bind(("eth0", 0x0800))

    def send(self, source, message):
        head = struct.pack(">BBHHHBBH", 0x45, 0xC0, 20 + len(message), 0, 0, 255, 112, 0)
        head += socket.inet_aton(source) + socket.inet_aton("224.0.0.18")
        total = sum(struct.unpack(">10H", head))
        total = (total & 0xFFFF) + (total >> 16)
        head = head[:10] + struct.pack(">H", ~(total + (total >> 16)) & 0xFFFF) + head[12:]
        mac = bytes([2, 0, *socket.inet_aton(source)])
        self.socket.send(GROUP_MAC + mac + b"\x08\x00" + head + message)

    def close(self):
        self.socket.close()


@pytest.fixture
def player(stage):
    made = Player(stage["client"])
    yield made
    made.close()


def test_what_is_played_back_or_forged_changes_no_role(stage, player):
    first, second = pair(stage)
    time.sleep(1.5)
    begun = time.time()
    first.stop()  # the last advert of which lets go: the best one to play back
    stage.wait_holder("d2", 5)
    source = stage["d1"].address
    recorded = [a.message for a in stage.sniffer.adverts_of(stage["d1"])]
    assert any(message[2] == 0 for message in recorded)
    unsigned = [message[:-TRAILER] for message in recorded]
    other = [bytes([*message[:-1], message[-1] ^ 1]) for message in recorded]
    for message in recorded + unsigned + other:
        player.send(source, message)
    count = len(recorded)
    wait_until(lambda: sum(refused(second).values()) == 3 * count, 5, "all refused")
    counts = refused(second)
    assert counts["hmac_missing"] == count
    assert set(counts) <= {"hmac_missing", "hmac_replayed", "hmac_bad", "hmac_too_old"}
    assert counts["hmac_replayed"] >= 2
    assert counts["hmac_bad"] >= 2
    failure = second.instance()["last_auth_failure"]
    assert failure["source"] == source
    time.sleep(1.5)
    assert stage.holders() == ["d2"]
    assert len(second.logged("Entering BACKUP STATE")) == 1
    assert stage.addresses["d2"].when(False, begun) is None


def test_a_stranger_without_the_key_stays_alone(stage):
    first, second = pair(stage)
    stranger = re.sub(
        r"auth_hmac \{.*?\}", "", signed(254, state="MASTER"), flags=re.S
    ).replace("10.1.1.166", "10.1.1.188")
    stage.run(Fairleadd, "client", stranger)
    first.wait_log("refused", "no HMAC trailer", timeout_s=8)
    time.sleep(2)
    assert stage.holders() == ["d1"]
    assert set(refused(first)) == set(refused(second)) == {"hmac_missing"}


def test_a_key_is_replaced_without_a_lost_advert(stage):
    first, second = pair(stage)
    begun = time.time()
    steps = [((1, 2), 1), ((1, 2), 2), ((2,), 2)]
    for keys, active in steps:
        for daemon, priority in ((second, 100), (first, 200)):
            daemon.write(signed(priority, keys, active))
            daemon.reload()
            time.sleep(1.5)
    seen = stage.sniffer.adverts_of(stage["d1"], begun)
    assert [key_id(a) for a in (seen[0], seen[-1])] == [1, 2]
    assert all(a.message[-16:] == digest(a) for a in seen)
    assert max(b.at - a.at for a, b in zip(seen, seen[1:])) < 1.3
    assert refused(first) == refused(second) == {}
    assert stage.holders() == ["d1"]
    assert len(first.logged("Entering MASTER STATE")) == 1
    assert not second.logged("Entering MASTER STATE")
    assert second.instance()["hmac_key_id"] == 2


def test_a_running_pair_comes_to_enforce(stage):
    def text(priority, mode):
        if mode is None:
            return re.sub(r"auth_hmac \{.*?\}", "", signed(priority), flags=re.S)
        return signed(priority, rest=f"mode {mode}")

    first = stage.fairleadd("d1", text(200, None))
    stage.addresses["d1"].wait(True, 8)
    second = stage.fairleadd("d2", text(100, None))
    second.wait_state("BACKUP", 5)
    for mode in ("receive-only", "permissive", "enforce"):
        for daemon, priority in ((first, 200), (second, 100)):
            daemon.write(text(priority, mode))
            daemon.reload()
            wait_until(lambda d=daemon, m=mode: d.instance()["hmac_mode"] == m, 5, mode)
            time.sleep(1.2)
    assert refused(first) == refused(second) == {}
    assert not second.logged("Entering MASTER STATE")
    assert stage.holders() == ["d1"]


def test_keys_are_shown_nowhere(stage):
    key = stage["d1"].folder / "vrrp.key"
    key.write_bytes(OLD + b"\n")
    key.chmod(0o600)
    text = signed(200, (2,), 2, "MASTER", rest=f"key 1 file:{key}\nkey 3 too-short")
    good = text.replace("key 3 too-short", "")
    one = stage.fairleadd("d1", good)
    stage.addresses["d1"].wait(True, 8)
    one.write(text)
    one.reload()
    one.wait_log("a key is 32 to 64 bytes")
    binary = str(BUILD / "fairleadd")
    shown = [one.log()]
    for content in (text, good):
        one.write(content)
        done = stage["d1"].run(binary, "-t", "-d", f"-f{one.conf}", check=False)
        shown.append(done.stdout + done.stderr)
    for path in ("/config", "/config/diagnostics", "/vrrp/instances", "/status"):
        shown.append(one.curl(f"/api/v1{path}")[1])
    assert "key 2 ***" in shown[2] and f"key 1 file:{key}" in shown[2]
    for secret in (OLD.decode(), NEW.hex(), "too-short"):
        assert not any(secret in text for text in shown)
    assert one.instance()["auth_type"] == "hmac"
