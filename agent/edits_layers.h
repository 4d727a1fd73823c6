/* SPDX-License-Identifier: Apache-2.0 */
/* The file and the edits laid over each other: what is wanted of real servers. P. */
#ifndef AGENT_EDITS_LAYERS_H
#define AGENT_EDITS_LAYERS_H

#include "agent/edits.h"

/* Of one real server, as the file and its edit say it; one of them may be NULL. False:
 * it is removed. A real server that is not in the file has the checks of the first that
 * is, unless no_checks; weight and forwarding method not said are those of the virtual
 * server. What is not edited has revision 0. */
bool edits_lay(const struct model_virtual_server *vs,
    const struct model_real_server *configured, const struct edit *edit,
    struct ipvs_rs_spec *out);

/* Of all of one virtual server, by address and port; the caller's (mem_free). `sorted`
 * is from edits_sort. */
struct ipvs_rs_spec *edits_merge(const struct edits *edits,
    const struct model_virtual_server *vs,
    const struct model_real_server *const *sorted, size_t sorted_len, size_t *len);

/* A check made for `other`, to be run for addr:port: where it connects to the other's
 * address or port, it connects to these. */
struct model_check edits_copy_check(const struct model_check *check,
    const struct model_real_server *other, const struct addr *addr, uint16_t port);

#endif
