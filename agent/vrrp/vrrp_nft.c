/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on: control. */
#include "agent/vrrp/vrrp_nft.h"

#include <nftables/libnftables.h>
#include <string.h>

#include "agent/lib/buf.h"
#include "agent/lib/log.h"
#include "agent/lib/mem.h"
#include "agent/vrrp/vrrp_filter.h"

static const char vrrp[] = "vrrp";

struct vrrp_nft {
	struct nft_ctx
	    *owner; /* owned: its socket owns the table; NULL: there is none */
	uint64_t failures;
};

struct vrrp_nft *
vrrp_nft_new(void)
{
	return mem_new(1, sizeof(struct vrrp_nft));
}

static void
let_go(struct vrrp_nft *nft)
{
	if (nft->owner)
		nft_ctx_free(nft->owner);
	nft->owner = NULL;
}

void
vrrp_nft_free(struct vrrp_nft *nft)
{
	if (nft)
		let_go(nft);
	mem_free(nft);
}

/* Its error texts are for a terminal: the first line says it. */
static void
tell_failure(struct vrrp_nft *nft)
{
	const char *said = nft_ctx_get_error_buffer(nft->owner);

	nft->failures++;
	log_event(vrrp,
	    "no_accept is not enforced, the addresses answer: nftables refused table "
	    "inet fairlead: %.*s",
	    (int)strcspn(said ? said : "", "\n"), said ? said : "");
}

/* A table in force stays when its successor is refused: all is one transaction. */
static bool
replace_table(struct vrrp_nft *nft, const char *commands)
{
	if (nft_run_cmd_from_buffer(nft->owner, commands) == 0)
		return true;
	tell_failure(nft);
	return false;
}

static struct nft_ctx *
open_owner(void)
{
	struct nft_ctx *owner = nft_ctx_new(NFT_CTX_DEFAULT);

	if (owner) {
		(void)nft_ctx_buffer_output(owner); /* else it writes to our stdout */
		(void)nft_ctx_buffer_error(owner);
	}
	return owner;
}

void
vrrp_nft_configure(struct vrrp_nft *nft, const struct model *model)
{
	bool is_on = nft->owner;
	struct buf commands = {0};

	if (!vrrp_filter_write(model, &commands)) {
		let_go(nft);
	} else {
		if (!nft->owner)
			nft->owner = open_owner();
		if (nft->owner && !replace_table(nft, buf_text(&commands)) && !is_on)
			let_go(nft);
	}
	buf_fini(&commands);
}

bool
vrrp_nft_is_on(const struct vrrp_nft *nft)
{
	return nft->owner;
}

uint64_t
vrrp_nft_failures(const struct vrrp_nft *nft)
{
	return nft->failures;
}
