/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/director_bench.h"

#include <string.h>

#include "agent/director_mail.h"
#include "agent/lib/mem.h"

TEST(a_real_server_s_mail_has_the_subject_that_filters_know)
{
	const struct model_virtual_server vs = {
	    .id = "10.1.1.166-80-tcp", .addr = addr_v4(0x0a0101a6), .port = 80};
	const struct addr rs = addr_v4(0x0a0101a3);
	struct director_mail_rs news = {.vs = &vs,
	    .addr = &rs,
	    .port = 80,
	    .detail = "connect.refused: 10.1.1.163:80: Connection refused"};
	struct director_mail mail;

	director_mail_rs(&news, &mail);
	assert_string_equal(mail.subject,
	    "Realserver [10.1.1.163]:tcp:80 of virtual server [10.1.1.166]:tcp:80 - "
	    "DOWN");
	assert_string_equal(mail.body,
	    "[10.1.1.163]:tcp:80 of 10.1.1.166-80-tcp: down, connect.refused: "
	    "10.1.1.163:80: Connection refused\n");
	news.up = true;
	news.detail = "";
	director_mail_rs(&news, &mail);
	assert_non_null(strstr(mail.subject, "[10.1.1.166]:tcp:80 - UP"));
	assert_string_equal(
	    mail.body, "[10.1.1.163]:tcp:80 of 10.1.1.166-80-tcp: up\n");
}

TEST(a_quorum_s_mail_says_how_far_it_is_and_who_serves)
{
	const struct model_virtual_server vs = {
	    .id = "fwmark-7", .fwmark = 7, .has_sorry_server = true};
	struct director_mail_quorum news = {
	    .vs = &vs, .live_weight = 1, .needed_weight = 2};
	struct director_mail mail;

	director_mail_quorum(&news, &mail);
	assert_string_equal(mail.subject, "Virtualserver FWM 7 - DOWN");
	assert_string_equal(mail.body,
	    "fwmark-7: quorum lost, weight 1 of 2\nThe sorry server serves\n");
	news.up = true;
	director_mail_quorum(&news, &mail);
	assert_string_equal(mail.subject, "Virtualserver FWM 7 - UP");
}

/* ---- when the director sends them ---- */

static const char down_of_first[] =
    "Realserver [10.2.0.1]:tcp:80 of virtual server [10.1.0.1]:tcp:80 - DOWN\n";

static void
fall(struct bench *b)
{
	bench_verdict(b, 0, 0, false);
	bench_turn(b);
}

static struct bench *
started(bool rs_alert, bool vs_alert)
{
	struct bench *b = bench_new(1, 1);

	b->rs[0][0].smtp_alert = rs_alert;
	b->vs[0].smtp_alert = vs_alert;
	bench_start(b);
	bench_let_pass(b);
	bench_verdict(b, 0, 0, true);
	bench_turn(b);
	bench_world.mails[0] = '\0'; /* what the start had to say */
	return b;
}

TEST(a_real_server_that_falls_is_mailed_where_its_smtp_alert_is_on)
{
	struct bench *b = started(true, false);

	fall(b);
	assert_non_null(strstr(bench_world.mails, down_of_first));
	assert_non_null(
	    strstr(bench_world.lines, "RS [10.2.0.1]:tcp:80 [10.1.0.1]:tcp:80 DOWN\n"));
	assert_null(strstr(bench_world.mails, "Virtualserver"));
	bench_world.mails[0] = '\0';
	bench_verdict(b, 0, 0, true);
	bench_turn(b);
	assert_non_null(strstr(bench_world.mails, "[10.1.0.1]:tcp:80 - UP\n"));
	bench_free(b);
}

TEST(a_quorum_that_is_lost_is_mailed_where_its_smtp_alert_is_on)
{
	struct bench *b = started(false, true);

	fall(b);
	assert_string_equal(bench_world.mails,
	    "Virtualserver [10.1.0.1]:tcp:80 - DOWN\n"
	    "10.1.0.1-80-tcp: quorum lost, weight 0 of 1\n");
	bench_free(b);
}

TEST(without_smtp_alert_nothing_is_mailed)
{
	struct bench *b = started(false, false);

	fall(b);
	assert_string_equal(bench_world.mails, "");
	bench_free(b);
}

TEST(the_end_sends_no_mail_since_nobody_would_carry_it)
{
	struct bench *b = started(true, true);

	b->vs[0].omega = true;
	bench_stop(b, true);
	assert_string_equal(bench_world.mails, "");
	bench_free(b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_real_server_s_mail_has_the_subject_that_filters_know),
	    cmocka_unit_test(a_quorum_s_mail_says_how_far_it_is_and_who_serves),
	    cmocka_unit_test(
		a_real_server_that_falls_is_mailed_where_its_smtp_alert_is_on),
	    cmocka_unit_test(
		a_quorum_that_is_lost_is_mailed_where_its_smtp_alert_is_on),
	    cmocka_unit_test(without_smtp_alert_nothing_is_mailed),
	    cmocka_unit_test(the_end_sends_no_mail_since_nobody_would_carry_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
