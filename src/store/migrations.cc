// The schema. Rules: `tenant` first in every primary key and unique index (but for tenant,
// migration, server_setting, attempt, and the look-ups by secret: login, session, api_token); only
// bigint, double precision, text, blob; append-only once landed.
#include "store/migrate.h"

namespace tl::store {
namespace {

constexpr std::string_view kIdentity = R"sql(
CREATE TABLE counter (
  tenant bigint NOT NULL, name @text NOT NULL, value bigint NOT NULL,
  PRIMARY KEY (tenant, name)) @clustered;
CREATE TABLE tenant (
  id bigint NOT NULL, public_id @text NOT NULL, name @text NOT NULL, zone @text NOT NULL,
  week_start bigint NOT NULL, created bigint NOT NULL, revision bigint NOT NULL,
  PRIMARY KEY (id)) @clustered;
CREATE UNIQUE INDEX tenant_public_id ON tenant (public_id);
CREATE TABLE member (
  tenant bigint NOT NULL, id bigint NOT NULL, public_id @text NOT NULL, email @text NOT NULL,
  name @text NOT NULL, role bigint NOT NULL, disabled bigint NOT NULL,
  password_hash @text NOT NULL, created bigint NOT NULL, revision bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE UNIQUE INDEX member_public_id ON member (tenant, public_id);
CREATE TABLE login (
  email @text NOT NULL, tenant bigint NOT NULL, member bigint NOT NULL,
  PRIMARY KEY (email)) @clustered;
CREATE TABLE session (
  token_hash @blob NOT NULL, tenant bigint NOT NULL, member bigint NOT NULL,
  created bigint NOT NULL, expires bigint NOT NULL, last_seen bigint NOT NULL,
  PRIMARY KEY (token_hash)) @clustered;
CREATE INDEX session_member ON session (tenant, member);
CREATE TABLE api_token (
  token_hash @blob NOT NULL, tenant bigint NOT NULL, member bigint NOT NULL,
  public_id @text NOT NULL, name @text NOT NULL, created bigint NOT NULL, expires bigint,
  last_used bigint,
  PRIMARY KEY (token_hash)) @clustered;
CREATE INDEX api_token_member ON api_token (tenant, member);
CREATE TABLE server_setting (
  name @text NOT NULL, value @text NOT NULL, updated bigint NOT NULL,
  PRIMARY KEY (name)) @clustered;
CREATE TABLE attempt (
  name @text NOT NULL, since bigint NOT NULL, tries bigint NOT NULL,
  PRIMARY KEY (name)) @clustered;
)sql";

constexpr std::string_view kConnections = R"sql(
CREATE TABLE connection (
  tenant bigint NOT NULL, id bigint NOT NULL, public_id @text NOT NULL, vendor @text NOT NULL,
  flavour @text NOT NULL, name @text NOT NULL, base_url @text NOT NULL, site_id @text NOT NULL,
  site_key @text NOT NULL, account_email @text NOT NULL, account_name @text NOT NULL,
  account_id @text NOT NULL, token_expires bigint, project_keys @text NOT NULL,
  backfill_days bigint NOT NULL, webhooks_wanted bigint NOT NULL, state bigint NOT NULL,
  state_reason @text NOT NULL, state_since bigint NOT NULL, created bigint NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE UNIQUE INDEX connection_public_id ON connection (tenant, public_id);
CREATE UNIQUE INDEX connection_site ON connection (tenant, vendor, site_key);
CREATE TABLE secret (
  tenant bigint NOT NULL, instance bigint NOT NULL, name @text NOT NULL, sealed @blob NOT NULL,
  updated bigint NOT NULL,
  PRIMARY KEY (tenant, instance, name)) @clustered;
CREATE TABLE deletion (
  tenant bigint NOT NULL, instance bigint NOT NULL, since bigint NOT NULL,
  PRIMARY KEY (tenant, instance)) @clustered;
CREATE TABLE webhook_hook (
  tenant bigint NOT NULL, path_id @text NOT NULL, instance bigint NOT NULL,
  sealed_secret @blob NOT NULL, vendor_id @text NOT NULL, state @text NOT NULL,
  created bigint NOT NULL, last_event bigint,
  PRIMARY KEY (tenant, path_id)) @clustered;
CREATE TABLE configuration (
  tenant bigint NOT NULL, instance bigint NOT NULL, version bigint NOT NULL,
  document @text NOT NULL, created bigint NOT NULL, created_by bigint NOT NULL,
  PRIMARY KEY (tenant, instance, version)) @clustered;
)sql";

// issue: narrow, for lists. issue_doc: the packed attributes, apart so that lists stay quick; not
// clustered in SQLite, whose clustered rows of a few KB would make a deep tree.
// change: no secondary index yet: every reader goes by issue or scans; an index by time would cost
// a third of a backfill.
constexpr std::string_view kFacts = R"sql(
CREATE TABLE issue (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL,
  issue_key @text NOT NULL, key_project @text NOT NULL, key_number bigint NOT NULL,
  project @text NOT NULL, status @text NOT NULL, type @text NOT NULL, created bigint NOT NULL,
  updated bigint NOT NULL, deleted bigint NOT NULL, incomplete bigint NOT NULL,
  normaliser bigint NOT NULL, search @text NOT NULL,
  PRIMARY KEY (tenant, instance, issue)) @clustered;
CREATE INDEX issue_updated ON issue (tenant, updated, instance, issue);
CREATE INDEX issue_created ON issue (tenant, created, instance, issue);
CREATE INDEX issue_by_key ON issue (tenant, key_project, key_number, instance, issue);
CREATE TABLE issue_doc (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL, doc @blob NOT NULL,
  PRIMARY KEY (tenant, instance, issue));
CREATE TABLE issue_alias (
  tenant bigint NOT NULL, alias @text NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL,
  PRIMARY KEY (tenant, alias, instance, issue)) @clustered;
CREATE TABLE change (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL, history @text NOT NULL,
  ordinal bigint NOT NULL, field bigint NOT NULL, at bigint NOT NULL, actor bigint NOT NULL,
  from_value bigint NOT NULL, to_value bigint NOT NULL, source_rank bigint NOT NULL,
  source_history bigint NOT NULL, hash bigint NOT NULL, absorbed bigint NOT NULL,
  PRIMARY KEY (tenant, instance, issue, history, ordinal)) @clustered;
CREATE TABLE dict (
  tenant bigint NOT NULL, id bigint NOT NULL, digest @text NOT NULL, field @text NOT NULL,
  vendor_id @text NOT NULL, name @text NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE UNIQUE INDEX dict_digest ON dict (tenant, digest);
CREATE TABLE dict_text (
  tenant bigint NOT NULL, id bigint NOT NULL, vendor_id @text NOT NULL, name @text NOT NULL,
  PRIMARY KEY (tenant, id));
CREATE TABLE record (
  tenant bigint NOT NULL, instance bigint NOT NULL, kind bigint NOT NULL, id @text NOT NULL,
  issue bigint NOT NULL, deleted bigint NOT NULL, at bigint NOT NULL, author bigint NOT NULL,
  seconds bigint NOT NULL, doc @blob NOT NULL,
  PRIMARY KEY (tenant, instance, kind, id)) @clustered;
CREATE INDEX record_issue ON record (tenant, instance, issue, kind, id);
CREATE TABLE feed (
  tenant bigint NOT NULL, position bigint NOT NULL, kind bigint NOT NULL, instance bigint NOT NULL,
  issue bigint NOT NULL, record_kind bigint NOT NULL, record_id @text NOT NULL,
  PRIMARY KEY (tenant, position)) @clustered;
CREATE TABLE feed_cursor (
  tenant bigint NOT NULL, name @text NOT NULL, position bigint NOT NULL,
  PRIMARY KEY (tenant, name)) @clustered;
)sql";

constexpr std::string_view kSync = R"sql(
CREATE TABLE pull_cursor (
  tenant bigint NOT NULL, instance bigint NOT NULL, stream @text NOT NULL, state @text NOT NULL,
  updated bigint NOT NULL,
  PRIMARY KEY (tenant, instance, stream)) @clustered;
CREATE TABLE run (
  tenant bigint NOT NULL, id @text NOT NULL, instance bigint NOT NULL, kind @text NOT NULL,
  state @text NOT NULL, started bigint NOT NULL, finished bigint, phases @text NOT NULL,
  wait_reason @text NOT NULL, wait_until bigint, detail @text NOT NULL, updated bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE INDEX run_started ON run (tenant, instance, started);
CREATE TABLE refetch (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL, reason @text NOT NULL,
  since bigint NOT NULL, generation bigint NOT NULL,
  PRIMARY KEY (tenant, instance, issue)) @clustered;
CREATE INDEX refetch_since ON refetch (tenant, instance, since, issue);
CREATE TABLE refused (
  tenant bigint NOT NULL, instance bigint NOT NULL, kind @text NOT NULL, id @text NOT NULL,
  vendor_id @text NOT NULL, reason @text NOT NULL, body @text NOT NULL,
  normaliser bigint NOT NULL, since bigint NOT NULL,
  PRIMARY KEY (tenant, instance, kind, id)) @clustered;
CREATE TABLE outbox (
  tenant bigint NOT NULL, effect_key @text NOT NULL, instance bigint NOT NULL, kind @text NOT NULL,
  payload @text NOT NULL, state bigint NOT NULL, attempts bigint NOT NULL, due bigint NOT NULL,
  detail @text NOT NULL, created bigint NOT NULL, updated bigint NOT NULL,
  PRIMARY KEY (tenant, effect_key)) @clustered;
CREATE INDEX outbox_due ON outbox (tenant, instance, state, due);
)sql";

// issue_count: so that nobody counts a million rows to show a tile.
// filter_exit: followed issues that no longer match the filter of their connection.
constexpr std::string_view kJiraInFull = R"sql(
ALTER TABLE connection ADD COLUMN version @text NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN api_url @text NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN method @text NOT NULL DEFAULT 'api_token';
ALTER TABLE connection ADD COLUMN options @text NOT NULL DEFAULT '';
ALTER TABLE issue ADD COLUMN invisible bigint NOT NULL DEFAULT 0;
CREATE TABLE issue_count (
  tenant bigint NOT NULL, instance bigint NOT NULL, present bigint NOT NULL,
  deleted bigint NOT NULL, invisible bigint NOT NULL, incomplete bigint NOT NULL,
  left_filter bigint NOT NULL,
  PRIMARY KEY (tenant, instance)) @clustered;
INSERT INTO issue_count (tenant, instance, present, deleted, invisible, incomplete, left_filter)
  SELECT tenant, instance, SUM(1 - deleted), SUM(deleted), 0, SUM(incomplete), 0 FROM issue
  GROUP BY tenant, instance;
CREATE TABLE filter_exit (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL, since bigint NOT NULL,
  PRIMARY KEY (tenant, instance, issue)) @clustered;
CREATE INDEX issue_invisible ON issue (tenant, instance, issue) WHERE invisible = 1;
CREATE INDEX issue_alias_issue ON issue_alias (tenant, instance, issue);
CREATE INDEX outbox_created ON outbox (tenant, created, effect_key);
)sql";

// change_text: what a description was and became, where the connection opted in. Apart from change
// and the dictionary, so that it can go as a whole.
constexpr std::string_view kDescriptions = R"sql(
CREATE TABLE change_text (
  tenant bigint NOT NULL, instance bigint NOT NULL, issue bigint NOT NULL, history @text NOT NULL,
  packing bigint NOT NULL, body @blob NOT NULL,
  PRIMARY KEY (tenant, instance, issue, history));
)sql";

