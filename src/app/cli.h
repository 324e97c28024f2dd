// The command line. Exit codes: 0 done, 1 refused with a reason on standard error, 2 wrong usage.
#pragma once

namespace tl::app {

[[nodiscard]] int run(int argc, char** argv);

}  // namespace tl::app
