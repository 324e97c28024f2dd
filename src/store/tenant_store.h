// Everything that belongs to one tenant. The only way to its rows: each query names the tenant.
//
// Cheap to copy; valid while its Store is open. Thread-safe. Writes block until they are durable
// (they share a commit with the writes of other threads); reads take a connection of the pool and
// see all that was durable before. Errors, where not said otherwise: kDatabase, kDiskFull,
// kStopping after close; kLocked when PostgreSQL gave the server's lock to another.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "domain/change_set.h"
#include "domain/connection.h"
#include "domain/field_catalogue.h"
#include "store/apply.h"
#include "store/facts.h"
#include "store/identity.h"
#include "store/ledger.h"
#include "store/outbox.h"
#include "store/saved_view.h"
#include "store/sync_state.h"

namespace tl::store {

class Core;

class TenantStore {
 public:
  TenantStore(Core& core, TenantId tenant) : core_(&core), tenant_(tenant) {}  // see Store::tenant

  [[nodiscard]] TenantId id() const { return tenant_; }

  // --- tenant, users, sessions, tokens (identity.cc) ---
  [[nodiscard]] Result<Tenant> load_tenant() const;                  // kNotFound
  [[nodiscard]] Result<Tenant> update_tenant(const Tenant& tenant);  // kConflict: revision
  [[nodiscard]] Result<User> create_user(const NewUser& user);       // kConflict: e-mail known
  [[nodiscard]] Result<std::vector<User>> list_users() const;        // by e-mail
  [[nodiscard]] Result<User> load_user(UserId id) const;             // kNotFound
  [[nodiscard]] Result<User> find_user(std::string_view public_id) const;  // kNotFound
  // Name, role, disabled. kConflict: revision. Disabling ends sessions.
  [[nodiscard]] Result<User> update_user(const User& user);
  [[nodiscard]] Result<void> set_password(UserId user, std::string_view password_hash);
  [[nodiscard]] Result<void> create_session(std::string_view token_hash, UserId user,
                                            Instant expires);
  [[nodiscard]] Result<void> touch_session(std::string_view token_hash, Instant expires);
  [[nodiscard]] Result<void> delete_session(std::string_view token_hash);
  [[nodiscard]] Result<void> delete_sessions(UserId user);
  [[nodiscard]] Result<ApiToken> create_api_token(std::string_view token_hash, UserId user,
                                                  std::string_view name,
                                                  std::optional<Instant> expires);
  [[nodiscard]] Result<std::vector<ApiToken>> list_api_tokens() const;
  [[nodiscard]] Result<void> delete_api_token(std::string_view public_id);  // kNotFound

  // --- connections and their secrets (connection.cc) ---
  // Sets id, public_id, created, state_since, revision. kConflict when the same site (vendor and
  // site_id, else base_url) is connected already; the detail names that connection.
  // `secrets`: saved in the same transaction; may be empty.
  [[nodiscard]] Result<domain::Connection> create_connection(domain::Connection connection,
                                                             const SealSecrets& secrets = {});
  // Saves all but id, public_id, created when `connection.revision` is still the stored one, and
  // raises it; state_since is set when the state changes. kConflict, kNotFound.
  // `secrets` as above; those that are not named stay.
  [[nodiscard]] Result<domain::Connection> update_connection(domain::Connection connection,
                                                             const SealSecrets& secrets = {});
  // Only the state, whatever the revision (which is raised).
  [[nodiscard]] Result<domain::Connection> set_connection_state(InstanceId id,
                                                                domain::ConnectionState state,
                                                                std::string_view reason);
  [[nodiscard]] Result<domain::Connection> load_connection(InstanceId id) const;  // kNotFound
  [[nodiscard]] Result<domain::Connection> find_connection(std::string_view public_id) const;
  [[nodiscard]] Result<std::vector<domain::Connection>> list_connections() const;  // by id
  // Removes the connection with its secrets, hooks and facts. Facts go in steps; after a crash in
  // between finish_deletions goes on. Arrivals go too.
  [[nodiscard]] Result<void> delete_connection(InstanceId id);
  [[nodiscard]] Result<void> finish_deletions();
  [[nodiscard]] Result<void> save_secret(InstanceId id, std::string_view name,
                                         std::string_view sealed);
  // Nothing when there is none of that name.
  [[nodiscard]] Result<std::optional<std::string>> load_secret(InstanceId id,
                                                               std::string_view name) const;
  [[nodiscard]] Result<void> delete_secret(InstanceId id, std::string_view name);

