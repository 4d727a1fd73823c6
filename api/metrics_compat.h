/* SPDX-License-Identifier: Apache-2.0 */
/* The names that other exporters give to the same facts, so that dashboards made for
 * them live on: off unless the configuration asks. P. */
#ifndef API_METRICS_COMPAT_H
#define API_METRICS_COMPAT_H

#include "agent/words.h"
#include "api/metrics_family.h"

/* The families of these exporters (bits of 1 << enum metrics_compat), each name once;
 * into out, which has room for METRICS_COMPAT_MAX. Returns how many. */
size_t metrics_compat_families(unsigned compat, struct metrics_family *out);

enum { METRICS_COMPAT_MAX = 64 };

#endif
