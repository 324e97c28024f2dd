// The census: which issues Jira has, and when each last changed.
#pragma once

#include "connector/census.h"
#include "connectors/jira/client.h"
#include "connectors/jira/pull_state.h"

namespace tl::connectors::jira {

// How many issues the scope has and the newest change of them, as of now: `scope.until` is not
// looked at. Data Center tells both in one answer; Cloud is asked twice, and a third time who we
// are when it says that there is nothing, since it says so to a dead token as well.
// kVendorNotFound: the account does not see the project (any more).
[[nodiscard]] Result<connector::QuickLook> fetch_quick_look(const Client& client,
                                                            const connector::CensusScope& scope);

// One step: usually one search for issues up to where the last step ended, newest change first.
//
// Nothing can shift between two steps: each asks by the change instant, not by a position. A step
// ends before the second in which its last row lies, so that rows of equal instants are never
// parted. Where one second fills a whole answer (a bulk edit), that second is read in the order of
// keys, which do not change while one reads, in one step, however many they are.
//
// Whether Jira cuts the instants of a query to the minute is found out once, by asking for an issue
// up to its own instant. If it does, and while it is not known, bounds are full minutes.
//
// About one request per page of the site, when no hundreds of issues share a second.
// kVendorNotFound: as above.
[[nodiscard]] Result<connector::CensusPage> fetch_census_page(const Client& client,
                                                              const connector::CensusScope& scope,
                                                              PullState state);

}  // namespace tl::connectors::jira
