#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# inside.sh MODE SCRATCH: what is the same in a namespace and in a user-mode kernel:
# a /run of its own, mount points that the machine lacks, then the command.
# It is process 1 of a process namespace or its only child, so it reaps the orphans.
mode=$1
scratch=$2
here=$(dirname "$0")
[ "$mode" = uml ] || mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/netns /run/lock
ip link set lo up
release=$(uname -r)
if [ "$mode" = uml ]; then
	/usr/bin/python3 -B "$here/graft.py" /var/lib/fairlead "/usr/lib/modules/$release"
	mount --bind "/usr/lib/uml/modules/$release" "/usr/lib/modules/$release"
else
	/usr/bin/python3 -B "$here/graft.py" /var/lib/fairlead
fi
if [ -d "$scratch/keep" ]; then
	/usr/bin/python3 -B "$here/serve.py" "$scratch/keep" &
fi
echo LAB-BEGIN
sh "$scratch/command" 2>&1
echo $? >"$scratch/status"
echo LAB-END
