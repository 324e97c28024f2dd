#include "connectors/jira/saved.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "connectors/jira/facts.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/saved_kind.h"
#include "connectors/jira/webhook.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

constexpr int kMaxNesting = 8;         // lists in lists
constexpr size_t kMaxBadLines = 1000;  // of one file, before the rest is given up

constexpr std::string_view kUnderstood =
    "Understood are: search pages, issues, change logs (bulk or of one issue), worklogs, comments, "
    "remote links, fields, statuses, issue types, priorities, resolutions, projects, users, "
    "boards, sprints, versions, components, audit logs, webhook bodies; as JSON or one per line.";

constexpr std::string_view kNameTheIssue =
    "nothing says which issue it belongs to: name the file after it, such as "
    "ABC-12.changelog.json, "
    "and import the issue first";

// "ABC-12" of "dumps/ABC-12.changelog.json"; "" when the name does not begin with a key.
std::string_view key_in_name(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") + 1);
  const size_t dash = name.find('-');
  if (dash == std::string_view::npos || dash == 0) return {};
  size_t end = dash + 1;
  while (end < name.size() && name[end] >= '0' && name[end] <= '9') ++end;
  const bool ends = end == name.size() || name[end] == '.' || name[end] == '_';
  return end > dash + 1 && ends ? name.substr(0, end) : std::string_view();
}

class Reader {
 public:
  explicit Reader(const SavedContext& context)
      : context_(context),
        fields_(context.fields == nullptr ? domain::FieldCatalogue() : *context.fields),
        facts_(&fields_, domain::SourceRank::kRest, context.received, context.descriptions) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // A document or a line of one. `within`: the issue that an envelope named.
  void read(JsonElement element, IssueId within, int depth);
  void refuse_line(size_t line, const std::string& reason) {
    facts_.refuse("line", std::to_string(line), reason, null_.root());
  }
  void note_unknown(JsonElement element);

  [[nodiscard]] bool understood() const { return !kinds_.empty(); }
  [[nodiscard]] const std::string& seen() const { return seen_; }
  [[nodiscard]] SavedAnswer take();

 private:
  void read_object(JsonElement object, SavedKind kind, IssueId within, int depth);
  void read_part(JsonElement object, SavedKind kind, IssueId within);
  bool read_noun(JsonElement object, SavedKind kind);
  void read_each(JsonElement object, std::string_view key, SavedKind kind);
  void read_list_of(JsonElement object, std::string_view key, IssueId within, int depth);
  bool read_versions(JsonElement list, int64_t first);
  void read_page(JsonElement page, IssueId within, int depth);
  void read_delivery(JsonElement object);
  void read_message(JsonElement object, int depth);
  void read_deletion(JsonElement record);
  void read_saved_issue(JsonElement object);
  void learn_fields(JsonElement object);
  void learn_field(JsonElement field);
  // The issue that `object` belongs to: by its address, else `within`, else the file's name.
  [[nodiscard]] IssueId issue_of(JsonElement object, IssueId within) const;
  [[nodiscard]] IssueId find(std::string_view key) const;
  void note(SavedKind kind);
  void refuse_without_issue(std::string_view kind, JsonElement object);

  const SavedContext& context_;
  domain::FieldCatalogue fields_;  // with those that the file itself describes
  Facts facts_;
  std::vector<domain::Refused> delivered_refused_;
  domain::ChangeSet delivered_;
  std::map<std::string, IssueId, std::less<>> keys_;  // of issues read so far
  std::vector<std::string> kinds_;
  std::string seen_;  // the first thing that is not understood
  bool refused_without_issue_ = false;
  JsonDocument null_ = *JsonDocument::parse("null");
};

void Reader::note(SavedKind kind) {
  std::string name(to_text(kind));
  if (std::find(kinds_.begin(), kinds_.end(), name) == kinds_.end()) {
    kinds_.push_back(std::move(name));
  }
}

void Reader::note_unknown(JsonElement element) {
  if (seen_.empty()) seen_ = describe_json(element);
}

