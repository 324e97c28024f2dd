#include "lens/store_scan.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"

namespace tl::lens {
namespace {

using Wishes = std::map<InstanceId, std::set<std::string>>;

std::string capitals(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return text;
}

// The order of domain::effective_histories, item by item.
bool earlier(const RawBatch::Change& a, const RawBatch::Change& b) {
  return std::tie(a.ref, a.at, a.history, a.history_text, a.ordinal) <
         std::tie(b.ref, b.at, b.history, b.history_text, b.ordinal);
}

std::vector<int64_t> dict_ids(const RawBatch& batch, const SideFacts& sides) {
  std::vector<int64_t> ids;
  for (const RawBatch::Change& change : batch.changes)
    ids.insert(ids.end(),
               {change.field.value, change.actor.value, change.from.value, change.to.value});
  for (const SideFacts::Worklog& worklog : sides.worklogs) ids.push_back(worklog.author.value);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

ValueDict::ValueDict(std::vector<store::DictEntry> entries) : entries_(std::move(entries)) {}

const store::DictEntry* ValueDict::find(DictId id) const {
  if (!id) return nullptr;
  const auto found = std::lower_bound(
      entries_.begin(), entries_.end(), id,
      [](const store::DictEntry& entry, DictId wanted) { return entry.id < wanted; });
  return found == entries_.end() || found->id != id ? nullptr : &*found;
}

ItemSide ValueDict::side(DictId id) const {
  const store::DictEntry* entry = find(id);
  if (entry == nullptr) return {};
  const bool numbered = id.value > 0 && id.value <= int64_t{UINT32_MAX};
  return {entry->vendor_id, entry->name, numbered ? static_cast<uint32_t>(id.value) : 0};
}

void RawBatch::add(const store::ScannedIssue& issue) {
  issues.push_back({issue.ref, std::string(issue.document)});
}

void RawBatch::add(const store::ScannedChange& change) {
  Change& made = changes.emplace_back();
  made.ref = change.ref;
  made.at = change.at.ms;
  const auto number = parse_int(change.history);
  made.history = number.value_or(0);
  if (!number) made.history_text = change.history;
  made.ordinal = change.ordinal;
  made.field = change.field;
  made.actor = change.actor;
  made.from = change.from;
  made.to = change.to;
}

void SideFacts::add(const store::ScannedWorklog& worklog) {
  if (!worklog.ref.issue) return;  // no payload has told yet whose it is
  worklogs.push_back(
      {worklog.ref, worklog.started.ms, worklog.seconds, worklog.author, worklogs.size()});
}

void SideFacts::sort() {
  std::sort(worklogs.begin(), worklogs.end(), [](const Worklog& a, const Worklog& b) {
    return std::tie(a.ref, a.started, a.place) < std::tie(b.ref, b.started, b.place);
  });
  std::sort(comments.begin(), comments.end());
}

std::vector<MadeRow> BatchMaker::make(RawBatch& batch) {
  std::sort(batch.changes.begin(), batch.changes.end(), earlier);
  std::vector<MadeRow> rows;
  rows.reserve(batch.issues.size());
  size_t next = 0;
  for (const RawBatch::Issue& raw : batch.issues) {
    auto attributes = domain::unpack_attributes(raw.document);
    if (!attributes) throw ScanStopped{std::move(attributes).error()};
    const domain::Issue issue{raw.ref.issue, std::move(*attributes)};
    IssueFacts facts;
    facts.instance = raw.ref.instance;
    facts.issue = &issue;
    take_changes(batch, raw.ref, next, facts);
    take_sides(raw.ref, facts);
    rows.push_back(maker_.make(facts));
  }
  return rows;
}

void BatchMaker::take_changes(RawBatch& batch, IssueRef ref, size_t& next, IssueFacts& facts) {
  while (next < batch.changes.size() && batch.changes[next].ref < ref) ++next;
  for (; next < batch.changes.size() && batch.changes[next].ref == ref; ++next) {
    const RawBatch::Change& change = batch.changes[next];
    const FieldUse* use = use_of(ref.instance, change.field);
    if (use == nullptr) continue;
    facts.items.push_back({*use, change.at, values_.side(change.actor), values_.side(change.from),
                           values_.side(change.to)});
  }
}

void BatchMaker::take_sides(IssueRef ref, IssueFacts& facts) {
  const auto first = std::lower_bound(
      sides_.worklogs.begin(), sides_.worklogs.end(), ref,
      [](const SideFacts::Worklog& worklog, IssueRef wanted) { return worklog.ref < wanted; });
  for (auto it = first; it != sides_.worklogs.end() && it->ref == ref; ++it)
    facts.worklogs.push_back({"", it->started, it->seconds, values_.side(it->author)});
  const auto [begin, end] = std::equal_range(sides_.comments.begin(), sides_.comments.end(), ref);
  facts.comments = end - begin;
}

const FieldUse* BatchMaker::use_of(InstanceId instance, DictId field) {
  if (instance != used_instance_) uses_.clear();
  used_instance_ = instance;
  const auto [place, is_new] = uses_.try_emplace(field, nullptr);
  if (is_new) {
    const store::DictEntry* entry = values_.find(field);
    if (entry != nullptr)
      place->second = roles_of(maker_.roles(), instance).find(entry->vendor_id, entry->name);
  }
  return place->second;
}

KeyMap find_wished(store::Snapshot& snapshot, const std::vector<MadeRow>& rows) {
  Wishes wished;
  for (const MadeRow& made : rows) {
    for (const MadeRow::Wish& wish : made.wishes) wished[made.row.ref.instance].insert(wish.key);
  }
  KeyMap found;
  for (const auto& [instance, keys] : wished) {
    std::multimap<std::string, std::string> written;  // by the key in capitals
    std::vector<std::string> asked;
    for (const std::string& key : keys) {
      std::string upper = capitals(key);
      if (!written.contains(upper)) asked.push_back(upper);
      written.emplace(std::move(upper), key);
    }
    snapshot.find_keys(instance, asked, [&](std::string_view key, IssueId issue) {
      const auto [begin, end] = written.equal_range(std::string(key));
      for (auto it = begin; it != end; ++it) found[{instance, it->second}] = issue;
    });
  }
  return found;
}

StoreScan::StoreScan(store::Snapshot& snapshot, LensBuilder& into, std::stop_token stop)
    : snapshot_(snapshot), into_(into), stop_(std::move(stop)) {}

void StoreScan::check_stop() const {
  if (stop_.stop_requested())
    throw ScanStopped{make_error(ErrorCode::kStopping, "stopped while reading facts")};
}

void StoreScan::run() {
  for (const domain::RecordKind kind : kCatalogueKinds) {
    snapshot_.scan_records(kind, [&](InstanceId instance, const domain::Record& record) {
      into_.add_record(instance, record);
    });
  }
  RowMaker& maker = into_.maker();
  read_sides();
  BatchMaker batches(maker, values_, sides_);
  std::vector<MadeRow> made;
  std::future<std::vector<MadeRow>> making;  // last: it uses all of the above
  IssueRef after;
  for (bool more = true; more;) {
    check_stop();
    auto batch = std::make_shared<RawBatch>(read_batch(after));
    more = !batch->issues.empty();
    if (more) after = batch->issues.back().ref;
    if (making.valid()) made = making.get();
    auto keys = std::make_shared<KeyMap>(find_wished(snapshot_, made));
    making = std::async(std::launch::async,
                        [this, &maker, &batches, batch, keys, done = std::move(made)]() mutable {
                          for (MadeRow& row : done) into_.add(maker.settle(std::move(row), *keys));
                          done.clear();
                          return batches.make(*batch);
                        });
    made.clear();
  }
  (void)making.get();  // nothing: the last batch was empty
}

void StoreScan::read_sides() {
  std::set<std::string> fields;
  static const FieldRoles system;
  const auto add = [&](const FieldRoles& roles) {
    for (std::string& name : roles.wanted()) fields.insert(std::move(name));
  };
  add(system);
  for (const auto& [instance, roles] : into_.roles()) add(roles);
  fields_.assign(fields.begin(), fields.end());
  std::vector<std::string> with_names = fields_;
  with_names.emplace_back(store::kFieldDict);
  with_names.emplace_back(store::kActorDict);
  values_ = ValueDict(snapshot_.load_values(with_names));
  check_stop();
  snapshot_.scan_worklogs([&](const store::ScannedWorklog& worklog) { sides_.add(worklog); });
  check_stop();
  snapshot_.scan_comments(nullptr, [&](IssueRef ref) { sides_.comments.push_back(ref); });
  sides_.sort();
}

RawBatch StoreScan::read_batch(IssueRef after) {
  RawBatch batch;
  store::IssueScope scope;
  scope.after = after;
  snapshot_.scan_issues(scope, kScanBatch,
                        [&](const store::ScannedIssue& issue) { batch.add(issue); });
  if (batch.issues.empty()) return batch;
  scope.last = batch.issues.back().ref;
  snapshot_.scan_changes(scope, fields_,
                         [&](const store::ScannedChange& change) { batch.add(change); });
  return batch;
}

std::vector<IssueRow> read_rows(store::Snapshot& snapshot, const std::vector<IssueRef>& refs,
                                RowMaker& maker) {
  std::map<InstanceId, std::vector<int64_t>> by_instance;
  for (const IssueRef& ref : refs) by_instance[ref.instance].push_back(ref.issue.value);
  RawBatch batch;
  SideFacts sides;
  for (const auto& [instance, issues] : by_instance) {
    store::IssueScope scope;
    scope.instance = instance;
    scope.issues = &issues;
    snapshot.scan_issues(scope, INT64_MAX,
                         [&](const store::ScannedIssue& issue) { batch.add(issue); });
    snapshot.scan_changes(scope, {},
                          [&](const store::ScannedChange& change) { batch.add(change); });
    snapshot.scan_worklogs(scope, [&](const store::ScannedWorklog& w) { sides.add(w); });
    snapshot.scan_comments(&scope, [&](IssueRef ref) { sides.comments.push_back(ref); });
  }
  sides.sort();
  const ValueDict values(snapshot.load_values(dict_ids(batch, sides)));
  std::vector<MadeRow> made = BatchMaker(maker, values, sides).make(batch);
  const KeyMap keys = find_wished(snapshot, made);
  std::vector<IssueRow> rows;
  rows.reserve(made.size());
  for (MadeRow& row : made) rows.push_back(maker.settle(std::move(row), keys));
  return rows;
}

}  // namespace tl::lens
