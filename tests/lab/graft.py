# SPDX-License-Identifier: Apache-2.0
"""graft.py FOLDER...: make sure that FOLDER is there, in this mount namespace only.

Where it is missing, its nearest parent is covered with a tmpfs that shows all that the
parent held, and FOLDER besides. Nothing is written to the machine's disk.
"""

import ctypes
import os
import pathlib
import sys

MS_BIND, MS_REC, MS_MOVE = 4096, 16384, 8192
LIBC = ctypes.CDLL(None, use_errno=True)


def mount(source, target, kind, flags):
    done = LIBC.mount(
        str(source).encode(), str(target).encode(), kind.encode(), flags, None
    )
    if done != 0:
        raise OSError(ctypes.get_errno(), f"mount {source} on {target}")


def show(entry, place):
    """Let `place` be what `entry` is."""
    if entry.is_symlink():
        place.symlink_to(os.readlink(entry))
        return
    if entry.is_dir():
        place.mkdir()
    else:
        place.touch()
    mount(entry, place, "none", MS_BIND | MS_REC)


def graft(folder):
    parent = folder.parent
    while not parent.is_dir():
        parent = parent.parent
    stage = pathlib.Path("/run/graft")
    stage.mkdir(exist_ok=True)
    mount("tmpfs", stage, "tmpfs", 0)
    stage.chmod(parent.stat().st_mode & 0o7777)
    for entry in parent.iterdir():
        show(entry, stage / entry.name)
    mount(stage, parent, "none", MS_MOVE)
    folder.mkdir(parents=True)


for name in sys.argv[1:]:
    wanted = pathlib.Path(name)
    if not wanted.is_dir():
        graft(wanted)
