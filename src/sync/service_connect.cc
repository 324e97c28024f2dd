// Connecting: look, check, pick projects, save and activate.
#include <fmt/format.h>

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "net/url.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

using connector::Connector;

Result<void> check_key_count(const std::vector<std::string>& keys) {
  if (keys.size() <= Connector::kMaxKeysPerCheck) return {};
  return make_error(ErrorCode::kTooLarge, "more than 200 keys at once");
}

// A connection to what was found, whatever it was known by.
bool leads_to(const domain::Connection& c, const domain::Connection& draft,
              const connector::SiteIdentity& site) {
  return c.vendor == draft.vendor && c.flavour != kImportFlavour &&
         connector::is_same_site(c.site_id, c.base_url, site, draft.base_url);
}

// What goes on in this connection: a former one to the same site, or the same site out of files.
std::optional<domain::Connection> find_former(const std::vector<domain::Connection>& known,
                                              const domain::Connection& draft,
                                              const connector::SiteIdentity& site) {
  const auto same_site = [&](const domain::Connection& c) {
    return c.state == domain::ConnectionState::kDisconnected && leads_to(c, draft, site);
  };
  const auto same_files = [&](const domain::Connection& c) {
    return c.vendor == draft.vendor && c.flavour == kImportFlavour &&
           (c.base_url == draft.base_url || (!c.site_id.empty() && c.site_id == draft.site_id));
  };
  auto found = std::find_if(known.begin(), known.end(), same_site);
  if (found == known.end()) found = std::find_if(known.begin(), known.end(), same_files);
  return found == known.end() ? std::nullopt : std::optional(*found);
}

std::string host_of(const std::string& base_url) {
  const auto url = net::parse_url(base_url);
  return url.ok() ? url->host : base_url;
}

// The draft with what the check found and the request wants.
domain::Connection wanted_connection(const Access& draft, const CheckOutcome& checked,
                                     const ConnectRequest& request) {
  const connector::SiteIdentity& site = checked.report.identity;
  domain::Connection c = draft.connection;
  c.flavour = site.flavour;
  c.version = site.version;
  c.site_id = site.site_id;
  const SignInMemory::Place place = place_of(draft, site);
  c.method = place.method;
  c.api_url = place.api_url;
  c.name = request.name.empty() ? host_of(c.base_url) : request.name;
  c.account_name = site.account_name;
  c.account_id = site.account_id;
  c.token_expires = request.token_expires;
  c.project_keys = request.project_keys;
  c.backfill_days = request.backfill_days;
  c.webhooks_wanted = request.webhooks;
  const domain::ConnectionOptions of_sign_in = c.options;
  c.options = request.options;
  c.options.ca_pem = of_sign_in.ca_pem;
  c.options.proxy = of_sign_in.proxy;
  c.options.proxy_login = of_sign_in.proxy_login;
  return c;
}

// The store tells equal ids; an id may be known by now that was not when the other was connected.
Result<void> check_not_connected(const std::vector<domain::Connection>& known,
                                 const domain::Connection& wanted,
                                 const connector::SiteIdentity& site) {
  for (const domain::Connection& c : known) {
    if (c.state == domain::ConnectionState::kDisconnected || !leads_to(c, wanted, site)) continue;
    std::string detail = fmt::format("this site is connected already as \"{}\" ({})", c.name,
                                     domain::to_text(c.state));
    if (c.base_url != wanted.base_url) {
      detail += fmt::format(
          ", at {}: both are the server {}. A copy of a server keeps its id "
          "until it is given another one",
          c.base_url, site.site_id);
    }
    return make_error(ErrorCode::kConflict, std::move(detail));
  }
  return {};
}

// With its secrets or not at all. `former`: what it goes on from.
Result<domain::Connection> save_connection(store::TenantStore& store, domain::Connection wanted,
                                           const connector::SiteIdentity& site,
                                           const store::SealSecrets& secrets,
                                           std::optional<domain::Connection>& former) {
  TL_TRY(const std::vector<domain::Connection> known, store.list_connections());
  TL_CHECK_OK(check_not_connected(known, wanted, site));
  former = find_former(known, wanted, site);
  if (!former) return store.create_connection(std::move(wanted), secrets);
  wanted.id = former->id;
  wanted.public_id = former->public_id;
  wanted.revision = former->revision;
  return store.update_connection(std::move(wanted), secrets);
}

}  // namespace

Error check_error(const connector::CheckReport& report) {
  for (const connector::CheckRow& row : report.rows) {
    if (row.state != connector::CheckState::kFailed) continue;
    const auto code =
        row.id == "signed_in" ? ErrorCode::kVendorRejectedCredentials : ErrorCode::kVendorRefused;
    return make_error(code, row.title + ": " + row.detail +
                                (row.remedy.empty() ? std::string() : " " + row.remedy));
  }
  return make_error(ErrorCode::kVendorRefused, "the check did not pass");
}

Result<CheckOutcome> Service::Impl::check(const Access& access,
                                          const connector::CheckRequest& ask) {
  CheckOutcome outcome;
  outcome.url = access.url;
  outcome.notes = access.notes;
  const Visit visit(runtime, access);
  TL_TRY(outcome.report, access.connector->fetch_check(visit.session, ask));
  if (outcome.report.can_proceed) remember_place(runtime, access, outcome.report.identity);
  return outcome;
}

