# SPDX-License-Identifier: Apache-2.0
"""KEEPALIVED-MIB: Debian's keepalived and fairlead, one after the other, with the same
file: every number that both show is the same, or it is said here why not."""

import pytest
from daemon import Keepalived
from snmp import Snmpd, Trapd
from snmp_golden import MIB, SNMP, judge, settled_walk, walk
from topology import wait_until

pytestmark = pytest.mark.fairlead_only

TEXT = """
global_defs {
    router_id LB1
    script_user root
    smtp_server 127.0.0.1 2525
    smtp_connect_timeout 12
    notification_email_from lvs@example.com
    notification_email {
        admin@example.com
        ops@example.com
    }
%s
}
vrrp_track_file level {
    file "/run/level"
    weight 2
}
vrrp_script good {
    script "/bin/true"
    interval 2
    timeout 2
    weight -7
    rise 2
    fall 3
}
vrrp_script bad {
    script "/bin/false"
    interval 1
    weight -4
}
vrrp_sync_group G1 {
    group {
        VI_1
        VI_2
    }
    notify_master "/bin/true master"
    notify "/bin/true any"
    smtp_alert
}
static_ipaddress {
    10.9.9.9/32 dev eth0
}
static_routes {
    10.70.0.0/24 via 10.1.1.1 dev eth0
}
static_rules {
    from 10.71.0.0/24 table 103 priority 710
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority 150
    advert_int 1
    preempt_delay 3
    authentication {
        auth_type PASS
        auth_pass secret
    }
    virtual_ipaddress {
        10.1.1.166/24
        10.1.1.167/24 dev eth0 label eth0:x
    }
    virtual_ipaddress_excluded {
        10.1.1.190/32
    }
    virtual_routes {
        10.50.0.0/24 via 10.1.1.1 dev eth0 metric 5
        10.51.0.0/24 via 10.1.1.2 dev eth0 mtu 1400 initcwnd 12 table 77
        blackhole 10.52.0.0/16
        10.53.0.0/24 nexthop via 10.1.1.3 dev eth0 weight 2 nexthop via 10.1.1.4 dev eth0
    }
    virtual_rules {
        from 10.60.0.0/24 table 100 priority 700
        to 10.61.0.0/16 from 10.62.0.0/16 iif eth0 fwmark 5/255 table 101 priority 701
        not from 10.63.0.0/16 tos 16 table 102 priority 702
    }
    notify_backup "/bin/true backup"
    notify_fault "/bin/true fault"
}
vrrp_instance VI_2 {
    state BACKUP
    interface eth0
    virtual_router_id 52
    priority 100
    version 3
    advert_int 0.5
    nopreempt
    accept
    virtual_ipaddress {
        10.1.1.168
    }
}
vrrp_instance VI_3 {
    state MASTER
    interface eth0
    virtual_router_id 53
    priority 90
    version 3
    advert_int 0.2
    smtp_alert
    track_interface {
        lo weight 5
    }
    track_script {
        good
        bad
    }
    track_file {
        level
    }
    virtual_ipaddress {
        10.1.1.169/32
    }
}
"""

# Both are compared when all three are masters and the scripts have run.
SETTLED = {f"2.3.1.4.{n}": "INTEGER: 2" for n in (1, 2, 3)}
SETTLED |= {"2.9.1.6.1": "INTEGER: 3", "2.9.1.6.2": "INTEGER: 2"}

# OID below the MIB's -> why the numbers differ. keepalived is 2.2.7.
EXPLAINED = (
    (r"1\.10\.0", "dynamicInterfaces: always so with fairlead"),
    (r"2\.3\.1\.11\.\d", "TrackPrimaryIf: keepalived says whether anything is in "
     "track_interface, fairlead whether the primary interface is tracked"),
    (r"2\.3\.1\.27\.1", "Accept: keepalived says 0, which is no value of it, in version 2"),
    (r"2\.6\.1\.11\.[23]\.1", "Advertising: keepalived says notAdvertised of every "
     "address of an instance without excluded ones"),
)  # fmt: skip
# What keepalived serves and fairlead does not.
NOT_SERVED = (
    (r"1\.3\.(8|9|10)\.0", "smtp_alert of all: resolved where it is used"),
    (r"2\.(6\.1\.7|7\.1\.11)\.0\.1", "IfIndex of what belongs to no instance"),
)  # fmt: skip


