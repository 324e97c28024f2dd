#include "api/fake_connector_for_test.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace tl::api {

using domain::Ref;

Result<connector::NormalisedUrl> FakeConnector::normalise_url(std::string_view pasted) const {
  return connector::NormalisedUrl{std::string(pasted), {}};
}

Result<connector::CheckReport> FakeConnector::fetch_check(const connector::Session& session,
                                                          const connector::CheckRequest&) const {
  connector::CheckReport report;
  const bool good = session.token.reveal().starts_with("good");
  report.rows.push_back({"reachable", "Reachable", connector::CheckState::kPassed, "", "", ""});
  report.rows.push_back({"signed_in", "Signed in",
                         good ? connector::CheckState::kPassed : connector::CheckState::kFailed,
                         good ? "as Robin Sample" : "Jira answered 401", "", ""});
  report.can_proceed = good;
  report.identity.site_id = session.base_url;
  report.identity.flavour = "cloud";
  report.identity.account_name = "Robin Sample";
  report.projects_visible = 2;
  return report;
}

Result<connector::ProjectPage> FakeConnector::fetch_projects(const connector::Session& session,
                                                             const connector::ProjectQuery&) const {
  if (!session.token.reveal().starts_with("good")) {
    return make_error(ErrorCode::kVendorRejectedCredentials, "Jira answered 401");
  }
  connector::ProjectPage page;
  page.projects.push_back({"10000", "ACME", "Acme", "software", "Robin Sample", {}, {}});
  page.total = 1;
  return page;
}

Result<connector::SiteIdentity> FakeConnector::fetch_site(const connector::Session& session) const {
  connector::SiteIdentity site;
  if (session.base_url.find("//nojira.") != std::string::npos) {
    return make_error(ErrorCode::kVendorNotJira, "a shop answered");
  }
  const bool server = session.base_url.find("//server.") != std::string::npos;
  const bool dc = session.base_url.find("//dc.") != std::string::npos;
  site.site_id = session.base_url;
  site.flavour = server ? "server" : dc ? "data_center" : "cloud";
  site.version = server ? "8.5.1" : dc ? "9.12.4" : "";
  site.site_title = "A Jira";
  return site;
}

