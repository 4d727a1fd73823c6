# SPDX-License-Identifier: Apache-2.0
"""Two walks of a MIB over the same configuration, keepalived's and ours."""

import re

from topology import wait_until

MIB = ".1.3.6.1.4.1.9586.100.5"
SNMP = """
    enable_snmp_vrrp
    enable_snmp_checker
    enable_traps
    snmp_socket unix:/run/agentx
"""


def walk(host, tool="snmpwalk", names=(), mib=MIB):
    """OID below the MIB's -> value, as the tool prints it."""
    options = ("-v2c", "-cpublic", "-On", "-t5", "127.0.0.1")
    done = host.run(tool, *options, *(names or (mib,)), check=False)
    line_of = re.compile(re.escape(mib) + r"\.([\d.]+) = ?(.*)")
    found = (line_of.match(line) for line in done.stdout.splitlines())
    return {match[1]: match[2].strip() for match in found if match}


def settled_walk(host, signs, timeout_s=40, mib=MIB):
    """The walk once each OID of `signs` has its value."""

    def shown():
        seen = walk(host, mib=mib)
        return seen if signs.items() <= seen.items() else None

    return wait_until(shown, timeout_s, f"{host.name} shows {signs}", 0.5)


def number(value):
    """None when it is a text; addresses are compared like numbers."""
    return None if value.startswith(("STRING", '"')) else value


def matching(table, oid):
    return [row for row in table if re.fullmatch(row[0], oid)]


def judge(theirs, ours, explained, not_served):
    """What neither is equal nor explained, and what the tables say for nothing."""
    trouble, used = [], set()
    for oid, value in theirs.items():
        if oid not in ours:
            rows = matching(not_served, oid)
            what = f"{oid} = {value}: not served"
        elif number(value) is not None and value != ours[oid]:
            rows = matching(explained, oid)
            what = f"{oid}: keepalived {value}, fairlead {ours[oid]}"
        else:
            continue
        used.update(row[0] for row in rows)
        if not rows:
            trouble.append(what)
    for pattern, why in (*explained, *not_served):
        if pattern not in used:
            trouble.append(f"{pattern} needs no explanation any more: {why}")
    return "\n".join(trouble)
