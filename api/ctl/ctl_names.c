/* SPDX-License-Identifier: Apache-2.0 */
#include "api/ctl/ctl_names.h"

#include <stdio.h>
#include <string.h>

#include "agent/lib/mem.h"

static bool
parse_number(const char *text, uint64_t max, uint64_t *out, const char **end)
{
	uint64_t value = 0;

	if (*text < '0' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9'; text++) {
		value = value * 10 + (uint64_t)(*text - '0');
		if (value > max)
			return false;
	}
	*out = value;
	*end = text;
	return true;
}

static bool
parse_host(const char *text, size_t len, struct addr *addr)
{
	char host[ADDR_TEXT_SIZE];

	if (len >= sizeof(host))
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	return addr_parse(host, addr);
}

static bool
parse_port(const char *text, uint16_t *port)
{
	const char *end;
	uint64_t value;

	if (!parse_number(text, UINT16_MAX, &value, &end) || *end)
		return false;
	*port = (uint16_t)value;
	return true;
}

bool
ctl_parse_rs(const char *word, struct addr *addr, uint16_t *port)
{
	const char *split = strrchr(word, '-');

	if (addr_parse(word, addr))
		return true;
	if (word[0] == '[') {
		split = strchr(word, ']');
		return split &&
		    parse_host(word + 1, (size_t)(split - word - 1), addr) &&
		    (split[1] == '\0' ||
			(split[1] == ':' && parse_port(split + 2, port)));
	}
	if (!split)
		split = strrchr(word, ':');
	return split && parse_host(word, (size_t)(split - word), addr) &&
	    parse_port(split + 1, port);
}

bool
ctl_parse_duration(const char *word, uint32_t *out_ms)
{
	static const struct {
		const char *unit;
		uint64_t ms;
	} units[] = {
	    {"",   1000   },
            {"s",  1000   },
            {"ms", 1      },
            {"m",  60000  },
            {"h",  3600000}
        };
	const uint64_t max_ms = 7ull * 24 * 3600 * 1000; /* what the agent takes */
	const char *end;
	uint64_t value;

	if (!parse_number(word, max_ms, &value, &end))
		return false;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(end, units[i].unit) == 0 && value * units[i].ms <= max_ms) {
			*out_ms = (uint32_t)(value * units[i].ms);
			return true;
		}
	return false;
}

/* How well `word` means this one: 3 its id, 2 its address and port, 1 its address or
 * what its id begins with, 0 not at all. */
static int
fit(const json_t *vs, const char *word)
{
	const char *id = ctl_text(vs, "id", NULL);
	const char *address = ctl_text(vs, "address", NULL);
	struct addr wanted = {0}, has = {0};
	uint16_t port = 0;

	if (strcmp(id, word) == 0)
		return 3;
	if (ctl_parse_rs(word, &wanted, &port) && addr_parse(address, &has) &&
	    addr_equal(&wanted, &has)) {
		if (addr_parse(word, &wanted))
			return 1;
		if (port == ctl_number(vs, "port", NULL))
			return 2;
	}
	return strncmp(id, word, strlen(word)) == 0;
}

static int
ambiguous(const struct ctl *ctl, const json_t *list, const char *word, int wanted_fit)
{
	struct buf ids = {0};
	json_t *vs;
	size_t i;

	json_array_foreach(list, i, vs) if (fit(vs, word) == wanted_fit)
	    buf_printf(&ids, " %s", ctl_text(vs, "id", NULL));
	(void)ctl_fail(
	    ctl, CTL_USAGE, "\"%s\" may mean any of:%s", word, buf_text(&ids));
	buf_fini(&ids);
	return CTL_USAGE;
}

static int
choose(const struct ctl *ctl, const json_t *list, const char *word, const json_t **out)
{
	unsigned counts[4] = {0};
	json_t *vs;
	size_t i;
	int best = 0;

	json_array_foreach(list, i, vs)
	{
		int how = fit(vs, word);

		counts[how]++;
		if (how > best) {
			best = how;
			*out = vs;
		}
	}
	if (best == 0)
		return ctl_fail(
		    ctl, CTL_NOT_FOUND, "there is no virtual server \"%s\"", word);
	return counts[best] == 1 ? CTL_OK : ambiguous(ctl, list, word, best);
}

int
ctl_find_vs(struct ctl *ctl, const char *word, char *out, size_t size, uint16_t *port)
{
	struct ctl_answer answer;
	const json_t *vs = NULL;
	int rc = ctl_ask(ctl, "GET", "/api/v1/virtual-servers", NULL, &answer);

	if (rc == CTL_OK)
		rc = choose(ctl, json_object_get(answer.json, "items"), word, &vs);
	if (rc == CTL_OK && !mem_copy_text(out, size, ctl_text(vs, "id", NULL)))
		rc = ctl_fail(ctl, CTL_FAILED, "the id is too long");
	if (rc == CTL_OK)
		*port = (uint16_t)ctl_number(vs, "port", NULL);
	ctl_answer_fini(&answer);
	return rc;
}
