/* SPDX-License-Identifier: Apache-2.0 */
/* One write under way, between reading it and answering it. Control thread. */
#ifndef API_API_EDIT_H
#define API_API_EDIT_H

#include "api/api_body.h"
#include "api/api_http.h"

/* One write under way: what the request named, and what is asked of the agent. */
struct api_edit {
	const struct api_request *request;
	struct api_response *response;
	struct view_pool *pool;   /* owned: as it is before the command */
	const struct view_rs *rs; /* of pool; NULL: there is none (yet) */
	struct api_body body;
	struct command command;
};

/* Answer with what became of the command. */
void api_edit_answer(struct api_edit *edit, const struct command_reply *reply);

/* Read the body; members not in `allowed` are refused, those of `required` must be
 * there. False after answering with a problem. */
bool api_edit_body(struct api_edit *edit, unsigned allowed, unsigned required);

/* ?persist=state|runtime; likewise. */
bool api_edit_persist(struct api_edit *edit);

/* Have the agent carry out the command, and fill *reply. False: nothing is to be
 * carried out, since it was ?dry_run=true, and the plan has been answered. */
bool api_edit_run(struct api_edit *edit, struct command_reply *reply);

/* POST /api/v1/vrrp/instances/{}/actions */
void api_vrrp_action(struct api_edit *edit);

/* POST /api/v1/vrrp/sync-groups/{}/actions */
void api_group_action(struct api_edit *edit);

#endif
