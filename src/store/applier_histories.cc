#include <fmt/format.h>

#include <deque>

#include "base/text.h"
#include "domain/merge.h"
#include "store/applier.h"
#include "store/descriptions.h"
#include "store/dict.h"
#include "store/history_rows.h"

namespace tl::store {
namespace {

using domain::History;
using domain::HistoryItem;

// Up to this many histories are looked up one by one (issues x histories); more by whole issues.
constexpr size_t kFewHistories = 8;
// Ids made of content begin with "~", which sorts behind all digits.
constexpr std::string_view kFirstContentId = "~";

std::string_view part(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

void need_values(DictResolver& dict, const History& history) {
  dict.need(kActorDict, history.author.id, history.author.name);
  for (const HistoryItem& item : history.items) {
    dict.need(kFieldDict, item.field_id, item.field_name);
    if (item.field_id == domain::kDescription) continue;
    dict.need(item.field_id, part(item.from_id), part(item.from_text));
    dict.need(item.field_id, part(item.to_id), part(item.to_text));
  }
}

// Descriptions have a place of their own (descriptions.h).
std::pair<int64_t, int64_t> value_ids(const DictResolver& dict, const HistoryItem& item) {
  if (item.field_id == domain::kDescription) return {0, 0};
  return {dict.id(item.field_id, part(item.from_id), part(item.from_text)),
          dict.id(item.field_id, part(item.to_id), part(item.to_text))};
}

domain::Version read_version(const Row& row) {
  domain::Version version;
  version.instant = Instant(row.integer(2));
  version.rank = static_cast<domain::SourceRank>(row.integer(3));
  version.history = row.integer(4);
  version.hash = static_cast<uint64_t>(row.integer(5));
  return version;
}

}  // namespace

void Applier::apply_histories(const std::vector<History>& histories) {
  if (histories.empty()) return;
  std::deque<History> owned;  // merged ones and those whose id had to be made
  std::map<HistoryKey, const History*> wanted;
  for (const History& given : histories) {
    const History* history = &given;
    if (given.id.empty()) {
      owned.push_back(given);
      owned.back().id = domain::content_id(given);
      history = &owned.back();
    }
    const auto [slot, is_new] =
        wanted.try_emplace(HistoryKey(history->issue, history->id), history);
    if (is_new) continue;
    owned.push_back(*slot->second);
    if (domain::merge_history(owned.back(), *history)) slot->second = &owned.back();
  }
  const auto known = load_versions(wanted);
  std::vector<const History*> changed;
  std::vector<const History*> unchanged;
  for (const auto& [key, history] : wanted) {
    if (const auto found = known.find(key); found != known.end()) {
      History stored;
      stored.version = found->second;
      if (!domain::merge_history(stored, *history)) {
        ++report_.histories_unchanged;
        unchanged.push_back(history);
        continue;
      }
      session_.exec(
          "DELETE FROM change WHERE tenant = $1 AND instance = $2 AND issue = $3 AND history = $4",
          {raw(scope_.tenant), raw(scope_.instance), raw(history->issue), history->id});
    }
    ++report_.histories_changed;
    report_.changed_histories.push_back(key);
    changed.push_back(history);
    fed_issues_.insert(history->issue);
  }
  write_histories(changed);
  write_texts(changed, true);
  write_texts(unchanged, false);  // known from a time before descriptions were wanted
}

void Applier::write_texts(const std::vector<const History*>& histories, bool replace) {
  if (!descriptions_) return;
  for (const IssueId issue : write_change_texts(session_, scope_, histories, replace)) {
    fed_issues_.insert(issue);
  }
}

std::map<Applier::HistoryKey, domain::Version> Applier::load_versions(
    const std::map<HistoryKey, const History*>& wanted) {
  IntList issues;
  TextList names;
  for (const auto& [key, history] : wanted) {
    if (issues.empty() || issues.back() != raw(key.first)) issues.push_back(raw(key.first));
    names.push_back(key.second);
  }
  const bool few = wanted.size() <= kFewHistories;
  const std::string sql =
      "SELECT issue, history, at, source_rank, source_history, hash FROM change"
      " WHERE tenant = $1 AND instance = $2 AND ordinal = 0 AND " +
      session_.in("issue", 3) + (few ? " AND " + session_.in("history", 4) : "");
  Params params = {raw(scope_.tenant), raw(scope_.instance), &issues};
  if (few) params.emplace_back(&names);
  std::map<HistoryKey, domain::Version> versions;
  session_.query(sql, params, [&](const Row& row) {
    versions.emplace(HistoryKey(IssueId(row.integer(0)), row.string(1)), read_version(row));
  });
  return versions;
}

void Applier::write_histories(const std::vector<const History*>& changed) {
  if (changed.empty()) return;
  DictResolver dict;
  for (const History* history : changed) need_values(dict, *history);
  dict.resolve(session_, dict_, scope_.tenant);
  using enum ColumnType;
  Batch rows("change", {{"tenant"},
                        {"instance"},
                        {"issue"},
                        {"history", kText},
                        {"ordinal"},
                        {"field"},
                        {"at"},
                        {"actor"},
                        {"from_value"},
                        {"to_value"},
                        {"source_rank"},
                        {"source_history"},
                        {"hash"},
                        {"absorbed"}});
  std::set<IssueId> issues;
  for (const History* h : changed) {
    issues.insert(h->issue);
    const int64_t actor = dict.id(kActorDict, h->author.id, h->author.name);
    const auto add = [&](int64_t ordinal, int64_t field, int64_t from, int64_t to) {
      rows.add({raw(scope_.tenant), raw(scope_.instance), raw(h->issue), h->id, ordinal, field,
                h->at().ms, actor, from, to, static_cast<int64_t>(h->version.rank),
                h->version.history, static_cast<int64_t>(h->version.hash), 0});
    };
    if (h->items.empty()) add(0, 0, 0, 0);  // a marker, so that it is known to be known
    int64_t ordinal = 0;
    for (const HistoryItem& item : h->items) {
      const auto [from, to] = value_ids(dict, item);
      add(ordinal++, dict.id(kFieldDict, item.field_id, item.field_name), from, to);
      if (equals_no_case(item.field_id, "key")) {
        add_alias(part(item.from_text), h->issue);
        add_alias(part(item.to_text), h->issue);
      }
    }
  }
  session_.insert(rows);
  mark_absorbed(issues);
}

// Scans leave out what domain::effective_histories leaves out; so does the flag.
void Applier::mark_absorbed(const std::set<IssueId>& issues) {
  IntList ids;
  std::set<int64_t> with_content_ids;
  for (const IssueId issue : issues) ids.push_back(raw(issue));
  session_.query(
      "SELECT issue FROM change WHERE tenant = $1 AND instance = $2 AND history >= $4"
      " AND ordinal = 0 AND " +
          session_.in("issue", 3),
      {raw(scope_.tenant), raw(scope_.instance), &ids, kFirstContentId},
      [&](const Row& row) { with_content_ids.insert(row.integer(0)); });
  for (const int64_t issue : with_content_ids) {
    const IssueRef ref{scope_.instance, IssueId(issue)};
    const auto all = load_issue_histories(session_, scope_.tenant, ref);
    std::set<std::string> kept;
    for (const History& history : domain::effective_histories(all)) kept.insert(history.id);
    for (const History& history : all) {
      if (history.has_vendor_id()) continue;
      session_.exec(
          "UPDATE change SET absorbed = $5 WHERE tenant = $1 AND instance = $2 AND issue = $3"
          " AND history = $4 AND absorbed <> $5",
          {raw(scope_.tenant), raw(scope_.instance), issue, history.id,
           kept.contains(history.id) ? 0 : 1});
    }
  }
}

}  // namespace tl::store
