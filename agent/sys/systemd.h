/* SPDX-License-Identifier: Apache-2.0 */
/* Tells the service manager, if there is one. E, any thread but the VRRP thread. */
#ifndef AGENT_SYS_SYSTEMD_H
#define AGENT_SYS_SYSTEMD_H

/* "READY=1", "RELOADING=1\nMONOTONIC_USEC=...", "STOPPING=1", "WATCHDOG=1". Nothing
 * happens without a manager; one that does not read is waited for 0.1 s. */
void systemd_notify(const char *state);

#endif