IssueId Reader::find(std::string_view key) const {
  if (key.empty()) return {};
  if (const IssueId id = issue_id_of(key)) return id;
  const auto known = keys_.find(key);
  if (known != keys_.end()) return known->second;
  if (!context_.find_issue) return {};
  return context_.find_issue(key).value_or(IssueId());
}

IssueId Reader::issue_of(JsonElement object, IssueId within) const {
  if (const IssueId own = issue_id_member(object, "issueId")) return own;
  if (within) return within;
  for (const std::string_view member : {"self", "issue"}) {
    const IssueId id = find(issue_in_url(json_text(object, member).value_or("")));
    if (id) return id;
  }
  return find(key_in_name(context_.file_name));
}

// Said once: a file has hundreds of changes of one issue.
void Reader::refuse_without_issue(std::string_view kind, JsonElement object) {
  if (refused_without_issue_) return;
  refused_without_issue_ = true;
  facts_.refuse(kind, json_id(object, "id"), std::string(kNameTheIssue), object);
}

void Reader::read_list_of(JsonElement object, std::string_view key, IssueId within, int depth) {
  const auto list = json_get(object, key);
  if (list) read(*list, within, depth + 1);
}

// A page or issue that was asked for with expand=names,schema describes its fields itself.
void Reader::learn_fields(JsonElement object) {
  const auto schema = json_get(object, "schema");
  const auto names = json_get(object, "names");
  if (!schema || !schema->is_object()) return;
  domain::Version version = facts_.version();
  version.rank = domain::SourceRank::kThin;
  for (const auto& [id, type] : simdjson::dom::object(*schema)) {
    RecordBuilder field(domain::RecordKind::kField, clean_text(id), version);
    if (names) field.text("name", *names, id);
    field.text("type", type, "type").text("items", type, "items");
    field.text("schema_custom", type, "custom").text("system", type, "system");
    domain::Record record = field.take();
    if (fields_.find(id) == nullptr) fields_.add(record);
    facts_.add(std::move(record));
  }
}

void Reader::learn_field(JsonElement field) {
  Facts alone(nullptr, domain::SourceRank::kRest, context_.received);
  read_field(field, alone);
  for (const domain::Record& record : alone.changes.records) fields_.add(record);
  read_field(field, facts_);
}

// The list of a project's versions is in the project's order.
bool Reader::read_versions(JsonElement list, int64_t first) {
  simdjson::dom::array versions;
  if (list.get(versions) || versions.size() == 0) return false;
  for (const JsonElement version : versions) {
    if (kind_of_saved(version, context_.file_name) != SavedKind::kVersion) return false;
  }
  note(SavedKind::kVersion);
  read_version_list(list, first, facts_);
  return true;
}

void Reader::read_page(JsonElement page, IssueId within, int depth) {
  const auto list = json_get(page, "values");
  const int64_t first = json_int(page, "startAt").value_or(0) + 1;
  if (list && read_versions(*list, first)) return;
  read_list_of(page, "values", issue_of(page, within), depth);
}

void Reader::read_delivery(JsonElement object) {
  connector::Normalised read =
      normalise_one(object, {&fields_, context_.received, context_.descriptions});
  delivered_.append(std::move(read.changes));
  for (auto& refused : read.refused) delivered_refused_.push_back(std::move(refused));
}

// {"type":"RECORD","record":{"stream":"issues","data":{..}}}; others hold nothing of Jira.
void Reader::read_message(JsonElement object, int depth) {
  const auto record = json_get(object, "record");
  const auto data = record ? json_get(*record, "data") : std::nullopt;
  if (data) read(*data, IssueId(), depth + 1);
}

// An entry of the audit log. Issues that were deleted show nowhere else.
void Reader::read_deletion(JsonElement record) {
  const auto object = json_get(record, "objectItem");
  if (!object || json_text(*object, "typeName") != "ISSUE_DELETE") return;
  const auto at = instant_member(record, "created");
  const std::string key = text_member(*object, "name").value_or("");
  const IssueId id = find(key);
  if (!at) return facts_.refuse("issue", key, "the deletion has no readable instant", record);
  if (!id) return;  // never known here, so nothing is lost
  domain::Issue issue;
  issue.id = id;
  domain::set_attribute(issue.attributes, domain::kDeleted, true, facts_.version_at(*at));
  facts_.changes.issues.push_back(std::move(issue));
}