@pytest.fixture
def snmp(stage):
    """snmpd on d1, and where its traps go."""
    trapd = stage.see(Trapd(stage["client"]))
    stage.see(Snmpd(stage["d1"], trapd))
    stage["d1"].run("sh", "-c", "echo 1 >/run/level")
    return trapd


def other(stage, kind, *arguments):
    daemon = stage.run(kind, "d1", TEXT % SNMP, *arguments)
    seen = settled_walk(stage["d1"], SETTLED)
    daemon.close()
    wait_until(lambda: not walk(stage["d1"]), 20, "the subagent is gone", 0.3)
    return seen


def test_both_show_the_same_numbers(stage, snmp):
    theirs = other(stage, Keepalived)
    stage.fairleadd("d1", TEXT % SNMP, "--vrrp")
    ours = settled_walk(stage["d1"], SETTLED)
    assert len(theirs) > 180
    assert judge(theirs, ours, EXPLAINED, NOT_SERVED) == ""


def test_a_change_of_state_is_told_of_the_instance_and_of_its_group(stage, snmp):
    daemon = stage.fairleadd("d1", TEXT % SNMP, "--vrrp")
    settled_walk(stage["d1"], SETTLED)

    def told():
        """Lines of the receiver with (name, state) of each notification."""
        log = snmp.log_file.read_text()
        return [
            f'{MIB}.2.10.0.1\t{MIB}.2.1.1.2 = STRING: "G1"\t'
            f"{MIB}.2.1.1.3 = INTEGER: 2" in log,
            f'{MIB}.2.10.0.2\t{MIB}.2.3.1.2 = STRING: "VI_1"\t'
            f"{MIB}.2.3.1.4 = INTEGER: 2\t{MIB}.2.3.1.5 = INTEGER: 1\t"
            f'{MIB}.1.2.0 = STRING: "LB1"' in log,
        ]

    wait_until(lambda: all(told()), 20, "traps of the group and of VI_1", 0.3)
    assert daemon.pids()


def set_priority(host, priority):
    """What snmpset says of vrrpInstanceBasePriority of VI_1."""
    name = f"{MIB}.2.3.1.7.1"
    words = ("127.0.0.1", name, "i", str(priority))
    done = host.run("snmpset", "-v2c", "-cprivate", "-On", "-t5", *words, check=False)
    return done.stdout + done.stderr


def test_a_priority_that_is_set_is_on_the_wire(stage, snmp):
    text = TEXT % (SNMP + "    enable_snmp_writes")
    stage.fairleadd("d1", text, "--vrrp")
    settled_walk(stage["d1"], SETTLED)
    assert "INTEGER: 123" in set_priority(stage["d1"], 123)
    stage.sniffer.wait_advert(stage["d1"], 5, priority=123)
    assert walk(stage["d1"])["2.3.1.7.1"] == "INTEGER: 123"


def test_nothing_is_set_unless_the_file_allows_it(stage, snmp):
    stage.fairleadd("d1", TEXT % SNMP, "--vrrp")
    settled_walk(stage["d1"], SETTLED)
    assert "notWritable" in set_priority(stage["d1"], 123)
    assert walk(stage["d1"])["2.3.1.7.1"] == "INTEGER: 150"


def test_rows_keep_their_numbers_over_a_reload_with_the_same_list(stage, snmp):
    daemon = stage.fairleadd("d1", TEXT % SNMP, "--vrrp")
    before = settled_walk(stage["d1"], SETTLED)
    daemon.write((TEXT % SNMP).replace("priority 100", "priority 99"))
    daemon.reload()
    changed = SETTLED | {"2.3.1.7.2": "INTEGER: 99"}
    after = settled_walk(stage["d1"], changed)
    names = [oid for oid in before if oid.startswith("2.3.1.2.")]
    assert names and all(before[oid] == after[oid] for oid in names)
