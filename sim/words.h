// Texts that read like a company's own: summaries, descriptions, comments. Made from word lists.
#pragma once

#include <cstdint>
#include <string>

#include "sim/catalog.h"
#include "sim/rng.h"

namespace tl::sim {

// One line. `level` as IssueType::level; `position` of the issue decides about odd characters.
[[nodiscard]] std::string make_summary(Rng& rng, const Project& project, const IssueType& type,
                                       int position);

// The text behind a negative TextRef: the same number always gives the same text.
[[nodiscard]] std::string make_paragraphs(uint32_t number);  // for descriptions
[[nodiscard]] std::string make_remark(uint32_t number);      // for comments and worklogs

[[nodiscard]] std::string make_sprint_goal(Rng& rng, const Project& project);
[[nodiscard]] const char* pick_label(Rng& rng);

}  // namespace tl::sim
