/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/check_proxy.h"

#include <stdio.h>
#include <string.h>

size_t
check_proxy_line(const struct addr *from, uint16_t from_port, const struct addr *to,
    uint16_t to_port, char out[CHECK_PROXY_SIZE])
{
	char from_text[ADDR_TEXT_SIZE], to_text[ADDR_TEXT_SIZE];
	int len = snprintf(out, CHECK_PROXY_SIZE, "PROXY %s %s %s %u %u\r\n",
	    from->family == ADDR_V6 ? "TCP6" : "TCP4", addr_format(from, from_text),
	    addr_format(to, to_text), from_port, to_port);

	return (size_t)len; /* 104 at most: two addresses of 39 */
}

size_t
check_proxy_local(unsigned char out[CHECK_PROXY_SIZE])
{
	/* Signature; version 2, LOCAL; unspecified family; no addresses. */
	static const unsigned char header[16] = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d,
	    0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a, 0x20, 0x00, 0x00, 0x00};

	memcpy(out, header, sizeof(header));
	return sizeof(header);
}
