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

/* Answer a refusal of the agent, or its persistence and revision: true when it was a
 * refusal, and is answered. */
bool api_edit_refused(struct api_edit *edit, const struct command_reply *reply);

/* Answer with what became of the command: the real server as it is now. */
void api_edit_answer(struct api_edit *edit, const struct command_reply *reply);

/* Read the body; members not in `allowed` are refused, those of `required` must be
 * there. False after answering with a problem. */
bool api_edit_body(struct api_edit *edit, unsigned allowed, unsigned required);

/* Whether the body is JSON, as this request takes it; ?force=true; likewise. */
bool api_edit_media_type(struct api_edit *edit);
bool api_edit_force(struct api_edit *edit);

/* ?persist=state|runtime; likewise. */
bool api_edit_persist(struct api_edit *edit);

/* Have the agent carry out the command, and fill *reply. False: nothing is to be
 * carried out, since it was ?dry_run=true, and the plan has been answered. */
bool api_edit_run(struct api_edit *edit, struct command_reply *reply);

/* POST, PUT, PATCH, DELETE of /api/v1/virtual-servers[/{}] */
void api_vs_write(struct api_edit *edit);

/* POST /api/v1/transactions, /api/v1/real-servers/actions; DELETE
 * /api/v1/operations/{} */
void api_transaction(struct api_edit *edit);
void api_bulk(struct api_edit *edit);
void api_operation_cancel(struct api_edit *edit);

/* What the members of the body say, into the command. */
void api_edit_fill(struct api_edit *edit);

/* "drain", "ready", "maintenance". False after answering with a problem. */
bool api_edit_action(struct api_edit *edit);

/* POST /api/v1/vrrp/instances/{}/actions */
void api_vrrp_action(struct api_edit *edit);

/* POST /api/v1/vrrp/sync-groups/{}/actions */
void api_group_action(struct api_edit *edit);

#endif