void Reader::read_saved_issue(JsonElement object) {
  learn_fields(object);
  const auto key = text_member(object, "key");
  IssueEnvelope envelope;
  envelope.id = find(key.value_or(""));
  const IssueId id = read_issue(object, envelope, facts_);
  if (id && key) keys_.insert_or_assign(*key, id);
}

void Reader::read_each(JsonElement object, std::string_view key, SavedKind kind) {
  simdjson::dom::array list;
  const auto found = json_get(object, key);
  if (!found || found->get(list)) return;
  for (const JsonElement item : list) read_noun(item, kind);
}

bool Reader::read_noun(JsonElement object, SavedKind kind) {
  switch (kind) {
    case SavedKind::kField:
      learn_field(object);
      return true;
    case SavedKind::kBoard:
      read_board(object, facts_);
      return true;
    case SavedKind::kSprint:
      return !read_sprint(object, false, facts_).id.empty();
    case SavedKind::kStatus:
      return !read_status(object, facts_).id.empty();
    case SavedKind::kIssueType:
      read_each(object, "statuses", SavedKind::kStatus);
      return !read_issue_type(object, facts_).id.empty();
    case SavedKind::kPriority:
      return !read_priority(object, facts_).id.empty();
    case SavedKind::kResolution:
      return !read_resolution(object, facts_).id.empty();
    case SavedKind::kProject:
      read_each(object, "components", SavedKind::kComponent);
      read_each(object, "issueTypes", SavedKind::kIssueType);
      if (const auto versions = json_get(object, "versions")) {
        read_version_list(*versions, 1, facts_);
      }
      return !read_project(object, facts_).id.empty();
    case SavedKind::kUser:
      return !read_user(object, facts_).id.empty();
    case SavedKind::kVersion:
      return !read_version(object, facts_).id.empty();
    case SavedKind::kComponent:
      return !read_component(object, facts_).id.empty();
    default:
      return false;
  }
}

// What belongs to an issue.
void Reader::read_part(JsonElement object, SavedKind kind, IssueId within) {
  const IssueId issue = issue_of(object, within);
  const bool history = kind == SavedKind::kHistory;
  if (!issue) return refuse_without_issue(history ? "history" : to_text(kind), object);
  if (kind == SavedKind::kWorklog) return read_worklog(object, issue, facts_);
  if (kind == SavedKind::kComment) return read_comment(object, issue, facts_);
  if (kind == SavedKind::kRemoteLink) return read_remote_link(object, issue, facts_);
  read_history(object, issue, std::nullopt, domain::Ref{}, facts_);
}

void Reader::read_object(JsonElement object, SavedKind kind, IssueId within, int depth) {
  switch (kind) {
    case SavedKind::kDelivery:
      return read_delivery(object);
    case SavedKind::kSearchPage:
      learn_fields(object);
      return read_list_of(object, "issues", IssueId(), depth);
    case SavedKind::kBulkChangelog:
      return read_changelog_page(object, IssueId(), facts_);
    case SavedKind::kChangelogPage:
      return read_list_of(object, "histories", issue_of(object, within), depth);
    case SavedKind::kWorklogPage:
      return read_list_of(object, "worklogs", issue_of(object, within), depth);
    case SavedKind::kCommentPage:
      return read_list_of(object, "comments", issue_of(object, within), depth);
    case SavedKind::kPage:
      return read_page(object, within, depth);
    case SavedKind::kAuditPage:
      for (const JsonElement record : simdjson::dom::array(object["records"]))
        read_deletion(record);
      return;
    case SavedKind::kMessage:
      return read_message(object, depth);
    case SavedKind::kIssue:
      return read_saved_issue(object);
    case SavedKind::kHistory:
    case SavedKind::kWorklog:
    case SavedKind::kComment:
    case SavedKind::kRemoteLink:
      return read_part(object, kind, within);
    default:
      if (!read_noun(object, kind)) {
        facts_.refuse(to_text(kind), json_id(object, "id"), "it names no id", object);
      }
  }
}

