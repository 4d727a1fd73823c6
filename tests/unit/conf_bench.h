/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration from a string, and questions about what came of it. */
#ifndef TESTS_UNIT_CONF_BENCH_H
#define TESTS_UNIT_CONF_BENCH_H

#include "tests/unit/conf_fake.h"

/* With the fake checkers, host "director1.example.net" and no config-id. */
struct conf_options conf_bench_options(void);

/* The caller frees it. */
struct model *conf_bench_load(const char *text);
struct model *conf_bench_load_lenient(const char *text);

/* The first diagnostic with this code, or NULL. */
const struct model_diagnostic *conf_bench_find(
    const struct model *model, const char *code);

#endif
