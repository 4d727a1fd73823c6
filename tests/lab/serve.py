# SPDX-License-Identifier: Apache-2.0
"""serve.py FOLDER: run the commands that tests/lab/enter leaves in FOLDER.

A lab inside user-mode Linux shares nothing with the machine but files, so a command is
a file N.do, its output N.out, and its exit status N.rc.
"""

import pathlib
import subprocess
import sys
import time


def main():
    folder = pathlib.Path(sys.argv[1])
    running = []
    while True:
        for request in sorted(folder.glob("*.do")):
            script = request.read_text()
            request.unlink()
            output = request.with_suffix(".out").open("wb")
            child = subprocess.Popen(
                ["sh", "-c", script],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            output.close()
            running.append((child, request.with_suffix(".rc")))
        for child, verdict in list(running):
            if child.poll() is not None:
                part = verdict.with_suffix(".part")
                part.write_text(str(child.returncode))
                part.rename(verdict)
                running.remove((child, verdict))
        time.sleep(0.1)


main()
