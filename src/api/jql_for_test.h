// For tests of queries: NumbersWorld, and questions in one line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/numbers_world_for_test.h"
#include "base/json.h"

namespace tl::api {

// A body: {"jql": ..., and what `more` says}.
inline std::string jql_body(std::string_view jql, std::string_view more = "") {
  std::string body = "{\"jql\":" + json_quote(jql);
  if (!more.empty()) body.append(",").append(more);
  return body + "}";
}

class QueryWorld : public NumbersWorld {
 public:
  Answer post(const std::string& route, const std::string& body, const std::string& as = "") {
    return send("POST", "/api/v1/jql/" + route, body, as.empty() ? cookie : as);
  }
  Answer search(std::string_view jql, std::string_view more = "") {
    return post("search", jql_body(jql, more));
  }
  static std::vector<std::string> keys(Answer& answer) {
    std::vector<std::string> keys;
    simdjson::dom::array items;
    if (answer.json()["items"].get(items) != simdjson::SUCCESS) return keys;
    for (const JsonElement item : items) keys.emplace_back(json_text(item, "key").value_or(""));
    return keys;
  }
  // How many match; -1 and a failed expectation when it is no such answer.
  int64_t total(std::string_view jql) {
    auto answer = search(jql, R"("limit":1)");
    EXPECT_EQ(answer.status, 200) << jql << "\n" << answer.body;
    return answer.status == 200 ? NumbersWorld::count(answer, "/total") : -1;
  }
  // A person with an own session.
  std::string person(const std::string& email, store::Role role) {
    add_user(tenant_id(), email, role);
    return sign_in(email);
  }
  void add_record(InstanceId where, domain::RecordKind kind, const std::string& id,
                  std::vector<std::pair<std::string, domain::Value>> values) {
    domain::Record record{kind, id, IssueId(), {}};
    for (auto& [name, value] : values)
      domain::set_attribute(record.attributes, name, std::move(value), {clock.now(), 0, {}, 0});
    domain::ChangeSet set;
    set.records.push_back(std::move(record));
    const auto applied = store->tenant(tenant_id()).apply(where, set, {});
    EXPECT_TRUE(applied.ok()) << applied.error().detail;
  }
};

}  // namespace tl::api
