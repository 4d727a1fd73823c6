/* SPDX-License-Identifier: Apache-2.0 */
/* Who has an address, asked and answered by made-up hosts: ARP, or neighbour discovery
 * for IPv6. For tests. */
#ifndef TESTS_FAKE_FAKE_CLAIM_H
#define TESTS_FAKE_FAKE_CLAIM_H

#include "tests/fake/fake_net.h"

/* "addr is at mac". */
struct fake_frame *fake_claim(size_t from, const uint8_t *mac, const struct addr *addr);

/* "Who has addr?" */
struct fake_frame *fake_question(
    size_t from, const uint8_t *mac, const struct addr *own, const struct addr *addr);

/* Whether a frame asks, and for whom. */
bool fake_asks_for(const struct fake_frame *frame, struct addr *target);

#endif
