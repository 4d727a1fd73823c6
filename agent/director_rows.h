/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the model as rows of the view. P. */
#ifndef AGENT_DIRECTOR_ROWS_H
#define AGENT_DIRECTOR_ROWS_H

#include "agent/conf/model.h"
#include "agent/view/view.h"

struct view_tunnel director_tunnel_row(
    enum forward forward, const struct tunnel *tunnel);

/* Name and entries of the group into `view`, which has none yet. */
void director_group_rows(
    const struct model_server_group *group, struct view_pool *view);

#endif