  // --- facts (apply.cc, issue.cc, record.cc, export.cc) ---
  // Merges the set into what is known, all in one transaction with `context`. Idempotent and
  // insensitive to order. kNotFound when the connection is not there (any more).
  [[nodiscard]] Result<ApplyReport> apply(InstanceId instance, const domain::ChangeSet& set,
                                          const ApplyContext& context);
  [[nodiscard]] Result<IssueRow> load_issue(IssueRef ref) const;  // kNotFound
  // Those of `refs` that are known, in that order.
  [[nodiscard]] Result<std::vector<IssueRow>> load_issues(const std::vector<IssueRef>& refs) const;
  // By present key, else by a former one. ASCII case ignored. kNotFound.
  [[nodiscard]] Result<FoundIssue> find_issue_by_key(
      std::string_view key, std::optional<InstanceId> instance = std::nullopt) const;
  // kInvalidArgument: a cursor that this query did not give.
  [[nodiscard]] Result<IssuePage> list_issues(const IssueQuery& query) const;
  // As stored; apply domain::effective_histories before showing or counting them.
  [[nodiscard]] Result<std::vector<domain::History>> load_histories(IssueRef ref) const;
  // Puts the old and new texts of descriptions into `histories`, all of `ref`, where the connection
  // opted in to them. load_histories leaves them out.
  [[nodiscard]] Result<void> attach_descriptions(IssueRef ref,
                                                 std::vector<domain::History>& histories) const;
  // Takes the descriptions of at most `limit` issues away, by id, and the old and new texts in
  // their histories; nothing when the connection keeps them (again).
  [[nodiscard]] Result<PurgedDescriptions> purge_descriptions(InstanceId instance, IssueId after,
                                                              size_t limit);
  // Records of an issue: kWorklog or kComment, deleted ones too; by id.
  [[nodiscard]] Result<std::vector<domain::Record>> load_issue_records(
      IssueRef ref, domain::RecordKind kind) const;
  [[nodiscard]] Result<std::vector<domain::Record>> load_worklogs(IssueRef ref) const {
    return load_issue_records(ref, domain::RecordKind::kWorklog);
  }
  [[nodiscard]] Result<std::vector<domain::Record>> load_records(InstanceId instance,
                                                                 domain::RecordKind kind) const;
  [[nodiscard]] Result<std::optional<domain::Record>> load_record(InstanceId instance,
                                                                  domain::RecordKind kind,
                                                                  std::string_view id) const;
  [[nodiscard]] Result<domain::FieldCatalogue> load_field_catalogue(InstanceId instance) const;
  [[nodiscard]] Result<FactCounts> count_facts(std::optional<InstanceId> instance) const;
  // Issues not deleted, by vendor project id: what reconciliation compares with the vendor.
  [[nodiscard]] Result<std::map<std::string, int64_t>> count_issues_by_project(
      InstanceId instance) const;
  // --- many issues at once (issue_set.cc) ---
  [[nodiscard]] Result<IssueCounts> count_issues(InstanceId instance) const;
  // Those of `issues` that are stored, by id. Cheap: no documents are read.
  [[nodiscard]] Result<std::vector<IssueId>> known_issues(InstanceId instance,
                                                          const std::vector<IssueId>& issues) const;
  [[nodiscard]] Result<std::vector<IssueId>> list_issue_ids(InstanceId instance, IssueId after,
                                                            size_t limit) const;  // by id
  // The least and the greatest id; nothing when there is no issue.
  [[nodiscard]] Result<std::optional<std::pair<IssueId, IssueId>>> issue_id_range(
      InstanceId instance) const;
  // `key_projects`: first parts of present keys ("AB"), compared as they are.
  [[nodiscard]] Result<std::vector<IssueId>> list_issues_of_projects(
      InstanceId instance, const std::vector<std::string>& key_projects, size_t limit) const;
  [[nodiscard]] Result<std::map<std::string, int64_t>> count_issues_by_key_project(
      InstanceId instance) const;  // deleted ones too
  [[nodiscard]] Result<std::vector<IssueId>> list_invisible(InstanceId instance, IssueId after,
                                                            size_t limit) const;  // by id
  // Takes issues away with all that hangs on them, as if they had never come; in transactions of
  // 500, each with feed rows. Unknown ones are no error.
  [[nodiscard]] Result<void> remove_issues(InstanceId instance, const std::vector<IssueId>& issues);
  // Which issues left the filter is no longer known: the filter is another one.
  [[nodiscard]] Result<void> forget_filter(InstanceId instance);

  // --- the filter of a connection, judged here (filter.cc); nothing is written ---
  // Stored issues with a greater id than `after`, at most `limit`, by id; or those of `issues`.
  [[nodiscard]] Result<FilterLook> look_filter(InstanceId instance, const FilterJudge& judge,
                                               IssueId after, size_t limit) const;
  [[nodiscard]] Result<FilterLook> look_filter(InstanceId instance, const FilterJudge& judge,
                                               const std::vector<IssueId>& issues) const;
  // Issues with a date in one of the spans, at most `limit`, by id.
  [[nodiscard]] Result<std::vector<IssueId>> list_dated_issues(InstanceId instance,
                                                               const std::vector<DatedSpan>& spans,
                                                               size_t limit) const;
  // Followed issues that no longer match, by id.
  [[nodiscard]] Result<std::vector<LeftIssue>> list_left_filter(InstanceId instance, IssueId after,
                                                                size_t limit) const;
  [[nodiscard]] CatalogueVersion catalogue_version(InstanceId instance) const;

