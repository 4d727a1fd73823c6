/* SPDX-License-Identifier: Apache-2.0 */
#include "mib/mib_book.h"

#include "mib/mib_fairlead.h"
#include "mib/mib_fairlead_source.h"
#include "mib/mib_fairlead_trap.h"
#include "mib/mib_vrrpv2.h"
#include "mib/mib_vrrpv2_trap.h"
#include "mib/mib_vrrpv3.h"
#include "mib/mib_vrrpv3_trap.h"

/* The functions of a MIB whose names begin alike. */
#define BOOK(name, prefix)                                                             \
  {                                                                                    \
    name, &prefix##_module, prefix##_source_new, prefix##_source_free,                 \
	prefix##_differ, prefix##_tell                                                 \
  }
#define LATER(name)                                                                    \
  {                                                                                    \
    name, NULL, NULL, NULL, NULL, NULL                                                 \
  }

const struct mib_book mib_books[MIB_BOOKS] = {
    [MIB_BOOK_VRRPV2] = BOOK("VRRP-MIB", mib_vrrpv2),
    [MIB_BOOK_VRRPV3] = BOOK("VRRPV3-MIB", mib_vrrpv3),
    [MIB_BOOK_KEEPALIVED_GLOBAL] = LATER("KEEPALIVED-MIB, global"),
    [MIB_BOOK_KEEPALIVED_VRRP] = LATER("KEEPALIVED-MIB, VRRP"),
    [MIB_BOOK_KEEPALIVED_CHECKER] = LATER("KEEPALIVED-MIB, checker"),
    [MIB_BOOK_FAIRLEAD] = BOOK("FAIRLEAD-MIB", mib_fairlead),
};
