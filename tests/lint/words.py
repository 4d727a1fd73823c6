#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Forbidden calls, #if outside agent/sys, typedef of structs, and the SPDX line."""

import re

from tree import ROOT, Report, code_only, read, sources

FORBIDDEN = re.compile(
    r"\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|system|popen|alloca|strtok)\s*\("
)
CLOCKS = re.compile(r"\b(time|clock_gettime|gettimeofday)\s*\(")
CLOCK_OWNERS = re.compile(r"agent/sys/.*|agent/vrrp/vrrp_thread\.c|api/ctl/.*")
CONDITIONAL = re.compile(r"^\s*#\s*(if|ifdef|ifndef|elif)\b")
TYPEDEF = re.compile(r"^\s*typedef\s+(struct|union)\b")
SPDX = "SPDX-License-Identifier: Apache-2.0"
SPDX_SUFFIXES = (".c", ".h", ".py", ".sh", ".mk", ".html", ".css", ".js", ".yaml")


def include_guard(path, line):
    guard = re.sub(r"\W", "_", str(path)).upper()
    return re.fullmatch(rf"#ifndef {guard}", line.strip()) is not None


def check_code(path, report):
    for number, line in enumerate(code_only(read(path)).splitlines(), 1):
        place = f"{path}:{number}"
        bad = FORBIDDEN.search(line)
        if bad:
            report.add(place, f"{bad[1]} is forbidden")
        if CLOCKS.search(line) and not CLOCK_OWNERS.fullmatch(str(path)):
            report.add(place, "the clock is read in agent/sys only")
        if TYPEDEF.match(line):
            report.add(place, "no typedef for structs")
        if CONDITIONAL.match(line) and not str(path).startswith("agent/sys/"):
            if not include_guard(path, line):
                report.add(place, "#if belongs to agent/sys")


def check_spdx(path, report):
    head = read(path).splitlines()[:2]
    if not any(SPDX in line for line in head):
        report.add(f"{path}:1", f"lacks the line {SPDX}")


def main():
    report = Report("words")
    code = sources(".c", ".h")
    for path in code:
        check_code(path, report)
    signed = sources(*SPDX_SUFFIXES, rooms=("agent", "checks", "mib", "api", "tests"))
    signed += sources(*SPDX_SUFFIXES, rooms=("etc",))
    for name in ("configure.ac", "Makefile.am", "autogen.sh"):
        signed.append((ROOT / name).relative_to(ROOT))
    for path in signed:
        if (ROOT / path).stat().st_size:
            check_spdx(path, report)
    report.end(len(code) + len(signed))


if __name__ == "__main__":
    main()
