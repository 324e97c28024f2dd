#include "connectors/jira/issues.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/description.h"
#include "connectors/jira/field_value.h"
#include "connectors/jira/histories.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "domain/issue.h"

namespace tl::connectors::jira {
namespace {

using domain::Ref;
using domain::Refs;
using domain::Value;

// What a field's reader works on.
struct Reading {
  Facts& facts;
  domain::Issue& issue;
  domain::Version version;

  void set(std::string_view name, Value value) const {
    domain::set_attribute(issue.attributes, name, std::move(value), version);
  }
};

using Reader = void (*)(const Reading&, std::string_view, JsonElement);
using RefReader = Ref (*)(JsonElement, Facts&);

template <RefReader kRead>
void one(const Reading& to, std::string_view name, JsonElement value) {
  if (value.is_null()) return to.set(name, std::monostate{});
  if (!value.is_object()) return;
  Ref ref = kRead(value, to.facts);
  if (!ref.id.empty() || !ref.name.empty()) to.set(name, std::move(ref));
}

template <RefReader kRead>
void many(const Reading& to, std::string_view name, JsonElement value) {
  simdjson::dom::array items;
  if (value.is_null()) return to.set(name, Refs{});
  if (value.get(items)) return;
  Refs refs;
  for (const JsonElement item : items) {
    Ref ref = kRead(item, to.facts);
    if (!ref.id.empty()) refs.push_back(std::move(ref));
  }
  to.set(name, std::move(refs));
}

Ref read_label(JsonElement label, Facts& facts) {
  (void)facts;
  const std::string word = id_of(label);
  return Ref{word, word};
}

Ref read_plain_ref(JsonElement object, Facts& facts) {
  (void)facts;
  return Ref{clean_text(json_id(object, "id")), text_member(object, "name").value_or("")};
}

Ref read_keyed_ref(JsonElement object, Facts& facts) {
  (void)facts;
  return Ref{clean_text(json_id(object, "id")), text_member(object, "key").value_or("")};
}

std::string first_id(JsonElement object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    std::string id = clean_text(json_id(object, key));
    if (!id.empty()) return id;
  }
  return {};
}

// id: "out:TYPE:ISSUE" or "in:TYPE:ISSUE" by numeric ids; name: "blocks ABC-7".
Ref read_link(JsonElement link, Facts& facts) {
  (void)facts;
  const auto type = json_get(link, "type");
  for (const bool outward : {true, false}) {
    const auto other = json_get(link, outward ? "outwardIssue" : "inwardIssue");
    const std::string id = other ? first_id(*other, {"id", "key"}) : std::string();
    if (id.empty()) continue;
    const std::string kind = type ? first_id(*type, {"id", "name"}) : std::string();
    const auto phrase = type ? text_member(*type, outward ? "outward" : "inward") : std::nullopt;
    return Ref{(outward ? "out:" : "in:") + kind + ":" + id,
               phrase.value_or("") + " " + text_member(*other, "key").value_or("")};
  }
  return {};
}

void text(const Reading& to, std::string_view name, JsonElement value) {
  std::string_view read;
  if (value.is_null()) return to.set(name, std::monostate{});
  if (!value.get(read)) to.set(name, clean_text(read));
}

// An empty one is told as such, so that a later reading can take a text away.
void description(const Reading& to, std::string_view name, JsonElement value) {
  if (!to.facts.reads_descriptions()) return;
  if (value.is_null()) return to.set(name, std::monostate{});
  auto read = description_text(value);
  if (!read) return;
  read->empty() ? to.set(name, std::monostate{}) : to.set(name, std::move(*read));
}

void instant(const Reading& to, std::string_view name, JsonElement value) {
  if (value.is_null()) return to.set(name, std::monostate{});
  if (const auto read = instant_of(value)) to.set(name, *read);
}

void civil_date(const Reading& to, std::string_view name, JsonElement value) {
  if (value.is_null()) return to.set(name, std::monostate{});
  std::string_view read;
  if (value.get(read)) return;
  if (const auto date = parse_date(read)) to.set(name, *date);
}

void number(const Reading& to, std::string_view name, JsonElement value) {
  if (value.is_null()) return to.set(name, std::monostate{});
  if (const auto read = number_of(value)) to.set(name, *read);
}

void flag(const Reading& to, std::string_view name, JsonElement value) {
  bool read = false;
  if (!value.get(read)) to.set(name, read);
}

void set_total(const Reading& to, std::string_view name, JsonElement page) {
  if (const auto total = json_int(page, "total")) to.set(name, static_cast<double>(*total));
}

// A page {worklogs: [..]} or, seen once, a bare array.
void worklogs(const Reading& to, std::string_view, JsonElement value) {
  set_total(to, domain::kWorklogTotal, value);
  simdjson::dom::array items;
  const auto list = value.is_array() ? std::optional(value) : json_get(value, "worklogs");
  if (!list || list->get(items)) return;
  for (const JsonElement item : items) read_worklog(item, to.issue.id, to.facts);
}

void comments(const Reading& to, std::string_view, JsonElement value) {
  set_total(to, domain::kCommentTotal, value);
  simdjson::dom::array items;
  const auto list = value.is_array() ? std::optional(value) : json_get(value, "comments");
  if (!list || list->get(items)) return;
  for (const JsonElement item : items) read_comment(item, to.issue.id, to.facts);
}

// Added up below: the agile API splits sprints into "sprint" and "closedSprints".
void agile_sprints(const Reading&, std::string_view, JsonElement) {}

struct FieldReader {
  std::string_view name;
  Reader read;
};

// Sorted by name.
constexpr std::array kFields = {
    FieldReader{"assignee", one<read_user>},
    FieldReader{"closedSprints", agile_sprints},
    FieldReader{"comment", comments},
    FieldReader{"components", many<read_component>},
    FieldReader{"created", instant},
    FieldReader{"creator", one<read_user>},
    FieldReader{"description", description},
    FieldReader{"duedate", civil_date},
    FieldReader{"epic", one<read_keyed_ref>},
    FieldReader{"fixVersions", many<read_version>},
    FieldReader{"flagged", flag},
    FieldReader{"issuelinks", many<read_link>},
    FieldReader{"issuetype", one<read_issue_type>},
    FieldReader{"labels", many<read_label>},
    FieldReader{"parent", one<read_keyed_ref>},
    FieldReader{"priority", one<read_priority>},
    FieldReader{"project", one<read_project>},
    FieldReader{"reporter", one<read_user>},
    FieldReader{"resolution", one<read_resolution>},
    FieldReader{"resolutiondate", instant},
    FieldReader{"security", one<read_plain_ref>},
    FieldReader{"sprint", agile_sprints},
    FieldReader{"status", one<read_status>},
    FieldReader{"statuscategorychangedate", instant},
    FieldReader{"summary", text},
    FieldReader{"timeestimate", number},
    FieldReader{"timeoriginalestimate", number},
    FieldReader{"timespent", number},
    FieldReader{"updated", instant},
    FieldReader{"versions", many<read_version>},
    FieldReader{"worklog", worklogs},
};

const FieldReader* find_reader(std::string_view name) {
  const auto found = std::lower_bound(
      kFields.begin(), kFields.end(), name,
      [](const FieldReader& reader, std::string_view wanted) { return reader.name < wanted; });
  return found != kFields.end() && found->name == name ? &*found : nullptr;
}

void read_agile_sprints(const Reading& to, JsonElement fields) {
  Refs refs;
  bool said = false;
  simdjson::dom::array closed;
  JsonElement list;
  if (!fields.at_key("closedSprints").get(list) && !list.get(closed)) {
    said = true;
    for (const JsonElement sprint : closed) {
      Ref ref = read_sprint(sprint, true, to.facts);
      if (!ref.id.empty()) refs.push_back(std::move(ref));
    }
  }
  JsonElement current;
  if (!fields.at_key("sprint").get(current) && (current.is_null() || current.is_object())) {
    said = true;
    Ref ref = current.is_object() ? read_sprint(current, true, to.facts) : Ref{};
    if (!ref.id.empty()) refs.push_back(std::move(ref));
  }
  if (said) to.set("sprint", std::move(refs));
}

// Old sites have the sums of time in "timetracking" alone.
void read_time_tracking(const Reading& to, JsonElement fields) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSums = {{
      {"timeoriginalestimate", "originalEstimateSeconds"},
      {"timeestimate", "remainingEstimateSeconds"},
      {"timespent", "timeSpentSeconds"},
  }};
  const auto tracking = json_get(fields, "timetracking");
  if (!tracking) return;
  for (const auto& [name, key] : kSums) {
    const auto seconds = json_int(*tracking, key);
    if (seconds && !to.issue.attributes.contains(name)) {
      to.set(name, static_cast<double>(*seconds));
    }
  }
}

