/* SPDX-License-Identifier: Apache-2.0 */
/* Mail on a real loop, to relays that do not work: nobody waits, all is counted. */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "agent/mail.h"
#include "agent/mail_queue.h"
#include "agent/sys/loop.h"
#include "agent/sys/now.h"
#include "tests/fake/edge_loop.h"

enum { TIMEOUT_MS = 200 };

static const char *const to[] = {"ops@example.net"};

struct bench {
	struct loop *loop;
	struct mail *mail;
	struct model_global global;
	int listener; /* accepts and says nothing */
};

static uint16_t
listen_mute(struct bench *b)
{
	struct sockaddr_in at = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(at);

	b->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(b->listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(b->listener, 8), 0);
	assert_int_equal(getsockname(b->listener, (struct sockaddr *)&at, &len), 0);
	return ntohs(at.sin_port);
}

static int
set_up(void **state)
{
	struct bench *b = test_calloc(1, sizeof(*b));
	const struct mail_hooks none = {0};

	b->loop = loop_new();
	b->mail = mail_new(b->loop, &none);
	b->global.router_id = "LVS";
	b->global.mail = (struct model_mail){.server = "127.0.0.1",
	    .port = listen_mute(b),
	    .to = to,
	    .to_len = 1,
	    .connect_timeout_ms = TIMEOUT_MS};
	*state = b;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *b = *state;

	mail_free(b->mail);
	loop_free(b->loop);
	(void)close(b->listener);
	test_free(b);
	return 0;
}

static bool
none_waits(void *ctx)
{
	const struct bench *b = ctx;

	return mail_totals(b->mail).waiting == 0;
}

static void
send_some(struct bench *b, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		mail_send(b->mail, "subject", "body\n");
}

static void
a_mute_relay_costs_its_timeout_and_no_turn_of_the_loop(void **state)
{
	struct bench *b = *state;
	struct instant begun = now_monotonic();

	mail_configure(b->mail, &b->global);
	send_some(b, 1);
	edge_loop_for(b->loop, 20);
	assert_true(span_to_ms(instant_since(now_monotonic(), begun)) < TIMEOUT_MS);
	assert_int_equal(mail_totals(b->mail).waiting, 1);
	assert_true(edge_loop_until(b->loop, none_waits, b, 10 * TIMEOUT_MS));
	assert_int_equal(mail_totals(b->mail).failures, 1);
	assert_int_equal(mail_totals(b->mail).sent, 0);
}

static void
a_flood_keeps_the_newest_and_counts_the_rest(void **state)
{
	struct bench *b = *state;

	mail_configure(b->mail, &b->global);
	/* One is under way, MAIL_QUEUE_MAX wait. */
	send_some(b, 1 + MAIL_QUEUE_MAX);
	assert_int_equal(mail_totals(b->mail).dropped, 0);
	send_some(b, 3);
	assert_int_equal(mail_totals(b->mail).dropped, 3);
	assert_int_equal(mail_totals(b->mail).waiting, 1 + MAIL_QUEUE_MAX);
}

static void
each_mail_to_a_closed_port_fails_and_is_counted(void **state)
{
	struct bench *b = *state;

	(void)close(b->listener);
	b->listener = -1;
	mail_configure(b->mail, &b->global);
	send_some(b, 3);
	assert_true(edge_loop_until(b->loop, none_waits, b, 10 * TIMEOUT_MS));
	assert_int_equal(mail_totals(b->mail).failures, 3);
}

static void
a_relay_that_is_no_host_fails_at_once(void **state)
{
	static const char *const wrong[] = {"a b", "x@y", "h/p", "h?q", "[::1", ""};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		b->global.mail.server = wrong[i];
		mail_configure(b->mail, &b->global);
		send_some(b, 1);
		assert_int_equal(mail_totals(b->mail).waiting, 0);
		assert_int_equal(mail_totals(b->mail).failures, i + 1);
	}
}

static void
without_a_relay_or_a_recipient_there_is_no_mail(void **state)
{
	struct bench *b = *state;

	send_some(b, 1); /* not configured yet */
	b->global.mail.to_len = 0;
	mail_configure(b->mail, &b->global);
	send_some(b, 1);
	b->global.mail.to_len = 1;
	b->global.mail.server = NULL;
	mail_configure(b->mail, &b->global);
	send_some(b, 1);
	assert_int_equal(mail_totals(b->mail).waiting, 0);
	assert_int_equal(mail_totals(b->mail).failures, 0);
}

static void
mail_taken_out_of_the_configuration_drops_what_waits(void **state)
{
	struct bench *b = *state;

	mail_configure(b->mail, &b->global);
	send_some(b, 3);
	b->global.mail.server = NULL;
	mail_configure(b->mail, &b->global);
	assert_int_equal(mail_totals(b->mail).dropped, 2);
	assert_int_equal(mail_totals(b->mail).waiting, 1); /* under way */
	assert_true(edge_loop_until(b->loop, none_waits, b, 10 * TIMEOUT_MS));
	assert_int_equal(mail_totals(b->mail).failures, 1);
}

#define MAIL_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    MAIL_TEST(a_mute_relay_costs_its_timeout_and_no_turn_of_the_loop),
	    MAIL_TEST(a_flood_keeps_the_newest_and_counts_the_rest),
	    MAIL_TEST(each_mail_to_a_closed_port_fails_and_is_counted),
	    MAIL_TEST(a_relay_that_is_no_host_fails_at_once),
	    MAIL_TEST(without_a_relay_or_a_recipient_there_is_no_mail),
	    MAIL_TEST(mail_taken_out_of_the_configuration_drops_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
