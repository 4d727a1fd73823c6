/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of two halves, what the file says and what is, and getters of their members by
 * offset: the tables of keepalived's MIB are made of these. P. */
#ifndef MIB_MIB_PAIR_H
#define MIB_MIB_PAIR_H

#include "mib/mib_rows.h"
#include "mib/mib_value.h"

struct mib_pair {
	const void *said;  /* borrowed; a struct of view_said.h; never NULL */
	const void *is;    /* borrowed; a row of the view; NULL: there is none */
	const void *owner; /* borrowed: whose row it is, when a column asks for it */
	uint64_t extra;    /* what a column asks for and costs a search */
	uint32_t ids[3];   /* the index */
	uint32_t ids_len;
};

/* The rows of one table, in the order of their indices. */
struct mib_pairs {
	struct mib_pair *at; /* owned, by mem_free */
	size_t len;
};

struct mib_pairs mib_pairs_new(size_t max);

/* The next row; `first` and, unless it is 0, `second` are its index. */
struct mib_pair *mib_pairs_add(struct mib_pairs *pairs, const void *said,
    const void *is, uint32_t first, uint32_t second);

void mib_pair_index(const struct mib_pair *pair, struct mib_oid *oid);

/* Columns of what the file says, and of what is, by one of the getters below. */
#define MIB_PAIR_SAID(number, type, get, owner, member)                                \
  {                                                                                    \
    number, MIB_##type, offsetof(struct owner, member), mib_said_##get, NULL           \
  }
#define MIB_PAIR_IS(number, type, get, owner, member)                                  \
  {                                                                                    \
    number, MIB_##type, offsetof(struct owner, member), mib_is_##get, NULL             \
  }

/* What they read of what the file says. Truths are 1 and 2; a text that is NULL and an
 * address that is not set are no cell. `us`: milliseconds shown as microseconds. */
void mib_said_u32(const struct mib_cell *cell, struct mib_value *value);
void mib_said_u32_or_none(const struct mib_cell *cell, struct mib_value *value);
void mib_said_i32(const struct mib_cell *cell, struct mib_value *value);
void mib_said_truth(const struct mib_cell *cell, struct mib_value *value);
void mib_said_text(const struct mib_cell *cell, struct mib_value *value);
void mib_said_inet(const struct mib_cell *cell, struct mib_value *value);
void mib_said_inet_type(const struct mib_cell *cell, struct mib_value *value);
void mib_said_s(const struct mib_cell *cell, struct mib_value *value);
void mib_said_us(const struct mib_cell *cell, struct mib_value *value);

/* Of what is. No cell when there is no such row. `text`: a char array. */
void mib_is_u8(const struct mib_cell *cell, struct mib_value *value);
void mib_is_u16(const struct mib_cell *cell, struct mib_value *value);
void mib_is_u32(const struct mib_cell *cell, struct mib_value *value);
void mib_is_u64(const struct mib_cell *cell, struct mib_value *value);
void mib_is_low(const struct mib_cell *cell, struct mib_value *value);  /* of 64 */
void mib_is_high(const struct mib_cell *cell, struct mib_value *value); /* bits */
void mib_is_truth(const struct mib_cell *cell, struct mib_value *value);
void mib_is_text(const struct mib_cell *cell, struct mib_value *value);
void mib_is_inet(const struct mib_cell *cell, struct mib_value *value);
void mib_is_inet_type(const struct mib_cell *cell, struct mib_value *value);

/* The same in every row: what fairlead never, or always, does. */
void mib_always_true(const struct mib_cell *cell, struct mib_value *value);
void mib_always_false(const struct mib_cell *cell, struct mib_value *value);

static inline const struct mib_pair *
mib_pair_of(const struct mib_cell *cell)
{
	return cell->row;
}

#endif
