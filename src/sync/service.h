// Sync as the api sees it: connections and their life, deliveries, progress.
// Behind it: one worker thread a connection (pull), one intake thread (arrivals), the outbox.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "connector/connector.h"
#include "domain/connection.h"
#include "jql/bound.h"
#include "jql/problem.h"
#include "net/headers.h"
#include "net/http_client.h"
#include "store/store.h"
#include "sync/delivery_view.h"
#include "sync/events.h"
#include "sync/ledger_view.h"
#include "sync/progress.h"
#include "vault/vault.h"

namespace tl::sync {

// A sign-in as a person typed it. Lives in memory for one call only.
struct SignIn {
  std::string vendor = "jira";
  std::string base_url;  // anything pasted
  // Nothing: chosen by what the site is (Cloud: API token; else personal access token).
  std::optional<domain::SignInMethod> method;
  std::string email;  // or the user name; may be empty with a personal access token
  std::string token;  // or the password
  std::string ca_pem;
  std::string proxy;  // may hold a login, "http://USER:PASSWORD@proxy:3128"; it is saved sealed
  bool clear_proxy = false;  // replace_sign_in: "" is meant, and not that it stays
};

struct CheckOutcome {
  connector::NormalisedUrl url;
  connector::CheckReport report;
  std::vector<std::string> notes;  // "Spaces around the token were removed."
};

// What is at an address, before anybody signed in.
struct SiteOutcome {
  connector::NormalisedUrl url;
  connector::SiteIdentity site;
  std::vector<domain::SignInMethod> methods;  // that it offers, the usual one first
};

// What happens to facts that a narrower choice of projects or filter no longer asks for.
enum class DropPolicy : uint8_t { kKeep, kDelete };

struct ConnectRequest {
  SignIn sign_in;
  std::string name;  // "" the host
  std::optional<CivilDate> token_expires;
  std::vector<std::string> project_keys;  // empty: all
  int32_t backfill_days = 90;             // 1..3650
  bool webhooks = true;
  domain::ConnectionOptions options;  // ca_pem and proxy are taken from sign_in
};

// An absent member stays as it is.
struct ConnectionChange {
  std::optional<std::string> name;
  std::optional<std::vector<std::string>> project_keys;
  std::optional<CivilDate> token_expires;
  std::optional<bool> webhooks;
  std::optional<std::string> filter_jql;
  std::optional<std::string> ca_pem;
  std::optional<std::string> proxy;  // whole, with its login; "" none
  std::optional<bool> writes_worklogs;
  std::optional<bool> writes_rule_actions;
  std::optional<bool> writes_remote_links;
  std::optional<std::vector<std::string>> custom_fields;
  // On: everything is read once more, with descriptions. Off: stored ones are deleted; what is not
  // done at once goes on in the background, see ConnectionStatus::removed_descriptions.
  std::optional<bool> descriptions;
  std::optional<int32_t> requests_per_minute;
  // Two levels: absent; present and empty: no quiet hours any more.
  std::optional<std::optional<domain::QuietHours>> quiet_hours;
  DropPolicy drop = DropPolicy::kKeep;
};

// What a change of projects or filter would do, before it is done.
struct ChangePreview {
  struct Project {
    std::string key;
    int64_t issues = 0;  // stored here
  };
  std::vector<Project> removed;    // projects that would no longer be asked for
  int64_t issues_dropped = 0;      // stored issues outside of the new choice
  std::optional<int64_t> matches;  // at the vendor, of the new choice; nothing: not said
  std::vector<std::string> notes;  // for people
};

// Why a connection brings nothing, or less than expected: one reason with its remedy (C16).
struct Finding {
  std::string code;      // "no_permission", "filter_matches_nothing", "webhook_missing",
                         // "webhook_silent", "webhook_unreachable", "still_queued", "token_dead",
                         // "token_expiring", "paused", "no_projects", "waiting", "unreachable", ...
  std::string severity;  // "blocking", "warning", "info"
  std::string title;
  std::string detail;
  std::string remedy;
};

struct Diagnosis {
  Instant at;
  bool asked_vendor = false;      // false: only what is known here
  std::vector<Finding> findings;  // worst first; empty: nothing is wrong
  std::string text;               // the same as lines, for API, CLI and a mail
};

// The page after activation (C14). State: "passed", "warning", "failed", "pending",
// "not_connected".
struct VerifyRow {
  std::string id;
  std::string title;
  std::string state;
  std::string detail;
  std::string remedy;
};

struct VerifySample {
  IssueId issue;
  std::string key;
  std::string here;   // status name, "" when it is not stored
  std::string there;  // status name at the vendor, "" when not visible
  bool equal = false;
};

struct VerifyReport {
  Instant at;
  std::vector<VerifyRow> rows;
  std::vector<VerifySample> samples;  // at most 20, spread over projects
};

// One webhook registration of ours, and what the vendor says of it.
struct HookView {
  std::string masked_url;
  // "wanted", "registered", "failed", "missing", "disabled" (at the vendor), "replacing" (serves
  // until its successor has been heard from), "retiring"
  std::string state;
  std::string vendor_id;
  std::vector<std::string> events;  // as the vendor lists them; empty: not asked
  std::optional<bool> listed;       // is it in the vendor's list? nothing: could not be asked
  std::optional<bool> signed_deliveries;
  std::string expiry;  // "Does not expire"
  Instant created;
  std::optional<Instant> last_event;
  std::string detail;  // for a person
};

struct HookReport {
  std::vector<HookView> hooks;
  int64_t accepted_24h = 0;
  int64_t ignored_24h = 0;
  int64_t refused_24h = 0;
  int64_t foreign = 0;     // hooks of others that point to this server
  std::string public_url;  // "" none set
  std::string curl;        // a line to run from the Jira host; "" without a public URL
};

// One write that was or is to be made at the vendor.
struct WriteEntry {
  std::string key;
  std::string connection;  // public id
  std::string connection_name;
  std::string kind;     // "webhook.register"
  std::string state;    // "waiting", "done", "failed", "unknown", "switched_off"
  std::string summary;  // for a person
  int64_t attempts = 0;
  Instant created;
  Instant updated;
};

struct WritePage {
  std::vector<WriteEntry> items;  // newest first
  std::string next_cursor;        // "" on the last page
};

// A run or a round of polls, for the history of a connection.
struct SyncEntry {
  std::string id;
  std::string kind;   // "backfill", "poll", "import"
  std::string state;  // "completed", "completed_with_gaps", "failed", "running", ...
  Instant started;
  std::optional<Instant> finished;
  int64_t items = 0;
  int64_t requests = 0;
  std::string detail;
};

// What one file of saved answers brought.
struct ImportReport {
  std::string kind;
  int64_t issues = 0;
  int64_t histories = 0;
  int64_t worklogs = 0;
  int64_t records = 0;    // all else
  int64_t unchanged = 0;  // things that were known as well or better already
  std::vector<domain::Refused> refused;
};

// A field of the instance and how much of it is filled, over the newest issues.
struct FieldUse {
  domain::FieldInfo field;
  std::string role;       // "story_points", "sprint", ...; "" none
  bool stored = false;    // chosen, and of a type that can be stored
  int64_t filled = 0;     // of `looked_at`
  int64_t looked_at = 0;  // at most 2,000 newest issues
};

// A site that is known from files only.
struct ImportSite {
  std::string vendor = "jira";
  std::string base_url;  // of the site the files came from
  std::string name;      // "" the host
};

struct WebhookStatus {
  std::string state;   // "off", "registering", "live", "silent", "failed", "missing"
  std::string detail;  // for a person
  std::optional<Instant> last_event;
  int64_t events_received = 0;
  std::string delivery_url;   // with the path id masked
  store::ArrivalQueue queue;  // arrivals that wait to be processed, and since when
};

// The words of the tile (ux 2.2). code: "connected", "backfilling", "waiting", "paused",
// "needs_sign_in", "unreachable", "webhooks_silent", "token_expiring", "disconnected",
// "quiet_hours", "files_only", "counts_differ";
// tone: "ok", "running", "warn", "error", "idle".
struct Badge {
  std::string code;
  std::string tone;
  std::string text;
  std::string line;
};

// Descriptions that were taken away, so far or in all.
struct RemovedDescriptions {
  int64_t issues = 0;               // that had one
  int64_t changes = 0;              // that had an old or new text
  std::optional<Instant> finished;  // nothing: it goes on
};

// The filter of a connection as it is decided here. What is not decided here the vendor decides.
struct FilterHereStatus {
  bool decided = false;       // every clause is
  std::string why;            // why not, for people; "" when decided
  int64_t left = 0;           // followed issues that no longer match
  std::string time = "none";  // "day", "minute": it is asked again when that passes
  std::vector<jql::Notice> undecided;
};

// A filter that somebody types, looked at here; beside connector::FilterCheck, the vendor's
// verdict.
struct FilterHereCheck {
  bool ok = false;  // it is a query, and all names in it are known
  std::optional<jql::Problem> problem;
  std::vector<jql::Notice> undecided;  // clauses that the vendor decides
  std::vector<jql::Notice> warnings;
  std::string not_ready;  // why names were not looked up; "" they were
  std::string time = "none";
  // Stored issues that match, and those that only the vendor can decide; nothing when not counted:
  // there are more than 20,000, or nothing can be decided here.
  std::optional<int64_t> matched, open;
};

struct ConnectionStatus {
  domain::Connection connection;
  Badge badge;
  WebhookStatus webhook;
  std::optional<Instant> last_sync;  // end of the last round of polls that had no error
  std::optional<Instant> next_poll;
  std::optional<std::string> last_error;
  int64_t issues = 0;
  int64_t deleted_issues = 0;
  int64_t invisible = 0;    // lost sight of: among `issues`, not deleted as far as is known
  int64_t left_filter = 0;  // followed although they no longer match the filter
  std::optional<FilterHereStatus> filter_here;  // nothing without a filter
  int64_t pending = 0;  // arrivals not yet applied, issues to be fetched again, effects to be done
  std::optional<Progress> progress;
  // When descriptions were switched off since they were last wanted.
  std::optional<RemovedDescriptions> removed_descriptions;
  // Of the ledger, see ledger_view.h.
  std::optional<Instant> complete_as_of;
  std::string ledger_state = "unproven";
  std::string ledger_text;
  std::vector<std::string> alarms;  // sentences: counts that should be equal are not
};

enum class DeliveryResult : uint8_t { kAccepted, kDuplicate };

struct ServiceOptions {
  std::string public_url;  // "" none: webhooks cannot be registered
  Millis poll_without_webhooks = minutes(5);
  Millis poll_with_webhooks = minutes(15);
  std::string gateway = "https://api.atlassian.com";
};

class Service {
 public:
  // All references must outlive the service. Nothing runs before start().
  Service(store::Store& store, vault::Vault& vault, net::HttpTransport& transport,
          const Clock& clock, const std::vector<std::unique_ptr<connector::Connector>>& connectors,
          ServiceOptions options);
  ~Service();  // stop()

