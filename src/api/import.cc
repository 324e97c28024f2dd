// Facts from files: saved REST answers, or our own export, of a site that is connected or not.
#include <string>
#include <utility>

#include "api/connection_body.h"
#include "api/connection_handlers.h"
#include "base/text.h"

namespace tl::api {
namespace {

constexpr size_t kMaxImportBytes = 64u << 20;
constexpr std::string_view kSplitIt =
    "Split the file: fewer issues a page, or fewer lines of an export.";
constexpr std::string_view kOctets = "application/octet-stream";

Result<net::Response> create_import_site(Call& call) {
  TL_TRY(const auto document, parse_body(call.request));
  Problems problems;
  ObjectReader body(document.root(), "", problems);
  sync::ImportSite site;
  site.base_url = read_base_url(body);
  site.name = std::string(trim(body.optional_text("name", 100).value_or("")));
  body.refuse_unknown();
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const auto made, call.api.service.create_import_site(call.tenant(), site));
  return created_response(call, made);
}

// A page could send a form without asking; what a person or program sends names its kind.
bool is_plain_file(const net::Request& request) {
  const std::string type =
      to_lower(trim(split(request.headers.value("Content-Type"), ';').front()));
  for (std::string_view known :
       {kOctets, std::string_view("application/json"), std::string_view("application/x-ndjson"),
        std::string_view("text/plain")}) {
    if (type == known) return true;
  }
  return false;
}

net::Response render_report(const sync::ImportReport& report) {
  JsonWriter out;
  out.begin_object().member("kind", report.kind);
  out.member("issues", report.issues).member("histories", report.histories);
  out.member("worklogs", report.worklogs).member("records", report.records);
  out.member("unchanged", report.unchanged);
  out.key("refused").begin_array();
  for (const domain::Refused& refused : report.refused) {
    out.begin_object().member("kind", refused.kind).member("id", refused.id);
    out.member("reason", refused.reason).end_object();
  }
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

Result<net::Response> import_file(Call& call) {
  Problems problems;
  QueryReader query(call.request, problems);
  const std::string file = query.text("file", 255).value_or("");
  query.refuse_unknown();
  if (problems.empty() && trim(call.request.body).empty()) {
    problems.push_back({"body", "is empty; send the text of one file as it is"});
  }
  if (!is_plain_file(call.request)) {
    const auto error = make_error(ErrorCode::kInvalidArgument,
                                  "Send the bytes of one file as they are, with the content type " +
                                      std::string(kOctets) + ", not a form.");
    return render_problem(call.where(), error, {415, {}});
  }
  if (!problems.empty()) return call.refuse(std::move(problems));
  TL_TRY(const InstanceId instance, find_connection(call));
  TL_TRY(const auto report,
         call.api.service.import_file(call.tenant(), instance, file, call.request.body));
  return render_report(report);
}

}  // namespace

void add_import_routes(Routes& routes) {
  const std::string base = "/api/v1/connections";
  routes.add("POST", base + "/import", kConnectionWriteBody, create_import_site);
  routes.add("POST", base + "/{id}/import",
             {.access = Access::kAdmin,
              .takes_query = true,
              .max_body_bytes = kMaxImportBytes,
              .too_large = kSplitIt},
             import_file);
}

}  // namespace tl::api
