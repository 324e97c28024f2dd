#include "base/text.h"
#include "connectors/jira/nouns.h"
#include "connectors/jira/payload.h"
#include "connectors/jira/sprint_text.h"

namespace tl::connectors::jira {
namespace {

using domain::RecordKind;
using domain::Ref;

domain::Value value_or_empty(std::optional<Instant> instant) {
  if (instant) return *instant;
  return std::monostate{};
}

domain::Version sprint_version(bool embedded, const Facts& facts) {
  domain::Version version = facts.version();
  if (embedded) version.rank = domain::SourceRank::kThin;
  return version;
}

std::string board_of(JsonElement sprint) {
  for (const std::string_view key : {"originBoardId", "boardId", "rapidview_id"}) {
    std::string id = json_id(sprint, key);
    if (!id.empty()) return id;
  }
  return {};
}

// A date that is not there is empty where the state allows it: a future sprint has none, an open or
// reopened one is not complete. Else the payload is short and says nothing about it.
void set_dates(RecordBuilder& record, JsonElement sprint, std::string_view state) {
  const auto set = [&](std::string_view name, std::string_view key, bool may_be_empty) {
    may_be_empty ? record.instant_or_empty(name, sprint, key) : record.instant(name, sprint, key);
  };
  set("start", "startDate", state == "future");
  set("end", "endDate", state == "future");
  set("complete", "completeDate", state == "future" || state == "active");
}

}  // namespace

bool looks_like_sprint(JsonElement value) {
  if (!value.is_object() || json_id(value, "id").empty()) return false;
  return json_text(value, "state").has_value() && json_text(value, "name").has_value() &&
         (!board_of(value).empty() || json_text(value, "startDate").has_value());
}

Ref read_sprint(JsonElement sprint, bool embedded, Facts& facts) {
  Ref ref{json_id(sprint, "id"), text_member(sprint, "name").value_or("")};
  if (!parse_int(ref.id)) {
    facts.refuse("sprint", ref.id, "the sprint has no numeric id", sprint);
    return {};
  }
  RecordBuilder record(RecordKind::kSprint, ref.id, sprint_version(embedded, facts));
  record.text("name", sprint, "name").text("goal", sprint, "goal");
  const std::string state = to_lower(json_text(sprint, "state").value_or(""));
  if (!state.empty()) record.set("state", state);
  set_dates(record, sprint, state);
  record.instant("activated", sprint, "activatedDate").instant("created", sprint, "createdDate");
  if (std::string board = board_of(sprint); !board.empty()) record.set("board", Ref{board, ""});
  facts.add(record.take());
  return ref;
}

Ref read_sprint_text(std::string_view text, Facts& facts) {
  const auto sprint = parse_sprint_text(text);
  if (!sprint) return {};
  Ref ref{sprint->id, sprint->name};
  RecordBuilder record(RecordKind::kSprint, ref.id, sprint_version(true, facts));
  record.set("name", sprint->name);
  if (!sprint->goal.empty()) record.set("goal", sprint->goal);
  if (!sprint->state.empty()) record.set("state", sprint->state);
  record.set("start", value_or_empty(sprint->start)).set("end", value_or_empty(sprint->end));
  record.set("complete", value_or_empty(sprint->complete));
  if (!sprint->board.empty()) record.set("board", Ref{sprint->board, ""});
  facts.add(record.take());
  return ref;
}

}  // namespace tl::connectors::jira
