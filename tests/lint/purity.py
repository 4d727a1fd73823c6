#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the members of libcore.a may call: memory, strings, formatting, each other.

Usage: purity.py [libcore.a]   (default: in the current directory)
"""

import collections
import re
import subprocess
import sys

from tree import Report

PURE = re.compile(
    r"(__)?(mem|str)\w+|bcmp|(__)?v?snprintf(_chk)?|__assert_fail|abort"
    r"|__stack_chk_fail|__(mem|str)\w+_chk|__isoc(99|23)_\w*strto\w+"
    r"|qsort|bsearch|__ctype_(b|tolower|toupper)_loc|_GLOBAL_OFFSET_TABLE_"
    # what sanitizers and coverage put in
    r"|__(a|ub|t|l)san_\w+|__sanitizer_\w+|__(start|stop)___sancov\w*|__gcov_\w+|__sancov\w*"
)
# Impure words that the pattern above would let through.
IMPURE = {"strtok", "strerror", "strdup", "strndup", "strsignal"}
ONLY = {
    # a digest is a function of its text; nettle keeps it in the caller's struct
    "vrrp_hmac.o": re.compile(r"nettle_(hmac_sha256_\w+|memeql_sec)"),
    "conf.o": re.compile(r"nettle_sha256_\w+"),
    "mem.o": re.compile(r"calloc|malloc|realloc|reallocarray|free|abort|fputs|stderr|(__)?explicit_bzero(_chk)?"),
    "addr.o": re.compile(r"inet_(ntop|pton)"),
}


def symbols(archive):
    """member -> (what it needs, what it gives)"""
    out = subprocess.run(
        ["nm", "-A", "-P", archive], capture_output=True, text=True, check=True
    ).stdout
    needs = collections.defaultdict(set)
    gives = set()
    for line in out.splitlines():
        member = re.search(r"\[(?:libcore_a-)?([^]]+)\]", line)[1]
        name, kind = line.split(": ", 1)[1].split()[:2]
        needs[member]
        if kind in "Uw":
            needs[member].add(name)
        else:
            gives.add(name)
    return needs, gives


def is_pure(member, name):
    if member in ONLY and ONLY[member].fullmatch(name):
        return True
    return bool(PURE.fullmatch(name)) and name not in IMPURE


def mutable_bytes(archive):
    """member -> bytes of writable data"""
    out = subprocess.run(
        ["size", "-A", archive], capture_output=True, text=True, check=True
    ).stdout
    found = collections.Counter()
    member = None
    for line in out.splitlines():
        head = re.match(r"(?:libcore_a-)?(\S+)\s+\(ex ", line)
        if head:
            member = head[1]
        words = line.split()
        if words and re.fullmatch(r"\.(data|bss)(\.(?!rel\.ro)\S+)?", words[0]):
            found[member] += int(words[1])
    return found


def main():
    archive = sys.argv[1] if len(sys.argv) > 1 else "libcore.a"
    report = Report("purity")
    needs, gives = symbols(archive)
    for member, names in needs.items():
        for name in sorted(names - gives):
            if not is_pure(member, name):
                report.add(member, f"a core may not call {name}")
    instrumented = any(re.match(r"__(\w+san|sanitizer|gcov)_", n) for n in gives)
    needed = set().union(*needs.values()) if needs else set()
    instrumented |= any(re.match(r"__(\w+san|sanitizer|gcov)_", n) for n in needed)
    if not instrumented:
        for member, size in mutable_bytes(archive).items():
            if size:
                report.add(member, f"a core may not keep {size} mutable bytes")
    report.end(len(needs))


if __name__ == "__main__":
    main()
