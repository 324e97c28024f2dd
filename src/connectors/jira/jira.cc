#include "connectors/jira/jira.h"

#include "connectors/jira/address.h"
#include "connectors/jira/census.h"
#include "connectors/jira/check.h"
#include "connectors/jira/client.h"
#include "connectors/jira/cut_body.h"
#include "connectors/jira/effects.h"
#include "connectors/jira/filter.h"
#include "connectors/jira/hooks.h"
#include "connectors/jira/inspect.h"
#include "connectors/jira/issue_fetch.h"
#include "connectors/jira/projects.h"
#include "connectors/jira/saved.h"
#include "connectors/jira/signature.h"
#include "connectors/jira/site.h"
#include "connectors/jira/streams.h"
#include "connectors/jira/webhook.h"
#include "connectors/jira/worklog_stamps.h"

namespace tl::connectors::jira {
namespace {

using connector::PulledPage;
using connector::PullScope;
using connector::Session;
using connector::StreamInfo;

// Raise when facts of the same payload become other ones.
constexpr int kNormaliserVersion = 2;

std::vector<StreamInfo> infos(const std::vector<Stream>& streams) {
  std::vector<StreamInfo> list;
  for (const Stream& stream : streams) list.push_back(stream.info);
  return list;
}

class Jira final : public connector::Connector {
 public:
  [[nodiscard]] std::string_view vendor() const override { return "jira"; }
  [[nodiscard]] std::string_view title() const override { return "Jira"; }
  [[nodiscard]] int normaliser_version() const override { return kNormaliserVersion; }

  [[nodiscard]] Result<connector::NormalisedUrl> normalise_url(
      std::string_view pasted) const override {
    return normalise_address(pasted);
  }
  [[nodiscard]] Result<connector::CheckReport> fetch_check(
      const Session& session, const connector::CheckRequest& request) const override {
    return jira::fetch_check(session, request);
  }
  [[nodiscard]] Result<connector::ProjectPage> fetch_projects(
      const Session& session, const connector::ProjectQuery& query) const override {
    TL_TRY(const Client client, Client::open(Client::interactive(session)));
    return fetch_project_page(client, query);
  }
  [[nodiscard]] Result<connector::SiteIdentity> fetch_site(const Session& session) const override {
    return jira::fetch_site(session);
  }
  [[nodiscard]] Result<std::vector<connector::KeyVerdict>> fetch_key_check(
      const Session& session, std::span<const std::string> keys) const override {
    TL_TRY(const Client client, Client::open(Client::interactive(session)));
    return jira::fetch_key_check(client, keys);
  }
  [[nodiscard]] Result<connector::FilterCheck> fetch_filter_check(
      const Session& session, const connector::FilterQuery& query) const override {
    TL_TRY(const Client client, Client::open(Client::interactive(session)));
    return jira::fetch_filter_check(client, query);
  }
  [[nodiscard]] Result<std::vector<connector::LiveIssue>> fetch_live(
      const Session& session, std::span<const IssueId> ids) const override {
    TL_TRY(const Client client, Client::open(Client::interactive(session)));
    return jira::fetch_live(client, ids);
  }
  [[nodiscard]] Result<std::vector<connector::RemoteHook>> fetch_hooks(
      const Session& session) const override {
    TL_TRY(const Client client, Client::open(Client::interactive(session)));
    TL_TRY(std::vector<connector::RemoteHook> hooks, jira::fetch_hooks(client));
    note_missing_events(hooks);
    return hooks;
  }

  [[nodiscard]] std::vector<StreamInfo> backfill_streams() const override {
    return infos(jira::backfill_streams());
  }
  [[nodiscard]] std::vector<StreamInfo> poll_streams() const override {
    return infos(jira::poll_streams());
  }
  [[nodiscard]] Result<PulledPage> fetch_page(const Session& session, std::string_view stream,
                                              std::string_view state,
                                              const PullScope& scope) const override {
    const Stream* found = find_stream(stream);
    if (found == nullptr) {
      return make_error(ErrorCode::kInvalidArgument,
                        "Jira has no stream '" + std::string(stream) + "'.");
    }
    TL_TRY(const Client client, Client::open(Client(session)));
    return found->read(client, PullState::parse(state), scope);
  }
  [[nodiscard]] Result<PulledPage> fetch_issues(const Session& session,
                                                std::span<const IssueId> ids,
                                                const PullScope& scope) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return fetch_by_id(client, ids, scope);
  }

  [[nodiscard]] Result<connector::QuickLook> fetch_quick_look(
      const Session& session, const connector::CensusScope& scope) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return jira::fetch_quick_look(client, scope);
  }
  [[nodiscard]] Result<connector::CensusPage> fetch_census_page(
      const Session& session, const connector::CensusScope& scope,
      std::string_view state) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return jira::fetch_census_page(client, scope, PullState::parse(state));
  }
  [[nodiscard]] Result<connector::WorklogStampPage> fetch_worklog_stamps(
      const Session& session, Instant from, Instant to) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return jira::fetch_worklog_stamps(client, from, to);
  }
  [[nodiscard]] Result<std::vector<connector::WorklogPlace>> fetch_worklog_places(
      const Session& session, std::span<const std::string> ids) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return jira::fetch_worklog_places(client, ids);
  }

  [[nodiscard]] Result<void> check_arrival(const connector::RawArrival& arrival) const override {
    TL_CHECK_OK(check_signature(arrival.headers, arrival.body, arrival.secret));
    return check_site(arrival.body, arrival.site_url);
  }
  [[nodiscard]] std::string delivery_key(const net::Headers& headers,
                                         std::string_view body) const override {
    return jira::delivery_key(headers, body);
  }
  [[nodiscard]] Result<connector::CutBody> cut_body(
      std::string_view body, const connector::CutRules& rules) const override {
    return cut_delivery(body, rules);
  }
  [[nodiscard]] connector::Normalised normalise_arrival(
      std::string_view body, const connector::NormaliseContext& context) const override {
    return normalise_delivery(body, context);
  }

  [[nodiscard]] Result<connector::EffectOutcome> apply_effect(
      const Session& session, const domain::Effect& effect,
      const connector::EffectContext& context) const override {
    TL_TRY(const Client client, Client::open(Client(session)));
    return jira::apply_effect(client, effect, context);
  }

  [[nodiscard]] Result<connector::SavedAnswer> read_saved(
      std::string_view text, const connector::SavedContext& context) const override {
    TL_TRY(SavedAnswer answer, jira::read_saved(text, {context.fields, context.received,
                                                       context.file_name, context.find_issue}));
    return connector::SavedAnswer{std::move(answer.kind), std::move(answer.changes),
                                  std::move(answer.refused)};
  }

  [[nodiscard]] std::vector<std::string_view> inspect_kinds() const override {
    return jira::inspect_kinds();
  }
  [[nodiscard]] int inspect(std::string_view kind, std::string_view text, std::string_view fields,
                            const Emit& emit) const override {
    return jira::inspect(kind, text, fields, emit);
  }
};

}  // namespace

std::unique_ptr<connector::Connector> make_connector() { return std::make_unique<Jira>(); }

}  // namespace tl::connectors::jira
