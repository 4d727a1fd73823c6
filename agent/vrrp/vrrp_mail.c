/* SPDX-License-Identifier: Apache-2.0 */
/* The subject is the one that operators' filters know from keepalived. */
#include "agent/vrrp/vrrp_mail.h"

#include <stdio.h>

static const char *
name_of(enum vrrp_state state)
{
	switch (state) {
	case VRRP_MASTER:
		return "MASTER";
	case VRRP_BACKUP:
		return "BACKUP";
	case VRRP_FAULT:
		return "FAULT";
	case VRRP_INIT:
		break;
	}
	return ""; /* never mailed */
}

bool
vrrp_mail_wanted(
    bool smtp_alert, const struct model_mail *mail, const struct vrrp_mail_news *news)
{
	if (!smtp_alert || news->state == VRRP_INIT || news->state == news->mailed)
		return false;
	return news->state != VRRP_FAULT || !mail->no_faults;
}

void
vrrp_mail_subject(const struct model_vrrp_instance *said,
    const struct vrrp_mail_news *news, char out[VRRP_MAIL_SUBJECT_SIZE])
{
	(void)snprintf(out, VRRP_MAIL_SUBJECT_SIZE,
	    "VRRP Instance %s - Entering %s state", said->name,
	    name_of(news->state)); /* fits: a name has a limit */
}

void
vrrp_mail_body(const struct model_vrrp_instance *said,
    const struct vrrp_mail_news *news, char out[VRRP_MAIL_BODY_SIZE])
{
	(void)snprintf(out, VRRP_MAIL_BODY_SIZE,
	    "%s: Entering %s STATE (%s)\n"
	    "Interface %s, virtual router %u, priority %u\n",
	    said->name, name_of(news->state), vrrp_reason_word(news->reason),
	    said->interface, said->vrid, news->priority); /* fits, likewise */
}

void
vrrp_mail_group(const char *group, enum vrrp_state state,
    char subject[VRRP_MAIL_SUBJECT_SIZE], char body[VRRP_MAIL_BODY_SIZE])
{
	(void)snprintf(subject, VRRP_MAIL_SUBJECT_SIZE,
	    "VRRP Group %s - Entering %s state", group, name_of(state)); /* fits */
	(void)snprintf(body, VRRP_MAIL_BODY_SIZE,
	    "%s: All its instances are in %s state\n", group,
	    name_of(state)); /* fits, likewise */
}
