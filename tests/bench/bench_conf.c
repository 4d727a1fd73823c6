/* SPDX-License-Identifier: Apache-2.0 */
/* How long a large configuration takes to read and check, and whether twice as much
 * takes twice as long. Prints milliseconds: the best of five. */
#include <stdio.h>

#include "agent/conf/conf.h"
#include "agent/lib/buf.h"
#include "agent/sys/now.h"
#include "tests/unit/conf_fake.h"

enum { ROUNDS = 5 };

static void
put_real_server(struct buf *text, unsigned index)
{
	buf_printf(text,
	    "    real_server 10.%u.%u.%u 80 {\n"
	    "        weight 1\n"
	    "        TCP_CHECK {\n"
	    "            connect_timeout 10\n"
	    "            nb_get_retry 3\n"
	    "            delay_before_retry 3\n"
	    "            connect_port 80\n"
	    "        }\n"
	    "    }\n",
	    index >> 16 & 255, index >> 8 & 255, index & 255);
}

static void
put_service(struct buf *text, unsigned service, unsigned servers)
{
	buf_printf(text,
	    "virtual_server 192.168.%u.%u 80 {\n"
	    "    delay_loop 6\n    lb_algo rr\n    lb_kind DR\n    protocol TCP\n",
	    service >> 8, service & 255);
	for (unsigned i = 0; i < servers; i++)
		put_real_server(text, service * servers + i);
	buf_puts(text, "}\n");
}

static double
read_once_ms(const struct buf *text, unsigned want)
{
	const struct conf_options options = {
	    .checkers = conf_fake_checkers, .checkers_len = CONF_FAKE_CHECKERS};
	struct instant start = now_monotonic();
	struct model *model = conf_load_text("bench", text->bytes, text->len, &options);
	struct span took = instant_since(now_monotonic(), start);
	size_t got = 0;

	for (size_t i = 0; i < model->virtual_servers_len; i++)
		got += model->virtual_servers[i].real_servers_len;
	if (model->errors || got != want)
		(void)fprintf(stderr, "conf: %zu errors, %zu real servers of %u\n",
		    model->errors, got, want);
	model_free(model);
	return (double)took.ns / 1e6;
}

static double
measure_ms(unsigned services, unsigned servers)
{
	struct buf text = {0};
	double best = 1e9;

	for (unsigned i = 0; i < services; i++)
		put_service(&text, i, servers);
	for (int round = 0; round < ROUNDS; round++) {
		double took = read_once_ms(&text, services * servers);

		best = took < best ? took : best;
	}
	(void)printf("%5u x %5u real servers, %8zu bytes: %7.1f ms\n", services,
	    servers, text.len, best);
	buf_fini(&text);
	return best;
}

int
main(void)
{
	double many = measure_ms(100, 100);
	double one = measure_ms(1, 10000);
	double twice = measure_ms(1, 20000);

	(void)printf(
	    "20000 in one service take %.2f times as long as 10000\n", twice / one);
	/* What is promised: 10,000 in 0.2 s, twice as many in 2.2 times as long. */
	return many < 200 && one < 200 && twice < 2.2 * one ? 0 : 1;
}
