// The made-up facts of slow_world_for_test.h as a lens.
#include "metrics/flow/slow_world_for_test.h"

namespace tl::metrics::flow::slow {
namespace {

const InstanceId kHere{1};

domain::Record record(domain::RecordKind kind, const std::string& id, const std::string& name) {
  domain::Record made;
  made.kind = kind;
  made.id = id;
  set_attribute(made.attributes, "name", name, {});
  return made;
}

void add_catalogue(lens::LensBuilder& builder) {
  for (const Status& status : kStatuses) {
    domain::Record made = record(domain::RecordKind::kStatus, status.id, status.name);
    set_attribute(made.attributes, "category", domain::Ref{"indeterminate", ""}, {});
    builder.add_record(kHere, made);
  }
  builder.add_record(kHere, record(domain::RecordKind::kIssueType, "10", "Story"));
  builder.add_record(kHere, record(domain::RecordKind::kIssueType, "11", "Bug"));
  builder.add_record(kHere, record(domain::RecordKind::kResolution, "1", "Fixed"));
  builder.add_record(kHere, record(domain::RecordKind::kResolution, "2", "Won't Do"));
  for (const std::string id : {"100", "101"}) {
    domain::Record project = record(domain::RecordKind::kProject, id, "Project " + id);
    set_attribute(project.attributes, "key", id == "100" ? "ONE" : "TWO", {});
    builder.add_record(kHere, project);
  }
}

class RowMaker {
 public:
  explicit RowMaker(lens::LensBuilder& builder) : names_(builder.dictionary()) {}

  lens::IssueRow row(const Issue& issue) {
    lens::IssueRow row;
    row.ref = {kHere, IssueId(issue.id)};
    row.key = (issue.project == 0 ? "ONE-" : "TWO-") + std::to_string(issue.id);
    row.project = code(lens::LensField::kProject, issue.project == 0 ? "100" : "101");
    row.type = code(lens::LensField::kType, issue.type == 0 ? "10" : "11");
    row.created = issue.created;
    row.updated = kBegin + kDays * kDay;
    row.flags = lens::kRowHistoryComplete;
    add_statuses(issue, row);
    add_resolutions(issue, row);
    add_flags(issue, row);
    for (const BlockedBy& link : issue.links) {
      row.links.push_back(
          {names_.code_of(lens::LensField::kLinkType, kHere, {"in:1", "is blocked by"}),
           IssueId(link.other), link.since, link.until.value_or(lens::kNoInstant)});
    }
    for (const Log& log : issue.logs) row.worklogs.push_back({log.started, log.seconds, 0});
    std::sort(row.worklogs.begin(), row.worklogs.end(),
              [](const auto& a, const auto& b) { return a.started < b.started; });
    if (issue.deleted) {
      row.flags |= lens::kRowDeleted;
      row.deleted_at = *issue.deleted;
    }
    return row;
  }

 private:
  lens::Code code(lens::LensField field, const std::string& id) {
    return names_.code_of(field, kHere, {id, ""});
  }
  lens::Code status(int index) {
    return code(lens::LensField::kStatus, kStatuses[static_cast<size_t>(index)].id);
  }
  lens::Code resolution(int value) {
    return value == 0 ? lens::kNoCode : code(lens::LensField::kResolution, std::to_string(value));
  }

  void add_statuses(const Issue& issue, lens::IssueRow& row) {
    int before = issue.first;
    for (const Move& move : issue.moves) {
      row.changes[lens::ChangeField::kStatus].push_back(
          {move.at, status(before), status(move.to), lens::kNoCode});
      before = move.to;
    }
    row.status = status(before);
  }
  void add_resolutions(const Issue& issue, lens::IssueRow& row) {
    int before = 0;
    for (const Move& move : issue.resolutions) {
      if (move.to == before) continue;
      row.changes[lens::ChangeField::kResolution].push_back(
          {move.at, resolution(before), resolution(move.to), lens::kNoCode});
      before = move.to;
    }
    row.resolution = resolution(before);
  }
  void add_flags(const Issue& issue, lens::IssueRow& row) {
    int before = 0;
    for (const Move& move : issue.flags) {
      if (move.to == before) continue;
      row.changes[lens::ChangeField::kFlag].push_back({move.at, static_cast<lens::Code>(before),
                                                       static_cast<lens::Code>(move.to),
                                                       lens::kNoCode});
      before = move.to;
    }
    if (before == 1) row.flags |= lens::kRowFlagged;
  }

  lens::DictionaryBuilder& names_;
};

}  // namespace

lens::VersionPtr World::make_lens() const {
  lens::LensBuilder builder;
  add_catalogue(builder);
  RowMaker maker(builder);
  for (const Issue& issue : stories) builder.add(maker.row(issue));
  return builder.finish(1, Instant(kBegin));
}

mapping::Mappings World::make_mappings() {
  mapping::Mapping mapping;
  mapping.version = 1;
  for (const Status& status : kStatuses) mapping.statuses[status.id] = status.stage;
  return {{kHere, mapping}};
}

}  // namespace tl::metrics::flow::slow
