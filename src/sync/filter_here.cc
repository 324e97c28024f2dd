#include "sync/filter_here.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "domain/issue.h"
#include "domain/merge.h"
#include "jql/evaluate.h"
#include "jql/fact_view.h"
#include "sync/filter_tests.h"
#include "sync/filter_view.h"

namespace tl::sync {
namespace {

using jql::FieldId;
using jql::Test;
using jql::TestKind;

bool looks_at_histories(const Test& test) {
  return test.kind == TestKind::kWas || test.kind == TestKind::kChanged ||
         test.kind == TestKind::kUpdatedBy || test.field.id == FieldId::kStatusCategoryChanged;
}

bool looks_at_worklogs(const Test& test) {
  return test.kind == TestKind::kUpdatedBy || test.field.id == FieldId::kWorklogAuthor ||
         test.field.id == FieldId::kWorklogDate;
}

// As many as the vendor counted when the issue was read in full.
bool has_histories(const store::MergedIssue& merged) {
  const auto total = domain::number_of(merged.issue.attributes, domain::kHistoryTotal);
  if (!total) return false;
  const auto known = std::count_if(merged.histories.begin(), merged.histories.end(),
                                   [](const domain::History& h) { return h.has_vendor_id(); });
  return static_cast<double>(known) >= *total;
}

bool has_worklogs(const store::MergedIssue& merged) {
  const auto total = domain::number_of(merged.issue.attributes, domain::kWorklogTotal);
  if (!total) return false;
  const auto live = std::count_if(
      merged.worklogs.begin(), merged.worklogs.end(),
      [](const domain::Record& log) { return !domain::flag_of(log.attributes, domain::kDeleted); });
  return static_cast<double>(live) >= *total;
}

std::vector<domain::Record> live_worklogs(std::span<const domain::Record> all) {
  std::vector<domain::Record> live;
  for (const domain::Record& log : all) {
    if (!domain::flag_of(log.attributes, domain::kDeleted)) live.push_back(log);
  }
  return live;
}

}  // namespace

FilterHere::FilterHere(Parts parts) : parts_(std::move(parts)) {
  if (!parts_.bound) return;
  all_ = true;
  for (const Test* test : tests_of(std::as_const(parts_.bound->where))) {
    const bool open = test->kind == TestKind::kUndecided;
    some_ |= !open;
    all_ &= !open;
    histories_ |= looks_at_histories(*test);
    worklogs_ |= looks_at_worklogs(*test);
  }
  some_ |= all_;  // a filter without clauses lets all pass
  if (some_) fingerprint_ = std::max<uint64_t>(1, fingerprint_of(parts_.bound->where));
}

const std::vector<jql::Notice>& FilterHere::undecided() const {
  static const std::vector<jql::Notice> none;
  return parts_.bound ? parts_.bound->undecided : none;
}

const std::vector<jql::Notice>& FilterHere::warnings() const {
  static const std::vector<jql::Notice> none;
  return parts_.bound ? parts_.bound->warnings : none;
}

jql::TimeNeed FilterHere::time() const {
  return parts_.bound ? parts_.bound->time : jql::TimeNeed::kNone;
}

std::string FilterHere::why() const {
  if (parts_.problem) return parts_.problem->message;
  if (!parts_.not_ready.empty()) return parts_.not_ready;
  if (undecided().empty()) return "";
  const jql::Notice& first = undecided().front();
  const std::string_view text = parts_.jql;
  const size_t begin = std::min<size_t>(first.span.begin, text.size());
  const std::string_view clause =
      text.substr(begin, std::max<size_t>(first.span.end, begin) - begin);
  return fmt::format("{}: {}", clause, first.message);
}

std::optional<std::vector<store::DatedSpan>> FilterHere::moved_since(
    const FilterHere& former) const {
  if (!parts_.bound || !former.parts_.bound || parts_.jql != former.parts_.jql) return std::nullopt;
  return moved_spans(former.parts_.bound->where, parts_.bound->where);
}

store::FilterWord FilterHere::decide(const store::MergedIssue& merged) const {
  const auto worklogs = live_worklogs(merged.worklogs);
  const auto view = jql::make_fact_view({.instance = parts_.bound->instance,
                                         .issue = merged.issue,
                                         .histories = merged.histories,
                                         .histories_complete = has_histories(merged),
                                         .worklogs = worklogs,
                                         .worklogs_known = has_worklogs(merged),
                                         .fields = parts_.fields});
  const PartialView partial(*view, merged.issue);
  switch (jql::evaluate(*parts_.bound, partial)) {
    case jql::Truth::kYes:
      return store::FilterWord::kIn;
    case jql::Truth::kNo:
      return store::FilterWord::kOut;
    case jql::Truth::kUndecided:
      break;
  }
  return store::FilterWord::kUndecided;
}

store::FilterJudge FilterHere::judge() const {
  if (!decides_some()) return {};
  return {.decide = [self = shared_from_this()](
                        const store::MergedIssue& issue) { return self->decide(issue); },
          .histories = histories_,
          .worklogs = worklogs_};
}

std::string_view to_text(jql::TimeNeed time) {
  switch (time) {
    case jql::TimeNeed::kNone:
      return "none";
    case jql::TimeNeed::kDay:
      return "day";
    case jql::TimeNeed::kMinute:
      return "minute";
  }
  return "none";
}

}  // namespace tl::sync
