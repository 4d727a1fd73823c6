/* SPDX-License-Identifier: Apache-2.0 */
/* PCRE2 with limits: a pattern cannot hold up the loop, whatever the body. E (by its
 * library only), control thread. */
#ifndef CHECKS_CHECK_REGEX_H
#define CHECKS_CHECK_REGEX_H

#include <stddef.h>

#include "checks/check_http_spec.h"

enum { CHECK_REGEX_ERROR_SIZE = 60 };

/* Whether it compiles; else `error` says why, *at where (in bytes). */
bool check_regex_compiles(
    const struct check_http_regex *regex, char *error, size_t *at);

/* Look for it in body[len]. NULL, or why it could not be tried (static). */
const char *check_regex_find(
    const struct check_http_regex *regex, const char *body, size_t len, bool *found);

/* The bit of one word of regex_options ("caseless"); 0: there is no such word. */
uint32_t check_regex_option(const char *word);
/* The words of `options`, from `index` 0; NULL past the last. */
const char *check_regex_option_word(uint32_t options, size_t index);

#endif
