/* SPDX-License-Identifier: Apache-2.0 */
#include "agent/sys/systemd.h"

#include <systemd/sd-daemon.h>

void
systemd_notify(const char *state)
{
	(void)sd_notify(0, state); /* the manager's loss is not ours */
}
