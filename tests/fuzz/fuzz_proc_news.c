/* SPDX-License-Identifier: Apache-2.0 */
/* A datagram of the process connector. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/sys/proc_news.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	const struct proc_news news = proc_news_decode(bytes, len);

	assert(news.kind <= PROC_NEWS_REFUSED);
	assert(news.kind != PROC_NEWS_LOST); /* only the socket says so */
	assert((news.kind == PROC_NEWS_REFUSED) == (news.err != 0));
	return 0;
}
