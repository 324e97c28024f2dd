// The clauses of a bound query, one by one: to compare two bindings of the same text. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jql/bound.h"
#include "store/facts.h"

namespace tl::sync {

// In the order of the text.
[[nodiscard]] std::vector<jql::Test*> tests_of(jql::BoundNode& node);
[[nodiscard]] std::vector<const jql::Test*> tests_of(const jql::BoundNode& node);

// All that decides what the clause answers, so that equal texts answer alike.
[[nodiscard]] std::string describe_test(const jql::Test& test);
// The same of the whole query, as a number that may be stored.
[[nodiscard]] uint64_t fingerprint_of(const jql::BoundNode& node);

// Dates of issues between which alone the answers of the two can differ: all other clauses are
// equal. Nothing when that cannot be said.
[[nodiscard]] std::optional<std::vector<store::DatedSpan>> moved_spans(const jql::BoundNode& former,
                                                                       const jql::BoundNode& now);

}  // namespace tl::sync
