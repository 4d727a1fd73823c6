/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_book.h"

#include "mib/mib_keepalived.h"
#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"
#include "mib/mib_vrrpv3.h"
#include "mib/mib_vrrpv3_trap.h"

const struct mib_book mib_books[MIB_BOOKS] = {
    [MIB_BOOK_VRRPV2] = {"VRRP-MIB",             &mib_vrrpv2_module, mib_vrrpv2_source_new,
			 mib_vrrpv2_source_free, mib_vrrpv2_differ, mib_vrrpv2_tell},
    [MIB_BOOK_VRRPV3] = {"VRRPV3-MIB", &mib_vrrpv3_module, mib_vrrpv3_source_new,
			 mib_vrrpv3_source_free, mib_vrrpv3_differ, mib_vrrpv3_tell},
    [MIB_BOOK_KEEPALIVED_GLOBAL] = {"KEEPALIVED-MIB, global",
			 &mib_keepalived_global_module, mib_keepalived_global_new,
			 mib_keepalived_global_free, NULL, NULL},
    [MIB_BOOK_KEEPALIVED_VRRP] = {"KEEPALIVED-MIB, VRRP",                      &mib_keepalived_vrrp_module,
			 mib_keepalived_vrrp_new, mib_keepalived_vrrp_free, mib_keepalived_vrrp_differ,
			 mib_keepalived_vrrp_tell},
    [MIB_BOOK_KEEPALIVED_CHECKER] = {"KEEPALIVED-MIB, checker",
			 &mib_keepalived_check_module, mib_keepalived_check_new,
			 mib_keepalived_check_free, mib_keepalived_check_differ,
			 mib_keepalived_check_tell},
    [MIB_BOOK_FAIRLEAD] = {.name = "FAIRLEAD-MIB"},
};
