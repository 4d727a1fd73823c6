/* SPDX-License-Identifier: Apache-2.0 */
/* Events as the lines that go into a notify_fifo, as keepalived's readers know them. P.
 */
#ifndef AGENT_NOTIFY_LINE_H
#define AGENT_NOTIFY_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/conf/model.h"

/* Room for any of them: a name, two ids, a word. */
enum { NOTIFY_LINE_SIZE = 512 };

/* INSTANCE "VI_1" MASTER 100 (kind: "INSTANCE", "GROUP"). Returns `out`. */
const char *notify_line_vrrp(char out[NOTIFY_LINE_SIZE], const char *kind,
    const char *name, const char *word, unsigned priority);

/* VS [10.1.1.166]:tcp:80 UP; VS fwmark 7 UP */
const char *notify_line_vs(
    char out[NOTIFY_LINE_SIZE], const struct model_virtual_server *vs, bool up);

/* RS [10.1.1.163]:tcp:80 [10.1.1.166]:tcp:80 DOWN */
const char *notify_line_rs(char out[NOTIFY_LINE_SIZE],
    const struct model_virtual_server *vs, const struct addr *addr, uint16_t port,
    bool up);

#endif
