#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Process 1 of the user-mode kernel. The root is the machine's own, read-only; writable
# are /run, /dev and $LAB_SCRATCH, which is the machine's folder of that name.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev 2>/dev/null
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t hostfs none "$LAB_SCRATCH" -o "$LAB_SCRATCH"
mount -t tmpfs tmpfs "$LAB_SCRATCH/tmp"
sh "$LAB_HERE/inside.sh" uml "$LAB_SCRATCH"
sync
busybox poweroff -f
