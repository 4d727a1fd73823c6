# SPDX-License-Identifier: Apache-2.0
"""The RFCs' two MIBs: Debian's keepalived and fairlead, one after the other, with the
same file: every number that both show is the same, or it is said here why not."""

import socket

import pytest
from daemon import Keepalived
from snmp import Snmpd, Trapd
from snmp_golden import judge, settled_walk, walk
from topology import wait_until

pytestmark = pytest.mark.fairlead_only

TEXT = """
global_defs {
    router_id LB1
    vrrp_startup_delay 0.1
    enable_snmp_%s
    snmp_socket unix:/run/agentx
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    version %d
    priority 150
    advert_int 1
    %s
    virtual_ipaddress {
        10.1.1.166/24
        10.1.1.167/24
    }
}
vrrp_instance VI_2 {
    state BACKUP
    interface eth0
    virtual_router_id 52
    version %d
    priority 100
    advert_int 2
    nopreempt
    virtual_ipaddress {
        10.1.1.168
    }
}
"""
# OID below the MIB's -> why the numbers differ. keepalived is 2.2.7.
VRRP_EXPLAINED = (
    (r"1\.3\.1\.2\.\d+\.51", "VirtualMacAddr: keepalived gives the interface's own, "
     "unless there is use_vmac; RFC 2787 wants the virtual router's"),
    (r"1\.3\.1\.7\.\d+\.51", "MasterIpAddr: keepalived's own is unset while it is master"),
    (r"1\.3\.1\.13\.\d+\.51", "VirtualRouterUpTime: always 0 in keepalived"),
)  # fmt: skip
VRRPV3_EXPLAINED = (
    (r"1\.1\.1\.1\.5\..*", "VirtualMacAddress: as in VRRP-MIB"),
    (r"1\.1\.1\.1\.12\..*", "UpTime: how long each has run"),
    (r"1\.2\.4\.0", "GlobalDiscontinuityTime: always 0 in keepalived"),
    (r"1\.2\.5\.1\.12\..*", "RowDiscontinuityTime: likewise"),
    (r"1\.2\.5\.1\.13\..*", "RefreshRate: keepalived gives the advert interval"),
)  # fmt: skip
VRRPV3_NOT_SERVED = (
    (r"1\.1\.2\.1\.2\..*", "AssociatedIpAddrRowStatus: keepalived's index lacks the "
     "address's length, which INDEX without IMPLIED has (RFC 2578 7.7)"),
)  # fmt: skip
AUTH = "authentication {\n auth_type PASS\n auth_pass secret\n }"


def index_of_eth0(host):
    return host.run("ip", "-o", "link", "show", "eth0").stdout.partition(":")[0]


def compared(stage, text, mib, signs):
    """Both walks, keepalived's first, once each OID of `signs` has its value."""
    stage.see(Snmpd(stage["d1"]))
    daemon = stage.run(Keepalived, "d1", text)
    theirs = settled_walk(stage["d1"], signs, mib=mib)
    daemon.close()
    wait_until(lambda: not walk(stage["d1"], mib=mib), 20, "the subagent is gone", 0.3)
    stage.fairleadd("d1", text, "--vrrp")
    return theirs, settled_walk(stage["d1"], signs, mib=mib)


def test_vrrp_mib_shows_what_keepalived_shows(stage):
    text = TEXT % ("rfcv2", 2, AUTH, 2)
    signs = {f"1.3.1.3.{index_of_eth0(stage['d1'])}.51": "INTEGER: 3"}
    theirs, ours = compared(stage, text, ".1.3.6.1.2.1.68", signs)
    assert len(theirs) > 30
    assert judge(theirs, ours, VRRP_EXPLAINED, ()) == ""


def test_vrrpv3_mib_shows_what_keepalived_shows(stage):
    text = TEXT % ("rfcv3", 3, "", 3)
    index = index_of_eth0(stage["d1"])
    signs = {f"1.1.1.1.6.{index}.{vrid}.1": "INTEGER: 3" for vrid in (51, 52)}
    theirs, ours = compared(stage, text, ".1.3.6.1.2.1.207", signs)
    assert len(theirs) > 50
    assert judge(theirs, ours, VRRPV3_EXPLAINED, VRRPV3_NOT_SERVED) == ""


PROTO_ERROR = "1.3.6.1.2.1.207.0.2"
# Version 3, advertisement; router 51, priority 100, one address, each second; a checksum
# that is wrong (RFC 9568 5.1); 10.1.1.166.
BAD_CHECKSUM = bytes.fromhex("31 33 64 01 00 64 dead 0a0101a6")


def test_an_advert_with_a_wrong_checksum_is_trapped_with_its_reason(stage):
    trapd = stage.see(Trapd(stage["client"]))
    stage.see(Snmpd(stage["d1"], trapd))
    text = (TEXT % ("rfcv3", 3, "", 3)).replace("enable_snmp", "enable_traps\n    enable_snmp")
    daemon = stage.fairleadd("d1", text, "--vrrp")
    daemon.wait_state("MASTER", 8)
    with stage["client"].network():
        stranger = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
    with stranger:
        stranger.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
        source = socket.inet_aton(stage["client"].address)
        stranger.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, source)
        stranger.sendto(BAD_CHECKSUM, ("224.0.0.18", 0))
    wait_until(lambda: trapd.has(PROTO_ERROR), 15, "a trap of the wrong checksum")
    # vrrpv3StatisticsProtoErrReason: checksumError(3)
    lines = [line for line in trapd.log_file.read_text().splitlines() if PROTO_ERROR in line]
    assert any(".1.3.6.1.2.1.207.1.2.5.1.6" in line and "INTEGER: 3" in line for line in lines)
