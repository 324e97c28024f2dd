#include "lens/lens_builder.h"

#include "domain/merge.h"
#include "lens/version_builder.h"

namespace tl::lens {
namespace {

std::string_view view(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

void take_worklogs(const SourceIssue& from, IssueFacts& facts, std::vector<domain::Ref>& authors) {
  authors.reserve(from.worklogs.size());  // views into it must stay
  for (const domain::Record& record : from.worklogs) {
    if (domain::flag_of(record.attributes, domain::kDeleted)) continue;
    const domain::Ref& author = authors.emplace_back(domain::ref_of(record.attributes, "author"));
    WorklogFact worklog;
    worklog.id = record.id;
    worklog.started = domain::instant_of(record.attributes, "started").value_or(Instant()).ms;
    worklog.seconds =
        static_cast<int64_t>(domain::number_of(record.attributes, "seconds").value_or(0));
    worklog.author = {author.id, author.name};
    facts.worklogs.push_back(worklog);
  }
}

IssueFacts facts_of(const SourceIssue& from, const std::vector<domain::History>& histories,
                    const FieldRoles& roles) {
  IssueFacts facts;
  facts.instance = from.instance;
  facts.issue = &from.issue;
  facts.comments = from.comments;
  for (const domain::History& history : histories) {
    for (const domain::HistoryItem& item : history.items) {
      const FieldUse* use = roles.find(item.field_id, item.field_name);
      if (use == nullptr) continue;
      facts.items.push_back({*use,
                             history.at().ms,
                             {history.author.id, history.author.name},
                             {view(item.from_id), view(item.from_text)},
                             {view(item.to_id), view(item.to_text)}});
    }
  }
  return facts;
}

}  // namespace

MadeRow make_unsettled(RowMaker& maker, const SourceIssue& from) {
  const auto histories = domain::effective_histories(from.histories);
  IssueFacts facts = facts_of(from, histories, roles_of(maker.roles(), from.instance));
  std::vector<domain::Ref> authors;
  take_worklogs(from, facts, authors);
  return maker.make(facts);
}

IssueRow make_row(DictionaryBuilder& dictionary, const SourceIssue& from, const RoleMap& roles) {
  RowMaker maker(dictionary, roles);
  return maker.settle(make_unsettled(maker, from), {});
}

LensBuilder::LensBuilder() = default;

void LensBuilder::add_record(InstanceId instance, const domain::Record& record) {
  dictionary_.add_record(instance, record);
  if (record.kind != domain::RecordKind::kField) return;
  fields_[instance].add(record);
  maker_.reset();  // what comes after it is read anew
}

RowMaker& LensBuilder::maker() {
  if (!maker_) {
    roles_.clear();
    for (const auto& [instance, fields] : fields_) roles_.emplace(instance, FieldRoles(fields));
    maker_.emplace(dictionary_, roles_);
  }
  return *maker_;
}

const RoleMap& LensBuilder::roles() { return maker().roles(); }

void LensBuilder::add(const SourceIssue& issue, const KeyMap& keys) {
  RowMaker& with = maker();
  add(with.settle(make_unsettled(with, issue), keys));
}

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
