/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_book.h"

#include "mib/mib_fairlead.h"
#include "mib/mib_fairlead_source.h"
#include "mib/mib_fairlead_trap.h"
#include "mib/mib_keepalived.h"
#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"
#include "mib/mib_vrrpv3.h"
#include "mib/mib_vrrpv3_trap.h"

/* The functions of a MIB whose names begin alike, and those of its source. */
#define BOOK(name, prefix, source)                                                     \
  {                                                                                    \
    name, &prefix##_module, source##_new, source##_free, prefix##_differ,              \
	prefix##_tell                                                                  \
  }
/* One without notifications. */
#define SILENT(name, prefix, source)                                                   \
  {                                                                                    \
    name, &prefix##_module, source##_new, source##_free, NULL, NULL                    \
  }

const struct mib_book mib_books[MIB_BOOKS] = {
    [MIB_BOOK_VRRPV2] = BOOK("VRRP-MIB", mib_vrrpv2, mib_vrrpv2_source),
    [MIB_BOOK_VRRPV3] = BOOK("VRRPV3-MIB", mib_vrrpv3, mib_vrrpv3_source),
    [MIB_BOOK_KEEPALIVED_GLOBAL] =
	SILENT("KEEPALIVED-MIB, global", mib_keepalived_global, mib_keepalived_global),
    [MIB_BOOK_KEEPALIVED_VRRP] =
	BOOK("KEEPALIVED-MIB, VRRP", mib_keepalived_vrrp, mib_keepalived_vrrp),
    [MIB_BOOK_KEEPALIVED_CHECKER] =
	BOOK("KEEPALIVED-MIB, checker", mib_keepalived_check, mib_keepalived_check),
    [MIB_BOOK_FAIRLEAD] = BOOK("FAIRLEAD-MIB", mib_fairlead, mib_fairlead_source),
};
