#include "sync/delivery_account.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "store/inbox.h"

namespace tl::sync {
namespace {

constexpr size_t kMaxSummaryBytes = 160;
constexpr size_t kMaxDetailBytes = 300;
constexpr size_t kMaxIdBytes = 64;
constexpr size_t kMaxValueBytes = 40;
constexpr size_t kMaxItems = 4;

// Fields whose values are words of the site's configuration and no texts of people.
constexpr std::array<std::string_view, 10> kPlainFields = {
    "status",  "resolution", "priority",    "issuetype",  "sprint",
    "project", "key",        "fix version", "issue type", "flagged"};

bool is_plain(const domain::HistoryItem& item) {
  const auto is_named = [](std::string_view name) {
    const std::string lower = to_lower(name);
    return std::find(kPlainFields.begin(), kPlainFields.end(), lower) != kPlainFields.end();
  };
  return is_named(item.field_id) || is_named(item.field_name);
}

std::string shown(const std::optional<std::string>& text) {
  return text && !text->empty() ? shortened(*text, kMaxValueBytes) : "none";
}

std::string summary_of(const domain::History& history) {
  std::string out;
  for (size_t i = 0; i < history.items.size() && i < kMaxItems; ++i) {
    const domain::HistoryItem& item = history.items[i];
    const std::string_view name = item.field_name.empty() ? item.field_id : item.field_name;
    if (!out.empty()) out += "; ";
    out += shortened(name, kMaxValueBytes);
    if (is_plain(item)) out += fmt::format(": {} → {}", shown(item.from_text), shown(item.to_text));
  }
  if (history.items.size() > kMaxItems) {
    out += fmt::format("; and {} more", history.items.size() - kMaxItems);
  }
  return out;
}

std::string summary_of(const domain::Issue& issue) {
  if (domain::flag_of(issue.attributes, domain::kDeleted)) return "deleted";
  const domain::Ref status = domain::ref_of(issue.attributes, "status");
  std::string out = fmt::format("{} fields", issue.attributes.size());
  if (!status.name.empty()) out += ", status " + shortened(status.name, kMaxValueBytes);
  return out;
}

std::string summary_of(const domain::Record& record) {
  if (domain::flag_of(record.attributes, domain::kDeleted)) return "deleted";
  switch (record.kind) {
    case domain::RecordKind::kWorklog: {
      const auto seconds = domain::number_of(record.attributes, "seconds");
      return seconds ? fmt::format("{} min", static_cast<int64_t>(*seconds) / 60) : "";
    }
    case domain::RecordKind::kSprint: {
      const std::string state = domain::text_of(record.attributes, "state");
      const std::string name = domain::text_of(record.attributes, "name");
      return state.empty() ? name : name + ", " + state;
    }
    case domain::RecordKind::kAccount:
    case domain::RecordKind::kComment:
    case domain::RecordKind::kRemoteLink:
      return "";  // what people are called and what they point to is no business of the log
    default:
      return domain::text_of(record.attributes, "name");
  }
}

NamedFact fact_of(std::string kind, const std::string& id, IssueId issue, std::string summary) {
  NamedFact fact;
  fact.issue = issue;
  fact.change.kind = std::move(kind);
  fact.change.id = shortened(id, kMaxIdBytes);
  fact.change.summary = shortened(summary, kMaxSummaryBytes);
  return fact;
}

void write_step(JsonWriter& out, const DeliveryStep& step) {
  out.begin_object().member("id", step.id).member("state", step.state);
  if (step.at) out.member("at", step.at->ms);
  if (!step.detail.empty()) out.member("detail", shortened(step.detail, kMaxDetailBytes));
  out.end_object();
}

std::string render(const Account& account) {
  JsonWriter out;
  out.begin_object().key("steps").begin_array();
  for (const DeliveryStep& step : account.steps) write_step(out, step);
  out.end_array().key("changes").begin_array();
  for (const DeliveryChange& change : account.changes) {
    out.begin_object().member("kind", change.kind).member("id", change.id);
    if (!change.issue_key.empty()) out.member("key", change.issue_key);
    out.member("changed", change.changed);
    if (!change.summary.empty()) out.member("summary", change.summary);
    out.end_object();
  }
  out.end_array().member("more", account.more).end_object();
  return out.take();
}

DeliveryStep read_step(JsonElement element) {
  DeliveryStep step;
  step.id = std::string(json_text(element, "id").value_or(""));
  step.title = title_of_step(step.id);
  step.state = std::string(json_text(element, "state").value_or(""));
  if (const auto ms = json_int(element, "at")) step.at = Instant(*ms);
  step.detail = std::string(json_text(element, "detail").value_or(""));
  return step;
}

DeliveryChange read_change(JsonElement element) {
  DeliveryChange change;
  change.kind = std::string(json_text(element, "kind").value_or(""));
  change.id = std::string(json_text(element, "id").value_or(""));
  change.issue_key = std::string(json_text(element, "key").value_or(""));
  change.changed = json_bool(element, "changed").value_or(false);
  change.summary = std::string(json_text(element, "summary").value_or(""));
  return change;
}

}  // namespace

std::vector<NamedFact> name_facts(const domain::ChangeSet& changes, int64_t& more) {
  std::vector<NamedFact> facts;
  const auto room = [&] {
    if (facts.size() < kMaxNamedFacts) return true;
    ++more;
    return false;
  };
  for (const domain::Issue& issue : changes.issues) {
    if (!room()) continue;
    facts.push_back(fact_of("issue", std::to_string(issue.id.value), issue.id, summary_of(issue)));
    facts.back().change.issue_key =
        shortened(domain::text_of(issue.attributes, "key"), kMaxIdBytes);
  }
  for (const domain::History& history : changes.histories) {
    if (!room()) continue;
    facts.push_back(fact_of("history", history.id, history.issue, summary_of(history)));
    facts.back().history = true;
  }
  for (const domain::Record& record : changes.records) {
    if (!room()) continue;
    facts.push_back(fact_of(std::string(domain::to_text(record.kind)), record.id, record.issue,
                            summary_of(record)));
    facts.back().record = record.kind;
  }
  return facts;
}

ChangedFacts::ChangedFacts(const store::ApplyReport& report)
    : issues_(report.changed_issues.begin(), report.changed_issues.end()),
      histories_(report.changed_histories.begin(), report.changed_histories.end()),
      records_(report.changed_records.begin(), report.changed_records.end()) {}

bool ChangedFacts::contains(const NamedFact& fact) const {
  if (fact.history) return histories_.contains({fact.issue, fact.change.id});
  if (fact.record != domain::RecordKind{}) return records_.contains({fact.record, fact.change.id});
  return issues_.contains(fact.issue);
}

std::string render_account(Account account) {
  std::string text = render(account);
  while (text.size() > store::kMaxAccountBytes && !account.changes.empty()) {
    const size_t keep = account.changes.size() / 2;
    account.more += static_cast<int64_t>(account.changes.size() - keep);
    account.changes.resize(keep);
    text = render(account);
  }
  return text;
}

Account parse_account(std::string_view json) {
  Account account;
  const auto document = JsonDocument::parse(json.empty() ? "{}" : json);
  if (!document.ok()) return account;
  simdjson::dom::array list;
  const auto steps = json_get(document->root(), "steps");
  if (steps && !steps->get(list)) {
    for (const JsonElement step : list) account.steps.push_back(read_step(step));
  }
  const auto changes = json_get(document->root(), "changes");
  if (changes && !changes->get(list)) {
    for (const JsonElement change : list) account.changes.push_back(read_change(change));
  }
  account.more = json_int(document->root(), "more").value_or(0);
  return account;
}

std::string title_of_step(std::string_view id) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTitles = {{
      {"received", "Received"},
      {"checked", "Sender checked"},
      {"stored", "Stored on disk"},
      {"answered", "Answered"},
      {"unsealed", "Opened again"},
      {"read", "Read"},
      {"admitted", "Compared with projects and filter"},
      {"applied", "Applied to the facts"},
      {"asked", "Issue asked for in full"},
      {"replayed", "Processed again"},
  }};
  for (const auto& [known, title] : kTitles) {
    if (known == id) return std::string(title);
  }
  return std::string(id);
}

}  // namespace tl::sync
