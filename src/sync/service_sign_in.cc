// Signing in anew: another token, password or method, or another address of the same site.
#include "base/text.h"
#include "net/url.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

// What was typed, completed by what the connection has.
Result<SignIn> complete(const Runtime& runtime, TenantId tenant, const SignIn& typed,
                        const domain::Connection& connection) {
  SignIn sign_in = typed;
  sign_in.vendor = connection.vendor;
  if (trim(sign_in.base_url).empty()) sign_in.base_url = connection.base_url;
  if (!sign_in.method) sign_in.method = connection.method;
  if (trim(sign_in.email).empty()) sign_in.email = connection.account_email;
  if (sign_in.ca_pem.empty()) sign_in.ca_pem = connection.options.ca_pem;
  if (trim(sign_in.proxy).empty() && !sign_in.clear_proxy) {
    TL_TRY(const connector::SecretText login, load_proxy_login(runtime, tenant, connection));
    sign_in.proxy = net::join_login(connection.options.proxy, login.reveal());
  }
  return sign_in;
}

void take_over(domain::Connection& connection, const Access& draft,
               const connector::SiteIdentity& site) {
  connection.base_url = draft.connection.base_url;
  const SignInMemory::Place place = place_of(draft, site);
  connection.method = place.method;
  connection.api_url = place.api_url;
  connection.account_email = draft.connection.account_email;
  connection.account_name = site.account_name;
  connection.account_id = site.account_id;
  connection.options.ca_pem = draft.connection.options.ca_pem;
  connection.options.proxy = draft.connection.options.proxy;
  connection.options.proxy_login = draft.connection.options.proxy_login;
  // An id that the site tells by itself; where it tells none now, what is known stays.
  if (site.site_id != site.address) connection.site_id = site.site_id;
  if (!site.flavour.empty()) connection.flavour = site.flavour;
  if (!site.version.empty()) connection.version = site.version;
  if (connection.state == domain::ConnectionState::kNeedsSignIn) {
    connection.state = domain::ConnectionState::kActive;
    connection.state_reason.clear();
  }
}

}  // namespace

Result<CheckOutcome> Service::replace_sign_in(TenantId tenant, InstanceId instance,
                                              const SignIn& sign_in,
                                              std::optional<CivilDate> expires) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(domain::Connection connection, store.load_connection(instance));
  const bool gone = connection.state == domain::ConnectionState::kDisconnected;
  if (gone || connection.flavour == kImportFlavour) {
    return make_error(ErrorCode::kConflict,
                      connection.name + " is not connected; connect the site instead");
  }
  TL_TRY(const SignIn whole, complete(runtime, tenant, sign_in, connection));
  TL_TRY(const Access draft, make_draft(runtime, whole));
  connector::CheckRequest ask;
  ask.project_keys = connection.project_keys;
  ask.webhooks_wanted = connection.webhooks_wanted;
  ask.writes_worklogs = connection.options.writes_worklogs;
  ask.filter_jql = connection.options.filter_jql;
  ask.expected_site_id = connection.site_id;
  ask.expected_url = connection.base_url;
  TL_TRY(CheckOutcome outcome, impl_->check(draft, ask));
  const connector::SiteIdentity& site = outcome.report.identity;
  const bool same = connector::is_same_site(connection.site_id, connection.base_url, site,
                                            draft.connection.base_url);
  if (outcome.report.can_proceed && !same) {
    outcome.report.can_proceed = false;
    outcome.report.rows.push_back({"same_site", "The same site", connector::CheckState::kFailed,
                                   "This is " + site.site_id + ", not " + connection.site_id + ".",
                                   "Facts of two sites would be mixed.",
                                   "Connect the other site as a connection of its own."});
  }
  if (!outcome.report.can_proceed) return outcome;
  // Loaded again: the check took its time, and the worker may have changed the state meanwhile.
  TL_TRY(connection, store.load_connection(instance));
  take_over(connection, draft, site);
  connection.token_expires = expires;
  TL_TRY(connection,
         store.update_connection(connection, seal_secrets(runtime, tenant, draft.secrets)));
  impl_->reload_edge();                     // the address may be another one
  impl_->start_worker(tenant, connection);  // when there was none
  if (const auto worker = impl_->worker(instance)) {
    worker->reload();
    if (connection.state == domain::ConnectionState::kActive) worker->request_sync();
  }
  impl_->publish(tenant, instance);
  return outcome;
}

}  // namespace tl::sync
