# SPDX-License-Identifier: Apache-2.0
"""The server half of KEEPALIVED-MIB, over real IPVS: keepalived and fairlead, one after
the other, with the same file."""

import re

import pytest
from daemon import Fairleadd, Keepalived
from snmp import Snmpd, Trapd
from snmp_golden import MIB, SNMP, judge, settled_walk, walk
from topology import wait_until

pytestmark = pytest.mark.fairlead_only

TEXT = """
global_defs {
    router_id LB1
    script_user root
    smtp_server 10.1.1.1
    lvs_sync_daemon eth0 VI_1 id 7
    lvs_timeouts tcp 900 tcpfin 60 udp 30
%s
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        10.1.1.166/24
    }
}
virtual_server 10.1.1.166 80 {
    delay_loop 3
    lb_algo rr
    lb_kind DR
    protocol TCP
    persistence_timeout 300
    persistence_granularity 255.255.255.0
    quorum 2
    hysteresis 1
    quorum_up "/bin/true up"
    quorum_down "/bin/true down"
    virtualhost www.example.com
    alpha
    omega
    retry 2
    delay_before_retry 1
    warmup 2
    sorry_server 10.1.1.199 80
    real_server 10.1.1.164 80 {
        weight 3
        notify_up "/bin/true up"
        notify_down "/bin/true down"
        TCP_CHECK {
            connect_timeout 2
        }
    }
    real_server 10.1.1.163 80 {
        weight 300
        uthreshold 1000
        lthreshold 500
        inhibit_on_failure
        TCP_CHECK {
            connect_port 81
        }
        TCP_CHECK {
        }
    }
}
virtual_server fwmark 7 {
    delay_loop 6
    lb_algo wlc
    lb_kind NAT
    ops
    real_server 10.1.1.163 53 {
        weight 1
    }
}
virtual_server 2001:db8::80 443 {
    delay_loop 6
    lb_algo sh
    sh-port
    sh-fallback
    lb_kind TUN
    protocol TCP
    real_server 2001:db8::1 443 {
        weight 2
        delay_before_retry 1
        TCP_CHECK {
            connect_timeout 1
        }
    }
}
"""

# One server of the first service is alive, one is not; that of the third is not.
SETTLED = {
    "2.3.1.4.1": "INTEGER: 2",
    "3.3.1.21.1": "Gauge32: 1",
    "3.4.1.6.1.2": "INTEGER: 1",
    "3.4.1.6.1.3": "INTEGER: 2",
    "3.4.1.6.3.1": "INTEGER: 2",
    "3.4.1.13.1.3": "Gauge32: 1",
}

EXPLAINED = (
    (r"3\.3\.1\.51\.3", "PersistGranularity6: 128 when nobody said one"),
    (r"1\.10\.0", "dynamicInterfaces: always so with fairlead"),
    (r"2\.3\.1\.11\.1", "TrackPrimaryIf: as in tests/net/test_snmp_keepalived.py"),
    (r"2\.3\.1\.27\.1", "Accept: likewise"),
)  # fmt: skip
NOT_SERVED = (
    (r"1\.3\.(8|9|10)\.0", "smtp_alert of all: resolved where it is used"),
    (r"3\.3\.1\.51\.2", "PersistGranularity6 of IPv4: has no meaning"),
)  # fmt: skip


@pytest.fixture
def snmp(stage):
    trapd = stage.see(Trapd(stage["client"]))
    stage.see(Snmpd(stage["d1"], trapd))
    return trapd


def shown(stage, kind):
    daemon = stage.run(kind, "d1", TEXT % SNMP)
    seen = settled_walk(stage["d1"], SETTLED, 60)
    daemon.close()
    wait_until(lambda: not walk(stage["d1"]), 30, "the subagent is gone", 0.5)
    stage["d1"].run("ipvsadm", "-C")
    return seen


def test_both_show_the_same_numbers_of_servers_too(stage, snmp):
    theirs = shown(stage, Keepalived)
    ours = shown(stage, Fairleadd)
    assert len(theirs) > 350
    assert judge(theirs, ours, EXPLAINED, NOT_SERVED) == ""


def test_a_dead_server_and_a_quorum_are_told(stage, snmp):
    stage.fairleadd("d1", TEXT % SNMP)
    settled_walk(stage["d1"], SETTLED, 60)

    def told():
        log = snmp.log_file.read_text()
        server = re.escape(f"{MIB}.3.5.0.1") + r"\t.*= Hex-STRING: 0A 01 01 A3"
        quorum = re.escape(f"{MIB}.3.5.0.2") + r"\t.*\.3\.3\.1\.23 = INTEGER: 1"
        return re.search(server, log) and re.search(quorum, log)

    wait_until(told, 20, "traps of the server and of the quorum", 0.5)
