#include "app/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

#include "base/text.h"

namespace tl::app {

Result<std::string> load_file(const std::string& path) {
  if (path == "-") {
    return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  }
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return make_error(ErrorCode::kInvalidArgument,
                      "cannot open " + path + ": " + std::strerror(errno));
  }
  std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return make_error(ErrorCode::kInvalidArgument, "cannot read " + path);
  return text;
}

Result<std::string> load_secret(const std::string& file, const char* variable) {
  std::string secret;
  if (file.empty()) {
    const char* from_environment = std::getenv(variable);
    if (from_environment == nullptr) {
      return make_error(ErrorCode::kInvalidArgument,
                        "no token or password: set " + std::string(variable) +
                            ", or give --token-file FILE (- for standard input)");
    }
    secret = from_environment;
  } else if (file == "-") {
    std::getline(std::cin, secret);
  } else {
    std::ifstream in(file);
    if (!in) {
      return make_error(ErrorCode::kInvalidArgument,
                        "cannot open " + file + ": " + std::strerror(errno));
    }
    std::getline(in, secret);
  }
  secret = std::string(trim(secret));
  if (secret.empty()) return make_error(ErrorCode::kInvalidArgument, "the token is empty");
  return secret;
}

}  // namespace tl::app
