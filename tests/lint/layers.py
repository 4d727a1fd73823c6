#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Who may include whom. An include that the table does not allow is refused."""

import re

from tree import Report, core_files, read, sources

SEEN = ("agent/lib/", "agent/words.h")
# room -> what its files may include besides their own room
MAY = {
    "agent/lib": ("agent/lib/",),
    "agent/sys": SEEN,
    "agent/store": SEEN + ("agent/edits.h",),
    "agent/conf": SEEN,
    "agent/vrrp": SEEN
    + (
        "agent/history.h",
        "agent/conf/model.h",
        "agent/conf/model_route.h",
        "agent/conf/model_vrrp.h",
    ),
    "agent/ipvs": SEEN
    + ("agent/conf/model.h", "agent/conf/model_lvs.h", "agent/conf/model_tunnel.h"),
    "agent/view": SEEN,
    "checks": SEEN
    + ("agent/conf/conf_key.h", "agent/conf/model.h", "agent/conf/model_lvs.h"),
    "mib": SEEN + ("agent/view/", "agent/command.h"),
    "api": SEEN
    + (
        "agent/view/",
        "agent/command.h",
        "agent/command_kind.h",
        "agent/command_plan.h",
        "agent/command_vs.h",
        "agent/history.h",
        "agent/story.h",
    ),
    "agent": ("agent/", "checks/", "mib/", "api/"),
}
# What an edge may include besides: the operating system, the keeper's scripts, and the
# rows of the view that it fills.
EDGE_MAY = (
    "agent/sys/",
    "agent/keeper.h",
    "agent/notify.h",
    "agent/notify_line.h",
    "agent/view/view.h",
)
# header -> the only files that may include it
# (mail_smtp: SMTP is libcurl's too, and mail is no check; the loop's part is shared.)
ONLY = {
    r"agent/agent\.h": r"agent/(agent|main|agent_\w+|command)\.[ch]",
    r"uv\.h": r"agent/sys/loop\.c",
    r"microhttpd\.h": r"api/api(_\w+)?\.[ch]",
    r"net-snmp/.*": r"mib/agentx_(snmp|set)\.c",
    r"curl/curl\.h": r"checks/check_curl(_\w+)?\.[ch]|agent/(mail_smtp|store/store_etcd)\.c|api/ctl/.*",
    r"linux/ip_vs\.h": r"agent/ipvs/(ipvs_(netlink|attr|attr_get|talk)\.c|ipvs_table\.h)",
    r"jansson\.h": r"api/.*|agent/store/.*",
    r"nettle/.*": r"agent/(conf/conf_root|vrrp/vrrp_hmac)\.[ch]",
    r"nftables/.*": r"agent/vrrp/vrrp_nft\.c",
    r"netlink/.*": r"agent/(ipvs/ipvs_(netlink|attr|attr_get|talk)|sys/\w+)\.c",
}


def room_of(path):
    parent = str(path.parent)
    while parent not in MAY:
        parent = parent.rpartition("/")[0]
    return parent


def allowed(path, header, core):
    room = room_of(path)
    may = MAY[room] + (room + "/",)
    if str(path) not in core:
        may += EDGE_MAY
    return header.startswith(may)


def check(path, line, header, quote, core, report):
    for pattern, owners in ONLY.items():
        if re.fullmatch(pattern, header) and not re.fullmatch(owners, str(path)):
            report.add(f"{path}:{line}", f"{header} belongs to {owners} alone")
    if quote == '"' and not allowed(path, header, core):
        kind = "core" if str(path) in core else "edge"
        report.add(f"{path}:{line}", f"{room_of(path)} ({kind}) may not know {header}")


def main():
    report = Report("layers")
    core = core_files()
    files = sources(".c", ".h")
    for path in files:
        for number, text in enumerate(read(path).splitlines(), 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)', text)
            if found:
                check(path, number, found[2], found[1], core, report)
    report.end(len(files))


if __name__ == "__main__":
    main()
