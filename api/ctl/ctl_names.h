/* SPDX-License-Identifier: Apache-2.0 */
/* What people type for a virtual server, a real server, a time. */
#ifndef API_CTL_CTL_NAMES_H
#define API_CTL_CTL_NAMES_H

#include "api/ctl/ctl.h"

/* The id of the virtual server that `word` means: an id, what it begins with, or
 * ADDRESS[:PORT]; into out[size], with its port. */
int ctl_find_vs(
    struct ctl *ctl, const char *word, char *out, size_t size, uint16_t *port);

/* "10.1.1.163:80", "[2001:db8::7]:80", "10.1.1.163-80", "10.1.1.163" (no port: *port
 * stays). */
bool ctl_parse_rs(const char *word, struct addr *addr, uint16_t *port);

/* "30s", "500ms", "5m", "1h"; a bare number is seconds. */
bool ctl_parse_duration(const char *word, uint32_t *out_ms);

#endif
