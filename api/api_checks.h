/* SPDX-License-Identifier: Apache-2.0 */
/* Checks, each a resource of its own: /api/v1/checks. Control thread. */
#ifndef API_API_CHECKS_H
#define API_API_CHECKS_H

#include "agent/view/view.h"
#include "api/api_edit.h"
#include "api/api_list.h"
#include "api/json_out.h"

/* "10.1.1.166-80-tcp,10.1.1.163-80,0": virtual server, real server, which of its
 * checks. */
enum { API_CHECK_ID_SIZE = 2 * VIEW_ID_SIZE };
const char *api_check_id(
    const struct view_pool *pool, const struct view_check *check, char *out);

struct api_check_name {
	char vs_id[VIEW_ID_SIZE];
	struct addr rs_addr;
	uint16_t rs_port, index;
};

/* False: it is no id of a check. */
bool api_check_id_parse(const char *id, struct api_check_name *out);

/* GET /api/v1/checks, GET /api/v1/checks/{} */
void api_check_list(const struct api_request *request, struct view *view,
    struct api_response *response);
void api_check_one(const struct api_request *request, struct view *view,
    struct api_response *response);

/* `vs_id` NULL: of all virtual servers. */
struct api_stream *api_list_checks(
    struct view *view, const char *vs_id, const struct api_want *want);

/* The members that a check has everywhere; in an object that is open. */
void api_row_check(
    struct json_out *out, const struct view_pool *pool, const struct view_check *check);

/* POST /api/v1/checks/{}/actions */
void api_check_action(struct api_edit *edit);

#endif
