// One apply in its transaction: merge with what is known, write what changed. Internal to store.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/change_set.h"
#include "store/apply.h"
#include "store/core.h"
#include "store/sync_state_sql.h"

namespace tl::store {

class Applier {
 public:
  Applier(Session& session, DictCache& dict, const Scope& scope, int64_t normaliser_version)
      : session_(session), dict_(dict), scope_(scope), normaliser_version_(normaliser_version) {}

  [[nodiscard]] Result<ApplyReport> run(const domain::ChangeSet& set, const ApplyContext& context);

 private:
  using HistoryKey = std::pair<IssueId, std::string>;
  using RecordKey = std::pair<domain::RecordKind, std::string>;

  // Also learns whether the connection keeps descriptions: what it does not want is not written,
  // whatever is given, as the choice may have changed since a page was asked for.
  [[nodiscard]] bool connection_exists();
  void write_context(const domain::ChangeSet& set, const ApplyContext& context);
  void write_tally(const domain::ChangeSet& set, const ApplyContext& context);
  void write_feed();

  // applier_issues.cc
  void apply_issues(const std::vector<domain::Issue>& issues);
  void mark_lost(const std::vector<IssueId>& issues);
  void write_counts();
  void write_issues(const std::map<IssueId, const domain::Attributes*>& changed);
  void find_incomplete(const domain::ChangeSet& set);
  // applier_filter.cc
  // The set without unknown issues that are not admitted; nothing when all of it stays.
  [[nodiscard]] std::optional<domain::ChangeSet> admit_strangers(const domain::ChangeSet& set,
                                                                 const ApplyContext& context);
  [[nodiscard]] std::set<IssueId> find_strangers(const domain::ChangeSet& set,
                                                 const ApplyContext& context);
  [[nodiscard]] FilterWord decide_stranger(IssueId id, const domain::ChangeSet& set,
                                           const ApplyContext& context);
  void judge_known(const ApplyContext& context);
  void note_filter(const std::set<IssueId>& in, const std::set<IssueId>& left);
  // applier_histories.cc
  void apply_histories(const std::vector<domain::History>& histories);
  [[nodiscard]] std::map<HistoryKey, domain::Version> load_versions(
      const std::map<HistoryKey, const domain::History*>& wanted);
  void write_histories(const std::vector<const domain::History*>& changed);
  void write_texts(const std::vector<const domain::History*>& histories, bool replace);
  void mark_absorbed(const std::set<IssueId>& issues);
  // applier_records.cc
  void apply_records(const std::vector<domain::Record>& records);
  void apply_kind(domain::RecordKind kind, std::vector<const domain::Record*> records);
  void write_records(const std::vector<domain::Record>& changed);

  void add_alias(std::string_view key, IssueId issue);
  void write_aliases();

  Session& session_;
  DictCache& dict_;
  const Scope scope_;
  const int64_t normaliser_version_;
  bool descriptions_ = false;
  ApplyReport report_;
  std::set<std::pair<std::string, IssueId>> aliases_;
  std::set<IssueId> fed_issues_;
  std::map<RecordKey, IssueId> fed_records_;
  IssueCounts growth_;    // of this apply; may be negative
  int64_t left_out_ = 0;  // issues of the set that the filter did not admit
};

}  // namespace tl::store
