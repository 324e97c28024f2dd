// The cheap look at a project: the vendor's count and newest change against ours.
#pragma once

#include "sync/ledger_site.h"

namespace tl::sync {

// At most three requests. Agrees: "nothing new seen". Differs twice: a census is wanted. Nothing is
// said while deliveries or re-reads wait: false.
Result<bool> look(const LedgerSite& site, Book& book);

}  // namespace tl::sync
