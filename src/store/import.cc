#include "store/import.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "base/time_text.h"
#include "domain/issue.h"

namespace tl::store {
namespace {

using domain::Value;

Result<Value> bad(std::string_view what) {
  return make_error(ErrorCode::kUnreadable, "an exported value is " + std::string(what));
}

domain::Ref parse_ref(JsonElement json) {
  return {std::string(json_text(json, "id").value_or("")),
          std::string(json_text(json, "name").value_or(""))};
}

// Texts that people write are never taken for instants or dates, however they look.
bool is_free_text(std::string_view name) {
  return name == "summary" || name == "key" || name == "name" || name == "goal" || name == "title";
}

Value parse_text(std::string_view name, std::string_view text) {
  if (is_free_text(name)) return std::string(text);
  const auto instant = parse_instant(text);
  if (instant && format_instant(*instant) == text) return *instant;
  const auto date = parse_date(text);
  if (date && format_date(*date) == text) return *date;
  return std::string(text);
}

Result<Value> parse_value(std::string_view name, JsonElement json) {
  if (json.is_null()) return Value();
  if (json.is_bool()) return Value(bool(json));
  double number = 0;
  if (json.is_number() && !json.get(number)) return Value(number);
  std::string_view text;
  if (!json.get(text)) return parse_text(name, text);
  if (json.is_object()) return Value(parse_ref(json));
  simdjson::dom::array items;
  if (json.get(items)) return bad("of an unknown type");
  domain::Refs refs;
  for (const JsonElement item : items) refs.push_back(parse_ref(item));
  return Value(std::move(refs));
}

// The instant that the thing itself names: of its latest change, else of its birth.
Instant instant_of_thing(JsonElement attributes) {
  for (const std::string_view name : {"updated", "created", "started"}) {
    const auto text = json_text(attributes, name);
    const auto instant = text ? parse_instant(*text) : std::nullopt;
    if (instant) return *instant;
  }
  return Instant(1);
}

Result<domain::Attributes> parse_attributes(JsonElement line) {
  domain::Attributes attributes;
  const auto json = json_get(line, "attributes");
  simdjson::dom::object members;
  if (!json || json->get(members)) {
    return make_error(ErrorCode::kUnreadable, "an exported thing has no attributes");
  }
  const domain::Version version{instant_of_thing(*json), 0, domain::SourceRank::kWebhook, 0};
  for (const auto& [name, value] : members) {
    TL_TRY(Value parsed, parse_value(name, value));
    domain::set_attribute(attributes, name, std::move(parsed), version);
  }
  return attributes;
}

std::optional<std::string> part(JsonElement item, std::string_view name) {
  const auto text = json_text(item, name);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

Result<domain::History> parse_history(JsonElement line) {
  domain::History history;
  history.issue = IssueId(json_int(line, "issue").value_or(0));
  history.id = std::string(json_text(line, "id").value_or(""));
  const auto at = json_text(line, "at");
  const auto instant = at ? parse_instant(*at) : std::nullopt;
  if (!history.issue || history.id.empty() || !instant) {
    return make_error(ErrorCode::kUnreadable, "an exported history lacks issue, id or time");
  }
  history.author = {std::string(json_text(line, "author").value_or("")),
                    std::string(json_text(line, "author_name").value_or(""))};
  history.version.instant = *instant;
  history.version.history = parse_int(history.id).value_or(0);
  history.version.rank = domain::SourceRank::kWebhook;
  simdjson::dom::array items;
  if (const auto found = json_get(line, "items"); found && !found->get(items)) {
    for (const JsonElement item : items) {
      history.items.push_back({std::string(json_text(item, "field").value_or("")),
                               std::string(json_text(item, "field_name").value_or("")),
                               part(item, "from"), part(item, "from_text"), part(item, "to"),
                               part(item, "to_text")});
    }
  }
  domain::seal_history(history);
  return history;
}

Result<void> parse_into(JsonElement line, std::string_view kind, domain::ChangeSet& facts) {
  if (kind == "history") {
    TL_TRY(domain::History history, parse_history(line));
    facts.histories.push_back(std::move(history));
    return {};
  }
  TL_TRY(domain::Attributes attributes, parse_attributes(line));
  if (kind == "issue") {
    const auto id = json_int(line, "id");
    if (!id) return make_error(ErrorCode::kUnreadable, "an exported issue has no id");
    facts.issues.push_back({IssueId(*id), std::move(attributes)});
    return {};
  }
  const auto record = domain::parse_record_kind(kind);
  const auto id = json_text(line, "id");
  if (!record || !id) {
    return make_error(ErrorCode::kUnreadable,
                      "an exported thing of the unknown kind \"" + std::string(kind) + "\"");
  }
  facts.records.push_back({*record, std::string(*id), IssueId(json_int(line, "issue").value_or(0)),
                           std::move(attributes)});
  return {};
}

}  // namespace

Result<ImportedLine> parse_export_line(std::string_view line) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(line));
  const auto instance = json_text(document.root(), "instance");
  const auto kind = json_text(document.root(), "kind");
  if (!instance || !kind) {
    return make_error(ErrorCode::kUnreadable, "a line without \"instance\" and \"kind\"");
  }
  ImportedLine imported;
  imported.instance = *instance;
  TL_CHECK_OK(parse_into(document.root(), *kind, imported.facts));
  return imported;
}

bool is_export(std::string_view text) {
  const std::string_view first = trim(text.substr(0, text.find('\n')));
  return first.starts_with("{\"instance\":") && parse_export_line(first).ok();
}

}  // namespace tl::store
