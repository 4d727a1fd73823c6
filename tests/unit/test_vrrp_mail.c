/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/vrrp/vrrp_mail.h"

static const struct model_vrrp_instance alerting = {
    .name = "VI_1", .interface = "eth0", .vrid = 51, .smtp_alert = true};

TEST(which_changes_are_worth_a_mail)
{
	static const struct {
		bool alert, no_faults;
		enum vrrp_state mailed, state;
		bool wanted;
	} cases[] = {
	    {true,  false, VRRP_INIT,   VRRP_BACKUP, true },
	    {true,  false, VRRP_BACKUP, VRRP_MASTER, true },
	    {true,  false, VRRP_MASTER, VRRP_FAULT,  true },
	    {false, false, VRRP_BACKUP, VRRP_MASTER, false},
	    {true,  true,  VRRP_MASTER, VRRP_FAULT,  false},
	    {true,  true,  VRRP_BACKUP, VRRP_MASTER, true },
	    {true,  true,  VRRP_BACKUP, VRRP_BACKUP, false}, /* after a fault left out */
	    {true,  false, VRRP_MASTER, VRRP_INIT,   false}, /* stopped by hand */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct model_vrrp_instance said = alerting;
		struct model_mail mail = {.no_faults = cases[i].no_faults};
		struct vrrp_mail_news news = {
		    .mailed = cases[i].mailed, .state = cases[i].state};

		said.smtp_alert = cases[i].alert;
		assert_int_equal(
		    vrrp_mail_wanted(said.smtp_alert, &mail, &news), cases[i].wanted);
	}
}

TEST(a_mail_names_the_instance_the_state_and_the_reason)
{
	struct vrrp_mail_news news = {
	    .state = VRRP_MASTER, .reason = VRRP_WHY_MASTER_DOWN, .priority = 100};
	char subject[VRRP_MAIL_SUBJECT_SIZE], body[VRRP_MAIL_BODY_SIZE];

	vrrp_mail_subject(&alerting, &news, subject);
	vrrp_mail_body(&alerting, &news, body);
	assert_string_equal(subject, "VRRP Instance VI_1 - Entering MASTER state");
	assert_string_equal(body,
	    "VI_1: Entering MASTER STATE (master_down)\n"
	    "Interface eth0, virtual router 51, priority 100\n");
}

TEST(a_group_s_mail_names_the_group_and_its_state)
{
	char subject[VRRP_MAIL_SUBJECT_SIZE], body[VRRP_MAIL_BODY_SIZE];

	vrrp_mail_group("G", VRRP_MASTER, subject, body);
	assert_string_equal(subject, "VRRP Group G - Entering MASTER state");
	assert_string_equal(body, "G: All its instances are in MASTER state\n");
	/* One in fault holds the others in it. */
	vrrp_mail_group("G", VRRP_FAULT, subject, body);
	assert_string_equal(subject, "VRRP Group G - Entering FAULT state");
}

TEST(the_longest_name_fits)
{
	char name[MODEL_NAME_MAX + 1];
	struct model_vrrp_instance said = alerting;
	struct vrrp_mail_news news = {.state = VRRP_FAULT};
	char subject[VRRP_MAIL_SUBJECT_SIZE], body[VRRP_MAIL_BODY_SIZE];

	memset(name, 'n', MODEL_NAME_MAX);
	name[MODEL_NAME_MAX] = '\0';
	said.name = name;
	vrrp_mail_subject(&said, &news, subject);
	vrrp_mail_body(&said, &news, body);
	assert_non_null(strstr(subject, "n - Entering FAULT state"));
	assert_int_equal(body[strlen(body) - 1], '\n');
	vrrp_mail_group(name, VRRP_BACKUP, subject, body);
	assert_non_null(strstr(subject, "n - Entering BACKUP state"));
	assert_non_null(strstr(body, "n: All its instances are in BACKUP state\n"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(which_changes_are_worth_a_mail),
	    cmocka_unit_test(a_mail_names_the_instance_the_state_and_the_reason),
	    cmocka_unit_test(a_group_s_mail_names_the_group_and_its_state),
	    cmocka_unit_test(the_longest_name_fits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
