/* SPDX-License-Identifier: Apache-2.0 */
/* Any text is read without harm; what is read without an error dumps to a text that
 * reads back to the same. Texts of odd length are read leniently. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/lib/buf.h"
#include "tests/unit/conf_fake.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static struct model *
load(const char *text, size_t len, bool lenient)
{
	const struct conf_options options = {.config_id = "main",
	    .host_name = "fuzz",
	    .lenient = lenient,
	    .checkers = conf_fake_checkers,
	    .checkers_len = CONF_FAKE_CHECKERS};

	return conf_load_text("fuzz", text, len, &options);
}

static void
check_dump(const struct model *model)
{
	struct buf dump = {0}, again = {0};
	struct model *reread;

	conf_dump(model, &dump);
	reread = load(buf_text(&dump), dump.len, false);
	conf_dump(reread, &again);
	if (reread->errors || strcmp(buf_text(&dump), buf_text(&again)) != 0) {
		conf_print_diagnostics(reread, &again);
		(void)fprintf(stderr, "%s\n%s\n", buf_text(&dump), buf_text(&again));
		abort();
	}
	model_free(reread);
	buf_fini(&dump);
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct model *model = load((const char *)bytes, len, len % 2 == 1);
	struct buf out = {0};

	conf_print_diagnostics(model, &out);
	if (!model->errors)
		check_dump(model);
	model_free(model);
	buf_fini(&out);
	return 0;
}