constexpr std::string_view kViews = R"sql(
CREATE TABLE saved_view (
  tenant bigint NOT NULL, id @text NOT NULL, owner bigint NOT NULL, page @text NOT NULL,
  name @text NOT NULL, search @text NOT NULL, shared bigint NOT NULL, created bigint NOT NULL,
  updated bigint NOT NULL, revision bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE TABLE view_star (
  tenant bigint NOT NULL, user_id bigint NOT NULL, view_id @text NOT NULL,
  PRIMARY KEY (tenant, user_id, view_id)) @clustered;
CREATE TABLE view_default (
  tenant bigint NOT NULL, user_id bigint NOT NULL, page @text NOT NULL, view_id @text NOT NULL,
  PRIMARY KEY (tenant, user_id, page)) @clustered;
CREATE TABLE short_link (
  tenant bigint NOT NULL, id @text NOT NULL, page @text NOT NULL, search @text NOT NULL,
  created bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE INDEX short_link_age ON short_link (tenant, created, id);
)sql";

// ledger_difference: one open one of a subject. issue_stamp: what a census compares, without the
// rows of issues.
constexpr std::string_view kLedger = R"sql(
CREATE TABLE ledger_account (
  tenant bigint NOT NULL, instance bigint NOT NULL, account @text NOT NULL,
  project_key @text NOT NULL, state @text NOT NULL, looked bigint, theirs bigint,
  ours bigint NOT NULL, newest_theirs bigint, newest_ours bigint, census bigint, proven bigint,
  compared bigint NOT NULL, look_requests bigint NOT NULL, census_requests bigint NOT NULL,
  detail @text NOT NULL,
  PRIMARY KEY (tenant, instance, account)) @clustered;
CREATE TABLE ledger_difference (
  tenant bigint NOT NULL, id bigint NOT NULL, instance bigint NOT NULL, account @text NOT NULL,
  subject @text NOT NULL, issue bigint NOT NULL, issue_key @text NOT NULL, kind @text NOT NULL,
  cause @text NOT NULL, since bigint, found bigint NOT NULL, healed bigint, how @text NOT NULL,
  detail @text NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
CREATE UNIQUE INDEX ledger_difference_open ON ledger_difference (tenant, instance, subject)
  WHERE healed IS NULL;
CREATE INDEX ledger_difference_place ON ledger_difference (tenant, instance, account, id);
CREATE TABLE pull_tally (
  tenant bigint NOT NULL, instance bigint NOT NULL, issues_read bigint NOT NULL,
  applied bigint NOT NULL, refused bigint NOT NULL, left_out bigint NOT NULL,
  PRIMARY KEY (tenant, instance)) @clustered;
CREATE INDEX issue_stamp ON issue (tenant, instance, project, deleted, invisible, updated, issue);
)sql";

constexpr std::string_view kInbox = R"sql(
CREATE TABLE arrival_counter (
  tenant bigint NOT NULL, value bigint NOT NULL,
  PRIMARY KEY (tenant)) @clustered;
CREATE TABLE arrival (
  tenant bigint NOT NULL, id bigint NOT NULL, instance bigint NOT NULL, arrival_key @text NOT NULL,
  kind @text NOT NULL, received bigint NOT NULL, finished bigint, state bigint NOT NULL,
  detail @text NOT NULL, headers @text NOT NULL, packing bigint NOT NULL, body @blob NOT NULL,
  PRIMARY KEY (tenant, id));
CREATE UNIQUE INDEX arrival_by_key ON arrival (tenant, instance, arrival_key);
CREATE INDEX arrival_waiting ON arrival (id) WHERE state = 1;
CREATE INDEX arrival_received ON arrival (received);
)sql";

