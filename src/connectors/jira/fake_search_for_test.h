// A search for tests that behaves as badly as it may: its tokens are offsets into a list that
// shifts when an issue changes, and change logs are cut and split over pages.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/time_text.h"
#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {

struct Row {
  int64_t id;
  Instant updated;
  bool done = true;
  int histories = 0;  // that the vendor has; at most 2 of them are embedded
};

// The number behind `before` in the query, or `fallback`.
inline int64_t number_after(const std::string& jql, const std::string& before, int64_t fallback) {
  const size_t at = jql.find(before);
  if (at == std::string::npos) return fallback;
  return std::strtoll(jql.c_str() + at + before.size(), nullptr, 10);
}

class FakeSearch {
 public:
  explicit FakeSearch(FakeSession& fake) {
    fake.site.on("POST /rest/api/3/search/jql",
                 [this](const net::HttpRequest& r) { return search(r.body); });
    fake.site.on("POST /rest/api/3/search/approximate-count", [this](const net::HttpRequest&) {
      return FakeSite::answer(200, R"({"count":)" + std::to_string(rows.size()) + "}");
    });
    fake.site.on("POST /rest/api/3/changelog/bulkfetch",
                 [this](const net::HttpRequest& r) { return bulk(r.body); });
  }

  std::vector<Row> rows;
  std::function<void()> before_answer;
  bool forget_tokens = false;
  int page = 10;

 private:
  std::vector<Row> matching(const std::string& jql) const {
    const int64_t since = number_after(jql, "(updated >= ", INT64_MIN);
    const int64_t from = number_after(jql, " AND updated >= ", number_after(jql, "^", INT64_MIN));
    const int64_t to = number_after(jql, "updated <= ", INT64_MAX);
    const bool plain = jql.starts_with("updated >= ");
    const int64_t first = plain ? number_after(jql, "updated >= ", INT64_MIN) : from;
    std::vector<Row> found;
    for (const Row& row : rows) {
      const int64_t at = row.updated.ms;
      if (at >= first && at <= to && (at >= since || !row.done)) found.push_back(row);
    }
    const bool ascending = jql.ends_with("ASC");
    std::sort(found.begin(), found.end(), [&](const Row& a, const Row& b) {
      return ascending ? std::pair(a.updated, a.id) < std::pair(b.updated, b.id)
                       : std::pair(a.updated, a.id) > std::pair(b.updated, b.id);
    });
    return found;
  }

  Result<net::HttpAnswer> search(const std::string& body) {
    if (before_answer) before_answer();
    const auto request = JsonDocument::parse(body);
    const std::string jql(json_text(request->root(), "jql").value_or(""));
    const auto token = json_text(request->root(), "nextPageToken");
    if (token && forget_tokens) {
      return FakeSite::answer(400, R"({"errorMessages":["The token is not valid."]})");
    }
    const auto begin = static_cast<size_t>(token ? *parse_int(*token) : 0);
    const std::vector<Row> found = matching(jql);
    const size_t end = std::min(found.size(), begin + static_cast<size_t>(page));
    JsonWriter out;
    out.begin_object().key("issues").begin_array();
    for (size_t i = begin; i < end; ++i) write(out, found[i]);
    out.end_array().member("isLast", end >= found.size());
    if (end < found.size()) out.member("nextPageToken", std::to_string(end));
    out.end_object();
    return FakeSite::answer(200, out.take());
  }

  static void write_histories(JsonWriter& out, const Row& row, int most) {
    out.begin_array();
    for (int i = row.histories; i > std::max(0, row.histories - most); --i) {
      out.begin_object().member("id", std::to_string(row.id * 1000 + i));
      out.member("created", row.updated.ms).key("items").begin_array().end_array().end_object();
    }
    out.end_array();
  }

  static void write(JsonWriter& out, const Row& row) {
    out.begin_object().member("id", std::to_string(row.id));
    out.member("key", "ABC-" + std::to_string(row.id));
    out.key("fields").begin_object().member("updated", format_instant(row.updated)).end_object();
    out.key("changelog").begin_object().member("startAt", 0).member("total", row.histories);
    out.key("histories");
    write_histories(out, row, 2);
    out.end_object().end_object();
  }

  // One history a page, so that an issue is split over pages.
  Result<net::HttpAnswer> bulk(const std::string& body) {
    const auto request = JsonDocument::parse(body);
    const auto begin = parse_int(json_text(request->root(), "nextPageToken").value_or("0"));
    std::vector<std::pair<int64_t, int64_t>> all;  // issue, history
    for (const JsonElement id : simdjson::dom::array(request->root()["issueIdsOrKeys"])) {
      for (const Row& row : rows) {
        if (std::to_string(row.id) != std::string_view(id)) continue;
        for (int i = 1; i <= row.histories; ++i) all.emplace_back(row.id, row.id * 1000 + i);
      }
    }
    JsonWriter out;
    out.begin_object().key("issueChangeLogs").begin_array();
    const auto at = static_cast<size_t>(*begin);
    if (at < all.size()) {
      out.begin_object().member("issueId", std::to_string(all[at].first));
      out.key("changeHistories").begin_array().begin_object();
      out.member("id", std::to_string(all[at].second)).member("created", 1'772'000'000);
      out.key("items").begin_array().end_array().end_object().end_array().end_object();
    }
    out.end_array();
    if (at + 1 < all.size()) out.member("nextPageToken", std::to_string(at + 1));
    out.end_object();
    return FakeSite::answer(200, out.take());
  }
};

}  // namespace tl::connectors::jira
