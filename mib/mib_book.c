/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_book.h"

#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"

const struct mib_book mib_books[MIB_BOOKS] = {
    [MIB_BOOK_VRRPV2] = {"VRRP-MIB",             &mib_vrrpv2_module, mib_vrrpv2_source_new,
			 mib_vrrpv2_source_free, mib_vrrpv2_differ, mib_vrrpv2_tell},
    [MIB_BOOK_VRRPV3] = {.name = "VRRPV3-MIB"},
    [MIB_BOOK_KEEPALIVED_GLOBAL] = {.name = "KEEPALIVED-MIB, global"    },
    [MIB_BOOK_KEEPALIVED_VRRP] = {.name = "KEEPALIVED-MIB, VRRP"                     },
    [MIB_BOOK_KEEPALIVED_CHECKER] = {.name = "KEEPALIVED-MIB, checker"                     },
    [MIB_BOOK_FAIRLEAD] = {.name = "FAIRLEAD-MIB"                 },
};