constexpr std::string_view kRefusedArrivals = R"sql(
CREATE INDEX arrival_refused ON arrival (tenant, instance) WHERE state = 4;
)sql";

// arrival becomes narrow and its bodies stand apart: the log is read, filtered and marked without
// touching a body. It is found by id, event, issue and the rare states. These indexes begin with
// the instance, a number of the server, as SQLite would take the primary key before any other that
// begins with the tenant; arrival_log also covers what is counted. arrival_tally: by hour of
// `received`, so that a range of time is a range of ids, whatever the clock did.
constexpr std::string_view kDeliveryLog = R"sql(
CREATE TABLE arrival_body (
  tenant bigint NOT NULL, id bigint NOT NULL, headers @text NOT NULL, packing bigint NOT NULL,
  body @blob NOT NULL,
  PRIMARY KEY (tenant, id));
INSERT INTO arrival_body (tenant, id, headers, packing, body)
  SELECT tenant, id, headers, packing, body FROM arrival;
CREATE TABLE arrival_entry (
  tenant bigint NOT NULL, id bigint NOT NULL, instance bigint NOT NULL, arrival_key @text NOT NULL,
  kind @text NOT NULL, received bigint NOT NULL, finished bigint, state bigint NOT NULL,
  detail @text NOT NULL, event @text NOT NULL, issue bigint NOT NULL, issue_key @text NOT NULL,
  attempt bigint NOT NULL, bytes bigint NOT NULL, repeats bigint NOT NULL, last_repeat bigint,
  replays bigint NOT NULL,
  PRIMARY KEY (tenant, id)) @clustered;
