/* SPDX-License-Identifier: Apache-2.0 */
/* The mail about a change of state: whether, and what it says. P. */
#ifndef AGENT_VRRP_VRRP_MAIL_H
#define AGENT_VRRP_VRRP_MAIL_H

#include <stdbool.h>

#include "agent/conf/model.h"

/* One change of an instance. */
struct vrrp_mail_news {
	enum vrrp_state mailed; /* what the last mail said; VRRP_INIT: there was none */
	enum vrrp_state state;
	enum vrrp_reason reason;
	uint8_t priority;
};

enum { VRRP_MAIL_SUBJECT_SIZE = MODEL_NAME_MAX + 64, VRRP_MAIL_BODY_SIZE = 512 };

/* A state that the last mail named is no news: that of a fault may have been left out.
 */
bool vrrp_mail_wanted(
    bool smtp_alert, const struct model_mail *mail, const struct vrrp_mail_news *news);

/* Of a sync group. */
void vrrp_mail_group(const char *group, enum vrrp_state state,
    char subject[VRRP_MAIL_SUBJECT_SIZE], char body[VRRP_MAIL_BODY_SIZE]);

void vrrp_mail_subject(const struct model_vrrp_instance *said,
    const struct vrrp_mail_news *news, char out[VRRP_MAIL_SUBJECT_SIZE]);
void vrrp_mail_body(const struct model_vrrp_instance *said,
    const struct vrrp_mail_news *news, char out[VRRP_MAIL_BODY_SIZE]);

#endif