void read_fields(const Reading& to, JsonElement fields) {
  simdjson::dom::object object;
  if (fields.get(object)) return;
  for (const auto& [name, value] : object) {
    if (name.starts_with("customfield_")) {
      auto read = read_field_value(to.facts.field(name), value, to.facts);
      if (read) to.set(name, std::move(*read));
    } else if (const FieldReader* reader = find_reader(name)) {
      reader->read(to, name, value);
    }
  }
  read_agile_sprints(to, fields);
  read_time_tracking(to, fields);
}

struct Changes {
  int64_t greatest = 0;
  bool given = false;
  bool complete = false;
};

Changes read_embedded_changes(JsonElement element, IssueId id, Facts& facts) {
  const auto changelog = json_get(element, "changelog");
  if (!changelog || !changelog->is_object()) return {};
  const ChangelogSummary summary = read_changelog(*changelog, id, facts);
  if (summary.complete && facts.rank() == domain::SourceRank::kRest) {
    return {summary.greatest, true, true};
  }
  return {summary.greatest, true, false};
}

// The instant of the issue's own state; nothing when the payload is thin.
std::optional<Instant> updated_of(JsonElement element) {
  const auto fields = json_get(element, "fields");
  return fields ? instant_member(*fields, "updated") : std::nullopt;
}