  // Starts intake and a worker for each active connection of every tenant.
  Result<void> start();
  // Asks all threads to stop, then joins. Idempotent.
  void stop();

  [[nodiscard]] EventHub& events();
  // Where Jira is to deliver; a change re-registers all webhooks.
  void set_public_url(std::string url);

  // Connecting. check and find_projects save nothing. Errors of connect: kVendor* and
  // kInvalidArgument when the check did not pass (nothing is saved), kConflict when the site is
  // connected already.
  [[nodiscard]] Result<SiteOutcome> detect(const SignIn& sign_in);  // no credentials needed
  // `ask.expected_site_id` and `on_row` are ignored.
  [[nodiscard]] Result<CheckOutcome> check(const SignIn& sign_in,
                                           const connector::CheckRequest& ask = {});
  // Of a draft, or of a connection with its own sign-in.
  [[nodiscard]] Result<std::vector<connector::KeyVerdict>> check_keys(
      const SignIn& sign_in, const std::vector<std::string>& keys);
  [[nodiscard]] Result<std::vector<connector::KeyVerdict>> check_keys(
      TenantId tenant, InstanceId instance, const std::vector<std::string>& keys);
  [[nodiscard]] Result<connector::FilterCheck> check_filter(const SignIn& sign_in,
                                                            const connector::FilterQuery& query);
  [[nodiscard]] Result<connector::FilterCheck> check_filter(TenantId tenant, InstanceId instance,
                                                            const connector::FilterQuery& query);
  // The same filter looked at here, without a request. Of a draft its form alone: no names are
  // known.
  [[nodiscard]] static FilterHereCheck check_filter_here(std::string_view jql);
  [[nodiscard]] Result<FilterHereCheck> check_filter_here(TenantId tenant, InstanceId instance,
                                                          const connector::FilterQuery& query);
  [[nodiscard]] Result<connector::ProjectPage> find_projects(const SignIn& sign_in,
                                                             const connector::ProjectQuery& query);
  [[nodiscard]] Result<connector::ProjectPage> find_projects(TenantId tenant, InstanceId instance,
                                                             const connector::ProjectQuery& query);
  [[nodiscard]] Result<ConnectionStatus> connect(TenantId tenant, const ConnectRequest& request);

