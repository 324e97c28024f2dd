// A search of one project for tests of the census: a hundred thousand issues at no cost, of both
// families, as unkind as it may be.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/time_text.h"
#include "connectors/jira/fake_site_for_test.h"

namespace tl::connectors::jira {

struct CensusRow {
  int64_t id;  // and the number of its key
  Instant updated;
  bool gone = false;  // deleted: its key is refused, too
};

class CensusSite {
 public:
  explicit CensusSite(FakeSession& fake) : offsets_(fake.session.flavour != "cloud"), fake_(fake) {
    const std::string api = offsets_ ? "/jira/rest/api/2" : "/rest/api/3";
    fake.site.on("POST " + api + (offsets_ ? "/search" : "/search/jql"),
                 [this](const net::HttpRequest& request) { return search(request); });
    fake.site.on("POST " + api + "/search/approximate-count", [this](const net::HttpRequest&) {
      ++requests;
      return FakeSite::answer(200, R"({"count":)" + std::to_string(rows_.size()) + "}");
    });
    fake.site.on("GET " + api + "/myself", [this](const net::HttpRequest&) {
      ++requests;
      return FakeSite::answer(signed_in ? 200 : 401, "{}");
    });
  }

  int page = 1000;
  bool cut_to_minutes = false;  // instants of a query
  bool signed_in = true;
  std::function<void()> before_answer;
  int requests = 0;
  std::vector<std::string> queries;

  void add(Instant updated) {
    rows_.push_back({static_cast<int64_t>(rows_.size()) + 1, updated});
    sorted_ = false;
  }
  // By id.
  void change(int64_t id, Instant updated) {
    rows_[static_cast<size_t>(id - 1)].updated = updated;
    sorted_ = false;
  }
  void remove(int64_t id) {
    rows_[static_cast<size_t>(id - 1)].gone = true;
    sorted_ = false;
  }
  [[nodiscard]] const std::vector<CensusRow>& rows() const { return rows_; }

 private:
  static std::optional<int64_t> number_after(const std::string& jql, const std::string& word) {
    const size_t at = jql.rfind(word);
    if (at == std::string::npos) return std::nullopt;
    return std::strtoll(jql.c_str() + at + word.size(), nullptr, 10);
  }

  [[nodiscard]] int64_t literal(int64_t ms) const {
    return cut_to_minutes ? ms / 60'000 * 60'000 : ms;
  }

  void sort_rows() {
    if (sorted_) return;
    by_change_.clear();
    for (const CensusRow& row : rows_) {
      if (!row.gone) by_change_.push_back(&row);
    }
    by_key_ = by_change_;
    std::sort(by_change_.begin(), by_change_.end(), [](const CensusRow* a, const CensusRow* b) {
      return std::pair(a->updated, a->id) > std::pair(b->updated, b->id);
    });
    std::sort(by_key_.begin(), by_key_.end(),
              [](const CensusRow* a, const CensusRow* b) { return a->id > b->id; });
    sorted_ = true;
  }

  // Those that match, in order.
  std::vector<const CensusRow*> find(const std::string& jql) {
    sort_rows();
    // The scope's own ">=" stands first, within brackets; it is old enough to hold for all.
    const auto from = jql.find("AND updated >= ") == std::string::npos
                          ? std::nullopt
                          : number_after(jql, "AND updated >= ");
    const auto to = number_after(jql, "updated <= ");
    const auto below = number_after(jql, "updated < ");
    const auto only = number_after(jql, "id in (");
    const auto key = number_after(jql, "key <= \"ABC-");
    std::vector<const CensusRow*> found;
    for (const CensusRow* row : jql.ends_with("BY key DESC") ? by_key_ : by_change_) {
      if (from && row->updated.ms < literal(*from)) continue;
      if (to && row->updated.ms > literal(*to)) continue;
      if (below && row->updated.ms >= literal(*below)) continue;
      if (only && row->id != *only) continue;
      if (key && row->id > *key) continue;
      found.push_back(row);
    }
    return found;
  }

  Result<net::HttpAnswer> search(const net::HttpRequest& request) {
    ++requests;
    if (before_answer) before_answer();
    const auto body = JsonDocument::parse(request.body);
    const std::string jql(json_text(body->root(), "jql").value_or(""));
    queries.push_back(jql);
    const auto key = number_after(jql, "key <= \"ABC-");
    if (key && rows_[static_cast<size_t>(*key - 1)].gone) {
      return FakeSite::answer(400, R"({"errorMessages":["An issue with key 'ABC-)" +
                                       std::to_string(*key) +
                                       R"(' does not exist for field 'key'."]})");
    }
    const auto wanted = static_cast<size_t>(json_int(body->root(), "maxResults").value_or(50));
    const size_t granted = std::min(wanted, static_cast<size_t>(page));
    return answer(find(jql), granted);
  }

  [[nodiscard]] net::HttpAnswer answer(const std::vector<const CensusRow*>& found,
                                       size_t granted) const {
    JsonWriter out;
    out.begin_object().key("issues").begin_array();
    for (size_t i = 0; i < std::min(granted, found.size()); ++i) {
      out.begin_object().member("id", std::to_string(found[i]->id));
      out.member("key", "ABC-" + std::to_string(found[i]->id)).key("fields").begin_object();
      out.member("updated", format_instant(found[i]->updated)).end_object().end_object();
    }
    out.end_array();
    if (offsets_) {
      out.member("startAt", 0).member("maxResults", static_cast<int64_t>(granted));
      out.member("total", static_cast<int64_t>(found.size()));
    } else {
      out.member("isLast", found.size() <= granted);
      if (found.size() > granted) out.member("nextPageToken", "never to be used");
    }
    out.end_object();
    return FakeSite::answer(200, out.take());
  }

  bool offsets_;
  FakeSession& fake_;
  std::vector<CensusRow> rows_;
  bool sorted_ = false;
  std::vector<const CensusRow*> by_change_;
  std::vector<const CensusRow*> by_key_;
};

}  // namespace tl::connectors::jira
