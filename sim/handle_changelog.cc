#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/site.h"

namespace tl::sim {

namespace {

constexpr size_t kMaxBulkIssues = 1000;
constexpr size_t kMaxBulkFields = 10;
constexpr int64_t kMaxBulkHistories = 10'000;

// Bulk requests name links, parents and keys by ids that histories do not carry.
std::optional<Field> field_of(const std::string& id, const Flavour& flavour) {
  if (equals_no_case(id, "issuelinks")) return Field::kLink;
  if (equals_no_case(id, "parent")) return Field::kParent;
  if (equals_no_case(id, "issuekey")) return Field::kKey;
  for (int i = 0; i < kFields; ++i) {
    const auto* known = history_field_id(static_cast<Field>(i), flavour);
    if (known != nullptr && equals_no_case(known, id)) return static_cast<Field>(i);
  }
  return std::nullopt;
}

struct Bulk {
  std::vector<const Issue*> issues;  // in id order
  std::vector<Field> fields;         // empty: all
  bool filtered = false;
  int64_t size = 1000;
  size_t issue = 0;  // where the page begins
  size_t history = 0;
  std::string mark;
};

bool touches(const Bulk& bulk, const Issue& issue, const History& history) {
  if (!bulk.filtered) return true;
  for (size_t i = 0; i < history.item_count; ++i) {
    const auto field = issue.items[history.first_item + i].field;
    if (std::find(bulk.fields.begin(), bulk.fields.end(), field) != bulk.fields.end()) return true;
  }
  return false;
}

bool read_bulk_token(const std::string& token, Bulk& bulk) {
  const auto text = base64_decode(token);
  if (!text) return false;
  const auto parts = split(*text, '|');
  if (parts.size() != 3 || parts[0] != bulk.mark) return false;
  const auto issue = parse_int(parts[1]);
  const auto history = parse_int(parts[2]);
  if (!issue || !history || *issue < 0 || *history < 0) return false;
  bulk.issue = static_cast<size_t>(*issue);
  bulk.history = static_cast<size_t>(*history);
  return true;
}

// Empty when good, else the text of the refusal.
std::string read_bulk(const Call& call, Bulk& bulk) {
  const auto body = call.json();
  const auto ids = json_get(body, "issueIdsOrKeys");
  const auto list = ids ? text_list(*ids) : std::nullopt;
  if (!list || list->empty()) return "issueIdsOrKeys must not be empty.";
  if (list->size() > kMaxBulkIssues) return "At most 1000 issues can be asked for.";
  const auto fields = json_get(body, "fieldIds");
  const auto names = fields ? text_list(*fields) : std::nullopt;
  if (names && names->size() > kMaxBulkFields) return "At most 10 fieldIds can be given.";
  bulk.filtered = names && !names->empty();
  for (size_t i = 0; bulk.filtered && i < names->size(); ++i) {
    if (const auto field = field_of((*names)[i], call.flavour())) bulk.fields.push_back(*field);
  }
  bulk.size = json_int(body, "maxResults").value_or(1000);
  if (bulk.size < 1 || bulk.size > kMaxBulkHistories) return "maxResults must be 1 to 10000.";
  for (const auto& id : *list) {
    const auto* issue = call.world.find_issue(id);
    if (issue != nullptr && call.sees(*issue)) bulk.issues.push_back(issue);
  }
  std::sort(bulk.issues.begin(), bulk.issues.end(), [](auto* a, auto* b) { return a->id < b->id; });
  bulk.issues.erase(std::unique(bulk.issues.begin(), bulk.issues.end()), bulk.issues.end());
  bulk.mark =
      fmt::format("{}-{}", bulk.issues.size(), bulk.issues.empty() ? 0 : bulk.issues.back()->id);
  const auto token = json_text(body, "nextPageToken");
  if (token && !token->empty() && !read_bulk_token(std::string(*token), bulk))
    return "The nextPageToken is invalid.";
  return {};
}

}  // namespace

Response get_changelog(Call& call) {
  const auto* issue = call.issue();
  if (issue == nullptr) return no_issue();
  const auto page = page_of(call, 100, 100);
  const auto total = static_cast<int64_t>(issue->histories.size());
  const auto end = std::min(total, page.start + page.size);
  const auto renderer = call.renderer();
  const auto root =
      fmt::format("{}/issue/{}/changelog", call.site.shapes.api(call.view()), issue->id);
  JsonWriter w;
  w.begin_object();
  w.member("self", fmt::format("{}?maxResults={}&startAt={}", root, page.size, page.start));
  if (end < total)
    w.member("nextPage", fmt::format("{}?maxResults={}&startAt={}", root, page.size, end));
  w.member("maxResults", page.size).member("startAt", page.start).member("total", total);
  w.member("isLast", end >= total).key("values").begin_array();
  for (auto i = page.start; i < end; ++i)
    renderer.history(w, *issue, issue->histories[static_cast<size_t>(i)]);
  return answer(w.end_array().end_object().take());
}

Response post_changelog_bulkfetch(Call& call) {
  Bulk bulk;
  if (const auto error = read_bulk(call, bulk); !error.empty()) return refuse(400, error);
  const auto renderer = call.renderer();
  const bool epoch = call.site.options.epoch_created;
  JsonWriter w;
  w.begin_object().key("issueChangeLogs").begin_array();
  int64_t left = bulk.size;
  for (; bulk.issue < bulk.issues.size() && left > 0; ++bulk.issue, bulk.history = 0) {
    const auto& issue = *bulk.issues[bulk.issue];
    bool open = false;
    for (; bulk.history < issue.histories.size() && left > 0; ++bulk.history) {
      const auto& history = issue.histories[bulk.history];
      if (!touches(bulk, issue, history)) continue;
      if (!open) {
        w.begin_object().member("issueId", std::to_string(issue.id));
        w.key("changeHistories").begin_array();
        open = true;
      }
      renderer.history(w, issue, history, epoch);
      --left;
    }
    if (open) w.end_array().end_object();
    if (bulk.history < issue.histories.size()) break;  // goes on on the next page
  }
  w.end_array();
  if (bulk.issue < bulk.issues.size())
    w.member("nextPageToken",
             base64_encode(fmt::format("{}|{}|{}", bulk.mark, bulk.issue, bulk.history)));
  return answer(w.end_object().take());
}

}  // namespace tl::sim
