/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control, before anything else of the agent. */
#include "agent/sys/caps.h"

#include <errno.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

/* NET_ADMIN: addresses, IPVS. NET_RAW: adverts, ARP. NET_BIND_SERVICE: checks and API
 * below port 1024. SYS_NICE, IPC_LOCK: the VRRP thread's scheduling and memory. CHOWN:
 * the API socket's group. DAC_OVERRIDE: the AgentX socket and files that belong to
 * other users, as operators' set-ups have them. */
static const cap_value_t kept[] = {CAP_NET_ADMIN, CAP_NET_RAW, CAP_NET_BROADCAST,
    CAP_NET_BIND_SERVICE, CAP_SYS_NICE, CAP_IPC_LOCK, CAP_CHOWN, CAP_DAC_OVERRIDE};

enum { KEPT = sizeof(kept) / sizeof(kept[0]) };

/* Those of `kept` that we have, in both sets. */
static int
reduce(cap_t now, cap_t wanted)
{
	for (size_t i = 0; i < KEPT; i++) {
		cap_flag_value_t has = CAP_CLEAR;

		if (cap_get_flag(now, kept[i], CAP_PERMITTED, &has) < 0)
			return -errno;
		if (has != CAP_SET)
			continue;
		if (cap_set_flag(wanted, CAP_PERMITTED, 1, &kept[i], CAP_SET) < 0 ||
		    cap_set_flag(wanted, CAP_EFFECTIVE, 1, &kept[i], CAP_SET) < 0)
			return -errno;
	}
	return cap_set_proc(wanted) < 0 ? -errno : 0;
}

int
caps_drop(void)
{
	cap_t now = cap_get_proc();
	cap_t wanted = cap_init();
	int rc = now && wanted ? reduce(now, wanted) : -ENOMEM;

	if (rc == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		rc = -errno;
	if (now)
		(void)cap_free(now); /* fails only for what is no cap_t */
	if (wanted)
		(void)cap_free(wanted);
	return rc;
}
