// All facts of a tenant as NDJSON.
#include <utility>

#include "api/route.h"

namespace tl::api {
namespace {

// Held in memory as one answer; above this the command line is the way.
constexpr size_t kMaxExportBytes = size_t{512} << 20;

Result<net::Response> export_facts(Call& call) {
  std::string text;
  bool cut = false;
  TL_CHECK_OK(call.store().export_facts([&](std::string_view line) {
    if (text.size() + line.size() >= kMaxExportBytes) {
      cut = true;
      return;
    }
    text.append(line).push_back('\n');
  }));
  if (cut) {
    return make_error(ErrorCode::kTooLarge, "The export has more than 512 MiB.");
  }
  auto response = net::typed_response(200, "application/x-ndjson", std::move(text));
  response.headers.set("Content-Disposition", "attachment; filename=\"throughline.ndjson\"");
  return response;
}

}  // namespace

void add_export_routes(Routes& routes) {
  routes.add("GET", "/api/v1/export", {Access::kAdmin}, export_facts);
}

}  // namespace tl::api
