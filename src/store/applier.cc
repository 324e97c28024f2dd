#include "store/applier.h"

#include "base/text.h"
#include "store/descriptions.h"
#include "store/tenant_store.h"

namespace tl::store {

Result<ApplyReport> Applier::run(const domain::ChangeSet& given, const ApplyContext& context) {
  if (!connection_exists()) {
    return make_error(ErrorCode::kNotFound, "the connection is not there any more");
  }
  const std::optional<domain::ChangeSet> admitted = admit_strangers(given, context);
  const domain::ChangeSet& set = admitted ? *admitted : given;
  left_out_ = static_cast<int64_t>(given.issues.size() - set.issues.size());
  if (!descriptions_ && holds_description(set.issues)) {
    apply_issues(without_descriptions(set.issues));
  } else {
    apply_issues(set.issues);
  }
  apply_histories(set.histories);
  apply_records(set.records);
  find_incomplete(set);
  mark_lost(context.lost_sight);
  judge_known(context);
  write_counts();
  write_aliases();
  write_feed();
  write_context(set, context);
  return std::move(report_);
}

bool Applier::connection_exists() {
  const auto keeps = keeps_descriptions(session_, scope_.tenant, scope_.instance);
  descriptions_ = keeps.value_or(false);
  return keeps.has_value();
}

void Applier::write_context(const domain::ChangeSet& set, const ApplyContext& context) {
  for (const PullCursor& cursor : context.cursors) write_cursor(session_, scope_, cursor);
  remove_refetch(session_, scope_, context.refetched);
  write_refetch(session_, scope_, set.refetch, context.refetch_reason);
  write_refused(session_, scope_, context.refused, normaliser_version_);
  for (const domain::Effect& effect : context.effects) {
    write_effect(session_, scope_, effect, scope_.now);
  }
  for (const EffectUpdate& update : context.effect_updates) {
    write_effect_state(session_, scope_, update);
  }
  if (context.run) write_run(session_, scope_, *context.run);
  if (context.counts) write_tally(set, context);
}

// In the transaction of the facts, so that the sum is right after a crash too.
void Applier::write_tally(const domain::ChangeSet& set, const ApplyContext& context) {
  PullTally grown = context.tally;
  grown.applied += static_cast<int64_t>(set.issues.size());
  grown.left_out += left_out_;
  add_pull_tally(session_, scope_, grown);
}

void Applier::write_feed() {
  std::vector<FeedRow> rows;
  for (const IssueId issue : fed_issues_) {
    FeedRow row;
    row.instance = scope_.instance;
    row.issue = issue;
    rows.push_back(std::move(row));
  }
  for (const auto& [key, issue] : fed_records_) {
    rows.push_back({0, FeedKind::kRecord, scope_.instance, issue, key.first, key.second});
  }
  report_.feed_position = append_feed(session_, scope_.tenant, rows);
}

void Applier::add_alias(std::string_view key, IssueId issue) {
  std::string upper = storable_text(key);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  if (!upper.empty()) aliases_.emplace(std::move(upper), issue);
}

void Applier::write_aliases() {
  Batch batch("issue_alias", {{"tenant"}, {"alias", ColumnType::kText}, {"instance"}, {"issue"}},
              "ON CONFLICT (tenant, alias, instance, issue) DO NOTHING");
  for (const auto& [key, issue] : aliases_) {
    batch.add({raw(scope_.tenant), key, raw(scope_.instance), raw(issue)});
  }
  session_.insert(batch);
}

Result<ApplyReport> TenantStore::apply(InstanceId instance, const domain::ChangeSet& set,
                                       const ApplyContext& context) {
  auto report = core_->facts().write([&](Session& session) -> Result<ApplyReport> {
    try {
      Applier applier(session, core_->dict(), {tenant_, instance, core_->now()},
                      context.normaliser_version);
      return applier.run(set, context);
    } catch (...) {
      core_->dict().forget(tenant_);  // its new entries are undone
      throw;
    }
  });
  if (!report.ok()) return report;
  core_->feed().raise(raw(tenant_), report->feed_position);
  core_->catalogues().note(tenant_, instance, report->changed_records);
  core_->note_growth(report->issues_changed + report->histories_changed + report->records_changed);
  core_->inbox().finish_later(context.arrivals);
  return report;
}

}  // namespace tl::store
