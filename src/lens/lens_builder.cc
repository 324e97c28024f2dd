#include "lens/lens_builder.h"

#include "base/text.h"
#include "domain/merge.h"
#include "lens/version_builder.h"

namespace tl::lens {
namespace {

int64_t ms_of(const std::optional<Instant>& instant) { return instant ? instant->ms : kNoInstant; }

// A value that came without an id is known by its text; it can be in no catalogue.
domain::Ref side(const std::optional<std::string>& id, const std::optional<std::string>& text) {
  if (id && !id->empty()) return {*id, text.value_or("")};
  if (text && !text->empty()) return {"name:" + *text, *text};
  return {};
}

void add_changes(DictionaryBuilder& dictionary, const SourceIssue& from, IssueRow& row) {
  for (const domain::History& history : domain::effective_histories(from.histories)) {
    for (const domain::HistoryItem& item : history.items) {
      const bool status = item.field_id == "status";
      if (!status && item.field_id != "resolution") continue;
      const LensField field = status ? LensField::kStatus : LensField::kResolution;
      auto& changes = status ? row.statuses : row.resolutions;
      const Code before =
          dictionary.code_of(field, from.instance, side(item.from_id, item.from_text));
      const Code after = dictionary.code_of(field, from.instance, side(item.to_id, item.to_text));
      changes.push_back({history.at().ms, before, after});
    }
  }
}

void note_deletion(const domain::Attributes& attributes, IssueRow& row) {
  const auto deleted = attributes.find(domain::kDeleted);
  if (deleted == attributes.end() || !domain::flag_of(attributes, domain::kDeleted)) return;
  row.flags |= kRowDeleted;
  row.deleted_at = deleted->second.version.instant.ms;
}

}  // namespace

IssueRow make_row(DictionaryBuilder& dictionary, InstanceId instance, const domain::Issue& issue) {
  const domain::Attributes& from = issue.attributes;
  const auto code = [&](LensField field, std::string_view name) {
    return dictionary.code_of(field, instance, domain::ref_of(from, name));
  };
  IssueRow row;
  row.ref = {instance, issue.id};
  row.key = domain::text_of(from, "key");
  row.summary = domain::text_of(from, "summary");
  row.project = code(LensField::kProject, "project");
  row.type = code(LensField::kType, "issuetype");
  row.status = code(LensField::kStatus, "status");
  row.priority = code(LensField::kPriority, "priority");
  row.resolution = code(LensField::kResolution, "resolution");
  row.assignee = code(LensField::kAccount, "assignee");
  row.created = ms_of(domain::instant_of(from, "created"));
  row.updated = ms_of(domain::instant_of(from, "updated"));
  row.parent = IssueId(parse_int(domain::ref_of(from, "parent").id).value_or(0));
  if (domain::number_of(from, domain::kHistoryTotal)) row.flags |= kRowHistoryComplete;
  if (domain::flag_of(from, domain::kInvisible)) row.flags |= kRowInvisible;
  note_deletion(from, row);
  return row;
}

IssueRow make_row(DictionaryBuilder& dictionary, const SourceIssue& from) {
  IssueRow row = make_row(dictionary, from.instance, from.issue);
  add_changes(dictionary, from, row);
  mark_chain(row);
  return row;
}

LensBuilder::LensBuilder() = default;

void LensBuilder::add_record(InstanceId instance, const domain::Record& record) {
  dictionary_.add_record(instance, record);
}

void LensBuilder::add(const SourceIssue& issue) { add(make_row(dictionary_, issue)); }

void LensBuilder::add(IssueRow row) {
  mark_chain(row);
  if (!(last_ < row.ref)) {
    const IssueRef ref = row.ref;
    late_.insert_or_assign(ref, std::move(row));
    return;
  }
  last_ = row.ref;
  open_.add(row);
  if (open_.rows() == kMaxChunkRows) close_chunk();
}

void LensBuilder::close_chunk() {
  if (open_.rows() > 0) chunks_.push_back(open_.finish());
}

VersionPtr LensBuilder::finish(int64_t position, Instant now) {
  close_chunk();
  for (const auto& [ref, row] : late_) {
    open_.add(row);
    if (open_.rows() == kMaxChunkRows) close_chunk();
  }
  close_chunk();
  VersionBuilder out;
  out.set_dictionary(dictionary_.finish());
  for (auto& chunk : chunks_) out.append(std::move(chunk));
  out.compact();
  return out.finish(position, now);
}

}  // namespace tl::lens
