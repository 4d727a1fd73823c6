#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""clang-format has the last word on form: says which lines it would write otherwise."""

import shutil
import subprocess

from tree import ROOT, Report, sources


def main():
    report = Report("format")
    files = sources(".c", ".h", rooms=("agent", "checks", "mib", "api", "tests"))
    if shutil.which("clang-format") is None:
        report.add("clang-format", "is missing: apt-get install clang-format")
        report.end(len(files))
    done = subprocess.run(
        ["clang-format", "--dry-run", *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    for line in done.stderr.splitlines():
        if "[-Wclang-format-violations]" in line:
            place = line.split(": warning:")[0]
            report.add(place, "clang-format would write this otherwise")
    if done.returncode != 0:
        report.add("clang-format", done.stderr.strip()[:500])
    report.end(len(files))


if __name__ == "__main__":
    main()
