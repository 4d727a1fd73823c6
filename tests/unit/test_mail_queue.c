/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent/mail_queue.h"

static bool
put_number(struct mail_queue *queue, unsigned number)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u", number);
	return mail_queue_put(queue, text, "body", number);
}

static unsigned
take_number(struct mail_queue *queue)
{
	struct mail_item item;
	unsigned number;

	assert_true(mail_queue_take(queue, &item));
	number = (unsigned)strtoul(item.subject, NULL, 10);
	assert_string_equal(item.body, "body");
	assert_int_equal(item.at_ms, number);
	mail_item_fini(&item);
	return number;
}

TEST(mails_leave_in_the_order_in_which_they_came)
{
	struct mail_queue queue = {0};
	struct mail_item item;

	for (unsigned i = 0; i < 3; i++)
		assert_true(put_number(&queue, i));
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(take_number(&queue), i);
	assert_false(mail_queue_take(&queue, &item));
}

TEST(one_more_than_there_is_room_for_drops_the_oldest)
{
	struct mail_queue queue = {0};

	for (unsigned i = 0; i < MAIL_QUEUE_MAX; i++)
		assert_true(put_number(&queue, i));
	assert_false(put_number(&queue, MAIL_QUEUE_MAX));
	assert_int_equal(queue.len, MAIL_QUEUE_MAX);
	for (unsigned i = 1; i <= MAIL_QUEUE_MAX; i++)
		assert_int_equal(take_number(&queue), i);
	assert_int_equal(queue.len, 0);
}

TEST(clearing_says_how_many_waited)
{
	struct mail_queue queue = {0};

	(void)put_number(&queue, 1);
	(void)put_number(&queue, 2);
	assert_int_equal(mail_queue_clear(&queue), 2);
	assert_int_equal(mail_queue_clear(&queue), 0);
	assert_true(put_number(&queue, 3));
	assert_int_equal(take_number(&queue), 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mails_leave_in_the_order_in_which_they_came),
	    cmocka_unit_test(one_more_than_there_is_room_for_drops_the_oldest),
	    cmocka_unit_test(clearing_says_how_many_waited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
