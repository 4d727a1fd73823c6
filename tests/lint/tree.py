# SPDX-License-Identifier: Apache-2.0
"""What the lint scripts have in common: the files of the tree, and how to complain."""

import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve()
ROOT = pathlib.Path(os.environ.get("LINT_ROOT", HERE.parents[2]))
ROOMS = ("agent", "checks", "mib", "api")


def sources(*suffixes, rooms=ROOMS):
    """Files of the rooms as paths relative to the root, in order."""
    found = []
    for room in rooms:
        found += [p for p in (ROOT / room).rglob("*") if p.suffix in suffixes]
    return [p.relative_to(ROOT) for p in sorted(found) if p.is_file()]


def read(path):
    return (ROOT / path).read_text()


def code_only(text):
    """The text with comments, strings and characters blanked; line numbers stay."""
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(
        pattern, lambda m: re.sub(r"[^\n]", " ", m.group()), text, flags=re.S
    )


def core_files():
    """The pure files, as the rooms' sources.mk list them for libcore.a."""
    listed = set()
    for path in sources(".mk"):
        joined = read(path).replace("\\\n", " ")
        for line in re.findall(r"^libcore_a_SOURCES\s*\+?=(.*)$", joined, re.M):
            listed.update(line.split())
    return listed


class Report:
    """Collects complaints; `end` prints them and makes the exit status."""

    def __init__(self, name):
        self.name = name
        self.complaints = []

    def add(self, place, what):
        self.complaints.append(f"{place}: {what}")

    def end(self, looked_at):
        if looked_at == 0:
            self.add("tests/lint", "found nothing to look at")
        for line in self.complaints:
            print(line)
        print(f"{self.name}: {looked_at} looked at, {len(self.complaints)} refused")
        sys.exit(1 if self.complaints else 0)
