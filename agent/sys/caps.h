/* SPDX-License-Identifier: Apache-2.0 */
/* Least privilege for the agent. E, before threads start. */
#ifndef AGENT_SYS_CAPS_H
#define AGENT_SYS_CAPS_H

/* Keep only the capabilities that the agent uses, for good (also across exec, which it
 * never does). 0, or -errno; without privileges there is nothing to drop: 0. */
int caps_drop(void);

#endif