void set_deletion(const Reading& to, bool thin, std::optional<Instant> deleted) {
  if (deleted) {
    domain::Version version = to.facts.version_at(std::max(*deleted, to.version.instant));
    domain::set_attribute(to.issue.attributes, domain::kDeleted, true, version);
  } else if (!thin) {
    to.set(domain::kDeleted, false);
  }
}

}  // namespace

IssueId read_issue(JsonElement element, const IssueEnvelope& envelope, Facts& facts) {
  domain::Issue issue;
  issue.id = issue_id_member(element, "id");
  if (!issue.id) issue.id = envelope.id;
  if (!issue.id) {
    facts.refuse("issue", clean_text(json_id(element, "id")), "the issue has no numeric id",
                 element);
    return {};
  }
  const auto updated = updated_of(element);
  if (updated) facts.use_instant(*updated);
  const Changes changes = read_embedded_changes(element, issue.id, facts);
  domain::Version version = facts.version_at(updated.value_or(facts.read_at()));
  version.history = std::max(changes.greatest, envelope.history);
  if (!updated) version.rank = domain::SourceRank::kThin;
  const Reading to{facts, issue, version};
  if (const auto key = text_member(element, "key")) to.set("key", *key);
  if (const auto fields = json_get(element, "fields")) read_fields(to, *fields);
  set_deletion(to, !updated, envelope.deleted);
  if (changes.complete && updated) {
    const auto total =
        static_cast<double>(simdjson::dom::array(element["changelog"]["histories"]).size());
    to.set(domain::kHistoryTotal, total);
  }
  const bool cut = facts.rank() == domain::SourceRank::kRest && changes.given && !changes.complete;
  if ((!updated || cut) && !envelope.deleted) facts.refetch(issue.id);
  const IssueId id = issue.id;
  facts.changes.issues.push_back(std::move(issue));
  return id;
}

}  // namespace tl::connectors::jira
