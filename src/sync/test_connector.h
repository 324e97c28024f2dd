// A vendor for tests: pages and errors by script, deliveries of a tiny format of its own.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connector/connector.h"
#include "sync/ledger_fake_world.h"

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
  // More of an issue, when it is read in full.
  std::map<int64_t, std::function<void(domain::Issue&)>> amend;
  // Effects.
  bool signs = true;
  std::optional<ErrorCode> effect_error;
  std::function<void()> on_check;  // after the label was put on and taken off; not locked
  bool reads_more = false;         // a later version: <<{...}>> is read too

  FakeWorld world;  // asked for by the ledger

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
  // Of each question for whole issues; "" the vendor was not asked whether they match.
  [[nodiscard]] std::vector<std::string> issue_filters() const {
    std::lock_guard lock(mutex_);
    return issue_filters_;
  }
  // Whether the last page was asked for with descriptions.
  [[nodiscard]] bool last_descriptions() const {
    std::lock_guard lock(mutex_);
    return last_descriptions_;
  }

  // Of the last registration.
  [[nodiscard]] std::string secret() const {
    std::lock_guard lock(mutex_);
    return secret_;
  }
  [[nodiscard]] std::vector<connector::RemoteHook> registered() const {
    std::lock_guard lock(mutex_);
    return registered_;
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
    std::lock_guard lock(mutex_);
    if (world.on) return mutable_world().live(ids);
    std::vector<connector::LiveIssue> found;
    for (const IssueId id : ids) {
      if (const auto at = live.find(id.value); at != live.end()) found.push_back(at->second);
    }
    return found;
  }
  Result<connector::QuickLook> fetch_quick_look(
      const connector::Session&, const connector::CensusScope& scope) const override {
    std::lock_guard lock(mutex_);
    return mutable_world().look(scope);
  }
  Result<connector::CensusPage> fetch_census_page(const connector::Session&,
                                                  const connector::CensusScope& scope,
                                                  std::string_view state) const override {
    std::lock_guard lock(mutex_);
    return mutable_world().census(scope, state);
  }
  Result<connector::WorklogStampPage> fetch_worklog_stamps(const connector::Session&, Instant from,
                                                           Instant to) const override {
    std::lock_guard lock(mutex_);
    return mutable_world().stamps(from, to);
  }
  Result<std::vector<connector::WorklogPlace>> fetch_worklog_places(
      const connector::Session&, std::span<const std::string> ids) const override {
    std::lock_guard lock(mutex_);
    return world.places(ids);
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
    if (page.issues_read == 0) page.issues_read = count_issues(page);
    if (scope.filter_jql.empty()) return page;
    for (const domain::Issue& issue : page.changes.issues) {
      const bool off = unmatched.contains(issue.id.value);
      (off ? page.left_filter : page.in_filter).push_back(issue.id);
    }
    return page;
  }
  Result<connector::PulledPage> fetch_issues(const connector::Session&,
                                             std::span<const IssueId> ids,
                                             const connector::PullScope& scope) const override {
    std::lock_guard lock(mutex_);
    issue_filters_.push_back(scope.filter_jql);
    const auto known = scope.known ? scope.known(ids) : std::vector<IssueId>();
    connector::PulledPage page;
    for (const IssueId id : ids) {
      if (refused.contains(id.value)) return make_error(ErrorCode::kVendorRefused, "scripted");
    }
    for (const IssueId id : ids) {
      calls_.push_back("issue:" + std::to_string(id.value));
      const bool is_known = std::find(known.begin(), known.end(), id) != known.end();
      const auto there = world.issues.find(id.value);
      const bool off =
          unmatched.contains(id.value) || (there != world.issues.end() && there->second.unmatched);
      const bool matches = scope.filter_jql.empty() || !off;
      if (lost.contains(id.value) || (world.on && !world.shows(id))) {
        page.lost_sight.push_back(id);
      } else if (!matches && !is_known) {
        page.not_admitted.push_back(id);
      } else {
        if (!scope.filter_jql.empty()) {
          (matches ? page.in_filter : page.left_filter).push_back(id);
        }
        if (world.on) {
          read_world(id, page);
          continue;
        }
        page.changes.issues.push_back(
            full_issue(id.value, "SHOP-" + std::to_string(id.value), 5000, "read again"));
        if (const auto more = amend.find(id.value); more != amend.end()) {
          more->second(page.changes.issues.back());
        }
      }
    }
    page.done = true;
    page.issues_read = count_issues(page);
    return page;
  }
  // By a header of its own, or signed as others do.
  Result<void> check_arrival(const connector::RawArrival& arrival) const override {
    const std::string signature = "sha256=" + to_hex(hmac_sha256(arrival.secret, arrival.body));
    const bool is_signed =
        !arrival.secret.empty() && arrival.headers.value("X-Hub-Signature") == signature;
    if (arrival.headers.value("X-Secret") == kSecret || is_signed) {
      const bool names_site = arrival.body.find("\"site\":") != std::string_view::npos;
      if (!names_site || arrival.body.find(arrival.site_url) != std::string_view::npos) return {};
      return make_error(ErrorCode::kForbidden, "of another site");
    }
    return make_error(ErrorCode::kUnauthenticated, "wrong secret");
  }
  std::string delivery_key(const net::Headers& headers, std::string_view) const override {
    const std::string_view id = headers.value("X-Id");
    return std::string(id.empty() ? headers.value("X-Atlassian-Webhook-Identifier") : id);
  }
  // Leaves out members that the catalogue knows as long texts.
  Result<connector::CutBody> cut_body(std::string_view body,
                                      const connector::CutRules& rules) const override {
    const std::string whole = reads_more ? repaired(body) : std::string(body);
    TL_TRY(const JsonDocument document, JsonDocument::parse(whole));
    JsonWriter out;
    out.begin_object();
    for (const auto& [key, value] : simdjson::dom::object(document.root())) {
      const domain::FieldInfo* field = rules.fields == nullptr ? nullptr : rules.fields->find(key);
      if (key == "description" && !rules.descriptions) continue;
      if (field != nullptr && field->schema_custom == "textarea") continue;
      out.key(key).raw(simdjson::minify(value));
    }
    out.end_object();
    connector::CutBody cut;
    cut.body = out.take();
    cut.event = json_text(document.root(), "webhookEvent").value_or("");
    cut.issue = IssueId(json_int(document.root(), "id").value_or(0));
    cut.issue_key = json_text(document.root(), "key").value_or("");
    return cut;
  }
  // {"id":7,"key":"SHOP-7","updated":1234,"summary":"...","status":"5","thin":true}; {"noise":1} is
  // ignored.
  connector::Normalised normalise_arrival(std::string_view body,
                                          const connector::NormaliseContext&) const override {
    connector::Normalised said;
    auto document = JsonDocument::parse(body);
    if (!document.ok()) {
      said.refused.push_back({"webhook", "", "not JSON", std::string(body)});
      return said;
    }
    const JsonElement root = document->root();
    if (json_bool(root, "bomb")) throw std::runtime_error("a bomb went off");
    said.event = json_text(root, "webhookEvent").value_or("");
    const auto id = json_int(root, "id");
    if (!id) {
      said.ignored = "nothing of interest";
      return said;
    }
    domain::Issue issue = full_issue(*id, std::string(json_text(root, "key").value_or("")),
                                     json_int(root, "updated").value_or(0),
                                     std::string(json_text(root, "summary").value_or("")));
    issue.attributes.erase(std::string(domain::kHistoryTotal));
    if (const auto status = json_text(root, "status")) {
      domain::set_attribute(issue.attributes, "status",
                            domain::Ref{std::string(*status), std::string(*status)},
                            issue.attributes.at("summary").version);
    }
    const bool thin = json_bool(root, "thin").value_or(false);
    for (auto& [name, attribute] : issue.attributes) {
      attribute.version.rank = thin ? domain::SourceRank::kThin : domain::SourceRank::kWebhook;
    }
    if (thin) said.changes.refetch.push_back(issue.id);
    said.changes.issues.push_back(std::move(issue));
    return said;
  }
  // As a site with one list of webhooks: a registration takes the place of all but `kept_urls`.
  Result<connector::EffectOutcome> apply_effect(
      const connector::Session&, const domain::Effect& effect,
      const connector::EffectContext& context) const override {
    std::function<void()> then;
    connector::EffectOutcome outcome{"", "done", false};
    {
      std::lock_guard lock(mutex_);
      const bool check = effect.kind == "webhook.check";
      calls_.push_back(effect.kind + ":" + (check ? effect.payload : context.delivery_url));
      if (effect_error) return make_error(*effect_error, "scripted");
      if (check) {
        then = on_check;
      } else {
        outcome = change_hooks(effect.kind == "webhook.register", context);
      }
    }
    if (then) then();
    return outcome;
  }
  std::vector<std::string_view> inspect_kinds() const override { return {}; }
  int inspect(std::string_view, std::string_view, std::string_view, const Emit&) const override {
    return 0;
  }

 private:
  FakeWorld& mutable_world() const { return const_cast<TestConnector*>(this)->world; }
  static int64_t count_issues(const connector::PulledPage& page) {
    const auto refused =
        std::count_if(page.refused.begin(), page.refused.end(),
                      [](const domain::Refused& one) { return one.kind == "issue"; });
    return static_cast<int64_t>(page.changes.issues.size() + page.not_admitted.size()) + refused;
  }
  // REQUIRES: locked, and the world shows it.
  void read_world(IssueId id, connector::PulledPage& page) const {
    ++mutable_world().reads;
    const FakeIssue& there = world.issues.at(id.value);
    page.changes.issues.push_back(full_issue(id.value, there.key, there.updated.ms, there.summary));
    for (int64_t number = 1; number <= there.histories; ++number) {
      domain::History history;
      history.issue = id;
      history.id = std::to_string(id.value * 1000 + number);
      history.version = {there.updated, 0, domain::SourceRank::kRest, 0};
      history.items = {{"status", "Status", "1", "To Do", "3", "Done"}};
      domain::seal_history(history);
      page.changes.histories.push_back(std::move(history));
    }
    for (const auto& [worklog_id, worklog] : world.worklogs) {
      if (worklog.issue != id.value || worklog.deleted) continue;
      domain::Record record{domain::RecordKind::kWorklog, worklog_id, id, {}};
      domain::set_attribute(record.attributes, "updated", worklog.updated,
                            {worklog.updated, 0, domain::SourceRank::kRest, 0});
      page.changes.records.push_back(std::move(record));
    }
  }

  // REQUIRES: locked.
  connector::EffectOutcome change_hooks(bool make, const connector::EffectContext& context) const {
    const auto is_kept = [&](const connector::RemoteHook& hook) {
      const auto& kept = context.kept_urls;
      return std::find(kept.begin(), kept.end(), hook.url) != kept.end();
    };
    std::erase_if(registered_, [&](const connector::RemoteHook& hook) { return !is_kept(hook); });
    if (!make) return {"", "removed", false};
    const std::string id = std::to_string(next_hook_++);
    registered_.push_back({id, "ours", context.delivery_url, true, {"issue_updated"}, "", {}});
    secret_ = context.delivery_secret.reveal();
    return {id, "registered", signs};
  }
  // What a later version can read: <<{...}>>.
  static std::string repaired(std::string_view body) {
    std::string text(body);
    if (text.starts_with("<<") && text.ends_with(">>")) text = text.substr(2, text.size() - 4);
    return text;
  }
  void note_session(const connector::Session& session) const {
    std::lock_guard lock(mutex_);
    seen_ = {session.base_url,      session.site_url, session.email,   session.token.reveal(),
             session.ca_bundle_pem, session.proxy,    session.version, session.method};
  }

  mutable std::mutex mutex_;
  mutable std::vector<std::string> calls_;
  mutable std::vector<connector::RemoteHook> registered_;
  mutable int next_hook_ = 77;
  mutable std::string secret_;
  mutable Seen seen_;
  mutable std::string last_filter_;
  mutable std::vector<std::string> issue_filters_;
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
