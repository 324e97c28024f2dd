// What an issue shows to one clause, in words.
#pragma once

#include <string>
#include <string_view>

#include "jql/bound.h"
#include "jql/issue_view.h"

namespace tl::jql {

// "To Do", "empty", "not known", "In Review from 2026-05-03 10:12 to 2026-05-04 09:00 by Mia Berg".
// Instants are shown in `zone` (IANA; UTC where it is unknown).
[[nodiscard]] std::string render_seen(const Test& test, const IssueView& issue,
                                      std::string_view zone);

// "2026-05-03 10:12" on a clock of the zone.
[[nodiscard]] std::string render_local(int64_t at, std::string_view zone);

}  // namespace tl::jql
