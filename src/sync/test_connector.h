// A vendor for tests: pages and errors by script, deliveries of a tiny format of its own.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
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

inline connector::SiteIdentity cloud_site() {
  connector::SiteIdentity site;
  site.site_id = "site-1";
  site.flavour = "cloud";
  site.version = "1";
  return site;
}

class TestConnector final : public connector::Connector {
 public:
  static constexpr std::string_view kSecret = "opensesame";

  // Script: the pages of a stream in order; each is taken once. When none is left: an empty last
  // page. Errors in `errors` are given first.
  std::map<std::string, std::deque<connector::PulledPage>, std::less<>> pages;
  std::map<std::string, std::deque<ErrorCode>, std::less<>> errors;
  bool check_passes = true;
  // What the site says it is; `site_error`: nobody answers.
  connector::SiteIdentity site = cloud_site();
  bool site_error = false;
  int normaliser = 1;
  // Answers of the other questions.
  connector::FilterCheck filter_check;
  std::map<int64_t, connector::LiveIssue> live;
  std::optional<std::vector<connector::RemoteHook>> hooks;  // nothing: what was registered
  std::set<int64_t> lost;                                   // never given
  std::set<int64_t> refused;    // make the vendor refuse the whole question
  std::set<int64_t> unmatched;  // do not match the filter

  [[nodiscard]] std::vector<std::string> calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  void script_error(const std::string& stream, ErrorCode code) {
    std::lock_guard lock(mutex_);
    errors[stream].push_back(code);
  }

  // Changes the script while a worker may be reading it.
  void locked(const std::function<void()>& change) {
    std::lock_guard lock(mutex_);
    change();
  }
  // Of the last check or page: how it signed in.
  struct Seen {
    std::string base_url, site_url, email, token, ca_pem, proxy, version;
    domain::SignInMethod method = domain::SignInMethod::kApiToken;
  };
  [[nodiscard]] Seen seen() const {
    std::lock_guard lock(mutex_);
    return seen_;
  }
  [[nodiscard]] std::string last_check() const {
    std::lock_guard lock(mutex_);
    return last_check_;
  }
  [[nodiscard]] std::string last_filter() const {
    std::lock_guard lock(mutex_);
    return last_filter_;
  }
  // Whether the last page was asked for with descriptions.
  [[nodiscard]] bool last_descriptions() const {
    std::lock_guard lock(mutex_);
    return last_descriptions_;
  }

  void script_page(const std::string& stream, connector::PulledPage page) {
    std::lock_guard lock(mutex_);
    pages[stream].push_back(std::move(page));
  }

