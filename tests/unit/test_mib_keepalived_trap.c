/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mib_keepalived_bench.h"

#include "agent/lib/mem.h"

static const struct instant now = {0};

/* One instance in `state`, in a group that is in the same. */
static struct view *
vrrp_view(enum vrrp_state state)
{
	struct view *view = view_new(1);
	static const struct view_said_group group = {.name = "G1"};
	static const struct view_said_vrrp instance;

	(void)mem_copy_text(
	    view->agent.router_id, sizeof(view->agent.router_id), "LB1");
	view->said = view_said_new();
	view->said->groups = said_array(view->said, &group, sizeof(group));
	view->said->groups_len = 1;
	view->said->vrrp = said_array(view->said, &instance, sizeof(instance));
	view->said->vrrp_len = 1;
	view->vrrp = mem_new(1, sizeof(*view->vrrp));
	view->vrrp[0] = (struct view_vrrp){.name = "VI_1",
	    .position = 1,
	    .state = state,
	    .initial_state = VRRP_BACKUP};
	view->vrrp_len = 1;
	view->sync_groups = mem_new(1, sizeof(*view->sync_groups));
	view->sync_groups[0] = (struct view_sync_group){.name = "G1", .state = state};
	view->sync_groups_len = 1;
	return view;
}

/* One service with a real server in `state`. */
static struct view *
check_view(enum rs_state state, bool quorum_met)
{
	struct view *view = view_new(1);
	struct view_pool *pool = view_pool_new(1, 0);
	static const struct view_said_vs service;

	view->said = view_said_new();
	view->said->vs = said_array(view->said, &service, sizeof(service));
	view->said->vs_len = 1;
	pool->position = 1;
	pool->addr = ip("10.1.1.166");
	pool->port = 80;
	pool->quorum = 2;
	pool->quorum_met = quorum_met;
	pool->states[state] = 1;
	(void)mem_copy_text(pool->id, sizeof(pool->id), "10.1.1.166-80-tcp");
	pool->real_servers[0] = (struct view_rs){
	    .position = 1, .addr = ip("10.1.1.163"), .port = 80, .state = state};
	view->pools = mem_new(1, sizeof(struct view_pool *));
	view->pools[0] = pool;
	view->pools_len = 1;
	return view;
}

/* The difference as "kind.row" of each note. */
static const char *
vrrp_notes(const void *before, const void *after, struct mib_notes *notes)
{
	static char out[64];

	out[0] = '\0';
	mib_keepalived_vrrp_differ(NULL, before, after, now, notes);
	for (size_t i = 0; i < notes->len; i++)
		(void)snprintf(out + strlen(out), sizeof(out) - strlen(out), "%u.%u ",
		    (unsigned)notes->items[i].kind, (unsigned)notes->items[i].row);
	return out;
}

static void
binds_are(const struct mib_trap *trap, const char *const *names, size_t len)
{
	assert_int_equal(trap->binds_len, len);
	for (size_t i = 0; i < len; i++) {
		const struct mib_oid *name = &trap->binds[i].name;
		char out[32] = "";

		/* What is after enterprises 9586.100.5. */
		for (size_t at = 9; at < name->len; at++)
			(void)snprintf(out + strlen(out), sizeof(out) - strlen(out),
			    "%s%u", at > 9 ? "." : "", (unsigned)name->ids[at]);
		assert_string_equal(out, names[i]);
	}
}

TEST(a_change_of_state_is_told_of_the_group_and_the_instance)
{
	static const char *const names[] = {"2.3.1.2", "2.3.1.4", "2.3.1.5", "1.2.0"};
	struct view *was = vrrp_view(VRRP_BACKUP), *is = vrrp_view(VRRP_MASTER);
	void *before = mib_keepalived_vrrp_new(was),
	     *after = mib_keepalived_vrrp_new(is);
	struct mib_notes notes = {.max = 10};
	struct mib_trap *trap = mem_new(1, sizeof(*trap));

	assert_string_equal(vrrp_notes(before, after, &notes), "1.0 2.0 ");
	mib_keepalived_vrrp_tell(after, &notes.items[1], trap);
	assert_int_equal(trap->oid.ids[trap->oid.len - 1], 2);
	assert_int_equal(trap->oid.ids[trap->oid.len - 3], 10);
	binds_are(trap, names, 4);
	assert_int_equal(trap->binds[1].value.number, 2);
	assert_int_equal(trap->binds[2].value.number, 1);
	assert_memory_equal(trap->binds[3].value.octets, "LB1", 3);
	mem_free(trap);
	mem_free(notes.items);
	mib_keepalived_vrrp_free(before);
	mib_keepalived_vrrp_free(after);
	view_unref(was);
	view_unref(is);
}

