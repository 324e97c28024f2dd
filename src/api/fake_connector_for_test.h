// The Jira of these tests, without a network.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "connector/connector.h"

namespace tl::api {

// A Jira that says yes: token "good" passes, all others are rejected. Sites named server.* are
// Servers, dc.* Data Centers, nojira.* are none at all, all others Cloud. It has one project,
// ACME; a filter with "wrong" in it is invalid. Saved answers look like
// {"issues":[{"id":7,"key":"ACME-7"}],"refused":["8"]}.
// A delivery with {"issue":{"id":"7","key":"ACME-7"}} is applied, one with {"refuse":"why"} cannot
// be read, all others are ignored. "webhookEvent" names the event.
class FakeConnector final : public connector::Connector {
 public:
  [[nodiscard]] std::string_view vendor() const override { return "jira"; }
  [[nodiscard]] std::string_view title() const override { return "Jira"; }
  [[nodiscard]] int normaliser_version() const override { return 1; }
  [[nodiscard]] Result<connector::NormalisedUrl> normalise_url(
      std::string_view pasted) const override;
  [[nodiscard]] Result<connector::CheckReport> fetch_check(
      const connector::Session& session, const connector::CheckRequest& request) const override;
  [[nodiscard]] Result<connector::ProjectPage> fetch_projects(
      const connector::Session& session, const connector::ProjectQuery& query) const override;
  [[nodiscard]] Result<connector::SiteIdentity> fetch_site(
      const connector::Session& session) const override;
  [[nodiscard]] Result<std::vector<connector::KeyVerdict>> fetch_key_check(
      const connector::Session& session, std::span<const std::string> keys) const override;
  [[nodiscard]] Result<connector::FilterCheck> fetch_filter_check(
      const connector::Session& session, const connector::FilterQuery& query) const override;
  [[nodiscard]] Result<std::vector<connector::LiveIssue>> fetch_live(
      const connector::Session& session, std::span<const IssueId> ids) const override;
  [[nodiscard]] Result<std::vector<connector::RemoteHook>> fetch_hooks(
      const connector::Session& session) const override;
  [[nodiscard]] Result<connector::SavedAnswer> read_saved(
      std::string_view text, const connector::SavedContext& context) const override;
  [[nodiscard]] std::vector<connector::StreamInfo> backfill_streams() const override;
  [[nodiscard]] std::vector<connector::StreamInfo> poll_streams() const override { return {}; }
  [[nodiscard]] Result<connector::PulledPage> fetch_page(
      const connector::Session& session, std::string_view stream, std::string_view state,
      const connector::PullScope& scope) const override;
  [[nodiscard]] Result<connector::PulledPage> fetch_issues(
      const connector::Session& session, std::span<const IssueId> ids,
      const connector::PullScope& scope) const override;
  [[nodiscard]] Result<void> check_arrival(const connector::RawArrival& arrival) const override;
  [[nodiscard]] std::string delivery_key(const net::Headers& headers,
                                         std::string_view body) const override;
  [[nodiscard]] Result<connector::QuickLook> fetch_quick_look(
      const connector::Session& session, const connector::CensusScope& scope) const override;
  [[nodiscard]] Result<connector::CensusPage> fetch_census_page(
      const connector::Session& session, const connector::CensusScope& scope,
      std::string_view state) const override;
  [[nodiscard]] Result<connector::WorklogStampPage> fetch_worklog_stamps(
      const connector::Session& session, Instant from, Instant to) const override;
  [[nodiscard]] Result<std::vector<connector::WorklogPlace>> fetch_worklog_places(
      const connector::Session& session, std::span<const std::string> ids) const override;
  [[nodiscard]] Result<connector::CutBody> cut_body(
      std::string_view body, const connector::CutRules& rules) const override;
  [[nodiscard]] connector::Normalised normalise_arrival(
      std::string_view body, const connector::NormaliseContext& context) const override;
  [[nodiscard]] Result<connector::EffectOutcome> apply_effect(
      const connector::Session& session, const domain::Effect& effect,
      const connector::EffectContext& context) const override;
  [[nodiscard]] std::vector<std::string_view> inspect_kinds() const override { return {}; }
  [[nodiscard]] int inspect(std::string_view kind, std::string_view text, std::string_view fields,
                            const Emit& emit) const override;

  // What a census of ACME finds.
  void set_there(std::vector<connector::IssueStamp> there);

 private:
  mutable std::mutex mutex_;
  std::vector<connector::IssueStamp> there_;
  mutable std::vector<connector::RemoteHook> hooks_;
};

}  // namespace tl::api
