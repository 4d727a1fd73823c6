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

static void
write_service(FILE *to, struct edit_size size, uint32_t s, struct edit_change change)
{
	struct ipvs_key key = edit_conf_key(s);
	char text[ADDR_TEXT_SIZE];

	(void)fprintf(to,
	    "virtual_server %s 80 {\n    delay_loop 60\n    lb_algo wrr\n"
	    "    lb_kind DR\n    protocol TCP\n",
	    addr_format(&key.addr, text));
	for (uint32_t d = 0; d <= size.dests; d++) {
		bool changed = s == change.service && d == change.dest;
		struct ipvs_dest dest =
		    edit_conf_dest(s, d, changed ? change.weight : 1);

		if (d < size.dests || changed)
			(void)fprintf(to,
			    "    real_server %s 80 {\n        weight %u\n    }\n",
			    addr_format(&dest.addr, text), dest.weight);
	}
	(void)fprintf(to, "}\n");
}

bool
edit_conf_write(const char *path, const char *directory, struct edit_size size,
    struct edit_change change)
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
		write_service(to, size, s, change);
	if (fclose(to) == 0)
		return true;
	perror(path);
	return false;
}
