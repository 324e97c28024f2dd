// GET /metrics: its form, what it says, and who may read it.
#include <gmock/gmock.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "api/process_facts.h"
#include "api/prometheus_connections.h"
#include "api/prometheus_text.h"
#include "api/sent_requests.h"
#include "api/world_for_test.h"
#include "base/hash.h"

namespace tl::api {
namespace {

using testing::HasSubstr;
using testing::Not;

// Samples by "name{labels}"; fails on a line that is none of the format, on a metric without HELP
// and TYPE, on samples apart from their metric and on one given twice.
std::map<std::string, double> read_metrics(const std::string& text) {
  static const std::regex kComment(R"(# (HELP|TYPE) ([a-z_:0-9]+) .+)");
  static const std::regex kSample(
      R"(([a-z_:][a-z_:0-9]*)(\{[a-z_]+="(\\.|[^"\\])*"(,[a-z_]+="(\\.|[^"\\])*")*\})? (\S+))");
  std::map<std::string, double> samples;
  std::set<std::string> begun;
  std::string helped, typed;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (std::regex_match(line, match, kComment)) {
      if (match[1] == "HELP") {
        helped = match[2];
        EXPECT_TRUE(begun.insert(helped).second) << helped << " begins twice";
      } else {
        typed = match[2];
      }
      continue;
    }
    EXPECT_TRUE(std::regex_match(line, match, kSample)) << line;
    EXPECT_EQ(match[1], helped) << line;
    EXPECT_EQ(match[1], typed) << line;
    const std::string key = match[1].str() + match[2].str();
    EXPECT_TRUE(samples.emplace(key, std::stod(match[6])).second) << key << " twice";
  }
  EXPECT_TRUE(text.ends_with("\n"));
  return samples;
}

TEST(PrometheusText, escapes_labels_and_writes_numbers_exactly) {
  PrometheusText out;
  out.metric("a_b", "gauge", "What it is");
  out.sample({{"name", "say \"x\\y\"\nand z"}, {"other", "ü"}}, 0.25);
  out.sample(1795219200.123);
  EXPECT_EQ(out.take(),
            "# HELP a_b What it is\n# TYPE a_b gauge\n"
            "a_b{name=\"say \\\"x\\\\y\\\"\\nand z\",other=\"ü\"} 0.25\n"
            "a_b 1795219200.123\n");
  EXPECT_EQ(render_sample_value(0), "0");
  EXPECT_EQ(render_sample_value(-3), "-3");
  EXPECT_EQ(render_sample_value(9007199254740992.0), "9007199254740992");
  EXPECT_EQ(render_sample_value(std::nan("")), "NaN");
  EXPECT_EQ(render_sample_value(-HUGE_VAL), "-Inf");
}

TEST(ProcessFacts, are_of_this_process) {
  const ProcessFacts facts = load_process_facts();
  ASSERT_TRUE(facts.resident_bytes && facts.started && facts.cpu_seconds && facts.open_files);
  EXPECT_GT(*facts.resident_bytes, 1 << 20);
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_LE(*facts.started, now + 2);
  EXPECT_GT(*facts.started, now - 24 * 3600.0) << "this test does not run for a day";
  EXPECT_GE(*facts.open_files, 3);
}

class Scraped : public testing::Test {
 protected:
  Scraped() : cookie_(world_.set_up()), id_(world_.connect(cookie_)) {
    instance_ = world_.instance_id(id_);
  }
  std::map<std::string, double> scrape() {
    auto answer = world_.get("/metrics", cookie_);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.value("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    return read_metrics(answer.body);
  }
  [[nodiscard]] std::string of(const std::string& name, const std::string& more = "") const {
    return name + "{connection=\"" + id_ + "\"" + (more.empty() ? "" : "," + more) + "}";
  }

  World world_;
  std::string cookie_;
  std::string id_;
  InstanceId instance_;
};

TEST_F(Scraped, says_how_deliveries_fare) {
  using store::ArrivalState;
  const TenantId tenant = world_.tenant_id();
  world_.add_delivery(tenant, instance_, "a", "", ArrivalState::kRejected, "no");
  const std::string failed = world_.add_delivery(tenant, instance_, "b", R"({"refuse":"why"})");
  world_.add_delivery(tenant, instance_, "b", R"({"refuse":"why"})");
  ASSERT_TRUE(until([&] {
    return world_.get("/api/v1/deliveries/" + failed, cookie_).text("/result") == "failed";
  }));
  auto samples = scrape();
  EXPECT_EQ(samples.at(of("throughline_deliveries", "result=\"failed\"")), 1);
  EXPECT_EQ(samples.at(of("throughline_deliveries", "result=\"rejected\"")), 1);
  EXPECT_EQ(samples.at(of("throughline_deliveries_stored_total")), 2);
  EXPECT_EQ(samples.at(of("throughline_delivery_repeats")), 1);
  EXPECT_EQ(samples.at(of("throughline_delivery_queue_length")), 0);
  EXPECT_EQ(samples.at(of("throughline_delivery_queue_oldest_age_seconds")), 0);
  EXPECT_EQ(samples.at("throughline_inbox_commit_queue"), 0);
  EXPECT_EQ(samples.at(of("throughline_conservation_balanced", "stage=\"arrivals\"")), 1);
  EXPECT_EQ(samples.at(of("throughline_conservation_balanced", "stage=\"pulls\"")), 1);
  EXPECT_TRUE(samples.contains(of("throughline_outbox_pending")));
  EXPECT_EQ(samples.at(of("throughline_waiting")), 0);
  EXPECT_EQ(samples.at(of("throughline_connection_state", "state=\"active\"")), 1);
  EXPECT_EQ(samples.at(of("throughline_connection_state", "state=\"paused\"")), 0);
  EXPECT_GT(samples.at("process_resident_memory_bytes"), 0);
  EXPECT_GT(samples.at("throughline_disk_free_bytes"), 0);
}

TEST_F(Scraped, says_how_far_the_numbers_follow) {
  world_.add_catalogue(world_.tenant_id(), instance_);
  world_.add_issue(world_.tenant_id(), instance_, 1, "ACME-1", "One", world_.clock.now() - days(9),
                   60);
  EXPECT_GT(scrape().at("throughline_feed_head"), 0);
  EXPECT_FALSE(scrape().contains("throughline_lens_position")) << "no number was asked for yet";
  world_.get("/api/v1/metrics/flow/cycle-time", cookie_);
  const auto samples = scrape();
  EXPECT_EQ(samples.at("throughline_lens_lag"), 0);
  EXPECT_EQ(samples.at("throughline_lens_position"), samples.at("throughline_feed_head"));
  EXPECT_EQ(samples.at("throughline_lens_trouble"), 0);
}

TEST_F(Scraped, names_are_escaped_and_other_tenants_are_not_in_it) {
  auto named = world_.get("/api/v1/connections/" + id_, cookie_);
  Ask ask{.method = "PATCH", .target = "/api/v1/connections/" + id_, .cookie = cookie_};
  ask.body = R"({"name":"a \"quoted\\ name"})";
  ask.headers = {{"Origin", "http://tl.example.com"},
                 {"Content-Type", "application/json"},
                 {"If-Match", std::string(named.headers.value("ETag"))}};
  ASSERT_EQ(world_.call(ask).status, 200);
  scrape();
  EXPECT_THAT(world_.get("/metrics", cookie_).body, HasSubstr(R"(name="a \"quoted\\ name")"));
  world_.add_tenant("Other");
  auto theirs = world_.get("/metrics", world_.sign_in("admin@other.example"));
  EXPECT_THAT(theirs.body, Not(HasSubstr(id_)));
  EXPECT_EQ(read_metrics(theirs.body).at("throughline_connections"), 0);
}

TEST_F(Scraped, projects_are_shown_up_to_a_limit) {
  sync::ConnectionStatus status;
  status.connection.public_id = "c1";
  sync::ConnectionLedger ledger;
  for (size_t i = 0; i < kMaxScrapedProjects + 3; ++i) {
    sync::LedgerRow row;
    row.account.account = std::to_string(i);
    row.account.key = "P" + std::to_string(i);
    row.account.ours = 10;
    row.account.theirs = 11;
    row.account.proven = Instant(static_cast<int64_t>(1'000'000 + i * 1000));
    row.open = 1;
    ledger.rows.push_back(row);
  }
  PrometheusText out;
  render_scraped(out, {{status, ledger, {}, {}}}, Instant(0));
  const auto samples = read_metrics(out.take());
  const auto at = [&](const std::string& name, const std::string& project) {
    return samples.at(name + "{connection=\"c1\",project=\"" + project + "\"}");
  };
  EXPECT_EQ(at("throughline_project_issues_here", "P199"), 10);
  EXPECT_EQ(at("throughline_project_issues_here", "(others)"), 30);
  EXPECT_EQ(at("throughline_project_issues_there", "(others)"), 33);
  EXPECT_EQ(at("throughline_project_open_differences", "(others)"), 3);
  EXPECT_EQ(at("throughline_project_proven_timestamp_seconds", "(others)"), 1200) << "the least";
  EXPECT_FALSE(
      samples.contains("throughline_project_issues_here{connection=\"c1\",project=\"P200\"}"));
}

TEST_F(Scraped, what_one_project_cannot_say_the_rest_cannot) {
  sync::ConnectionStatus status;
  sync::ConnectionLedger ledger;
  ledger.rows.resize(kMaxScrapedProjects + 2);
  for (size_t i = 0; i < ledger.rows.size(); ++i) ledger.rows[i].account.key = std::to_string(i);
  ledger.rows.back().account.theirs = 5;
  ledger.rows.back().account.proven = Instant(5000);
  PrometheusText out;
  render_scraped(out, {{status, ledger, {}, {}}}, Instant(0));
  const std::string text = out.take();
  EXPECT_THAT(text,
              HasSubstr("throughline_project_issues_here{connection=\"\",project=\"(others)\"} 0"));
  EXPECT_THAT(text, Not(HasSubstr("throughline_project_issues_there{")));
  EXPECT_THAT(text, Not(HasSubstr("throughline_project_proven_timestamp_seconds{")));
}

TEST_F(Scraped, a_token_of_its_own_opens_nothing_else) {
  const auto with = [&](const std::string& target, const std::string& token) {
    Ask ask{.target = target};
    ask.headers = {{"Authorization", "Bearer " + token}};
    return world_.call(ask);
  };
  EXPECT_EQ(with("/metrics", "scrape-me-please").status, 401) << "none is set";
  world_.context->options.metrics_token_hash = sha256("scrape-me-please");
  EXPECT_EQ(with("/metrics", "scrape-me-pleasf").status, 401);
  auto scraped = with("/metrics", "scrape-me-please");
  ASSERT_EQ(scraped.status, 200) << scraped.body;
  EXPECT_THAT(scraped.body, HasSubstr(id_));
  EXPECT_EQ(with("/api/v1/connections", "scrape-me-please").status, 401);
  const auto viewer =
      world_.add_user(world_.tenant_id(), "viewer@example.com", store::Role::kViewer);
  ASSERT_TRUE(world_.store->tenant(world_.tenant_id())
                  .create_api_token(sha256("a-viewer's"), viewer.id, "scraper", std::nullopt)
                  .ok());
  EXPECT_EQ(with("/metrics", "a-viewer's").status, 200);
}

// --- what goes out ---

class Answering final : public net::HttpTransport {
 public:
  [[nodiscard]] Result<net::HttpAnswer> fetch(const net::HttpRequest& request,
                                              const std::stop_token&) override {
    if (request.url.ends_with("/lost")) return make_error(ErrorCode::kConnectFailed, "lost");
    return net::HttpAnswer{request.url.ends_with("/busy") ? 429 : 200, {}, {}, {}};
  }
};

TEST(SentRequests, are_counted_by_site_and_outcome) {
  Answering below;
  SentRequests sent(below);
  const auto fetch = [&](const std::string& url) {
    net::HttpRequest request;
    request.url = url;
    (void)sent.fetch(request, {}).ok();
  };
  fetch("https://jira.example.com/rest/api/3/myself");
  fetch("https://JIRA.example.com:443/busy");
  fetch("https://jira.example.com/lost");
  fetch("https://api.atlassian.com/ex/jira/one/rest/busy");
  fetch("https://api.atlassian.com/ex/jira/two/rest/api");
  EXPECT_EQ(sent.counts(site_of("https://jira.example.com")),
            (SentRequests::Counts{1, 0, 1, 0, 1}));
  EXPECT_EQ(sent.counts(site_of("https://api.atlassian.com/ex/jira/one")),
            (SentRequests::Counts{0, 0, 1, 0, 0}));
  EXPECT_EQ(sent.counts(site_of("https://api.atlassian.com/ex/jira/three")),
            SentRequests::Counts{});
}

TEST(SentRequests, are_of_a_bounded_number_of_sites) {
  Answering below;
  SentRequests sent(below);
  net::HttpRequest request;
  for (size_t i = 0; i <= SentRequests::kMaxSites; ++i) {
    request.url = "https://s" + std::to_string(i) + ".example.com/";
    (void)sent.fetch(request, {}).ok();
  }
  const std::string last = "https://s" + std::to_string(SentRequests::kMaxSites - 1);
  EXPECT_EQ(sent.counts(last + ".example.com")[0], 1);
  EXPECT_EQ(sent.counts("https://s" + std::to_string(SentRequests::kMaxSites) + ".example.com"),
            SentRequests::Counts{});
}

}  // namespace
}  // namespace tl::api
