#include "app/metrics_token.h"

#include <filesystem>
#include <fstream>

#include "app/server.h"
#include "base/random.h"
#include "base/text.h"

namespace tl::app {

Result<std::string> load_metrics_token(const std::string& data) {
  constexpr size_t kLeastChars = 16;
  const std::string path = data + "/metrics-token";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    const std::string made = "tlm_" + to_lower(random_base32(40));
    TL_CHECK_OK(write_private_file(path, made + "\n"));
    return made;
  }
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::string token(trim(line));
  if (token.size() >= kLeastChars) return token;
  return make_error(ErrorCode::kInvalidArgument,
                    path +
                        " must hold a token of at least 16 characters in its first line; "
                        "delete it and a new one is made");
}

}  // namespace tl::app
