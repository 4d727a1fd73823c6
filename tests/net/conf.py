# SPDX-License-Identifier: Apache-2.0
"""Configurations beside the scenario's own files."""

from topology import VIP

INSTANCE = """
global_defs {{
    router_id {router_id}
    {globals}
}}
{before}
vrrp_instance VI_1 {{
    state {state}
    interface eth0
    virtual_router_id {vrid}
    priority {priority}
    advert_int {advert_int}
    {more}
    authentication {{
        auth_type PASS
        auth_pass {password}
    }}
    virtual_ipaddress {{
        {addresses}
    }}
}}
"""


def instance(priority, state="BACKUP", **given):
    """One instance of VRID 51 with the VIP; anything may be said otherwise."""
    said = {
        "router_id": "LVS",
        "globals": "",
        "before": "",
        "vrid": 51,
        "advert_int": 1,
        "more": "",
        "password": "1111",
        "addresses": VIP,
        **given,
    }
    return INSTANCE.format(priority=priority, state=state, **said)


VIRTUAL_SERVER = """
virtual_server {address} {port} {{
    delay_loop 1
    lb_algo rr
    lb_kind DR
    protocol TCP
    {text}
}}
"""


def virtual_server(text, address=VIP, port=80):
    """One virtual server with these lines, checked each second."""
    return VIRTUAL_SERVER.format(address=address, port=port, text=text)


def skew_s(priority):
    """RFC 3768 6.1"""
    return (256 - priority) / 256


def master_down_s(priority, advert_int=1):
    """RFC 3768 6.1"""
    return 3 * advert_int + skew_s(priority)