INSERT INTO arrival_entry (tenant, id, instance, arrival_key, kind, received, finished, state,
  detail, event, issue, issue_key, attempt, bytes, repeats, last_repeat, replays)
  SELECT tenant, id, instance, arrival_key, kind, received, finished, state, detail, '', 0, '', 0,
  LENGTH(body), 0, NULL, 0 FROM arrival;
DROP TABLE arrival;
ALTER TABLE arrival_entry RENAME TO arrival;
CREATE UNIQUE INDEX arrival_by_key ON arrival (tenant, instance, arrival_key);
CREATE INDEX arrival_waiting ON arrival (id, tenant, instance, received, state) WHERE state = 1;
CREATE INDEX arrival_received ON arrival (received);
CREATE INDEX arrival_log ON arrival (instance, id, state, repeats, received);
CREATE INDEX arrival_event ON arrival (instance, event, id);
CREATE INDEX arrival_issue ON arrival (issue, instance, id) WHERE issue <> 0;
CREATE INDEX arrival_ignored ON arrival (instance, id) WHERE state = 3;
CREATE INDEX arrival_refused ON arrival (instance, id, state) WHERE state = 4;
CREATE INDEX arrival_rejected ON arrival (instance, id) WHERE state = 5;
CREATE INDEX arrival_repeated ON arrival (instance, id) WHERE repeats > 0;
CREATE TABLE arrival_account (
  tenant bigint NOT NULL, id bigint NOT NULL, account @text NOT NULL,
  PRIMARY KEY (tenant, id));
