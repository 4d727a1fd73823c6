# SPDX-License-Identifier: Apache-2.0
"""Checks through the virtual address: the way that clients' packets take."""

import pytest
from test_forward import SERVERS, master, server, service
from topology import VIP, ipvs_table, wait_until

pytestmark = pytest.mark.fairlead_only

SOURCE = "10.1.1.160"  # d1's own
PROBED = """probe_vip {mark} {source}
        TCP_CHECK {{
            connect_timeout 1
            retry 0
            delay_loop 1
        }}"""


def table_of(host, service_line):
    """The destinations of one service, as ipvsadm shows them."""
    found, lines = False, []
    for line in ipvs_table(host):
        if not line.startswith("->"):
            found = line.startswith(service_line)
        elif found:
            lines.append(line.split()[1])
    return lines


@pytest.mark.parametrize("holds", [True, False], ids=["holding it", "not holding it"])
def test_a_direct_server_without_the_virtual_address_fails(stage, holds):
    more = [PROBED.format(mark=101 + i, source=SOURCE) for i in range(2)]
    text = service([server(a, more=m) for a, m in zip(SERVERS, more)])
    host = stage["d1"]
    host.sysctl(eth0__accept_local=1)
    if holds:
        master(stage, text)
    else:
        stage.director("d1", text)
    both = [f"{address}:80" for address in SERVERS]
    mine = f"TCP {VIP}:80"
    wait_until(lambda: table_of(host, "FWM 102") == both[1:], 10, "the way to it", 0.2)
    wait_until(lambda: table_of(host, mine) == both, 10, "both serve", 0.2)
    # Its web server answers on its own address all the time.
    stage["rs1"].ip(f"addr del {VIP}/32 dev lo")
    try:
        wait_until(lambda: table_of(host, mine) == both[1:], 10, "one is out", 0.2)
    finally:
        stage["rs1"].ip(f"addr add {VIP}/32 dev lo")
    wait_until(lambda: table_of(host, mine) == both, 10, "both again", 0.2)
    host.sysctl(eth0__accept_local=0)