  // Every fact as NDJSON, sorted by natural keys, without surrogate ids, positions, versions and
  // receive times: equal facts give equal text (invariant 10). `line` has no newline.
  [[nodiscard]] Result<void> export_facts(
      const std::function<void(std::string_view line)>& line) const;

  // --- scans and feed (scan.cc, feed.cc) ---
  [[nodiscard]] Result<void> read_snapshot(const std::function<void(Snapshot&)>& fn) const;
  [[nodiscard]] Result<FeedPage> load_feed(int64_t after, size_t limit) const;
  // Blocks until the head is beyond `after`, `timeout` (real time) is over or `stop`. The head.
  int64_t wait_feed(int64_t after, Millis timeout, const std::stop_token& stop) const;
  [[nodiscard]] Result<void> save_feed_cursor(std::string_view name, int64_t position);
  [[nodiscard]] Result<int64_t> load_feed_cursor(std::string_view name) const;  // 0: none yet
  [[nodiscard]] Result<void> delete_feed_cursor(std::string_view name);
  // Deletes rows below the lowest cursor and at most `keep` rows from the head. How many.
  [[nodiscard]] Result<int64_t> trim_feed(int64_t keep = 100'000);

  // --- what sync keeps (sync_state.cc, outbox.cc, webhook_hook.cc, configuration.cc) ---
  [[nodiscard]] Result<std::optional<PullCursor>> load_cursor(InstanceId instance,
                                                              std::string_view stream) const;
  [[nodiscard]] Result<std::vector<PullCursor>> list_cursors(InstanceId instance) const;
  [[nodiscard]] Result<void> save_cursor(InstanceId instance, const PullCursor& cursor);
  [[nodiscard]] Result<void> delete_cursor(InstanceId instance, std::string_view stream);
  // Whether the database takes writes at all: a row that comes and goes in one transaction.
  [[nodiscard]] Result<void> probe_writes();
  [[nodiscard]] Result<void> save_run(const Run& run);                // by id: made or replaced
  [[nodiscard]] Result<Run> load_run(std::string_view run_id) const;  // kNotFound
  // Newest first.
  [[nodiscard]] Result<std::vector<Run>> list_runs(InstanceId instance, size_t limit) const;
  // Deletes all but the newest `keep` of a kind.
  [[nodiscard]] Result<void> prune_runs(InstanceId instance, std::string_view kind, size_t keep);
  [[nodiscard]] Result<void> add_refetch(InstanceId instance, const std::vector<IssueId>& issues,
                                         std::string_view reason);
  // Oldest first.
  [[nodiscard]] Result<std::vector<Refetch>> list_refetch(InstanceId instance, size_t limit) const;
  [[nodiscard]] Result<int64_t> count_refetch(InstanceId instance) const;
  [[nodiscard]] Result<void> finish_refetch(InstanceId instance, const std::vector<Refetch>& done);
  [[nodiscard]] Result<void> add_refused(InstanceId instance,
                                         const std::vector<domain::Refused>& items,
                                         int64_t normaliser_version);
  [[nodiscard]] Result<std::vector<RefusedItem>> list_refused(InstanceId instance,
                                                              size_t limit) const;
  [[nodiscard]] Result<int64_t> count_refused(InstanceId instance) const;
  [[nodiscard]] Result<void> delete_refused(InstanceId instance, std::string_view kind,
                                            std::string_view id);

  // True when it was not there yet.
  [[nodiscard]] Result<bool> put_effect(const domain::Effect& effect, Instant due);
  // kPending and kUnknown with due <= now, of one instance, oldest first.
  [[nodiscard]] Result<std::vector<OutboxEffect>> list_due_effects(InstanceId instance, Instant now,
                                                                   size_t limit) const;
  // Marks an attempt before it is made and counts it; gives the row as it was before. kConflict
  // when it is neither kPending nor kUnknown.
  [[nodiscard]] Result<OutboxEffect> begin_effect(std::string_view key);
  [[nodiscard]] Result<void> save_effect_state(const EffectUpdate& update);
  [[nodiscard]] Result<std::optional<OutboxEffect>> load_effect(std::string_view key) const;
  [[nodiscard]] Result<std::vector<OutboxEffect>> list_effects(InstanceId instance,
                                                               size_t limit) const;  // newest first
  // Of all instances when `instance` is nothing; newest first, those older than `before`.
  [[nodiscard]] Result<std::vector<OutboxEffect>> list_all_effects(
      std::optional<InstanceId> instance, const std::optional<EffectPlace>& before,
      size_t limit) const;
  // Effects that were kOff become kPending, due now. `pattern` is of SQL's LIKE: "worklog.%". How
  // many.
  [[nodiscard]] Result<int64_t> switch_on_effects(InstanceId instance, std::string_view pattern);

  [[nodiscard]] Result<void> save_hook(const WebhookHook& hook);  // by path_id
  [[nodiscard]] Result<std::vector<WebhookHook>> list_hooks(InstanceId instance) const;
  [[nodiscard]] Result<void> touch_hook(std::string_view path_id, Instant last_event);
  [[nodiscard]] Result<void> delete_hook(std::string_view path_id);

  // Adds a version; its number is given. `expected`: only when that is the newest one, 0 for none
  // (kConflict).
  [[nodiscard]] Result<Configuration> save_configuration(
      InstanceId instance, std::string_view document, UserId by,
      std::optional<int64_t> expected = std::nullopt);
  // The newest, or `version`. Nothing when there is none.
  [[nodiscard]] Result<std::optional<Configuration>> load_configuration(
      InstanceId instance, std::optional<int64_t> version = std::nullopt) const;
  // Newest first.
  [[nodiscard]] Result<std::vector<Configuration>> list_configurations(InstanceId instance,
                                                                       size_t limit) const;

  // --- the ledger (ledger.cc) ---
  [[nodiscard]] Result<void> save_ledger_account(const LedgerAccount& account);  // whole
  [[nodiscard]] Result<void> delete_ledger_account(InstanceId instance, std::string_view account);
  // By key, then account.
  [[nodiscard]] Result<std::vector<LedgerAccount>> list_ledger_accounts(
      std::optional<InstanceId> instance) const;
  // An open difference of the same subject is replaced, but for `id` and `found`.
  [[nodiscard]] Result<void> add_differences(const std::vector<LedgerDifference>& differences);
  // Closes those that are open. Unknown ids are no error.
  [[nodiscard]] Result<void> heal_differences(const std::vector<int64_t>& ids, Instant now,
                                              std::string_view how);
  [[nodiscard]] Result<std::vector<LedgerDifference>> list_differences(
      const DifferenceQuery& query) const;  // newest first
  [[nodiscard]] Result<int64_t> count_open_differences(InstanceId instance) const;
  // Keeps open ones, and the newest `keep` healed ones of an instance.
  [[nodiscard]] Result<void> prune_differences(InstanceId instance, size_t keep);
  // Stamps of the project with from < updated <= to: neither deleted nor invisible nor outside of
  // the filter. Nothing when there are more than `limit`: ask for less.
  [[nodiscard]] Result<std::optional<std::vector<IssueStamp>>> list_issue_stamps(
      InstanceId instance, std::string_view project_id, Instant from, Instant to,
      size_t limit) const;
  // The instant below which `count` issues of the project lie in (from, to], for splitting: the
  // `updated` of the count-th newest. `from` when there are fewer.
  [[nodiscard]] Result<Instant> find_stamp_boundary(InstanceId instance,
                                                    std::string_view project_id, Instant from,
                                                    Instant to, size_t count) const;
  // Count and newest change of a project's issues as above.
  struct ProjectCount {
    int64_t issues = 0;
    std::optional<Instant> newest;
  };
  [[nodiscard]] Result<ProjectCount> count_project(InstanceId instance,
                                                   std::string_view project_id) const;
  [[nodiscard]] Result<PullTally> load_pull_tally(InstanceId instance) const;

  // --- saved views and links (saved_view.cc). All act for `user`: what that person does not see is
  // kNotFound. Who may change what is decided by the caller.
  [[nodiscard]] Result<std::vector<SavedView>> list_views(UserId user) const;  // by name
  [[nodiscard]] Result<SavedView> load_view(UserId user, std::string_view id) const;
  [[nodiscard]] Result<SavedView> create_view(const SavedView& view);  // kTooLarge
  // Name, search, shared. kConflict: revision. No longer shared: others lose star and default.
  [[nodiscard]] Result<SavedView> update_view(UserId user, const SavedView& view);
  [[nodiscard]] Result<void> delete_view(UserId user, std::string_view id);
  [[nodiscard]] Result<void> set_view_star(UserId user, std::string_view id, bool starred);
  // One view a page and person is the default.
  [[nodiscard]] Result<void> set_view_default(UserId user, std::string_view id, bool is_default);
  // The same page and search give the same id. Above kMaxLinks the oldest are forgotten.
  [[nodiscard]] Result<ShortLink> save_link(std::string_view page, std::string_view search);
  [[nodiscard]] Result<ShortLink> load_link(std::string_view id) const;

 private:
  Core* core_;
  TenantId tenant_;
};

}  // namespace tl::store
