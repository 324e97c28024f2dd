// A search for tests that behaves as badly as it may: its tokens are offsets into a list that
// shifts when an issue changes, and change logs are cut and split over pages. Of both families:
// page tokens (Cloud), offsets (Data Center).
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
  int histories = 0;    // that the vendor has; at most `embedded` of them come with a search
  bool chosen = false;  // matches the filter "chosen"
};

class FakeSearch {
 public:
  // Where the resources are: "/rest/api/3", or "/jira/rest/api/2" after FakeSession::become.
  explicit FakeSearch(FakeSession& fake) : offsets_(fake.session.flavour != "cloud"), fake_(fake) {
    const std::string api = offsets_ ? "/jira/rest/api/2" : "/rest/api/3";
    on(offsets_ ? "POST " + api + "/search" : "POST " + api + "/search/jql", &FakeSearch::search);
    if (offsets_) return;
    on("POST " + api + "/search/approximate-count", &FakeSearch::count);
    on("POST " + api + "/changelog/bulkfetch", &FakeSearch::bulk_histories);
    on("POST " + api + "/issue/bulkfetch", &FakeSearch::bulk_issues);
    on("POST " + api + "/jql/match", &FakeSearch::match);
  }

  std::vector<Row> rows;
  std::function<void()> before_answer;
  bool forget_tokens = false;
  bool unknown_ids_empty = false;  // one unknown id empties the answer to "id in (..)"
  int unavailable = 0;             // so many searches are answered by 503
  int page = 10;                   // rows of a page with fields
  int embedded = 2;                // histories of an issue in a search

  // Data Center: the issue by itself brings its whole history.
  void serve_issues() {
    for (const Row& row : rows) {
      const int64_t id = row.id;
      fake_.site.on("GET /jira/rest/api/2/issue/" + std::to_string(id),
                    [this, id](const net::HttpRequest&) {
                      JsonWriter out;
                      for (const Row& one : rows) {
                        if (one.id == id) write(out, one, one.histories);
                      }
                      return FakeSite::answer(200, out.take());
                    });
    }
  }

 private:
  using Method = Result<net::HttpAnswer> (FakeSearch::*)(JsonElement);
  void on(const std::string& what, Method method) {
    fake_.site.on(what, [this, method](const net::HttpRequest& request) {
      if (before_answer) before_answer();
      const auto body = JsonDocument::parse(request.body);
      return (this->*method)(body->root());
    });
  }

  static std::vector<std::string> conditions(std::string jql) {
    jql = jql.substr(0, jql.find(" ORDER BY"));
    std::vector<std::string> all;
    int depth = 0;
    size_t begin = 0;
    for (size_t i = 0; i < jql.size(); ++i) {
      depth += jql[i] == '(' ? 1 : jql[i] == ')' ? -1 : 0;
      if (depth == 0 && jql.compare(i, 5, " AND ") == 0) {
        all.push_back(jql.substr(begin, i - begin));
        begin = i + 5;
      }
    }
    all.push_back(jql.substr(begin));
    return all;
  }

  static bool holds(const Row& row, const std::string& condition) {
    const auto number = [&](size_t at) {
      return std::strtoll(condition.c_str() + at, nullptr, 10);
    };
    if (condition.starts_with("(updated >= ")) return row.updated.ms >= number(12) || !row.done;
    if (condition.starts_with("updated >= ")) return row.updated.ms >= number(11);
    if (condition.starts_with("updated <= ")) return row.updated.ms <= number(11);
    if (condition.starts_with("statusCategory != Done")) return !row.done;
    if (condition.find("chosen") != std::string::npos) return row.chosen;
    if (!condition.starts_with("id in (")) return true;
    for (const std::string_view id : split(std::string_view(condition).substr(7), ',')) {
      if (std::strtoll(std::string(id).c_str(), nullptr, 10) == row.id) return true;
    }
    return false;
  }

  bool names_unknown(const std::string& jql) const {
    const size_t at = jql.find("id in (");
    if (at == std::string::npos) return false;
    for (const std::string_view id : split(std::string_view(jql).substr(at + 7), ',')) {
      const int64_t number = std::strtoll(std::string(id).c_str(), nullptr, 10);
      if (std::none_of(rows.begin(), rows.end(), [&](const Row& r) { return r.id == number; })) {
        return true;
      }
    }
    return false;
  }

