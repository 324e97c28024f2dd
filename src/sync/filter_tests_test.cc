#include "sync/filter_tests.h"

#include <gtest/gtest.h>

namespace tl::sync {
namespace {

using jql::BoundNode;
using Clause = jql::Test;

Clause since(jql::FieldId field, int64_t at) {
  Clause test;
  test.kind = jql::TestKind::kInstants;
  test.field.id = field;
  test.field.kind = jql::ValueKind::kInstant;
  test.compare = jql::Compare::kGreaterEqual;
  test.instants = {at};
  return test;
}

Clause named(std::vector<std::string> ids) {
  Clause test;
  test.kind = jql::TestKind::kNames;
  test.field.id = jql::FieldId::kStatus;
  test.ids = std::move(ids);
  return test;
}

BoundNode all_of(std::vector<Clause> tests) {
  BoundNode node;
  node.kind = BoundNode::Kind::kAnd;
  for (Clause& test : tests) {
    BoundNode child;
    child.kind = BoundNode::Kind::kTest;
    child.test = std::move(test);
    node.children.push_back(std::move(child));
  }
  return node;
}

TEST(FilterTests, AFingerprintFollowsWhatTheAnswerHangsOn) {
  const BoundNode a = all_of({named({"1", "2"})});
  EXPECT_EQ(fingerprint_of(a), fingerprint_of(all_of({named({"1", "2"})})));
  EXPECT_NE(fingerprint_of(a), fingerprint_of(all_of({named({"12"})})));
  EXPECT_NE(fingerprint_of(a), fingerprint_of(all_of({named({"1"}), named({"2"})})));
  BoundNode either = a;
  either.kind = BoundNode::Kind::kOr;
  EXPECT_NE(fingerprint_of(a), fingerprint_of(either));
  Clause negated = named({"1", "2"});
  negated.negated = true;
  EXPECT_NE(fingerprint_of(a), fingerprint_of(all_of({negated})));
  Clause elsewhere = named({"1", "2"});
  elsewhere.span = {5, 9};
  elsewhere.why = "words";
  EXPECT_EQ(fingerprint_of(a), fingerprint_of(all_of({elsewhere})));
  Clause past = named({});
  past.kind = jql::TestKind::kWas;
  Clause later = past;
  later.rules.after = {7};
  EXPECT_NE(describe_test(past), describe_test(later));
}

TEST(FilterTests, OnlyDatesThatMovedAreLookedAt) {
  const auto former = all_of({named({"1"}), since(jql::FieldId::kUpdated, 1000)});
  const auto now = all_of({named({"1"}), since(jql::FieldId::kUpdated, 61'000)});
  const auto spans = moved_spans(former, now);
  ASSERT_TRUE(spans.has_value());
  ASSERT_EQ(spans->size(), 1u);
  EXPECT_FALSE(spans->front().created);
  EXPECT_EQ(spans->front().from, Instant(1000));
  EXPECT_EQ(spans->front().to, Instant(61'000));
  EXPECT_EQ(moved_spans(now, former)->front().from, Instant(1000)) << "clocks go back too";
  EXPECT_TRUE(moved_spans(now, now)->empty());
  const auto created = moved_spans(all_of({since(jql::FieldId::kCreated, 1)}),
                                   all_of({since(jql::FieldId::kCreated, 2)}));
  EXPECT_TRUE(created->front().created);
}

TEST(FilterTests, WhatMovedOtherwiseAsksForAll) {
  const auto due = [](int64_t at) { return all_of({since(jql::FieldId::kDue, at)}); };
  EXPECT_FALSE(moved_spans(due(1), due(2)).has_value()) << "no column of the issue";
  EXPECT_FALSE(moved_spans(all_of({named({"1"})}), all_of({named({"2"})})).has_value());
  EXPECT_FALSE(moved_spans(all_of({}), all_of({named({"2"})})).has_value());
  Clause other = since(jql::FieldId::kUpdated, 2);
  other.negated = true;
  EXPECT_FALSE(
      moved_spans(all_of({since(jql::FieldId::kUpdated, 1)}), all_of({other})).has_value());
}

}  // namespace
}  // namespace tl::sync
