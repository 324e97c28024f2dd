// Files that a person names on the command line.
#pragma once

#include <string>

#include "base/result.h"

namespace tl::app {

// The bytes of a file, of standard input for "-". kInvalidArgument: cannot be read.
[[nodiscard]] Result<std::string> load_file(const std::string& path);

// A secret: the first line of `file` ("-" standard input), else the environment's `variable`.
// Never from an argument, where everybody on the machine could read it. kInvalidArgument: none.
[[nodiscard]] Result<std::string> load_secret(const std::string& file, const char* variable);

}  // namespace tl::app
