/* SPDX-License-Identifier: Apache-2.0 */
/* iproute2's files of names, as text. E, control thread. */
#ifndef AGENT_CONF_CONF_IPROUTE_FILE_H
#define AGENT_CONF_CONF_IPROUTE_FILE_H

struct arena;

/* conf_options.iproute_text, from the disk. */
const char *conf_iproute_read(struct arena *arena, const char *dir, const char *name);

#endif
