#include "store/history_rows.h"

#include <algorithm>

#include "store/dict.h"

namespace tl::store {
namespace {

std::optional<std::string> present(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

void put_value(const HistoryReader::Dict& dict, int64_t id, std::optional<std::string>& vendor_id,
               std::optional<std::string>& text) {
  const auto found = dict.find(id);
  if (found == dict.end()) return;
  vendor_id = present(found->second.vendor_id);
  text = present(found->second.name);
}

}  // namespace

void HistoryReader::add(const Row& row) {
  const int64_t ordinal = row.integer(3);
  if (ordinal == 0 || raw_.empty()) {
    RawHistory next;
    next.history.issue = IssueId(row.integer(1));
    next.history.id = row.string(2);
    domain::Version& version = next.history.version;
    version.instant = Instant(row.integer(5));
    version.history = row.integer(10);
    version.rank = static_cast<domain::SourceRank>(row.integer(9));
    version.hash = static_cast<uint64_t>(row.integer(11));
    next.actor = row.integer(6);
    raw_.push_back(std::move(next));
  }
  const int64_t field = row.integer(4);
  if (field != 0) raw_.back().items.push_back({field, row.integer(7), row.integer(8)});
}

IntList HistoryReader::dict_ids() const {
  IntList ids;
  for (const RawHistory& h : raw_) {
    ids.push_back(h.actor);
    for (const RawItem& item : h.items) {
      ids.push_back(item.field);
      ids.push_back(item.from);
      ids.push_back(item.to);
    }
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<domain::History> HistoryReader::take(const Dict& dict) {
  std::vector<domain::History> out;
  out.reserve(raw_.size());
  for (RawHistory& h : raw_) {
    if (const auto actor = dict.find(h.actor); actor != dict.end()) {
      h.history.author = {actor->second.vendor_id, actor->second.name};
    }
    for (const RawItem& item : h.items) {
      domain::HistoryItem made;
      if (const auto field = dict.find(item.field); field != dict.end()) {
        made.field_id = field->second.vendor_id;
        made.field_name = field->second.name;
      }
      put_value(dict, item.from, made.from_id, made.from_text);
      put_value(dict, item.to, made.to_id, made.to_text);
      h.history.items.push_back(std::move(made));
    }
    out.push_back(std::move(h.history));
  }
  raw_.clear();
  return out;
}

std::vector<domain::History> load_issue_histories(Session& session, TenantId tenant, IssueRef ref) {
  HistoryReader reader;
  session.query(std::string(kHistoryColumns) +
                    "WHERE tenant = $1 AND instance = $2 AND issue = $3 ORDER BY history, ordinal",
                {raw(tenant), raw(ref.instance), raw(ref.issue)},
                [&](const Row& row) { reader.add(row); });
  const IntList ids = reader.dict_ids();
  return reader.take(load_dict_full(session, "AND " + session.in("d.id", 2), {raw(tenant), &ids}));
}

}  // namespace tl::store
