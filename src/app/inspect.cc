#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "app/client.h"
#include "app/commands.h"
#include "app/connectors.h"
#include "app/files.h"

namespace tl::app {
namespace {

std::string join(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : ", ") + std::string(word);
  return out;
}

}  // namespace

int run_inspect(const std::string& vendor, const std::string& kind,
                const std::vector<std::string>& files, const std::string& fields_file) {
  std::string fields;
  if (!fields_file.empty()) {
    auto loaded = load_file(fields_file);
    if (!loaded) return refuse(loaded.error());
    fields = std::move(*loaded);
  }
  for (const auto& connector : make_connectors()) {
    if (connector->vendor() != vendor) continue;
    const auto kinds = connector->inspect_kinds();
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      return refuse(make_error(ErrorCode::kInvalidArgument,
                               "unknown KIND " + kind + "; known are " + join(kinds)));
    }
    int exit_code = 0;
    for (const std::string& file : files) {
      const auto text = load_file(file);
      if (!text) return refuse(text.error());
      const int code = connector->inspect(kind, *text, fields, [](std::string_view line) {
        std::fwrite(line.data(), 1, line.size(), stdout);
        std::fputc('\n', stdout);
      });
      exit_code = std::max(exit_code, code);
    }
    return exit_code;
  }
  return refuse(make_error(ErrorCode::kInvalidArgument, "unknown vendor " + vendor));
}

}  // namespace tl::app
