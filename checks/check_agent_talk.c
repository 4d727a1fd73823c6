/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_agent_talk.h"

#include <stdio.h>
#include <string.h>

enum { BEGIN, LISTENING };
enum { WORD_SIZE = 64 };

enum mood { FIT, DRAIN, UNFIT };

static const struct {
	const char *word;
	enum mood mood;
} moods[] = {
    {"up",      FIT  },
    {"ready",   FIT  },
    {"drain",   DRAIN},
    {"maint",   UNFIT},
    {"down",    UNFIT},
    {"stopped", UNFIT},
    {"fail",    UNFIT},
};

struct line {
	bool any;         /* a word was understood */
	uint32_t percent; /* 100 until said */
	enum mood mood;
	char why[CHECK_TALK_TEXT_SIZE]; /* the word that decided, and its reason */
	char unknown[WORD_SIZE];        /* the first that nobody knows; "": none */
};

static bool
read_percent(const char *word, uint32_t *out)
{
	uint32_t value = 0;
	size_t at = 0;

	for (; word[at] >= '0' && word[at] <= '9'; at++) {
		value = value * 10 + (uint32_t)(word[at] - '0');
		if (value > CHECK_AGENT_PERCENT_MAX)
			return false;
	}
	if (at == 0 || strcmp(word + at, "%") != 0)
		return false;
	*out = value;
	return true;
}

/* The most severe word counts, wherever it stands. */
static bool
read_mood(const char *word, struct line *line)
{
	for (size_t i = 0; i < sizeof(moods) / sizeof(moods[0]); i++) {
		if (strcmp(word, moods[i].word) != 0)
			continue;
		if (moods[i].mood >= line->mood) {
			line->mood = moods[i].mood;
			(void)snprintf(line->why, sizeof(line->why), "%s", word);
		}
		return true;
	}
	return false;
}

static void
read_word(const char *word, struct line *line)
{
	if (strncmp(word, "maxconn:", 8) == 0)
		return; /* IPVS' thresholds are the configuration's */
	if (read_percent(word, &line->percent) || read_mood(word, line))
		line->any = true;
	else if (!*line->unknown)
		(void)snprintf(line->unknown, sizeof(line->unknown), "%s", word);
}

/* The reason is the rest of the line, blanks and all. */
static void
read_line(const char *text, struct line *line)
{
	static const char between[] = " \t,";
	char word[WORD_SIZE];

	for (const char *at = text; *(at += strspn(at, between)) && *at != '#';) {
		size_t len = strcspn(at, " \t,#");

		(void)snprintf(word, sizeof(word), "%.*s", (int)len, at);
		read_word(word, line);
		at += len;
	}
	if (line->mood == UNFIT && strchr(text, '#')) {
		size_t len = strlen(line->why);

		(void)snprintf(line->why + len, sizeof(line->why) - len, ": %s",
		    strchr(text, '#') + 1);
	}
}

static void
judge(struct check_talk *talk, const struct line *line, const char *text)
{
	if (*line->unknown || !line->any) {
		check_talk_over(
		    talk, CHECK_ANSWER_PROTOCOL, "not an agent's line: \"%s\"", text);
		return;
	}
	if (line->mood == UNFIT) {
		check_talk_over(talk, CHECK_AGENT_DOWN, "%s", line->why);
		return;
	}
	check_talk_over(talk, CHECK_OK, "%s%s%u%%", line->why, *line->why ? ", " : "",
	    (unsigned)line->percent);
	talk->verdict.weight_as = CHECK_WEIGHT_PERCENT;
	talk->verdict.dynamic_weight = line->mood == DRAIN ? 0 : (int32_t)line->percent;
}

static void
hear(struct check_talk *talk, size_t len)
{
	struct line line = {.percent = 100};
	char text[CHECK_TALK_TEXT_SIZE];

	(void)check_talk_text(talk->heard, len, text);
	for (size_t i = 0; text[i]; i++)
		if (text[i] == '?' && i < len && talk->heard[i] == '\t')
			text[i] = ' '; /* blanks to an agent */
	read_line(text, &line);
	judge(talk, &line, text);
}

void
check_agent_talk(struct check_talk *talk)
{
	const struct check_agent_spec *spec = talk->check->spec;

	if (talk->step == BEGIN) {
		if (spec->send)
			check_talk_say(talk, spec->send, strlen(spec->send));
		talk->step = LISTENING;
		return;
	}
	talk->used = check_talk_line(talk);
	if (!talk->used && talk->ended)
		talk->used = talk->heard_len; /* the end of all ends the line too */
	if (talk->used)
		hear(talk, talk->used);
}
