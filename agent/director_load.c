/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. How busy the checks are, by their type. */
#include <assert.h>
#include <string.h>

#include "agent/director_inside.h"
#include "agent/lib/mem.h"

/* Texts are cut to their row: they are for people. */
#define CUT(to, from) (void)mem_copy_text(to, sizeof(to), from)

/* Who waited in vain says little of the server, and what we could not try says none. */
static const char *
result_word(enum check_code code)
{
	if (code == CHECK_OK)
		return "ok";
	if (code == CHECK_TIMEOUT || code == CHECK_CONNECT_TIMEOUT)
		return "timeout";
	return code == CHECK_INTERNAL || code == CHECK_NOT_STARTED ? "error" : "fail";
}

static void
fill_results(const struct check_load *load, struct view_check_type *row)
{
	static const char *const words[VIEW_RESULTS] = {
	    "ok", "fail", "timeout", "error"};

	static_assert((int)CHECK_CODES <= (int)VIEW_CODES_MAX, "all have room");
	for (unsigned i = 0; i < VIEW_RESULTS; i++)
		CUT(row->results[i].word, words[i]);
	for (unsigned code = 0; code < CHECK_CODES; code++) {
		const char *word = result_word((enum check_code)code);

		for (unsigned i = 0; i < VIEW_RESULTS; i++)
			if (strcmp(words[i], word) == 0)
				row->results[i].count += load->by_code[code];
		if (code == CHECK_OK)
			continue;
		CUT(row->codes[row->codes_len].word,
		    check_code_word((enum check_code)code));
		row->codes[row->codes_len++].count = load->by_code[code];
	}
}

void
director_fill_loads(const struct director *director, struct view *view)
{
	struct check_load loads[CHECK_LOADS_MAX];
	size_t len = check_run_loads(director->checks, loads);

	view->check_types = mem_new(len, sizeof(*view->check_types));
	view->check_types_len = (uint32_t)len;
	for (size_t i = 0; i < len; i++) {
		struct view_check_type *row = &view->check_types[i];

		CUT(row->type, loads[i].type);
		row->in_flight = loads[i].in_flight;
		row->waiting = loads[i].waiting;
		row->took = loads[i].took;
		row->lag = loads[i].lag;
		fill_results(&loads[i], row);
	}
}
