// Connecting: check, pick projects, save and activate.
#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "net/url.h"
#include "sync/outbox.h"
#include "sync/service_impl.h"

namespace tl::sync {

namespace {

constexpr size_t kMaxTokenBytes = 4096;

Result<void> validate(const SignIn& sign_in) {
  if (trim(sign_in.base_url).empty()) {
    return make_error(ErrorCode::kInvalidArgument, "the address of Jira is missing");
  }
  if (trim(sign_in.email).empty()) {
    return make_error(ErrorCode::kInvalidArgument, "the e-mail of the account is missing");
  }
  const auto token = trim(sign_in.token);
  if (token.empty()) return make_error(ErrorCode::kInvalidArgument, "the API token is missing");
  if (token.size() > kMaxTokenBytes) {
    return make_error(ErrorCode::kInvalidArgument, "the API token is longer than any real one");
  }
  return {};
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

Result<CheckOutcome> Service::Impl::check(const SignIn& sign_in,
                                          const connector::CheckRequest& ask) {
  TL_CHECK_OK(validate(sign_in));
  const connector::Connector* connector = runtime.connector(sign_in.vendor);
  if (connector == nullptr) {
    return make_error(ErrorCode::kInvalidArgument, "unknown vendor " + sign_in.vendor);
  }
  CheckOutcome outcome;
  TL_TRY(outcome.url, connector->normalise_url(sign_in.base_url));
  if (trim(sign_in.token).size() != sign_in.token.size()) {
    outcome.notes.emplace_back("Spaces around the token were removed.");
  }
  Visit visit(runtime, outcome.url.url, std::string(trim(sign_in.email)),
              std::string(trim(sign_in.token)), sign_in.ca_pem, sign_in.proxy);
  TL_TRY(outcome.report, connector->fetch_check(visit.session, ask));
  return outcome;
}

Result<CheckOutcome> Service::check(const SignIn& sign_in) { return impl_->check(sign_in, {}); }

Result<connector::ProjectPage> Service::find_projects(const SignIn& sign_in,
                                                      const connector::ProjectQuery& query) {
  TL_CHECK_OK(validate(sign_in));
  const connector::Connector* connector = impl_->runtime.connector(sign_in.vendor);
  if (connector == nullptr) {
    return make_error(ErrorCode::kInvalidArgument, "unknown vendor " + sign_in.vendor);
  }
  TL_TRY(const connector::NormalisedUrl url, connector->normalise_url(sign_in.base_url));
  Visit visit(impl_->runtime, url.url, std::string(trim(sign_in.email)),
              std::string(trim(sign_in.token)), sign_in.ca_pem, sign_in.proxy);
  return connector->fetch_projects(visit.session, query);
}

Result<connector::ProjectPage> Service::find_projects(TenantId tenant, InstanceId instance,
                                                      const connector::ProjectQuery& query) {
  TL_TRY(const domain::Connection connection,
         impl_->runtime.store.tenant(tenant).load_connection(instance));
  TL_TRY(const connector::SecretText token,
         impl_->runtime.load_secret(tenant, instance, kTokenSecret));
  Visit visit(impl_->runtime, connection.base_url, connection.account_email, token.reveal(), {},
              {});
  return impl_->runtime.connector(connection.vendor)->fetch_projects(visit.session, query);
}

Result<domain::Connection> Service::Impl::save_connection(TenantId tenant,
                                                          const ConnectRequest& request,
                                                          const CheckOutcome& checked) {
  const connector::SiteIdentity& site = checked.report.identity;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const std::vector<domain::Connection> known, store.list_connections());
  const auto former = std::find_if(known.begin(), known.end(), [&](const domain::Connection& c) {
    return c.state == domain::ConnectionState::kDisconnected &&
           c.vendor == request.sign_in.vendor && c.site_id == site.site_id;
  });
  domain::Connection connection = former == known.end() ? domain::Connection{} : *former;
  connection.vendor = request.sign_in.vendor;
  connection.flavour = site.flavour;
  connection.base_url = checked.url.url;
  connection.site_id = site.site_id;
  const auto url = net::parse_url(connection.base_url);
  connection.name = !request.name.empty() ? request.name
                    : url.ok()            ? url->host
                                          : connection.base_url;
  connection.account_email = trim(request.sign_in.email);
  connection.account_name = site.account_name;
  connection.account_id = site.account_id;
  connection.token_expires = request.token_expires;
  connection.project_keys = request.project_keys;
  connection.backfill_days = request.backfill_days;
  connection.webhooks_wanted = request.webhooks;
  connection.state = domain::ConnectionState::kActive;
  connection.state_reason.clear();
  return former == known.end() ? store.create_connection(connection)
                               : store.update_connection(connection);
}

Result<ConnectionStatus> Service::connect(TenantId tenant, const ConnectRequest& request) {
  connector::CheckRequest ask;
  ask.project_keys = request.project_keys;
  ask.webhooks_wanted = request.webhooks;
  TL_TRY(const CheckOutcome checked, impl_->check(request.sign_in, ask));
  if (!checked.report.can_proceed) return check_error(checked.report);
  TL_TRY(const domain::Connection connection, impl_->save_connection(tenant, request, checked));
  store::TenantStore store = impl_->runtime.store.tenant(tenant);
  TL_CHECK_OK(
      impl_->runtime.save_secret(tenant, connection.id, kTokenSecret, trim(request.sign_in.token)));
  const connector::Connector& connector = *impl_->runtime.connector(connection.vendor);
  TL_CHECK_OK(
      store.save_run(to_row(new_run(connector, impl_->runtime.clock.now()), connection.id)));
  if (connection.webhooks_wanted && !impl_->runtime.public_url().empty()) {
    TL_CHECK_OK(want_webhook(impl_->runtime, tenant, connection.id, false));
    TL_CHECK_OK(impl_->edge.reload());
  }
  impl_->start_worker(tenant, connection.id);
  impl_->runtime.events.publish({Event::Kind::kConnection, tenant, connection.id, 0});
  return impl_->status_of(tenant, connection);
}

}  // namespace tl::sync
