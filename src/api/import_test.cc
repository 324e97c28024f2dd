// Files of saved answers over HTTP.
#include <gmock/gmock.h>

#include "api/world_for_test.h"

namespace tl::api {
namespace {

using testing::HasSubstr;

class Import : public testing::Test {
 protected:
  Import() : cookie_(world_.set_up()) {}
  Answer make(const std::string& body) {
    return world_.send("POST", "/api/v1/connections/import", body, cookie_);
  }
  Answer put_file(const std::string& id, const std::string& text,
                  const std::string& type = "application/octet-stream",
                  const std::string& query = "?file=search-1.json") {
    Ask ask{.method = "POST",
            .target = "/api/v1/connections/" + id + "/import" + query,
            .body = text,
            .cookie = cookie_};
    ask.headers = {{"Origin", "http://tl.example.com"}};
    if (!type.empty()) ask.headers.set("Content-Type", type);
    return world_.call(ask);
  }

  World world_;
  std::string cookie_;
};

constexpr const char* kPage =
    R"({"issues":[{"id":7,"key":"ACME-7"},{"id":8,"key":"ACME-8"}],"refused":["9"]})";

TEST_F(Import, a_site_of_files_makes_no_requests) {
  auto made = make(R"({"base_url":"https://old.example/jira","name":" Old Jira "})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("/flavour"), "import");
  EXPECT_EQ(made.text("/name"), "Old Jira");
  EXPECT_EQ(made.headers.value("Location"), "/api/v1/connections/" + made.text("/id"));
  EXPECT_EQ(make(R"({"base_url":"https://old.example/jira"})").status, 409);
  EXPECT_EQ(make("{}").text("/errors/0/field"), "base_url");
  EXPECT_EQ(make(R"({"base_url":"https://b.example","token":"x"})").text("/errors/0/field"),
            "token");
}

TEST_F(Import, a_file_is_read_once_and_refusals_are_listed) {
  const std::string id = make(R"({"base_url":"https://old.example"})").text("/id");
  auto first = put_file(id, kPage);
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.text("/kind"), "search page");
  EXPECT_EQ(first.text("/issues"), "2");
  EXPECT_EQ(first.text("/refused/0/id"), "9");
  EXPECT_EQ(first.text("/refused/0/reason"), "no key");
  auto second = put_file(id, kPage, "application/json; charset=utf-8", "");
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(second.text("/unchanged"), "2");
  EXPECT_EQ(world_.get("/api/v1/issues", cookie_).text("/total"), "2");
}

TEST_F(Import, says_what_cannot_be_read) {
  const std::string id = make(R"({"base_url":"https://old.example"})").text("/id");
  auto unknown = put_file(id, R"({"hello":1})");
  EXPECT_EQ(unknown.status, 400) << unknown.body;
  EXPECT_THAT(unknown.text("/detail"), HasSubstr("neither issues nor a changelog"));
  EXPECT_EQ(put_file(id, "<html>").status, 422);
  EXPECT_EQ(put_file(id, " ").text("/errors/0/field"), "body");
  EXPECT_EQ(put_file(id, kPage, "multipart/form-data; boundary=x").status, 415);
  EXPECT_EQ(put_file(id, kPage, "").status, 415);
  EXPECT_EQ(put_file(id, kPage, "text/plain", "?name=x").text("/errors/0/field"), "name");
  EXPECT_EQ(put_file("nothing", kPage).status, 404);
}

TEST_F(Import, the_route_alone_takes_large_bodies) {
  size_t large = 0;
  for (const auto* route : world_.router.routes()) {
    if (route->options.max_body_bytes <= (16u << 20)) continue;
    ++large;
    EXPECT_EQ(route->pattern, "/api/v1/connections/{id}/import");
    EXPECT_EQ(route->options.max_body_bytes, 64u << 20);
    EXPECT_THAT(route->options.too_large, HasSubstr("Split"));
  }
  EXPECT_EQ(large, 1u);
}

}  // namespace
}  // namespace tl::api
