/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "agent/view/view_field.h"

/* The civil date of a day since 1970-01-01: years that begin in March put the leap day
 * last, so that months have a fixed pattern; 146097 days are 400 years. */
static void
civil(int64_t day, int *year, unsigned *month, unsigned *day_of_month)
{
	int64_t shifted = day + 719468; /* since 0000-03-01 */
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	unsigned of_era = (unsigned)(shifted - era * 146097);
	unsigned year_of_era =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	unsigned of_year =
	    of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	unsigned march_month = (5 * of_year + 2) / 153;

	*day_of_month = of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = (int)(year_of_era + (unsigned)era * 400) + (*month <= 2);
}

struct view_civil
view_civil(int64_t wall_ms)
{
	int64_t day = wall_ms / 86400000;
	int64_t rest_ms = wall_ms % 86400000;
	struct view_civil at;
	unsigned s;

	if (rest_ms < 0) {
		rest_ms += 86400000;
		day--;
	}
	civil(day, &at.year, &at.month, &at.day);
	s = (unsigned)(rest_ms / 1000);
	at.hour = s / 3600;
	at.minute = s / 60 % 60;
	at.second = s % 60;
	at.ms = (unsigned)(rest_ms % 1000);
	return at;
}

const char *
view_date(int64_t wall_ms, char *out)
{
	struct view_civil at = view_civil(wall_ms);

	(void)snprintf(out, VIEW_DATE_SIZE, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ",
	    at.year, at.month, at.day, at.hour, at.minute, at.second, at.ms); /* fits */
	return out;
}