  // Life of a connection. kNotFound for an instance of another tenant.
  [[nodiscard]] Result<std::vector<ConnectionStatus>> list(TenantId tenant);
  [[nodiscard]] Result<ConnectionStatus> status(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<InstanceId> find(TenantId tenant, std::string_view public_id);
  // kConflict when `revision` is not the present one.
  [[nodiscard]] Result<ConnectionStatus> change(TenantId tenant, InstanceId instance,
                                                int64_t revision, const ConnectionChange& change);
  // Polls now; returns at once. kConflict while paused or signed out.
  Result<void> sync_now(TenantId tenant, InstanceId instance);
  Result<void> pause(TenantId tenant, InstanceId instance, std::string_view by);
  Result<void> resume(TenantId tenant, InstanceId instance);
  // What `change` would drop and bring; changes nothing.
  [[nodiscard]] Result<ChangePreview> preview(TenantId tenant, InstanceId instance,
                                              const ConnectionChange& change);
  // A new token, password or another method of signing in. The old one serves until the new one
  // passed the check for the same site; nothing is lost. `sign_in.base_url` "" keeps the address;
  // another address must be of the same site. The outcome holds the rows of the check also when it
  // did not pass (then can_proceed is false and nothing was changed).
  [[nodiscard]] Result<CheckOutcome> replace_sign_in(TenantId tenant, InstanceId instance,
                                                     const SignIn& sign_in,
                                                     std::optional<CivilDate> expires);
  // Removes our webhooks at the vendor (best effort), forgets the secret; facts stay unless asked.
  Result<void> disconnect(TenantId tenant, InstanceId instance, bool delete_facts);

  // Looking at a connection. `ask`: the vendor is asked too.
  [[nodiscard]] Result<Diagnosis> diagnose(TenantId tenant, InstanceId instance, bool ask);
  [[nodiscard]] Result<VerifyReport> verify(TenantId tenant, InstanceId instance);
  [[nodiscard]] Result<HookReport> hooks(TenantId tenant, InstanceId instance);
  // Registers again what is missing at the vendor.
  Result<void> renew_hooks(TenantId tenant, InstanceId instance);
  // New path id and, where the site signs, a new secret. The old ones serve until the new ones have
  // been heard from, at most a day; what still comes to the old address is taken for an hour more.
  // kConflict: webhooks are off, or a rotation is under way.
  Result<void> rotate_hooks(TenantId tenant, InstanceId instance);

  // The delivery log. kNotFound for a delivery of another tenant.
  [[nodiscard]] Result<DeliveryPage> deliveries(TenantId tenant, const DeliveryQuery& query);
  [[nodiscard]] Result<DeliveryDetail> delivery(TenantId tenant, int64_t id);
  [[nodiscard]] Result<std::vector<std::string>> delivery_events(TenantId tenant,
                                                                 InstanceId instance);
  // Processes again; what is known does not change. How many. kConflict: a rejected or waiting one.
  Result<int64_t> replay(TenantId tenant, int64_t id);
  // At most kMaxReplay of the range, oldest first.
  static constexpr size_t kMaxReplay = 10'000;
  Result<int64_t> replay_range(TenantId tenant, InstanceId instance, const ReplayRequest& request);
  // Calls our own public address from here, compares with the vendor's list, and waits for a real
  // event. Goes on in the background. kConflict: one is running. kInvalidArgument: an issue without
  // confirmation, or an unknown one.
  [[nodiscard]] Result<WebhookCheck> start_webhook_check(TenantId tenant, InstanceId instance,
                                                         const WebhookCheckRequest& request);
  [[nodiscard]] Result<WebhookCheck> webhook_check(TenantId tenant, InstanceId instance);

  // The ledger. From what is stored here: no requests.
  [[nodiscard]] Result<LedgerReport> ledger(TenantId tenant,
                                            std::optional<InstanceId> instance = std::nullopt);
  [[nodiscard]] Result<DifferencePage> differences(TenantId tenant,
                                                   const store::DifferenceQuery& query);
  // A full census of the projects (keys; empty: all) begins with the next step of the connection.
  // kConflict while paused or signed out.
  Result<void> prove_now(TenantId tenant, InstanceId instance,
                         const std::vector<std::string>& project_keys);

  // Of all connections when `instance` is nothing.
  [[nodiscard]] Result<WritePage> writes(TenantId tenant, std::optional<InstanceId> instance,
                                         std::string_view cursor, size_t limit);
  [[nodiscard]] Result<std::vector<SyncEntry>> sync_history(TenantId tenant, InstanceId instance,
                                                            size_t limit);
  // The catalogue with what is stored of each field. See FieldUse.
  [[nodiscard]] Result<std::vector<FieldUse>> field_use(TenantId tenant, InstanceId instance);

  // Files. An import site is a connection of flavour "import" that makes no requests; connecting
  // the real site later goes on from it. kConflict: known already (the detail names it).
  [[nodiscard]] Result<ConnectionStatus> create_import_site(TenantId tenant,
                                                            const ImportSite& site);
  // One file of saved REST answers or of our own export. Idempotent, also with what sync brings.
  [[nodiscard]] Result<ImportReport> import_file(TenantId tenant, InstanceId instance,
                                                 std::string_view file_name, std::string_view text);

  // A delivery. Called on an io thread; does not block: checks the path against a table in memory,
  // the signature over the raw bytes, cuts out what may not be stored, queues. `done` is called
  // once, from any thread, when it is on disk. Errors: kNotFound (unknown path), kUnauthenticated
  // (bad signature), kTooLarge, kQueueFull, kDiskFull, kStopping.
  using DeliveryDone = std::function<void(Result<DeliveryResult>)>;
  void deliver(std::string_view tenant_public_id, std::string_view path_id,
               const net::Headers& headers, std::string body, DeliveryDone done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tl::sync
