/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdio.h>
#include <string.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 10000, HEAP_LIMIT_KIB = 1024 };

static const struct {
	const char *word;
	uint32_t bit;
} options[] = {
    {"allow_empty_class",   PCRE2_ALLOW_EMPTY_CLASS  },
    {"alt_bsux",            PCRE2_ALT_BSUX           },
    {"alt_circumflex",      PCRE2_ALT_CIRCUMFLEX     },
    {"alt_verbnames",       PCRE2_ALT_VERBNAMES      },
    {"auto_callout",        PCRE2_AUTO_CALLOUT       },
    {"caseless",            PCRE2_CASELESS           },
    {"dollar_endonly",      PCRE2_DOLLAR_ENDONLY     },
    {"dotall",              PCRE2_DOTALL             },
    {"dupnames",            PCRE2_DUPNAMES           },
    {"extended",            PCRE2_EXTENDED           },
    {"firstline",           PCRE2_FIRSTLINE          },
    {"match_unset_backref", PCRE2_MATCH_UNSET_BACKREF},
    {"multiline",           PCRE2_MULTILINE          },
    {"never_backslash_c",   PCRE2_NEVER_BACKSLASH_C  },
    {"never_ucp",           PCRE2_NEVER_UCP          },
    {"never_utf",           PCRE2_NEVER_UTF          },
    {"no_auto_capture",     PCRE2_NO_AUTO_CAPTURE    },
    {"no_auto_possess",     PCRE2_NO_AUTO_POSSESS    },
    {"no_dotstar_anchor",   PCRE2_NO_DOTSTAR_ANCHOR  },
    {"no_start_optimize",   PCRE2_NO_START_OPTIMIZE  },
    {"ucp",		 PCRE2_UCP                },
    {"ungreedy",            PCRE2_UNGREEDY           },
    {"utf",		 PCRE2_UTF                },
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

uint32_t
check_regex_option(const char *word)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (strcmp(options[i].word, word) == 0)
			return options[i].bit;
	return 0;
}

const char *
check_regex_option_word(uint32_t bits, size_t index)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if ((bits & options[i].bit) && index-- == 0)
			return options[i].word;
	return NULL;
}

static pcre2_code *
compile(const struct check_http_regex *regex, int *error, size_t *at)
{
	uint32_t bits = regex->options;

	if (regex->max_offset != CONF_UNSET)
		bits |= PCRE2_USE_OFFSET_LIMIT;
	return pcre2_compile(
	    (PCRE2_SPTR)regex->pattern, PCRE2_ZERO_TERMINATED, bits, error, at, NULL);
}

bool
check_regex_compiles(const struct check_http_regex *regex, char *error, size_t *at)
{
	int code = 0;
	pcre2_code *compiled = compile(regex, &code, at);

	pcre2_code_free(compiled);
	if (compiled)
		return true;
	(void)pcre2_get_error_message(
	    code, (PCRE2_UCHAR *)error, CHECK_REGEX_ERROR_SIZE); /* cut: no matter */
	return false;
}

static pcre2_match_context *
limits_of(const struct check_http_regex *regex)
{
	pcre2_match_context *limits = pcre2_match_context_create(NULL);

	if (!limits)
		return NULL;
	(void)pcre2_set_match_limit(limits, MATCH_LIMIT); /* these return 0 always */
	(void)pcre2_set_depth_limit(limits, DEPTH_LIMIT);
	(void)pcre2_set_heap_limit(limits, HEAP_LIMIT_KIB);
	if (regex->max_offset != CONF_UNSET)
		(void)pcre2_set_offset_limit(limits, regex->max_offset);
	return limits;
}

static const char *
why_not(int rc)
{
	switch (rc) {
	case PCRE2_ERROR_MATCHLIMIT:
	case PCRE2_ERROR_DEPTHLIMIT:
	case PCRE2_ERROR_HEAPLIMIT:
		return "needs too much work on this body";
	case PCRE2_ERROR_NOMEMORY:
		return "no memory";
	default:
		return rc <= PCRE2_ERROR_UTF8_ERR1 && rc >= PCRE2_ERROR_UTF8_ERR21
		    ? "the body is not UTF-8"
		    : "could not be tried";
	}
}

const char *
check_regex_find(
    const struct check_http_regex *regex, const char *body, size_t len, bool *found)
{
	int rc = PCRE2_ERROR_NOMEMORY;
	size_t at;
	pcre2_code *compiled = compile(regex, &rc, &at);
	pcre2_match_context *limits = limits_of(regex);
	pcre2_match_data *match = compiled ? pcre2_match_data_create(1, NULL) : NULL;

	*found = false;
	if (regex->min_offset > len)
		rc = PCRE2_ERROR_NOMATCH;
	else if (compiled && limits && match)
		rc = pcre2_match(compiled, (PCRE2_SPTR)body, len, regex->min_offset, 0,
		    match, limits);
	pcre2_match_data_free(match);
	pcre2_match_context_free(limits);
	pcre2_code_free(compiled);
	if (rc == PCRE2_ERROR_NOMATCH)
		return NULL;
	if (rc < 0)
		return why_not(rc);
	*found = true;
	return NULL;
}