TEST(what_stays_is_not_told_and_what_starts_is)
{
	struct view *is = vrrp_view(VRRP_BACKUP);
	void *after = mib_keepalived_vrrp_new(is);
	struct mib_notes notes = {.max = 10};

	assert_string_equal(vrrp_notes(after, after, &notes), "");
	assert_string_equal(vrrp_notes(NULL, after, &notes), "1.0 2.0 ");
	mem_free(notes.items);
	mib_keepalived_vrrp_free(after);
	view_unref(is);
}

TEST(a_real_server_that_dies_is_told_with_its_service)
{
	static const char *const names[] = {"3.4.1.3", "3.4.1.4", "3.4.1.5", "3.4.1.6",
	    "3.3.1.2", "3.3.1.5", "3.3.1.6", "3.3.1.7", "3.3.1.8", "3.3.1.21",
	    "3.3.1.20", "1.2.0"};
	struct view *was = check_view(RS_UP, true), *is = check_view(RS_DOWN, true);
	void *before = mib_keepalived_check_new(was);
	void *after = mib_keepalived_check_new(is);
	struct mib_notes notes = {.max = 10};
	struct mib_trap *trap = mem_new(1, sizeof(*trap));

	mib_keepalived_check_differ(NULL, before, after, now, &notes);
	assert_int_equal(notes.len, 1);
	assert_int_equal(notes.items[0].kind, 1);
	mib_keepalived_check_tell(after, &notes.items[0], trap);
	binds_are(trap, names, 12);
	assert_int_equal(trap->binds[3].value.number, 2); /* dead */
	assert_int_equal(trap->binds[9].value.number, 0);
	assert_int_equal(trap->binds[10].value.number, 1);
	mem_free(trap);
	mem_free(notes.items);
	mib_keepalived_check_free(before);
	mib_keepalived_check_free(after);
	view_unref(was);
	view_unref(is);
}

TEST(a_quorum_is_told_when_it_changes_and_at_the_start)
{
	struct view *was = check_view(RS_UP, true), *is = check_view(RS_UP, false);
	void *before = mib_keepalived_check_new(was);
	void *after = mib_keepalived_check_new(is);
	struct mib_notes notes = {.max = 10};
	struct mib_trap *trap = mem_new(1, sizeof(*trap));

	mib_keepalived_check_differ(NULL, before, after, now, &notes);
	assert_int_equal(notes.len, 1);
	assert_int_equal(notes.items[0].kind, 2);
	mib_keepalived_check_tell(after, &notes.items[0], trap);
	assert_int_equal(trap->binds_len, 10);
	assert_int_equal(trap->binds[5].value.number, 2); /* not met */
	mib_keepalived_check_differ(NULL, NULL, before, now, &notes);
	assert_int_equal(notes.len, 2);
	mem_free(trap);
	mem_free(notes.items);
	mib_keepalived_check_free(before);
	mib_keepalived_check_free(after);
	view_unref(was);
	view_unref(is);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_change_of_state_is_told_of_the_group_and_the_instance),
	    cmocka_unit_test(what_stays_is_not_told_and_what_starts_is),
	    cmocka_unit_test(a_real_server_that_dies_is_told_with_its_service),
	    cmocka_unit_test(a_quorum_is_told_when_it_changes_and_at_the_start),
	};

	return cmocka_run_group_tests_name("mib_keepalived_trap", tests, NULL, NULL);
}