Result<std::vector<connector::KeyVerdict>> FakeConnector::fetch_key_check(
    const connector::Session&, std::span<const std::string> keys) const {
  std::vector<connector::KeyVerdict> verdicts;
  for (const std::string& key : keys) {
    connector::KeyVerdict verdict;
    verdict.key = key;
    verdict.visible = key == "ACME";
    if (verdict.visible) {
      verdict.project = {"10000", "ACME", "Acme", "software", "Robin Sample", {}, {}};
    } else {
      verdict.reason = "Jira knows no project " + key;
    }
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

Result<connector::FilterCheck> FakeConnector::fetch_filter_check(
    const connector::Session&, const connector::FilterQuery& query) const {
  connector::FilterCheck check;
  check.valid = query.jql.find("wrong") == std::string::npos;
  if (!check.valid) {
    check.error = "Field 'wrong' does not exist";
    check.line = 1;
    check.column = 7;
    check.suggestion = "Wrong Way";
    return check;
  }
  check.matches = 12;
  check.of = 30;
  check.samples.push_back({IssueId(7), "ACME-7", "A bug", "Open"});
  check.notes.emplace_back("ORDER BY is ignored.");
  return check;
}

Result<std::vector<connector::LiveIssue>> FakeConnector::fetch_live(
    const connector::Session&, std::span<const IssueId> ids) const {
  std::vector<connector::LiveIssue> issues;
  for (const IssueId id : ids) {
    issues.push_back({id, "ACME-" + std::to_string(id.value), Ref{"3", "Done"}, Instant(1)});
  }
  return issues;
}

Result<std::vector<connector::RemoteHook>> FakeConnector::fetch_hooks(
    const connector::Session&) const {
  const std::lock_guard lock(mutex_);
  return hooks_;
}

Result<connector::SavedAnswer> FakeConnector::read_saved(
    std::string_view text, const connector::SavedContext& context) const {
  TL_TRY(const JsonDocument document, JsonDocument::parse(text));
  simdjson::dom::array issues;
  if (document.root()["issues"].get(issues) != simdjson::SUCCESS) {
    return make_error(ErrorCode::kInvalidArgument, "neither issues nor a changelog");
  }
  connector::SavedAnswer answer;
  answer.kind = "search page";
  for (const JsonElement item : issues) {
    domain::Issue issue;
    issue.id = IssueId(json_int(item, "id").value_or(0));
    domain::Version version;
    version.instant = context.received;
    version.rank = domain::SourceRank::kRest;
    domain::set_attribute(issue.attributes, "key", std::string(json_text(item, "key").value_or("")),
                          version);
    answer.changes.issues.push_back(std::move(issue));
  }
  simdjson::dom::array refused;
  if (document.root()["refused"].get(refused) == simdjson::SUCCESS) {
    for (const JsonElement item : refused) {
      answer.refused.push_back({"issue", std::string(std::string_view(item)), "no key", "{}"});
    }
  }
  return answer;
}

std::vector<connector::StreamInfo> FakeConnector::backfill_streams() const {
  return {{"issues", "Issues and their history", Millis(0), "issues"}};
}

Result<connector::PulledPage> FakeConnector::fetch_page(const connector::Session&, std::string_view,
                                                        std::string_view,
                                                        const connector::PullScope&) const {
  connector::PulledPage page;
  page.done = true;
  return page;
}

Result<connector::PulledPage> FakeConnector::fetch_issues(const connector::Session&,
                                                          std::span<const IssueId>,
                                                          const connector::PullScope&) const {
  return connector::PulledPage{};
}

Result<void> FakeConnector::check_arrival(const connector::RawArrival& arrival) const {
  if (arrival.headers.value("X-Hub-Signature") == "good") return {};
  return make_error(ErrorCode::kUnauthenticated, "The signature is wrong.");
}

std::string FakeConnector::delivery_key(const net::Headers& headers, std::string_view) const {
  return std::string(headers.value("X-Delivery"));
}

void FakeConnector::set_there(std::vector<connector::IssueStamp> there) {
  const std::lock_guard lock(mutex_);
  there_ = std::move(there);
}

Result<connector::QuickLook> FakeConnector::fetch_quick_look(const connector::Session&,
                                                             const connector::CensusScope&) const {
  const std::lock_guard lock(mutex_);
  connector::QuickLook look{
      .count = static_cast<int64_t>(there_.size()), .exact = true, .newest = {}, .requests = 2};
  for (const connector::IssueStamp& stamp : there_) {
    if (!look.newest || look.newest->updated < stamp.updated) look.newest = stamp;
  }
  return look;
}

Result<connector::CensusPage> FakeConnector::fetch_census_page(const connector::Session&,
                                                               const connector::CensusScope& scope,
                                                               std::string_view) const {
  const std::lock_guard lock(mutex_);
  connector::CensusPage page;
  page.from = Instant(std::numeric_limits<int64_t>::min());
  page.to = scope.until;
  page.done = true;
  page.requests = 1;
  page.page_size = 5000;
  for (const connector::IssueStamp& stamp : there_) {
    if (stamp.updated <= scope.until) page.stamps.push_back(stamp);
  }
  return page;
}

Result<connector::WorklogStampPage> FakeConnector::fetch_worklog_stamps(const connector::Session&,
                                                                        Instant from,
                                                                        Instant to) const {
  connector::WorklogStampPage page;
  page.from = from;
  page.to = to;
  page.done = true;
  page.requests = 1;
  return page;
}

Result<std::vector<connector::WorklogPlace>> FakeConnector::fetch_worklog_places(
    const connector::Session&, std::span<const std::string>) const {
  return std::vector<connector::WorklogPlace>{};
}

Result<connector::CutBody> FakeConnector::cut_body(std::string_view body,
                                                   const connector::CutRules&) const {
  const auto document = JsonDocument::parse(body);
  if (!document.ok()) return make_error(ErrorCode::kUnreadable, "not JSON");
  connector::CutBody cut;
  cut.body = body;
  cut.event = json_text(document->root(), "webhookEvent").value_or("");
  if (const auto issue = json_get(document->root(), "issue")) {
    cut.issue = IssueId(parse_int(json_id(*issue, "id")).value_or(0));
    cut.issue_key = json_text(*issue, "key").value_or("");
  }
  return cut;
}

connector::Normalised FakeConnector::normalise_arrival(
    std::string_view body, const connector::NormaliseContext& context) const {
  connector::Normalised normalised;
  const auto document = JsonDocument::parse(body);
  if (!document.ok()) {
    normalised.refused.push_back({"webhook", "body", "not JSON", ""});
    return normalised;
  }
  normalised.event = json_text(document->root(), "webhookEvent").value_or("");
  const auto issue = json_get(document->root(), "issue");
  if (const auto why = json_text(document->root(), "refuse")) {
    normalised.refused.push_back({"webhook", "body", std::string(*why), std::string(body)});
  } else if (issue) {
    domain::Version version;
    version.instant = context.received;
    version.rank = domain::SourceRank::kRest;
    domain::Issue read;
    read.id = IssueId(parse_int(json_id(*issue, "id")).value_or(0));
    domain::set_attribute(read.attributes, "key",
                          std::string(json_text(*issue, "key").value_or("")), version);
    normalised.changes.issues.push_back(std::move(read));
  } else {
    normalised.ignored = "nothing to do";
  }
  return normalised;
}

Result<connector::EffectOutcome> FakeConnector::apply_effect(
    const connector::Session&, const domain::Effect& effect,
    const connector::EffectContext& context) const {
  const std::lock_guard lock(mutex_);
  std::erase_if(hooks_, [&](const connector::RemoteHook& hook) {
    return std::find(context.kept_urls.begin(), context.kept_urls.end(), hook.url) ==
           context.kept_urls.end();
  });
  if (effect.kind == "webhook.register") {
    hooks_.push_back({"12", "Throughline", context.delivery_url, true, {"issue_updated"}, ""});
  }
  return connector::EffectOutcome{"12", "done", true};
}

int FakeConnector::inspect(std::string_view, std::string_view, std::string_view,
                           const Emit&) const {
  return 2;
}

}  // namespace tl::api
