/* SPDX-License-Identifier: Apache-2.0 */
/* fairleadctl ipvs, diff: what the kernel has, and where it, the edits and the file
 * differ. */
#include "api/ctl/ctl_show.h"
#include "api/ctl/ctl_table.h"

/* Ask for a list and print a row for each of its items. */
static int
show_list(struct ctl *ctl, const char *path, const char *const *heads,
    void (*put)(const json_t *item, struct ctl_table *table), size_t *len)
{
	struct ctl_answer answer;
	struct ctl_table table;
	struct buf out = {0};
	const json_t *item, *items;
	size_t i;
	int rc = ctl_ask(ctl, "GET", path, NULL, &answer);

	items = json_object_get(answer.json, "items");
	*len = json_array_size(items);
	if (rc == CTL_OK && ctl->json) {
		ctl_put_raw(&answer);
	} else if (rc == CTL_OK && *len) {
		ctl_table_init(&table, heads);
		json_array_foreach(items, i, item) put(item, &table);
		ctl_table_print(&table, 0, ctl->colour, &out);
		ctl_print(&out);
		ctl_table_fini(&table);
	}
	ctl_answer_fini(&answer);
	return rc;
}

static void
put_entry(const json_t *entry, struct ctl_table *table)
{
	bool managed = ctl_is_true(entry, "managed");

	ctl_table_cell(table, ctl_text(entry, "virtual_server", NULL));
	ctl_table_cell(table, ctl_text(entry, "real_server", NULL));
	ctl_table_cell(table, managed ? "ours" : "foreign");
	ctl_table_cell(table, ctl_text(entry, "scheduler", NULL));
	ctl_table_cell(table, ctl_text(entry, "forward", NULL));
	ctl_table_number(table, ctl_number(entry, "weight", NULL));
	ctl_table_number(table, ctl_number(entry, "active", NULL));
	ctl_table_number(table, ctl_number(entry, "inactive", NULL));
}

int
ctl_ipvs(struct ctl *ctl)
{
	static const char *const heads[] = {"SERVICE", "REAL SERVER", "WHOSE",
	    "SCHEDULER", "FORWARD", "WEIGHT", "ACTIVE", "INACTIVE", NULL};
	size_t len;

	return show_list(ctl, "/api/v1/ipvs", heads, put_entry, &len);
}

static void
put_difference(const json_t *difference, struct ctl_table *table)
{
	ctl_table_cell(table, ctl_text(difference, "between", NULL));
	ctl_table_cell(table, ctl_text(difference, "what", NULL));
	ctl_table_cell(table, ctl_text(difference, "virtual_server", NULL));
	ctl_table_cell(table, ctl_text(difference, "real_server", NULL));
	ctl_table_cell(table,
	    !json_object_get(difference, "persisted")  ? ""
		: ctl_is_true(difference, "persisted") ? "kept over restarts"
						       : "until a restart");
}

/* As of diff(1): 1 when there is a difference. */
int
ctl_diff(struct ctl *ctl)
{
	static const char *const heads[] = {
	    "BETWEEN", "WHAT", "VIRTUAL SERVER", "REAL SERVER", "", NULL};
	size_t len;
	int rc = show_list(ctl, "/api/v1/drift", heads, put_difference, &len);

	return rc == CTL_OK && len ? CTL_FAILED : rc;
}
