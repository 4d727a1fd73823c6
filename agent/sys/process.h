/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel tells of this process. E. */
#ifndef AGENT_SYS_PROCESS_H
#define AGENT_SYS_PROCESS_H

#include <stdint.h>

struct process_facts {
	uint64_t cpu_us, resident_bytes, virtual_bytes;
	uint32_t open_fds, max_fds, threads;
};

/* What cannot be read is 0. Reads /proc: not for the VRRP thread. */
struct process_facts process_facts(void);

#endif
