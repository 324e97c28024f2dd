// What a connector is: everything Throughline needs of one vendor, and the only code that knows the
// vendor's formats. Stateless and thread-safe; one object serves all connections.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connector/census.h"
#include "connector/check.h"
#include "connector/pull.h"
#include "connector/session.h"
#include "domain/change_set.h"
#include "domain/effect.h"
#include "domain/field_catalogue.h"
#include "net/headers.h"

namespace tl::connector {

struct NormalisedUrl {
  std::string url;                   // "https://acme.atlassian.net"
  std::vector<std::string> changes;  // for a person: "the path /browse/ABC-1 was left out"
};

// A delivery as it came in.
struct RawArrival {
  const net::Headers& headers;
  std::string_view body;      // the raw bytes
  std::string_view secret;    // of the webhook; "" none was agreed
  std::string_view site_url;  // base_url of the connection
};

// What is left of a payload before it is kept.
struct CutRules {
  const domain::FieldCatalogue* fields = nullptr;  // nullptr: none is known yet
  bool descriptions = false;  // ConnectionOptions::descriptions: those of issues stay
};

// A delivery as it is kept, and what it is about as far as its body says.
struct CutBody {
  std::string body;
  std::string event;      // the vendor's name of it: "jira:issue_updated"; "" it names none
  IssueId issue;          // none: it names none
  std::string issue_key;  // "" a worklog names only the id
};

struct NormaliseContext {
  const domain::FieldCatalogue* fields = nullptr;  // nullptr: none is known yet
  Instant received;                                // stands in when a body names no instant at all
  bool descriptions = false;                       // as in CutRules
};

// What a delivery says. Exactly one of these holds: `changes` not empty, `refused` not empty, or
// `ignored` set (an event that is none of our business).
struct Normalised {
  domain::ChangeSet changes;
  std::vector<domain::Refused> refused;
  std::optional<std::string> ignored;  // why, for a person
  std::string event;                   // the vendor's name of it: "jira:issue_updated"
};

struct EffectContext {
  std::string connection_id;  // public id of the connection; names what we make at the vendor
  std::string delivery_url;   // public URL that deliveries are to be sent to
  std::string worklog_delivery_url;  // the same for worklogs, where the vendor keeps them apart
  SecretText delivery_secret;
  std::string vendor_id;  // of what an earlier call made; "" when unknown
  // Addresses of other webhooks of this connection that are to stay: while one is being replaced.
  std::vector<std::string> kept_urls;
};

struct EffectOutcome {
  std::string vendor_id;  // of what was made, changed or found
  std::string summary;    // for a person: "registered webhook 12"
  // webhook.register: the vendor signs with EffectContext::delivery_secret.
  bool signed_deliveries = false;
};

// On an issue for the moment of a webhook check that a person asked for.
inline constexpr std::string_view kCheckLabel = "throughline-webhook-check";

class Connector {
 public:
  virtual ~Connector() = default;

  [[nodiscard]] virtual std::string_view vendor() const = 0;  // "jira"
  [[nodiscard]] virtual std::string_view title() const = 0;   // "Jira"
  // Raised when normalise learns to read more; facts of an older version are fetched again.
  [[nodiscard]] virtual int normaliser_version() const = 0;

  // Connecting. What a person pasted as an address; kInvalidArgument when it cannot be one.
  [[nodiscard]] virtual Result<NormalisedUrl> normalise_url(std::string_view pasted) const = 0;
  // Never fails because the vendor says no: that is a row. Errors: kCancelled, kStopping.
  [[nodiscard]] virtual Result<CheckReport> fetch_check(const Session& session,
                                                        const CheckRequest& request) const = 0;
  [[nodiscard]] virtual Result<ProjectPage> fetch_projects(const Session& session,
                                                           const ProjectQuery& query) const = 0;
  // What is at session.base_url, without signing in: flavour, version, title, site id if it says.
  // kVendorNotJira: there is something else.
  [[nodiscard]] virtual Result<SiteIdentity> fetch_site(const Session& session) const = 0;
  // Each key by itself; never fails because one is unknown. At most kMaxKeysPerCheck.
  static constexpr size_t kMaxKeysPerCheck = 200;
  [[nodiscard]] virtual Result<std::vector<KeyVerdict>> fetch_key_check(
      const Session& session, std::span<const std::string> keys) const = 0;
  // An invalid filter is an answer, not an error.
  [[nodiscard]] virtual Result<FilterCheck> fetch_filter_check(const Session& session,
                                                               const FilterQuery& query) const = 0;
  // At most kMaxIssuesPerFetch; those not visible are left out.
  [[nodiscard]] virtual Result<std::vector<LiveIssue>> fetch_live(
      const Session& session, std::span<const IssueId> ids) const = 0;
  // All webhooks of the site that this account may see. kForbidden without the right.
  [[nodiscard]] virtual Result<std::vector<RemoteHook>> fetch_hooks(
      const Session& session) const = 0;

