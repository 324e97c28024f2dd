#include "lens/store_scan.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace tl::lens {

StoreScan::StoreScan(store::Snapshot& snapshot, LensBuilder& into, std::stop_token stop)
    : snapshot_(snapshot), into_(into), stop_(std::move(stop)) {}

void StoreScan::run() {
  for (const domain::RecordKind kind : kCatalogueKinds) {
    snapshot_.scan_records(kind, [&](InstanceId instance, const domain::Record& record) {
      into_.add_record(instance, record);
    });
  }
  read_dictionary();
  snapshot_.scan_changes({"status", "resolution"},
                         [&](const store::ScannedChange& change) { take(change); });
  close_group();
  snapshot_.scan_issues([&](const store::ScannedIssue& issue) { take(issue); });
}

void StoreScan::read_dictionary() {
  for (const store::DictEntry& entry : snapshot_.load_dictionary()) {
    if (entry.field == store::kFieldDict && entry.vendor_id == "status")
      fields_[entry.id] = LensField::kStatus;
    if (entry.field == store::kFieldDict && entry.vendor_id == "resolution")
      fields_[entry.id] = LensField::kResolution;
    if (entry.field != "status" && entry.field != "resolution") continue;
    // A value without an id is known by its text, as in make_row.
    const bool has_id = !entry.vendor_id.empty() || entry.name.empty();
    values_[entry.id] = {has_id ? entry.vendor_id : "name:" + entry.name, entry.name};
  }
}

Code StoreScan::code_of(LensField field, InstanceId instance, DictId value) {
  if (!value) return kNoCode;
  if (instance != coded_instance_) {
    codes_.clear();
    coded_instance_ = instance;
  }
  const auto known = codes_.find(value);
  if (known != codes_.end()) return known->second;
  const auto found = values_.find(value);
  const domain::Ref ref = found == values_.end() ? domain::Ref{} : found->second;
  const Code code = into_.dictionary().code_of(field, instance, ref);
  codes_.emplace(value, code);
  return code;
}

void StoreScan::take(const store::ScannedChange& change) {
  if (change.ref != open_ref_) close_group();
  open_ref_ = change.ref;
  Found found;
  const auto known_field = fields_.find(change.field);
  if (known_field == fields_.end()) return;
  const LensField field = known_field->second;
  found.status = field == LensField::kStatus;
  found.change = {change.at.ms, code_of(field, change.ref.instance, change.from),
                  code_of(field, change.ref.instance, change.to)};
  found.history = parse_int(change.history).value_or(0);
  found.history_text = change.history;
  found.ordinal = change.ordinal;
  open_.push_back(std::move(found));
}

void StoreScan::close_group() {
  if (open_.empty()) return;
  if (stop_.stop_requested())
    throw ScanStopped{make_error(ErrorCode::kStopping, "stopped while reading changes")};
  // Statuses before resolutions; within each the order of domain::effective_histories.
  const auto order = [](const Found& f) {
    return std::tuple(!f.status, f.change.at, f.history, std::string_view(f.history_text),
                      f.ordinal);
  };
  std::sort(open_.begin(), open_.end(),
            [&](const Found& a, const Found& b) { return order(a) < order(b); });
  Group group{open_ref_, changes_.size(), changes_.size(), 0};
  for (const Found& found : open_) {
    if (found.status) ++group.statuses_end;
    changes_.push_back(found.change);
  }
  group.end = changes_.size();
  groups_.push_back(group);
  open_.clear();
}

void StoreScan::take(const store::ScannedIssue& scanned) {
  if (stop_.stop_requested())
    throw ScanStopped{make_error(ErrorCode::kStopping, "stopped while reading issues")};
  auto attributes = domain::unpack_attributes(scanned.document);
  if (!attributes) throw ScanStopped{std::move(attributes).error()};
  domain::Issue issue{scanned.ref.issue, std::move(*attributes)};
  IssueRow row = make_row(into_.dictionary(), scanned.ref.instance, issue);
  while (next_group_ < groups_.size() && groups_[next_group_].ref < scanned.ref) ++next_group_;
  if (next_group_ < groups_.size() && groups_[next_group_].ref == scanned.ref) {
    const Group& group = groups_[next_group_];
    const auto at = [&](size_t i) { return changes_.begin() + static_cast<std::ptrdiff_t>(i); };
    row.statuses.assign(at(group.begin), at(group.statuses_end));
    row.resolutions.assign(at(group.statuses_end), at(group.end));
  }
  into_.add(std::move(row));
}

}  // namespace tl::lens
