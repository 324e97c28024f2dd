// Before a connection is saved: what is at an address, whether a sign-in works, what it sees.
// All of these save nothing, but for the last one.
#include <string>
#include <utility>

#include "api/connect_view.h"
#include "api/connection_body.h"
#include "api/connection_handlers.h"
#include "base/text.h"

namespace tl::api {
namespace {

Result<net::Response> detect_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  sync::SignIn sign_in;
  read_address(body, sign_in);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto outcome, call.api.service.detect(sign_in));
  JsonWriter out;
  render_site(out, outcome);
  return net::json_response(200, out.take());
}

Result<net::Response> check_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const sync::SignIn sign_in = read_sign_in(body);
  const connector::CheckRequest wishes = read_wishes(body);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto outcome, call.api.service.check(sign_in, wishes));
  JsonWriter out;
  render_check(out, outcome);
  return net::json_response(200, out.take());
}

// `of_draft(sign_in)` or `of_saved(instance)`, as the caller chose.
template <typename OfDraft, typename OfSaved>
auto ask_subject(Call& call, const Subject& subject, OfDraft of_draft, OfSaved of_saved)
    -> decltype(of_draft(*subject.sign_in)) {
  if (subject.sign_in) return of_draft(*subject.sign_in);
  TL_TRY(const InstanceId instance, call.api.service.find(call.tenant(), *subject.connection));
  return of_saved(instance);
}

Result<net::Response> find_projects(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const Subject subject = read_subject(body);
  connector::ProjectQuery query;
  query.text = body.optional_text("query", 200).value_or("");
  query.cursor = body.optional_text("cursor", 4096).value_or("");
  query.limit = static_cast<int>(body.optional_integer("limit", 1, 100).value_or(50));
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  sync::Service& service = call.api.service;
  TL_TRY(const auto page,
         ask_subject(
             call, subject, [&](const auto& draft) { return service.find_projects(draft, query); },
             [&](InstanceId id) { return service.find_projects(call.tenant(), id, query); }));
  JsonWriter out;
  render_project_page(out, page);
  return net::json_response(200, out.take());
}

std::vector<std::string> read_keys_to_check(ObjectReader& body) {
  auto keys = body.optional_texts("keys", connector::Connector::kMaxKeysPerCheck, 64);
  if (!keys) {
    if (!body.has("keys")) body.problem("keys", "is required");
    return {};
  }
  if (keys->empty()) body.problem("keys", "must have at least one project key");
  for (std::string& key : *keys) key = std::string(trim(key));
  return std::move(*keys);
}

Result<net::Response> check_keys(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const Subject subject = read_subject(body);
  const std::vector<std::string> keys = read_keys_to_check(body);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  sync::Service& service = call.api.service;
  TL_TRY(const auto verdicts,
         ask_subject(
             call, subject, [&](const auto& draft) { return service.check_keys(draft, keys); },
             [&](InstanceId id) { return service.check_keys(call.tenant(), id, keys); }));
  JsonWriter out;
  render_key_verdicts(out, verdicts);
  return net::json_response(200, out.take());
}

Result<net::Response> check_filter(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const Subject subject = read_subject(body);
  connector::FilterQuery query;
  query.jql = body.text("jql", kMaxJqlChars);
  query.project_keys = read_project_keys(body);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  sync::Service& service = call.api.service;
  TL_TRY(const auto check,
         ask_subject(
             call, subject, [&](const auto& draft) { return service.check_filter(draft, query); },
             [&](InstanceId id) { return service.check_filter(call.tenant(), id, query); }));
  TL_TRY(const auto here,
         ask_subject(
             call, subject,
             [&](const auto&) {
               return Result<sync::FilterHereCheck>(sync::Service::check_filter_here(query.jql));
             },
             [&](InstanceId id) { return service.check_filter_here(call.tenant(), id, query); }));
  JsonWriter out;
  render_filter_check(out, check, query.jql, here);
  return net::json_response(200, out.take());
}

Result<net::Response> connect_jira(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  TL_TRY(const CivilDate today, load_today(call));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  const sync::ConnectRequest request = read_connect(body, today);
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto made, call.api.service.connect(call.tenant(), request));
  return created_response(call, made);
}

}  // namespace

void add_connect_routes(Routes& routes) {
  const std::string base = "/api/v1/connections/jira";
  routes.add("POST", base + "/detect", kConnectionWriteBody, detect_jira);
  routes.add("POST", base + "/check", kConnectionWriteBody, check_jira);
  routes.add("POST", base + "/projects", kConnectionWriteBody, find_projects);
  routes.add("POST", base + "/keys", kConnectionWriteBody, check_keys);
  routes.add("POST", base + "/filter", kConnectionWriteBody, check_filter);
  routes.add("POST", base, kConnectionWriteBody, connect_jira);
}

}  // namespace tl::api