  // Pulling. Errors carry what to do in their traits: kAfterPerson pauses the connection,
  // kAfterWait is tried again with the same state.
  [[nodiscard]] virtual std::vector<StreamInfo> backfill_streams() const = 0;
  [[nodiscard]] virtual std::vector<StreamInfo> poll_streams() const = 0;
  // One page: a few requests. `state` is "" or the next_state of an earlier page of the stream.
  [[nodiscard]] virtual Result<PulledPage> fetch_page(const Session& session,
                                                      std::string_view stream,
                                                      std::string_view state,
                                                      const PullScope& scope) const = 0;
  // The whole of at most kMaxIssuesPerFetch issues with their complete histories.
  static constexpr size_t kMaxIssuesPerFetch = 100;
  [[nodiscard]] virtual Result<PulledPage> fetch_issues(const Session& session,
                                                        std::span<const IssueId> ids,
                                                        const PullScope& scope) const = 0;

  // The census: what is there. Errors as for pulling; kVendorNotFound: the account does not see the
  // project (any more). A look is at what is there now, `until` is not heeded.
  [[nodiscard]] virtual Result<QuickLook> fetch_quick_look(const Session& session,
                                                           const CensusScope& scope) const = 0;
  // `state` is "" or the next_state of the former page. An issue that changes meanwhile is in no
  // later page: it is newer than `until`.
  [[nodiscard]] virtual Result<CensusPage> fetch_census_page(const Session& session,
                                                             const CensusScope& scope,
                                                             std::string_view state) const = 0;
  // Worklogs of the whole site that were changed or deleted in [from, to), oldest first; some
  // pages. `to` is cut to what the vendor shows already (Jira: a minute ago).
  [[nodiscard]] virtual Result<WorklogStampPage> fetch_worklog_stamps(const Session& session,
                                                                      Instant from,
                                                                      Instant to) const = 0;
  static constexpr size_t kMaxWorklogsPerFetch = 1000;
  [[nodiscard]] virtual Result<std::vector<WorklogPlace>> fetch_worklog_places(
      const Session& session, std::span<const std::string> ids) const = 0;

  // Deliveries; all pure. In this order: check, key, cut, store; normalise later.
  // kUnauthenticated when `secret` is not empty and the signature is absent, of an unknown method
  // or wrong. Over the raw bytes, in constant time. kForbidden: rightly signed, if at all, but of
  // another site than that of the connection. Runs on io threads: nothing is parsed.
  [[nodiscard]] virtual Result<void> check_arrival(const RawArrival& arrival) const = 0;
  // The same for all attempts of one delivery; unique within a connection only.
  [[nodiscard]] virtual std::string delivery_key(const net::Headers& headers,
                                                 std::string_view body) const = 0;
  // The body without what may not be stored (texts of people, attachments) and without bulk.
  // Which custom fields are texts says `rules.fields`; when none is known yet, their looks decide.
  // Idempotent. kUnreadable: not JSON; kTooLarge.
  [[nodiscard]] virtual Result<CutBody> cut_body(std::string_view body,
                                                 const CutRules& rules) const = 0;
  // `body` as cut_body gave it (an uncut one is read alike). Never fails: see Normalised.
  [[nodiscard]] virtual Normalised normalise_arrival(std::string_view body,
                                                     const NormaliseContext& context) const = 0;

  // Writing. Safe to call again after any error or crash: it looks at the vendor first.
  // Kinds: "webhook.register", "webhook.remove", "webhook.check" (puts the label kCheckLabel on the
  // issue of the payload and takes it away again, so that the vendor has an event to deliver).
  [[nodiscard]] virtual Result<EffectOutcome> apply_effect(const Session& session,
                                                           const domain::Effect& effect,
                                                           const EffectContext& context) const = 0;

  // What a saved answer of the vendor's API says. kInvalidArgument: none that is understood; the
  // detail says what was seen.
  [[nodiscard]] virtual Result<SavedAnswer> read_saved(std::string_view text,
                                                       const SavedContext& context) const = 0;

  // `inspect VENDOR KIND FILE`: prints by `emit` (one JSON line without line end per call) what
  // would be stored of `text`. `fields` is a saved answer with the field catalogue, or "".
  // Gives the exit status: 0, 1 when something was refused, 2 for an unknown kind.
  using Emit = std::function<void(std::string_view line)>;
  [[nodiscard]] virtual std::vector<std::string_view> inspect_kinds() const = 0;
  [[nodiscard]] virtual int inspect(std::string_view kind, std::string_view text,
                                    std::string_view fields, const Emit& emit) const = 0;
};

}  // namespace tl::connector