CREATE TABLE arrival_tally (
  tenant bigint NOT NULL, instance bigint NOT NULL, hour bigint NOT NULL, stored bigint NOT NULL,
  deleted bigint NOT NULL, first_id bigint NOT NULL, last_id bigint NOT NULL,
  PRIMARY KEY (tenant, instance, hour)) @clustered;
INSERT INTO arrival_tally (tenant, instance, hour, stored, deleted, first_id, last_id)
  SELECT tenant, instance, received / 3600000, COUNT(*), 0, MIN(id), MAX(id) FROM arrival
  GROUP BY tenant, instance, received / 3600000;
)sql";

constexpr Migration kMigrations[] = {
    {Part::kFacts, 1, "identity", kIdentity},
    {Part::kFacts, 2, "connections", kConnections},
    {Part::kFacts, 3, "facts", kFacts},
    {Part::kFacts, 4, "sync", kSync},
    {Part::kFacts, 5, "jira_in_full", kJiraInFull},
    {Part::kFacts, 6, "descriptions", kDescriptions},
    {Part::kFacts, 7, "views", kViews},
    {Part::kFacts, 8, "ledger", kLedger},
    {Part::kInbox, 1, "inbox", kInbox},
    {Part::kInbox, 2, "refused", kRefusedArrivals},
    {Part::kInbox, 3, "delivery_log", kDeliveryLog},
};

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

}  // namespace tl::store
