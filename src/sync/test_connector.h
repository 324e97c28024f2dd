// A vendor for tests: pages and errors by script, deliveries of a tiny format of its own.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/text.h"
#include "connector/connector.h"

namespace tl::sync {

// An issue as the vendor would tell it: complete, in project `key`'s first part.
inline domain::Issue full_issue(int64_t id, const std::string& key, int64_t updated_ms,
                                const std::string& summary) {
  domain::Issue issue;
  issue.id = IssueId(id);
  const domain::Version version{Instant(updated_ms), 0, domain::SourceRank::kRest, 0};
  const auto set = [&](std::string_view name, domain::Value value) {
    domain::set_attribute(issue.attributes, name, std::move(value), version);
  };
  const std::string project(split(key, '-').front());
  set("key", key);
  set("project", domain::Ref{"p-" + project, project});
  set("summary", summary);
  set("updated", Instant(updated_ms));
  set(domain::kHistoryTotal, 0.0);
  set(domain::kDeleted, false);
  return issue;
}

class TestConnector final : public connector::Connector {
 public:
  static constexpr std::string_view kSecret = "opensesame";

  // Script: the pages of a stream in order; each is taken once. When none is left: an empty last
  // page. Errors in `errors` are given first.
  std::map<std::string, std::deque<connector::PulledPage>, std::less<>> pages;
  std::map<std::string, std::deque<ErrorCode>, std::less<>> errors;
  bool check_passes = true;

  [[nodiscard]] std::vector<std::string> calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  void script_error(const std::string& stream, ErrorCode code) {
    std::lock_guard lock(mutex_);
    errors[stream].push_back(code);
  }

  void script_page(const std::string& stream, connector::PulledPage page) {
    std::lock_guard lock(mutex_);
    pages[stream].push_back(std::move(page));
  }

  std::string_view vendor() const override { return "test"; }
  std::string_view title() const override { return "Test"; }
  int normaliser_version() const override { return 1; }
  Result<connector::NormalisedUrl> normalise_url(std::string_view pasted) const override {
    return connector::NormalisedUrl{std::string(pasted), {}};
  }
  Result<connector::CheckReport> fetch_check(const connector::Session&,
                                             const connector::CheckRequest&) const override {
    connector::CheckReport report;
    report.identity.site_id = "site-1";
    report.identity.account_name = "Robot";
    report.can_proceed = check_passes;
    if (!check_passes) {
      report.rows.push_back({"signed_in", "Signed in", connector::CheckState::kFailed,
                             "the token was refused", "", "Make a new token."});
    }
    return report;
  }
  Result<connector::ProjectPage> fetch_projects(const connector::Session&,
                                                const connector::ProjectQuery&) const override {
    return connector::ProjectPage{};
  }
  std::vector<connector::StreamInfo> backfill_streams() const override {
    return {{"catalogue", "Fields", {}}, {"issues", "Issues", {}}, {"boards", "Boards", {}}};
  }
  std::vector<connector::StreamInfo> poll_streams() const override {
    return {{"poll.issues", "Changed issues", minutes(5)}};
  }
  Result<connector::PulledPage> fetch_page(const connector::Session&, std::string_view stream,
                                           std::string_view state,
                                           const connector::PullScope&) const override {
    std::lock_guard lock(mutex_);
    calls_.push_back(std::string(stream) + ":" + std::string(state));
    auto* self = const_cast<TestConnector*>(this);
    auto& failing = self->errors[std::string(stream)];
    if (!failing.empty()) {
      const ErrorCode code = failing.front();
      failing.pop_front();
      return make_error(code, "scripted");
    }
    auto& left = self->pages[std::string(stream)];
    connector::PulledPage page;
    if (left.empty()) {
      page.done = true;
      return page;
    }
    page = std::move(left.front());
    left.pop_front();
    return page;
  }
  Result<connector::PulledPage> fetch_issues(const connector::Session&,
                                             std::span<const IssueId> ids,
                                             const connector::PullScope&) const override {
    connector::PulledPage page;
    for (const IssueId id : ids) {
      page.changes.issues.push_back(
          full_issue(id.value, "SHOP-" + std::to_string(id.value), 5000, "read again"));
    }
    page.done = true;
    return page;
  }
  Result<void> check_arrival(const net::Headers& headers, std::string_view,
                             std::string_view) const override {
    if (headers.value("X-Secret") == kSecret) return {};
    return make_error(ErrorCode::kUnauthenticated, "wrong secret");
  }
  std::string delivery_key(const net::Headers& headers, std::string_view) const override {
    return std::string(headers.value("X-Id"));
  }
  Result<std::string> cut_body(std::string_view body) const override {
    TL_TRY(const JsonDocument document, JsonDocument::parse(body));
    return std::string(body);
  }
  // {"id":7,"key":"SHOP-7","updated":1234,"summary":"..."}; {"noise":1} is ignored.
  connector::Normalised normalise_arrival(std::string_view body,
                                          const connector::NormaliseContext&) const override {
    connector::Normalised said;
    auto document = JsonDocument::parse(body);
    if (!document.ok()) {
      said.refused.push_back({"webhook", "", "not JSON", std::string(body)});
      return said;
    }
    const JsonElement root = document->root();
    const auto id = json_int(root, "id");
    if (!id) {
      said.ignored = "nothing of interest";
      return said;
    }
    domain::Issue issue = full_issue(*id, std::string(json_text(root, "key").value_or("")),
                                     json_int(root, "updated").value_or(0),
                                     std::string(json_text(root, "summary").value_or("")));
    issue.attributes.erase(std::string(domain::kHistoryTotal));
    for (auto& [name, attribute] : issue.attributes) {
      attribute.version.rank = domain::SourceRank::kWebhook;
    }
    said.changes.issues.push_back(std::move(issue));
    return said;
  }
  Result<connector::EffectOutcome> apply_effect(
      const connector::Session&, const domain::Effect& effect,
      const connector::EffectContext& context) const override {
    std::lock_guard lock(mutex_);
    calls_.push_back(effect.kind + ":" + context.delivery_url);
    return connector::EffectOutcome{"77", "registered"};
  }
  std::vector<std::string_view> inspect_kinds() const override { return {}; }
  int inspect(std::string_view, std::string_view, std::string_view, const Emit&) const override {
    return 0;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::vector<std::string> calls_;
};

// A transport that nobody may use.
class NoTransport final : public net::HttpTransport {
 public:
  Result<net::HttpAnswer> fetch(const net::HttpRequest&, const std::stop_token&) override {
    return make_error(ErrorCode::kConnectFailed, "no network in this test");
  }
};

}  // namespace tl::sync
