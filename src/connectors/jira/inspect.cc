#include "connectors/jira/inspect.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/time_text.h"
#include "connectors/jira/issues.h"
#include "connectors/jira/pages.h"
#include "connectors/jira/saved.h"
#include "connectors/jira/webhook.h"

namespace tl::connectors::jira {
namespace {

using connector::Connector;
using connector::Normalised;
using domain::SourceRank;
using Emit = Connector::Emit;

struct Kind {
  std::string_view name;
  void (*read)(JsonElement, Facts&);  // null: of its own
};

constexpr std::array kKinds = {
    Kind{"issue", read_issue_page},
    Kind{"webhook", nullptr},
    Kind{"search", read_issue_page},
    Kind{"changelog",
         [](JsonElement root, Facts& facts) { read_changelog_page(root, IssueId(), facts); }},
    Kind{"worklog",
         [](JsonElement root, Facts& facts) { read_worklog_page(root, IssueId(), facts); }},
    Kind{"sprint", read_sprint_page},
    Kind{"user", read_user_page},
    Kind{"field", read_field_page},
    Kind{"saved", nullptr},
};

void write_fields(JsonWriter& out, const domain::Attributes& attributes) {
  out.key("fields").begin_object();
  for (const auto& [name, attribute] : attributes) {
    if (name == "key") continue;
    out.key(name);
    domain::render_value(out, attribute.value);
  }
  out.end_object();
}

void emit_issue(const domain::Issue& issue, const Emit& emit) {
  JsonWriter out;
  out.begin_object().member("kind", "issue").member("id", issue.id.value);
  out.member("key", domain::text_of(issue.attributes, "key"));
  write_fields(out, issue.attributes);
  out.end_object();
  emit(out.text());
}

void write_side(JsonWriter& out, std::string_view name, const std::optional<std::string>& id,
                const std::optional<std::string>& text) {
  out.key(name);
  if (!id && !text) {
    out.null();
    return;
  }
  out.begin_object().member("id", id).member("text", text).end_object();
}

void emit_history(const domain::History& history, const Emit& emit) {
  JsonWriter out;
  out.begin_object().member("kind", "history").member("id", history.id);
  out.member("issue", history.issue.value).member("at", format_instant(history.at()));
  out.key("author");
  domain::render_value(out, history.author.id.empty() ? domain::Value(std::monostate{})
                                                      : domain::Value(history.author));
  out.key("items").begin_array();
  for (const domain::HistoryItem& item : history.items) {
    out.begin_object().member("field", item.field_id).member("name", item.field_name);
    write_side(out, "from", item.from_id, item.from_text);
    write_side(out, "to", item.to_id, item.to_text);
    out.end_object();
  }
  out.end_array().end_object();
  emit(out.text());
}

void emit_record(const domain::Record& record, const Emit& emit) {
  JsonWriter out;
  out.begin_object().member("kind", domain::to_text(record.kind)).member("id", record.id);
  if (record.issue) out.member("issue", record.issue.value);
  const std::string key = domain::text_of(record.attributes, "key");
  if (!key.empty()) out.member("key", key);
  write_fields(out, record.attributes);
  out.end_object();
  emit(out.text());
}

void emit_line(std::string_view name, std::string_view why, const Emit& emit) {
  JsonWriter out;
  out.begin_object().member(name, why).end_object();
  emit(out.text());
}

int emit_refused(const std::vector<domain::Refused>& refused, const Emit& emit) {
  for (const domain::Refused& item : refused) {
    JsonWriter out;
    out.begin_object().member("refused", item.reason).member("kind", item.kind);
    out.member("id", item.id).end_object();
    emit(out.text());
  }
  return refused.empty() ? 0 : 1;
}

int emit_facts(const domain::ChangeSet& changes, const std::vector<domain::Refused>& refused,
               const Emit& emit) {
  emit_changes(changes, emit);
  const int status = emit_refused(refused, emit);
  if (changes.empty() && refused.empty()) emit_line("ignored", "there is nothing in it", emit);
  return status;
}

int inspect_delivery(std::string_view text, const domain::FieldCatalogue& fields,
                     const Emit& emit) {
  const Normalised read = normalise_delivery(text, {&fields, Instant()});
  if (read.ignored) {
    emit_line("ignored", *read.ignored, emit);
    return 0;
  }
  return emit_facts(read.changes, read.refused, emit);
}

int inspect_saved(std::string_view text, const domain::FieldCatalogue& fields, const Emit& emit) {
  SavedContext context;
  context.fields = &fields;
  const auto answer = read_saved(text, context);
  if (answer.ok()) return emit_facts(answer->changes, answer->refused, emit);
  emit_line("refused", answer.error().detail, emit);
  return 1;
}

// The catalogue of a saved answer of GET /field; nothing when it cannot be read.
std::optional<domain::FieldCatalogue> parse_catalogue(std::string_view text) {
  domain::FieldCatalogue catalogue;
  if (text.empty()) return catalogue;
  const auto document = JsonDocument::parse(text);
  if (!document.ok()) return std::nullopt;
  Facts facts(nullptr, SourceRank::kRest, Instant());
  read_field_page(document->root(), facts);
  for (const domain::Record& field : facts.changes.records) catalogue.add(field);
  return catalogue;
}

}  // namespace

std::vector<std::string_view> inspect_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kKinds) names.push_back(kind.name);
  return names;
}

void emit_changes(const domain::ChangeSet& changes, const Emit& emit) {
  for (const auto& issue : changes.issues) emit_issue(issue, emit);
  for (const auto& history : changes.histories) emit_history(history, emit);
  for (const auto& record : changes.records) emit_record(record, emit);
  for (const IssueId id : changes.refetch) {
    JsonWriter out;
    out.begin_object().member("kind", "refetch").member("id", id.value).end_object();
    emit(out.text());
  }
}

int inspect(std::string_view kind, std::string_view text, std::string_view fields,
            const Emit& emit) {
  const auto found = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const Kind& known) { return known.name == kind; });
  if (found == kKinds.end()) return 2;
  const auto catalogue = parse_catalogue(fields);
  if (!catalogue) {
    emit_line("refused", "the field catalogue is not JSON", emit);
    return 1;
  }
  if (kind == "saved") return inspect_saved(text, *catalogue, emit);
  if (found->read == nullptr) return inspect_delivery(text, *catalogue, emit);
  const auto document = JsonDocument::parse(text);
  if (!document.ok()) {
    emit_line("refused", document.error().detail, emit);
    return 1;
  }
  Facts facts(&*catalogue, SourceRank::kRest, Instant());
  found->read(document->root(), facts);
  return emit_facts(facts.changes, facts.refused, emit);
}

}  // namespace tl::connectors::jira
