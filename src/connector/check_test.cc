#include "connector/check.h"

#include <gtest/gtest.h>

#include <set>

#include "connector/session.h"

namespace tl::connector {
namespace {

TEST(CheckReport, TextHoldsEffectAndRemedyOnlyWhereThereAreSome) {
  CheckReport report;
  report.rows.push_back({"a", "First", CheckState::kPassed, "fine", "", ""});
  report.rows.push_back({"b", "Second", CheckState::kMissing, "", "less is seen", "ask for it"});
  EXPECT_EQ(report.text(),
            "[passed] First: fine\n[missing] Second\n    Effect: less is seen\n"
            "    Remedy: ask for it\n");
}

TEST(CheckState, EveryOneHasItsOwnName) {
  std::set<std::string_view> names;
  for (const auto state : {CheckState::kPassed, CheckState::kMissing, CheckState::kNotNeeded,
                           CheckState::kWarning, CheckState::kFailed}) {
    names.insert(to_text(state));
  }
  EXPECT_EQ(names.size(), 5u);
}

// A secret must not slip into a log: no conversion to text, no comparison.
static_assert(!std::is_convertible_v<SecretText, std::string>);
static_assert(!std::is_convertible_v<SecretText, std::string_view>);
static_assert(!std::is_convertible_v<std::string, SecretText>);

}  // namespace
}  // namespace tl::connector
