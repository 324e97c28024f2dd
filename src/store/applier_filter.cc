// The filter of the connection within an apply: who is admitted, who left it, who is back.
#include <algorithm>
#include <iterator>

#include "domain/merge.h"
#include "store/applier.h"
#include "store/filter_facts.h"
#include "store/history_rows.h"

namespace tl::store {
namespace {

using domain::ChangeSet;

bool hangs_on_issue(const domain::Record& record) {
  using enum domain::RecordKind;
  return record.kind == kWorklog || record.kind == kComment || record.kind == kRemoteLink;
}

// What the set says of one issue beside its attributes.
struct Beside {
  std::vector<domain::History> histories;
  std::vector<domain::Record> worklogs;
};

Beside beside(IssueId issue, const ChangeSet& set) {
  Beside found;
  for (const domain::History& history : set.histories) {
    if (history.issue != issue) continue;
    found.histories.push_back(history);
    if (history.id.empty()) found.histories.back().id = domain::content_id(history);
  }
  for (const domain::Record& record : set.records) {
    const bool worklog = record.kind == domain::RecordKind::kWorklog;
    if (worklog && record.issue == issue) found.worklogs.push_back(record);
  }
  return found;
}

ChangeSet without(const ChangeSet& set, const std::set<IssueId>& gone) {
  const auto is_gone = [&](IssueId issue) { return gone.contains(issue); };
  ChangeSet kept;
  for (const domain::Issue& issue : set.issues) {
    if (!is_gone(issue.id)) kept.issues.push_back(issue);
  }
  for (const domain::History& history : set.histories) {
    if (!is_gone(history.issue)) kept.histories.push_back(history);
  }
  for (const domain::Record& record : set.records) {
    if (!hangs_on_issue(record) || !is_gone(record.issue)) kept.records.push_back(record);
  }
  for (const IssueId issue : set.refetch) {
    if (!is_gone(issue)) kept.refetch.push_back(issue);
  }
  return kept;
}

}  // namespace

// Issues of the set that nobody has admitted yet.
std::set<IssueId> Applier::find_strangers(const ChangeSet& set, const ApplyContext& context) {
  std::set<IssueId> strangers;
  for (const domain::Issue& issue : set.issues) strangers.insert(issue.id);
  for (const IssueId issue : context.in_filter) strangers.erase(issue);
  if (strangers.empty()) return strangers;
  IntList ids;
  for (const IssueId issue : strangers) ids.push_back(raw(issue));
  session_.query(
      "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND " + session_.in("issue", 3),
      {raw(scope_.tenant), raw(scope_.instance), &ids},
      [&](const Row& row) { strangers.erase(IssueId(row.integer(0))); });
  return strangers;
}

// The set may hold several states of the issue, in the order they came: that it matched once, as
// merged until then, admits it. Else two changes in one batch could hide what two batches show.
FilterWord Applier::decide_stranger(IssueId id, const ChangeSet& set, const ApplyContext& context) {
  Beside facts = beside(id, set);
  if (context.filter.histories) {
    auto stored = load_issue_histories(session_, scope_.tenant, {scope_.instance, id});
    std::move(stored.begin(), stored.end(), std::back_inserter(facts.histories));
  }
  domain::Issue merged{id, {}};
  FilterWord word = FilterWord::kOut;
  for (const domain::Issue& state : set.issues) {
    if (state.id != id) continue;
    domain::merge_attributes(merged.attributes, state.attributes);
    if (domain::flag_of(merged.attributes, domain::kDeleted)) return FilterWord::kOut;
    word = context.filter.decide({merged, facts.histories, facts.worklogs});
    if (word == FilterWord::kIn) return word;
  }
  return word;
}

std::optional<ChangeSet> Applier::admit_strangers(const ChangeSet& set,
                                                  const ApplyContext& context) {
  if (!context.filter) return std::nullopt;
  std::set<IssueId> gone;
  for (const IssueId issue : find_strangers(set, context)) {
    const FilterWord word = decide_stranger(issue, set, context);
    if (word == FilterWord::kIn) continue;
    const bool open = word == FilterWord::kUndecided;
    if (open && !context.ask_unknown) continue;
    (open ? report_.asked : report_.not_admitted).push_back(issue);
    gone.insert(issue);
  }
  if (gone.empty()) return std::nullopt;
  ChangeSet kept = without(set, gone);
  kept.refetch.insert(kept.refetch.end(), report_.asked.begin(), report_.asked.end());
  return kept;
}

void Applier::judge_known(const ApplyContext& context) {
  std::set<IssueId> in(context.in_filter.begin(), context.in_filter.end());
  std::set<IssueId> left(context.left_filter.begin(), context.left_filter.end());
  if (context.filter) {
    std::set<IssueId> asked = fed_issues_;
    asked.insert(in.begin(), in.end());
    asked.insert(left.begin(), left.end());
    asked.insert(context.judge_too.begin(), context.judge_too.end());
    for (const auto& [key, issue] : fed_records_) {
      if (context.filter.worklogs && issue) asked.insert(issue);
    }
    IntList ids;
    for (const IssueId issue : asked) ids.push_back(raw(issue));
    judge_stored(session_, scope_.tenant, scope_.instance, context.filter, ids,
                 [&](IssueId issue, FilterWord word) {
                   if (word == FilterWord::kUndecided) return;
                   const bool is_in = word == FilterWord::kIn;
                   (is_in ? in : left).insert(issue);
                   (is_in ? left : in).erase(issue);
                 });
  }
  note_filter(in, left);
}

void Applier::note_filter(const std::set<IssueId>& in, const std::set<IssueId>& left) {
  Batch batch("filter_exit", {{"tenant"}, {"instance"}, {"issue"}, {"since"}},
              "ON CONFLICT (tenant, instance, issue) DO NOTHING RETURNING issue");
  IntList out;
  for (const IssueId issue : left) out.push_back(raw(issue));
  if (!out.empty()) {
    session_.query(
        "SELECT issue FROM issue WHERE tenant = $1 AND instance = $2 AND " +
            session_.in("issue", 3),
        {raw(scope_.tenant), raw(scope_.instance), &out}, [&](const Row& row) {
          batch.add({raw(scope_.tenant), raw(scope_.instance), row.integer(0), scope_.now.ms});
        });
  }
  session_.insert(batch, [&](const Row&) { ++report_.left_filter; });
  IntList back;
  for (const IssueId issue : in) back.push_back(raw(issue));
  if (!back.empty()) {
    report_.returned_to_filter =
        session_.exec("DELETE FROM filter_exit WHERE tenant = $1 AND instance = $2 AND " +
                          session_.in("issue", 3),
                      {raw(scope_.tenant), raw(scope_.instance), &back});
  }
  growth_.left_filter += report_.left_filter - report_.returned_to_filter;
}

}  // namespace tl::store
