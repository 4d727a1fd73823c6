/* SPDX-License-Identifier: Apache-2.0 */
/* SHA-256 (FIPS 180-4), to name a text by; not for secrets. P. */
#ifndef AGENT_LIB_SHA256_H
#define AGENT_LIB_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_HEX_SIZE = 65 };

struct sha256 {
	uint32_t state[8];
	uint64_t len; /* bytes so far */
	uint8_t block[64];
};

void sha256_init(struct sha256 *sha);
void sha256_put(struct sha256 *sha, const void *bytes, size_t len);
/* Into out[SHA256_HEX_SIZE], lower-case; `sha` is spent. */
void sha256_hex(struct sha256 *sha, char *out);

#endif
