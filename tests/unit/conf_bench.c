/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/conf_bench.h"

#include <string.h>

struct conf_options
conf_bench_options(void)
{
	return (struct conf_options){
	    .host_name = "director1.example.net",
	    .checkers = conf_fake_checkers,
	    .checkers_len = CONF_FAKE_CHECKERS,
	};
}

struct model *
conf_bench_load(const char *text)
{
	const struct conf_options options = conf_bench_options();

	return conf_load_text("test", text, strlen(text), &options);
}

struct model *
conf_bench_load_lenient(const char *text)
{
	struct conf_options options = conf_bench_options();

	options.lenient = true;
	return conf_load_text("test", text, strlen(text), &options);
}

const struct model_diagnostic *
conf_bench_find(const struct model *model, const char *code)
{
	for (size_t i = 0; i < model->diagnostics_len; i++)
		if (strcmp(model->diagnostics[i].code, code) == 0)
			return &model->diagnostics[i];
	return NULL;
}
