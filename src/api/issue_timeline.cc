#include <algorithm>
#include <tuple>

#include "api/issue_page.h"

namespace tl::api {
namespace {

using domain::RecordKind;

struct Entry {
  Instant at;
  std::string_view kind;
  std::string id;
  domain::Ref actor;
  const domain::History* history = nullptr;
  std::optional<int64_t> seconds;
  std::optional<Instant> started;
  size_t ordinal = 0;  // as collected: histories keep their order
};

Entry history_entry(const domain::History& history) {
  Entry entry;
  entry.at = history.at();
  entry.kind = "change";
  entry.id = history.id;
  entry.actor = history.author;
  entry.history = &history;
  return entry;
}

std::optional<int64_t> worklog_seconds(const domain::Record& worklog) {
  const auto seconds = domain::number_of(worklog.attributes, "seconds");
  return seconds ? std::optional(static_cast<int64_t>(*seconds)) : std::nullopt;
}

// At the instant it was logged; `started` says when the work was done.
Entry record_entry(const domain::Record& record, std::string_view kind) {
  Entry entry;
  entry.kind = kind;
  entry.id = record.id;
  entry.actor = domain::ref_of(record.attributes, "author");
  entry.started = domain::instant_of(record.attributes, "started");
  const auto created = domain::instant_of(record.attributes, "created");
  entry.at = created ? *created : entry.started.value_or(Instant());
  if (kind == "worklog") entry.seconds = worklog_seconds(record);
  return entry;
}

std::vector<Entry> collect(const IssueFacts& facts) {
  const domain::Attributes& attributes = facts.issue.attributes;
  std::vector<Entry> entries;
  if (const auto created = domain::instant_of(attributes, "created")) {
    Entry entry;
    entry.at = *created;
    entry.kind = "created";
    entry.actor = domain::ref_of(attributes, "creator");
    entries.push_back(std::move(entry));
  }
  for (const auto& history : facts.histories) entries.push_back(history_entry(history));
  for (const auto& worklog : facts.worklogs) entries.push_back(record_entry(worklog, "worklog"));
  for (const auto& comment : facts.comments) entries.push_back(record_entry(comment, "comment"));
  const auto deleted = attributes.find(domain::kDeleted);
  if (facts.issue.deleted && deleted != attributes.end()) {
    Entry entry;
    entry.at = deleted->second.version.instant;
    entry.kind = "deleted";
    entries.push_back(std::move(entry));
  }
  for (size_t i = 0; i < entries.size(); ++i) entries[i].ordinal = i;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.at, a.ordinal) < std::tie(b.at, b.ordinal);
  });
  return entries;
}

void side_member(JsonWriter& out, std::string_view name, const std::optional<std::string>& text,
                 const std::optional<std::string>& id) {
  if (text) {
    out.member(name, *text);
  } else {
    out.member(name, id);
  }
}

void render_items(JsonWriter& out, const domain::History* history) {
  out.key("items").begin_array();
  if (history != nullptr) {
    for (const domain::HistoryItem& item : history->items) {
      out.begin_object().member("field", item.field_id);
      out.member("name", item.field_name.empty() ? item.field_id : item.field_name);
      side_member(out, "from", item.from_text, item.from_id);
      side_member(out, "to", item.to_text, item.to_id);
      out.end_object();
    }
  }
  out.end_array();
}

void render_entry(JsonWriter& out, const Entry& entry, NameBook& names) {
  out.begin_object().member("at", format_instant(entry.at)).member("kind", entry.kind);
  out.member("id", entry.id);
  named_member(out, "actor", entry.actor.id, names.name(RecordKind::kAccount, entry.actor));
  render_items(out, entry.history);
  out.member("seconds", entry.seconds);
  instant_member(out, "started", entry.started);
  out.end_object();
}

}  // namespace

bool render_timeline(JsonWriter& out, const IssueFacts& facts, NameBook& names) {
  int64_t logged = 0;
  for (const auto& worklog : facts.worklogs) logged += worklog_seconds(worklog).value_or(0);
  out.member("worklog_seconds", logged);
  out.member("comments", static_cast<int64_t>(facts.comments.size()));
  const auto entries = collect(facts);
  const size_t cut =
      entries.size() > kMaxTimelineEntries ? entries.size() - kMaxTimelineEntries : 0;
  out.key("timeline").begin_array();
  for (size_t i = cut; i < entries.size(); ++i) render_entry(out, entries[i], names);
  out.end_array();
  return cut == 0;
}

}  // namespace tl::api