  std::string_view vendor() const override { return "test"; }
  std::string_view title() const override { return "Test"; }
  int normaliser_version() const override { return normaliser; }
  Result<connector::NormalisedUrl> normalise_url(std::string_view pasted) const override {
    return connector::NormalisedUrl{std::string(pasted), {}};
  }
  Result<connector::CheckReport> fetch_check(const connector::Session& session,
                                             const connector::CheckRequest&) const override {
    note_session(session);
    connector::CheckReport report;
    report.identity = site;
    report.identity.account_name = "Robot";
    report.can_proceed = check_passes;
    report.projects_visible = 1;
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
  Result<connector::SiteIdentity> fetch_site(const connector::Session&) const override {
    if (site_error) return make_error(ErrorCode::kConnectFailed, "nobody answers");
    return site;
  }
  Result<std::vector<connector::KeyVerdict>> fetch_key_check(
      const connector::Session&, std::span<const std::string> keys) const override {
    std::vector<connector::KeyVerdict> verdicts;
    for (const std::string& key : keys) {
      connector::KeyVerdict verdict;
      verdict.key = key;
      verdict.visible = !key.starts_with("HIDDEN");
      verdict.project.key = key;
      verdict.reason = verdict.visible ? "" : "not visible";
      verdicts.push_back(std::move(verdict));
    }
    return verdicts;
  }
  Result<connector::FilterCheck> fetch_filter_check(
      const connector::Session&, const connector::FilterQuery& query) const override {
    std::lock_guard lock(mutex_);
    last_check_ = query.jql;
    return filter_check;
  }
  Result<std::vector<connector::LiveIssue>> fetch_live(
      const connector::Session&, std::span<const IssueId> ids) const override {
    std::vector<connector::LiveIssue> found;
    for (const IssueId id : ids) {
      if (const auto at = live.find(id.value); at != live.end()) found.push_back(at->second);
    }
    return found;
  }
  Result<std::vector<connector::RemoteHook>> fetch_hooks(const connector::Session&) const override {
    std::lock_guard lock(mutex_);
    return hooks.value_or(registered_);
  }
  // A saved answer of the test vendor is what a delivery is. With {"worklog":5} it has a worklog,
  // which names its instant, and a status, which names none.
  Result<connector::SavedAnswer> read_saved(std::string_view text,
                                            const connector::SavedContext& context) const override {
    connector::Normalised said = normalise_arrival(text, {});
    if (said.ignored || !said.refused.empty()) {
      return make_error(ErrorCode::kInvalidArgument, "no saved answer");
    }
    const auto document = JsonDocument::parse(text);
    if (const auto worklog = json_int(document->root(), "worklog")) {
      domain::Record logged{domain::RecordKind::kWorklog, std::to_string(*worklog), IssueId(7), {}};
      domain::set_attribute(logged.attributes, "seconds", 60.0,
                            {Instant(4000), 0, domain::SourceRank::kRest, 0});
      domain::Record status{domain::RecordKind::kStatus, "3", {}, {}};
      domain::set_attribute(status.attributes, "name", std::string("Done"),
                            {context.received, 0, domain::SourceRank::kRest, 0});
      said.changes.records = {std::move(logged), std::move(status)};
    }
    return connector::SavedAnswer{"issue", std::move(said.changes), {}};
  }
  std::vector<connector::StreamInfo> backfill_streams() const override {
    return {
        {"catalogue", "Fields", {}}, {"issues", "Issues", {}, "issues"}, {"boards", "Boards", {}}};
  }
  std::vector<connector::StreamInfo> poll_streams() const override {
    return {{"poll.issues", "Changed issues", minutes(5)}};
  }
  Result<connector::PulledPage> fetch_page(const connector::Session& session,
                                           std::string_view stream, std::string_view state,
                                           const connector::PullScope& scope) const override {
    note_session(session);
    std::lock_guard lock(mutex_);
    last_filter_ = scope.filter_jql;
    last_descriptions_ = scope.descriptions;
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
                                             const connector::PullScope& scope) const override {
    std::lock_guard lock(mutex_);
    const auto known = scope.known ? scope.known(ids) : std::vector<IssueId>();
    connector::PulledPage page;
    for (const IssueId id : ids) {
      if (refused.contains(id.value)) return make_error(ErrorCode::kVendorRefused, "scripted");
    }
    for (const IssueId id : ids) {
      calls_.push_back("issue:" + std::to_string(id.value));
      const bool is_known = std::find(known.begin(), known.end(), id) != known.end();
      const bool matches = scope.filter_jql.empty() || !unmatched.contains(id.value);
      if (lost.contains(id.value)) {
        page.lost_sight.push_back(id);
      } else if (!matches && !is_known) {
        page.not_admitted.push_back(id);
      } else {
        if (!scope.filter_jql.empty()) {
          (matches ? page.in_filter : page.left_filter).push_back(id);
        }
        page.changes.issues.push_back(
            full_issue(id.value, "SHOP-" + std::to_string(id.value), 5000, "read again"));
      }
    }
    page.done = true;
    return page;
  }
  Result<void> check_arrival(const connector::RawArrival& arrival) const override {
    if (arrival.headers.value("X-Secret") == kSecret) {
      const bool names_site = arrival.body.find("\"site\":") != std::string_view::npos;
      if (!names_site || arrival.body.find(arrival.site_url) != std::string_view::npos) return {};
      return make_error(ErrorCode::kForbidden, "of another site");
    }
    return make_error(ErrorCode::kUnauthenticated, "wrong secret");
  }
  std::string delivery_key(const net::Headers& headers, std::string_view) const override {
    return std::string(headers.value("X-Id"));
  }
  // Leaves out members that the catalogue knows as long texts.
  Result<std::string> cut_body(std::string_view body,
                               const connector::CutRules& rules) const override {
    TL_TRY(const JsonDocument document, JsonDocument::parse(body));
    JsonWriter out;
    out.begin_object();
    for (const auto& [key, value] : simdjson::dom::object(document.root())) {
      const domain::FieldInfo* field = rules.fields == nullptr ? nullptr : rules.fields->find(key);
      if (key == "description" && !rules.descriptions) continue;
      if (field != nullptr && field->schema_custom == "textarea") continue;
      out.key(key).raw(simdjson::minify(value));
    }
    out.end_object();
    return out.take();
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
    if (effect.kind == "webhook.register") {
      registered_ = {{"77", "ours", context.delivery_url, true, {"issue_updated"}, ""}};
    } else {
      registered_.clear();
    }
    return connector::EffectOutcome{"77", "registered", true};
  }
  std::vector<std::string_view> inspect_kinds() const override { return {}; }
  int inspect(std::string_view, std::string_view, std::string_view, const Emit&) const override {
    return 0;
  }

 private:
  void note_session(const connector::Session& session) const {
    std::lock_guard lock(mutex_);
    seen_ = {session.base_url,      session.site_url, session.email,   session.token.reveal(),
             session.ca_bundle_pem, session.proxy,    session.version, session.method};
  }

  mutable std::mutex mutex_;
  mutable std::vector<std::string> calls_;
  mutable std::vector<connector::RemoteHook> registered_;
  mutable Seen seen_;
  mutable std::string last_filter_;
  mutable bool last_descriptions_ = false;
  mutable std::string last_check_;
};

// A transport that nobody may use.
class NoTransport final : public net::HttpTransport {
 public:
  Result<net::HttpAnswer> fetch(const net::HttpRequest&, const std::stop_token&) override {
    return make_error(ErrorCode::kConnectFailed, "no network in this test");
  }
};

}  // namespace tl::sync
