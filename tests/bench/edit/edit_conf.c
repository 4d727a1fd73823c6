/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/edit/edit_conf.h"

#include <stdio.h>

struct ipvs_key
edit_conf_key(uint32_t service)
{
	return (struct ipvs_key){.family = ADDR_V4,
	    .protocol = PROTOCOL_TCP,
	    .addr = addr_v4(0x0a640000u + (service / 200 << 8) + service % 200 + 1),
	    .port = 80};
}

struct ipvs_dest
edit_conf_dest(uint32_t service, uint32_t dest, uint32_t weight)
{
	return (struct ipvs_dest){
	    .addr = addr_v4(0x0a000000u + ((service + 1) << 16) + (dest / 200 << 8) +
		dest % 200 + 1),
	    .port = 80,
	    .forward = FORWARD_DR,
	    .weight = weight,
	};
}

struct edit_change
edit_change_of(struct edit_size size, uint32_t i, uint32_t weight)
{
	return (struct edit_change){.service = i * 7 % size.services,
	    .dest = i * 13 % size.dests,
	    .weight = weight};
}

/* What it has instead of weight 1; 0: that. */
static uint32_t
changed_weight(
    struct edit_size size, uint32_t s, uint32_t d, const struct edit_changes *changes)
{
	if (s == changes->one.service && d == changes->one.dest)
		return changes->one.weight;
	for (uint32_t i = 0; i < changes->len; i++) {
		struct edit_change change = edit_change_of(size, i, changes->weight);

		if (s == change.service && d == change.dest)
			return changes->weight;
	}
	return 0;
}

static void
write_service(
    FILE *to, struct edit_size size, uint32_t s, const struct edit_changes *changes)
{
	struct ipvs_key key = edit_conf_key(s);
	char text[ADDR_TEXT_SIZE];

	(void)fprintf(to,
	    "virtual_server %s 80 {\n    delay_loop 60\n    lb_algo wrr\n"
	    "    lb_kind DR\n    protocol TCP\n",
	    addr_format(&key.addr, text));
	for (uint32_t d = 0; d <= size.dests; d++) {
		uint32_t weight = changed_weight(size, s, d, changes);
		struct ipvs_dest dest = edit_conf_dest(s, d, weight ? weight : 1);

		if (d < size.dests || weight)
			(void)fprintf(to,
			    "    real_server %s 80 {\n        weight %u\n    }\n",
			    addr_format(&dest.addr, text), dest.weight);
	}
	(void)fprintf(to, "}\n");
}

bool
edit_conf_write(const char *path, const char *directory, struct edit_size size,
    const struct edit_changes *changes)
{
	FILE *to = fopen(path, "we");

	if (!to) {
		perror(path);
		return false;
	}
	(void)fprintf(to, "global_defs {\n    router_id bench\n");
	if (directory)
		(void)fprintf(to,
		    "    state_directory %s\n}\napi {\n    listen unix:%s/api.sock\n",
		    directory, directory);
	(void)fprintf(to, "}\n");
	for (uint32_t s = 0; s < size.services; s++)
		write_service(to, size, s, changes);
	if (fclose(to) == 0)
		return true;
	perror(path);
	return false;
}