  std::vector<Row> matching(const std::string& jql) const {
    std::vector<Row> found;
    const std::vector<std::string> all = conditions(jql);
    for (const Row& row : rows) {
      if (std::all_of(all.begin(), all.end(), [&](const auto& c) { return holds(row, c); })) {
        found.push_back(row);
      }
    }
    const bool ascending = jql.ends_with("ASC");
    std::sort(found.begin(), found.end(), [&](const Row& a, const Row& b) {
      return ascending ? std::pair(a.updated, a.id) < std::pair(b.updated, b.id)
                       : std::pair(a.updated, a.id) > std::pair(b.updated, b.id);
    });
    return found;
  }

  Result<net::HttpAnswer> search(JsonElement request) {
    if (unavailable > 0 && unavailable-- > 0) return FakeSite::answer(503, "{}");
    const std::string jql(json_text(request, "jql").value_or(""));
    const auto token = json_text(request, "nextPageToken");
    if (token && forget_tokens) {
      return FakeSite::answer(400, R"({"errorMessages":["The token is not valid."]})");
    }
    const auto begin =
        static_cast<size_t>(token ? *parse_int(*token) : json_int(request, "startAt").value_or(0));
    const simdjson::dom::array fields(request["fields"]);
    const bool plain = fields.size() == 1 && std::string_view(fields.at(0)) == "id";
    const int64_t cap = plain && !offsets_ ? 5000 : page;
    const int64_t granted = std::min(cap, json_int(request, "maxResults").value_or(50));
    std::vector<Row> found = matching(jql);
    if (unknown_ids_empty && names_unknown(jql)) found.clear();
    const size_t end = std::min(found.size(), begin + static_cast<size_t>(granted));
    JsonWriter out;
    out.begin_object().key("issues").begin_array();
    for (size_t i = begin; i < end; ++i) write(out, found[i], embedded);
    out.end_array();
    if (offsets_) {
      out.member("startAt", static_cast<int64_t>(begin)).member("maxResults", granted);
      out.member("total", static_cast<int64_t>(found.size()));
    } else {
      out.member("isLast", end >= found.size());
      if (end < found.size()) out.member("nextPageToken", std::to_string(end));
    }
    out.end_object();
    return FakeSite::answer(200, out.take());
  }

  Result<net::HttpAnswer> count(JsonElement request) {
    const std::string jql(json_text(request, "jql").value_or(""));
    return FakeSite::answer(200, R"({"count":)" + std::to_string(matching(jql).size()) + "}");
  }

  static void write(JsonWriter& out, const Row& row, int most) {
    out.begin_object().member("id", std::to_string(row.id));
    out.member("key", "ABC-" + std::to_string(row.id));
    out.key("fields").begin_object().member("updated", format_instant(row.updated)).end_object();
    out.key("changelog").begin_object().member("startAt", 0).member("total", row.histories);
    out.key("histories").begin_array();
    for (int i = row.histories; i > std::max(0, row.histories - most); --i) {
      out.begin_object().member("id", std::to_string(row.id * 1000 + i));
      out.member("created", row.updated.ms).key("items").begin_array().end_array().end_object();
    }
    out.end_array().end_object().end_object();
  }

  // One history a page, so that an issue is split over pages.
  Result<net::HttpAnswer> bulk_histories(JsonElement request) {
    const auto begin = parse_int(json_text(request, "nextPageToken").value_or("0"));
    std::vector<std::pair<int64_t, int64_t>> all;  // issue, history
    for (const JsonElement id : simdjson::dom::array(request["issueIdsOrKeys"])) {
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

  Result<net::HttpAnswer> bulk_issues(JsonElement request) {
    JsonWriter out;
    out.begin_object().key("issues").begin_array();
    for (const JsonElement id : simdjson::dom::array(request["issueIdsOrKeys"])) {
      for (const Row& row : rows) {
        if (std::to_string(row.id) == std::string_view(id)) write(out, row, embedded);
      }
    }
    out.end_array().end_object();
    return FakeSite::answer(200, out.take());
  }

  Result<net::HttpAnswer> match(JsonElement request) {
    JsonWriter out;
    out.begin_object().key("matches").begin_array().begin_object().key("matchedIssues");
    out.begin_array();
    for (const JsonElement id : simdjson::dom::array(request["issueIds"])) {
      for (const Row& row : rows) {
        if (row.id == static_cast<int64_t>(id) && row.chosen) out.value(row.id);
      }
    }
    out.end_array().key("errors").begin_array().end_array().end_object().end_array().end_object();
    return FakeSite::answer(200, out.take());
  }

  bool offsets_;
  FakeSession& fake_;
};

}  // namespace tl::connectors::jira
