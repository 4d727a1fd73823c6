#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long a function, a source and a header may be."""

import re
import statistics

from tree import Report, read, sources

FUNCTION_LINES = 60
SOURCE_LINES = 500
HEADER_LINES = 120
# Headers that are data: every row a fact or a keyword's value.
DATA_HEADERS = {
    "agent/agent.h": 140,
    "agent/conf/conf_key.h": 140,
    "agent/conf/conf_parts.h": 160,
    "agent/conf/model.h": 320,
    "agent/conf/model_lvs.h": 320,
    "agent/conf/model_vrrp.h": 320,
    "api/api_server.h": 160,
    "api/ctl/ctl.h": 200,
    "agent/conf/conf_work.h": 160,
    "agent/view/view.h": 320,
    "agent/view/view_said.h": 200,
    "agent/conf/conf_work.h": 200,
    "agent/vrrp/vrrp_router.h": 150,
    "agent/vrrp/vrrp_note.h": 150,
    "agent/words.h": 220,
    "agent/keeper.h": 120,
}


def functions(text):
    """(name, first line, length) of each; clang-format puts the braces in column 0."""
    found = []
    name, start = None, 0
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"([A-Za-z_]\w*)\(", line)
        if head:
            name, start = head[1], number
        elif line == "{" and name is None:
            start = number
        elif line == "}" and name is not None:
            found.append((name, start, number - start + 1))
            name = None
        elif line.startswith(("struct", "enum", "union", "static const")) and "{" in line:
            name = None
    return found


def check_length(path, report):
    length = len(read(path).splitlines())
    limit = SOURCE_LINES
    if path.suffix == ".h":
        limit = DATA_HEADERS.get(str(path), HEADER_LINES)
    if length > limit:
        report.add(path, f"{length} lines, at most {limit}")


def main():
    report = Report("sizes")
    lengths = []
    files = sources(".c", ".h")
    for path in files:
        check_length(path, report)
        if path.suffix != ".c":
            continue
        for name, line, length in functions(read(path)):
            lengths.append(length)
            if length > FUNCTION_LINES:
                what = f"{name} has {length} lines, at most {FUNCTION_LINES}"
                report.add(f"{path}:{line}", what)
    if lengths:
        median = statistics.median(lengths)
        print(f"{len(lengths)} functions, median {median:g}, longest {max(lengths)}")
    report.end(len(files))


if __name__ == "__main__":
    main()
