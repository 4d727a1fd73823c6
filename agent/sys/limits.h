/* SPDX-License-Identifier: Apache-2.0 */
/* What the system lets a process have. E. */
#ifndef AGENT_SYS_LIMITS_H
#define AGENT_SYS_LIMITS_H

/* As many descriptors as the hard limit allows: a check under way is one. 0, or -errno;
 * *got is what holds now. */
int limits_raise_descriptors(unsigned long *got);

#endif