Result<SiteOutcome> Service::detect(const SignIn& sign_in) {
  const Connector* connector = impl_->runtime.connector(sign_in.vendor);
  if (connector == nullptr) {
    return make_error(ErrorCode::kInvalidArgument, "unknown vendor " + sign_in.vendor);
  }
  SiteOutcome outcome;
  TL_TRY(outcome.url, connector->normalise_url(sign_in.base_url));
  Access nobody;
  nobody.connector = connector;
  nobody.connection.base_url = outcome.url.url;
  nobody.connection.options.ca_pem = sign_in.ca_pem;
  nobody.secrets.proxy_login = take_proxy(sign_in.proxy, nobody.connection.options);
  const Visit visit(impl_->runtime, nobody);
  TL_TRY(outcome.site, connector->fetch_site(visit.session));
  outcome.methods = methods_of(outcome.site);
  return outcome;
}

Result<CheckOutcome> Service::check(const SignIn& sign_in, const connector::CheckRequest& ask) {
  TL_TRY(const Access draft, make_draft(impl_->runtime, sign_in));
  connector::CheckRequest wanted = ask;
  wanted.expected_site_id.clear();
  wanted.expected_url.clear();
  wanted.on_row = {};
  return impl_->check(draft, wanted);
}

Result<std::vector<connector::KeyVerdict>> Service::check_keys(
    const SignIn& sign_in, const std::vector<std::string>& keys) {
  TL_CHECK_OK(check_key_count(keys));
  TL_TRY(const Access draft, make_draft(impl_->runtime, sign_in));
  const Visit visit(impl_->runtime, draft);
  return draft.connector->fetch_key_check(visit.session, keys);
}

Result<std::vector<connector::KeyVerdict>> Service::check_keys(
    TenantId tenant, InstanceId instance, const std::vector<std::string>& keys) {
  TL_CHECK_OK(check_key_count(keys));
  TL_TRY(const Access access, load_access(impl_->runtime, tenant, instance));
  const Visit visit(impl_->runtime, access);
  return access.connector->fetch_key_check(visit.session, keys);
}

Result<connector::FilterCheck> Service::check_filter(const SignIn& sign_in,
                                                     const connector::FilterQuery& query) {
  TL_TRY(const Access draft, make_draft(impl_->runtime, sign_in));
  const Visit visit(impl_->runtime, draft);
  return draft.connector->fetch_filter_check(visit.session, query);
}

Result<connector::FilterCheck> Service::check_filter(TenantId tenant, InstanceId instance,
                                                     const connector::FilterQuery& query) {
  TL_TRY(const Access access, load_access(impl_->runtime, tenant, instance));
  const Visit visit(impl_->runtime, access);
  return access.connector->fetch_filter_check(visit.session, query);
}

Result<connector::ProjectPage> Service::find_projects(const SignIn& sign_in,
                                                      const connector::ProjectQuery& query) {
  TL_TRY(const Access draft, make_draft(impl_->runtime, sign_in));
  const Visit visit(impl_->runtime, draft);
  return draft.connector->fetch_projects(visit.session, query);
}

Result<connector::ProjectPage> Service::find_projects(TenantId tenant, InstanceId instance,
                                                      const connector::ProjectQuery& query) {
  TL_TRY(const Access access, load_access(impl_->runtime, tenant, instance));
  const Visit visit(impl_->runtime, access);
  return access.connector->fetch_projects(visit.session, query);
}

Result<void> Service::Impl::want_hooks(TenantId tenant, const domain::Connection& connection) {
  if (!connection.webhooks_wanted || runtime.public_url().empty()) return {};
  if (connection.flavour == kImportFlavour) return {};
  TL_CHECK_OK(want_webhook(runtime, tenant, connection.id, false));
  return edge.reload();
}

Result<void> Service::Impl::begin_backfill(TenantId tenant, const domain::Connection& connection) {
  stop_worker(connection.id);
  const Connector& connector = *runtime.connector(connection.vendor);
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_CHECK_OK(store.save_run(to_row(new_run(connector, runtime.clock.now()), connection.id)));
  // Nobody goes on where an earlier run stopped.
  TL_TRY(const std::vector<store::PullCursor> cursors, store.list_cursors(connection.id));
  for (const store::PullCursor& cursor : cursors) {
    if (cursor.stream.starts_with(kBackfillCursors)) {
      TL_CHECK_OK(store.delete_cursor(connection.id, cursor.stream));
    }
  }
  start_worker(tenant, connection);
  return {};
}

Result<ConnectionStatus> Service::connect(TenantId tenant, const ConnectRequest& request) {
  TL_TRY(const Access draft, make_draft(impl_->runtime, request.sign_in));
  connector::CheckRequest ask;
  ask.project_keys = request.project_keys;
  ask.webhooks_wanted = request.webhooks;
  ask.writes_worklogs = request.options.writes_worklogs;
  ask.filter_jql = request.options.filter_jql;
  TL_TRY(const CheckOutcome checked, impl_->check(draft, ask));
  if (!checked.report.can_proceed) return check_error(checked.report);
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  std::optional<domain::Connection> former;
  TL_TRY(const domain::Connection connection,
         save_connection(store, wanted_connection(draft, checked, request), checked.report.identity,
                         seal_secrets(impl_->runtime, tenant, draft.secrets), former));
  if (former && former->options.descriptions != connection.options.descriptions) {
    TL_CHECK_OK(impl_->switch_descriptions(tenant, connection));
  }
  TL_CHECK_OK(impl_->want_hooks(tenant, connection));
  TL_CHECK_OK(impl_->begin_backfill(tenant, connection));
  impl_->publish(tenant, connection.id);
  return impl_->status_of(tenant, connection);
}

}  // namespace tl::sync
