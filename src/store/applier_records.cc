#include <algorithm>

#include "base/log.h"
#include "domain/issue.h"
#include "domain/merge.h"
#include "store/applier.h"
#include "store/dict.h"

namespace tl::store {
namespace {

using domain::Attributes;
using domain::Record;
using domain::RecordKind;

constexpr size_t kChunk = 1000;

// The columns that stand beside the document, for scans and counts.
struct Typed {
  bool deleted = false;
  int64_t at = 0;
  domain::Ref author;
  int64_t seconds = 0;
};

Typed typed_columns(const Record& record) {
  Typed out;
  const Attributes& a = record.attributes;
  out.deleted = domain::flag_of(a, domain::kDeleted);
  if (record.kind != RecordKind::kWorklog && record.kind != RecordKind::kComment) return out;
  const bool worklog = record.kind == RecordKind::kWorklog;
  out.at = domain::instant_of(a, worklog ? "started" : "created").value_or(Instant()).ms;
  out.author = domain::ref_of(a, "author");
  if (worklog) out.seconds = static_cast<int64_t>(domain::number_of(a, "seconds").value_or(0));
  return out;
}

// Merges `from` into `into`. True when that changed it.
bool merge_record(Record& into, const Record& from) {
  const bool moved = into.issue < from.issue;  // 0: not said; else the same, in practice
  if (moved) into.issue = from.issue;
  return domain::merge_attributes(into.attributes, from.attributes) || moved;
}

std::map<std::string, Record> load_known(Session& session, const Scope& scope, RecordKind kind,
                                         const TextList& ids) {
  std::map<std::string, Record> known;
  session.query(
      "SELECT id, issue, doc FROM record WHERE tenant = $1 AND instance = $2 AND kind = $3 AND " +
          session.in("id", 4),
      {raw(scope.tenant), raw(scope.instance), static_cast<int64_t>(kind), &ids},
      [&](const Row& row) {
        auto attributes = domain::unpack_attributes(row.blob(2));
        if (!attributes.ok()) {
          log_error("store, a stored record", attributes.error());
          attributes = Attributes{};
        }
        known.emplace(row.string(0),
                      Record{kind, row.string(0), IssueId(row.integer(1)), std::move(*attributes)});
      });
  return known;
}

}  // namespace

void Applier::apply_records(const std::vector<Record>& records) {
  std::map<RecordKind, std::vector<const Record*>> by_kind;
  for (const Record& record : records) by_kind[record.kind].push_back(&record);
  for (auto& [kind, list] : by_kind) {
    std::sort(list.begin(), list.end(),
              [](const Record* a, const Record* b) { return a->id < b->id; });
    apply_kind(kind, std::move(list));
  }
}

// `records` are sorted by id; the same id may come several times.
void Applier::apply_kind(RecordKind kind, std::vector<const Record*> records) {
  for (size_t at = 0; at < records.size();) {
    std::vector<Record> chunk;
    TextList ids;
    for (; at < records.size() && (chunk.size() < kChunk || chunk.back().id == records[at]->id);
         ++at) {
      if (!chunk.empty() && chunk.back().id == records[at]->id) {
        merge_record(chunk.back(), *records[at]);
      } else {
        chunk.push_back(*records[at]);
        ids.push_back(records[at]->id);
      }
    }
    auto known = load_known(session_, scope_, kind, ids);
    std::vector<Record> changed;
    for (Record& record : chunk) {
      if (const auto found = known.find(record.id); found != known.end()) {
        if (!merge_record(found->second, record)) {
          ++report_.records_unchanged;
          continue;
        }
        record = std::move(found->second);
      }
      ++report_.records_changed;
      if (kind == RecordKind::kWorklog) ++report_.worklogs_changed;
      report_.changed_records.emplace_back(kind, record.id);
      fed_records_[RecordKey(kind, record.id)] = record.issue;
      changed.push_back(std::move(record));
    }
    write_records(changed);
  }
}

void Applier::write_records(const std::vector<Record>& changed) {
  if (changed.empty()) return;
  DictResolver dict;
  std::vector<Typed> typed;
  for (const Record& record : changed) {
    typed.push_back(typed_columns(record));
    dict.need(kActorDict, typed.back().author.id, typed.back().author.name);
  }
  dict.resolve(session_, dict_, scope_.tenant);
  using enum ColumnType;
  Batch rows("record",
             {{"tenant"},
              {"instance"},
              {"kind"},
              {"id", kText},
              {"issue"},
              {"deleted"},
              {"at"},
              {"author"},
              {"seconds"},
              {"doc", kBlob}},
             "ON CONFLICT (tenant, instance, kind, id) DO UPDATE SET issue = excluded.issue,"
             " deleted = excluded.deleted, at = excluded.at, author = excluded.author,"
             " seconds = excluded.seconds, doc = excluded.doc");
  for (size_t i = 0; i < changed.size(); ++i) {
    const Record& record = changed[i];
    const Typed& t = typed[i];
    rows.add({raw(scope_.tenant), raw(scope_.instance), static_cast<int64_t>(record.kind),
              record.id, raw(record.issue), t.deleted ? 1 : 0, t.at,
              dict.id(kActorDict, t.author.id, t.author.name), t.seconds,
              Blob{rows.keep(domain::pack_attributes(record.attributes))}});
  }
  session_.insert(rows);
}

}  // namespace tl::store
