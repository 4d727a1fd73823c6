/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/unit.h"

#include <string.h>

#include "agent/view/view.h"
#include "agent/view/view_field.h"

static const struct view_fields *const tables[] = {&view_agent_fields,
    &view_agent_config_fields, &view_agent_ipvs_fields, &view_agent_vrrp_fields,
    &view_agent_snmp_fields, &view_agent_check_fields, &view_agent_mail_fields,
    &view_agent_store_fields, &view_agent_sync_fields, &view_diagnostic_fields,
    &view_knob_fields, &view_vrrp_fields, &view_vrrp_counter_fields,
    &view_vrrp_address_fields, &view_table_fields, &view_track_fields,
    &view_pool_fields, &view_pool_effective_fields, &view_rs_fields,
    &view_rs_effective_fields, &view_rs_origin_fields, &view_rs_drain_fields,
    &view_rs_override_fields, &view_rs_flap_fields, &view_kernel_fields,
    &view_check_fields};

enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

/* What a kind may lie in: a bool told as a number, say, would be read wrongly. */
static bool
fits(const struct view_field *field)
{
	if (field->kind == VIEW_TEXT)
		return field->size >= 8; /* an array, not a number */
	if (field->kind == VIEW_ADDR)
		return field->size == sizeof(struct addr);
	if (field->kind == VIEW_BOOL)
		return field->size == sizeof(bool);
	if (field->kind == VIEW_WALL)
		return field->size == sizeof(int64_t);
	if (view_kind_words(field->kind))
		return field->size == sizeof(enum rs_state);
	return field->size == 1 || field->size == 2 || field->size == 4 ||
	    field->size == 8;
}

TEST(each_kind_lies_in_a_place_of_its_size)
{
	for (size_t i = 0; i < TABLES; i++)
		for (size_t j = 0; j < tables[i]->len; j++)
			assert_true(fits(&tables[i]->rows[j]));
}

TEST(each_row_has_a_name_of_its_own_and_a_help)
{
	for (size_t i = 0; i < TABLES; i++)
		for (size_t j = 0; j < tables[i]->len; j++) {
			const struct view_field *row = &tables[i]->rows[j];

			assert_true(row->help[strlen(row->help) - 1] == '.');
			for (size_t k = 0; k < j; k++)
				assert_string_not_equal(
				    row->name, tables[i]->rows[k].name);
		}
}

TEST(every_word_of_every_kind_exists)
{
	unsigned kinds = 0;

	for (unsigned kind = VIEW_UINT; kind <= VIEW_ORIGIN; kind++) {
		unsigned words = view_kind_words((enum view_kind)kind);

		for (unsigned i = 0; i < words; i++)
			assert_non_null(view_kind_word((enum view_kind)kind, i));
		kinds += words > 0;
	}
	assert_int_equal(kinds, 13);
	assert_null(view_kind_word(VIEW_UINT, 0));
}

TEST(numbers_are_read_whatever_their_size)
{
	struct view_vrrp vrrp = {.vrid = 255, .adverts_sent = UINT64_MAX};
	struct view_pool pool = {.port = 65535, .fwmark = UINT32_MAX};
	struct view_track track = {.weight = -253};

	for (size_t i = 0; i < view_vrrp_fields.len; i++)
		if (strcmp(view_vrrp_fields.rows[i].name, "vrid") == 0)
			assert_int_equal(
			    view_field_uint(&view_vrrp_fields.rows[i], &vrrp), 255);
	assert_true(
	    view_field_uint(&view_vrrp_counter_fields.rows[3], &vrrp) == UINT64_MAX);
	assert_int_equal(view_field_uint(&view_pool_fields.rows[2], &pool), 65535);
	assert_true(view_field_uint(&view_pool_fields.rows[4], &pool) == UINT32_MAX);
	assert_int_equal(view_field_int(&view_track_fields.rows[2], &track), -253);
}

TEST(dates_are_right_around_leap_days_and_the_epoch)
{
	static const struct {
		int64_t ms;
		const char *date;
	} cases[] = {
	    {0,             "1970-01-01T00:00:00.000Z"},
	    {-1,            "1969-12-31T23:59:59.999Z"},
	    {951782399999,  "2000-02-28T23:59:59.999Z"},
	    {951782400000,  "2000-02-29T00:00:00.000Z"},
	    {951868800000,  "2000-03-01T00:00:00.000Z"},
	    {1795341662123, "2026-11-22T10:01:02.123Z"},
	    {4107542400000, "2100-03-01T00:00:00.000Z"}, /* 2100 has no leap day */
	    {4107455999000, "2100-02-27T23:59:59.000Z"},
	};
	char out[VIEW_DATE_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(view_date(cases[i].ms, out), cases[i].date);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_lies_in_a_place_of_its_size),
	    cmocka_unit_test(each_row_has_a_name_of_its_own_and_a_help),
	    cmocka_unit_test(every_word_of_every_kind_exists),
	    cmocka_unit_test(numbers_are_read_whatever_their_size),
	    cmocka_unit_test(dates_are_right_around_leap_days_and_the_epoch),
	};

	return cmocka_run_group_tests_name("view_field", tests, NULL, NULL);
}
