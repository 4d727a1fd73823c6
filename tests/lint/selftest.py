#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each lint refuses what it is there to refuse, and says where."""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SPDX = "/* SPDX-License-Identifier: Apache-2.0 */\n"
LONG = SPDX + "int\nlong_one(void)\n{\n" + "\n" * 60 + "}\n"

# lint, file, content, what it must say
CASES = [
    ("layers", "mib/a.c", '#include "agent/vrrp/vrrp_fsm.h"\n', "mib/a.c:1: mib (edge)"),
    ("layers", "agent/vrrp/a.c", "#include <uv.h>\n", "agent/vrrp/a.c:1: uv.h belongs"),
    ("layers", "agent/ipvs/p.c", '#include "agent/sys/now.h"\n', "agent/ipvs (core)"),
    ("layers", "agent/conf/a.c", '#include "agent/agent.h"\n', "agent/agent.h belongs"),
    ("sizes", "api/a.c", LONG, "api/a.c:3: long_one has 63 lines"),
    ("sizes", "api/a.c", SPDX * 501, "api/a.c: 501 lines"),
    ("sizes", "api/a.h", SPDX * 121, "api/a.h: 121 lines"),
    ("words", "api/a.c", SPDX + "int x = atoi(s);\n", "api/a.c:2: atoi is forbidden"),
    ("words", "api/a.c", SPDX + "t = time(NULL);\n", "api/a.c:2: the clock"),
    ("words", "api/a.c", SPDX + "#ifdef X\n", "api/a.c:2: #if belongs"),
    ("words", "api/a.c", SPDX + "typedef struct x y;\n", "api/a.c:2: no typedef"),
    ("words", "api/a.c", "int x;\n", "api/a.c:1: lacks the line"),
    ("format", "api/a.c", SPDX + "int x( void );\n", "api/a.c:2"),
    ("purity", "a.c", "int getpid(void);int f(void){return getpid();}\n", "call getpid"),
    ("purity", "a.c", "int f(void); static int n; int f(void){return ++n;}\n", "mutable"),
]
GOOD = SPDX + '#include "agent/lib/addr.h"\n\nint\nf(void)\n{\n\treturn 1; /* atoi( */\n}\n'


def tree(top, name, content):
    """A tree in which every lint is content, but for one file."""
    for room in ("agent/ipvs", "agent/vrrp", "agent/conf", "checks", "mib", "api", "etc"):
        (top / room).mkdir(parents=True)
    (top / "tests").mkdir()
    (top / "agent/ipvs/sources.mk").write_text(
        f"# {SPDX}libcore_a_SOURCES += agent/ipvs/p.c\n"
    )
    for plain in ("configure.ac", "Makefile.am", "autogen.sh"):
        (top / plain).write_text(f"# {SPDX}")
    (top / ".clang-format").write_bytes((HERE.parents[1] / ".clang-format").read_bytes())
    (top / "agent/ipvs/good.c").write_text(GOOD)
    (top / name).write_text(content)


def run(lint, top):
    arguments = []
    if lint == "purity":
        subprocess.run(["gcc", "-O1", "-c", "a.c"], cwd=top, check=True)
        subprocess.run(["ar", "rcs", "libcore.a", "a.o"], cwd=top, check=True)
        arguments = [str(top / "libcore.a")]
    return subprocess.run(
        [sys.executable, "-B", str(HERE / f"{lint}.py"), *arguments],
        env={**os.environ, "LINT_ROOT": str(top)},
        capture_output=True,
        text=True,
    )


def main():
    failed = 0
    for lint, name, content, said in CASES:
        with tempfile.TemporaryDirectory() as folder:
            tree(pathlib.Path(folder), name, content)
            done = run(lint, pathlib.Path(folder))
        if done.returncode != 1 or said not in done.stdout:
            print(f"{lint} let {name} pass, or did not say {said!r}:\n{done.stdout}")
            print(done.stderr)
            failed += 1
    with tempfile.TemporaryDirectory() as folder:
        tree(pathlib.Path(folder), "agent/ipvs/p.c", GOOD)
        for lint in ("layers", "sizes", "words", "format"):
            done = run(lint, pathlib.Path(folder))
            if done.returncode != 0:
                print(f"{lint} refused a good tree:\n{done.stdout}{done.stderr}")
                failed += 1
    print(f"selftest: {len(CASES) + 4} cases, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