void Reader::read(JsonElement element, IssueId within, int depth) {
  if (depth > kMaxNesting) return note_unknown(element);
  simdjson::dom::array list;
  if (!element.get(list)) {
    if (read_versions(element, 1)) return;
    for (const JsonElement item : list) read(item, within, depth + 1);
    return;
  }
  const SavedKind kind = kind_of_saved(element, context_.file_name);
  if (kind == SavedKind::kUnknown) return note_unknown(element);
  // A page is named by what it holds; an empty one is a page all the same.
  if (kind != SavedKind::kPage && kind != SavedKind::kMessage) note(kind);
  read_object(element, kind, within, depth);
}

SavedAnswer Reader::take() {
  SavedAnswer answer;
  if (kinds_.empty()) answer.kind = "empty page";
  for (const std::string& kind : kinds_) answer.kind += (answer.kind.empty() ? "" : ", ") + kind;
  answer.changes = std::move(facts_.changes);
  answer.changes.append(std::move(delivered_));
  answer.refused = std::move(facts_.refused);
  for (auto& refused : delivered_refused_) answer.refused.push_back(std::move(refused));
  if (!seen_.empty()) {
    answer.refused.push_back(domain::Refused{"part", "", "not understood: " + seen_, ""});
  }
  return answer;
}

Error not_understood(JsonElement root, const std::string& seen) {
  const auto errors = json_get(root, "errorMessages");
  if (errors || json_get(root, "errors")) {
    simdjson::dom::array list;
    std::string_view first;
    const bool told = errors && !errors->get(list) && list.size() > 0 && !list.at(0).get(first);
    return make_error(ErrorCode::kInvalidArgument,
                      "The file holds an error that Jira answered" +
                          (told ? ": " + shortened(clean_text(first), 200) : std::string()) +
                          ". Save the answer again.");
  }
  return make_error(ErrorCode::kInvalidArgument, "The file holds " +
                                                     (seen.empty() ? describe_json(root) : seen) +
                                                     ". " + std::string(kUnderstood));
}

bool is_blank_page(JsonElement root) {
  return root.is_array() || kind_of_saved(root, "") == SavedKind::kPage;
}

// One JSON text per line. The first error of all when no line can be read.
Result<SavedAnswer> read_lines(std::string_view text, Reader& reader, const Error& whole) {
  size_t number = 0;
  size_t good = 0;
  size_t bad = 0;
  for (const std::string_view part : split(text, '\n')) {
    ++number;
    const std::string_view line = trim(part);
    if (line.empty()) continue;
    const auto document = JsonDocument::parse(line);
    if (!document.ok()) {
      if (++bad <= kMaxBadLines) reader.refuse_line(number, document.error().detail);
      if (good == 0 && bad > 3) return whole;
      continue;
    }
    ++good;
    reader.read(document->root(), IssueId(), 0);
  }
  if (good == 0) return whole;
  if (!reader.understood() && !reader.seen().empty()) {
    return make_error(ErrorCode::kInvalidArgument, "The lines of the file hold " + reader.seen() +
                                                       ". " + std::string(kUnderstood));
  }
  return reader.take();
}

}  // namespace

Result<SavedAnswer> read_saved(std::string_view text, const SavedContext& context) {
  Reader reader(context);
  const auto document = JsonDocument::parse(text);
  if (!document.ok()) {
    if (text.find('\n') == std::string_view::npos) return document.error();
    return read_lines(text, reader, document.error());
  }
  const JsonElement root = document->root();
  reader.read(root, IssueId(), 0);
  if (reader.understood()) return reader.take();
  if (!reader.seen().empty() || !is_blank_page(root)) return not_understood(root, reader.seen());
  return reader.take();
}

}  // namespace tl::connectors::jira
