// Queries in JSON: problems, notices, counts, with offsets as JavaScript counts them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/jql_world.h"
#include "api/json_out.h"
#include "jql/search.h"

namespace tl::api {

[[nodiscard]] std::string_view to_text(jql::TimeNeed need);    // "none", "day", "minute"
[[nodiscard]] std::string_view answer_text(jql::Truth truth);  // "matches", "no", "undecided"

// "from","to": of an open object.
void span_members(JsonWriter& out, jql::Span span, const Utf16Offsets& offsets);
void render_jql_problem(JsonWriter& out, const jql::Problem& problem, const Utf16Offsets& offsets);
void notices_member(JsonWriter& out, std::string_view name, const std::vector<jql::Notice>& notices,
                    const Utf16Offsets& offsets);

// What all instances were told alike: how something was read.
[[nodiscard]] std::vector<jql::Notice> common_notes(const JqlAsked& asked);

// The query as people should write it; "" when it is none.
[[nodiscard]] std::string normal_text(const JqlAsked& asked);

enum class WithWarnings : uint8_t { kNo, kYes };
// "instances": [{id, name, issues, matched, undecided, clauses, warnings?}].
void counts_member(JsonWriter& out, const JqlWorld& world, const JqlAsked& asked,
                   const std::vector<jql::InstanceCount>& counts, WithWarnings warnings);
[[nodiscard]] int64_t total_undecided(const std::vector<jql::InstanceCount>& counts);
[[nodiscard]] int64_t total_matched(const std::vector<jql::InstanceCount>& counts);

// 409: so many issues could not be decided; `instances` of the problem says by which clauses.
[[nodiscard]] net::Response refuse_undecided(const Call& call, const JqlWorld& world,
                                             const JqlAsked& asked,
                                             const std::vector<jql::InstanceCount>& counts);
// The same in a sentence: "12 issues cannot be decided here: 'text ~ x' (acme: not stored)".
[[nodiscard]] std::string undecided_words(const JqlWorld& world, const JqlAsked& asked,
                                          const std::vector<jql::InstanceCount>& counts);

}  // namespace tl::api
