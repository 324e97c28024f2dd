// The one-time token that proves that whoever sets this server up can read its log or its files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "store/store.h"

namespace tl::api {

constexpr int kSetupTries = 5;

struct SetupStatus {
  bool needed = true;  // no organisation exists yet
  std::optional<Instant> used_at;
};

[[nodiscard]] Result<SetupStatus> load_setup_status(store::Store& store);

// Makes a token that replaces any former one, and gives it; only its hash is stored.
// kConflict when the server is set up already.
[[nodiscard]] Result<std::string> issue_setup_token(store::Store& store, const Clock& clock);

// kForbidden for a wrong token, with the number of tries left; at none left the token is spoilt and
// `replaced` is set to a fresh one. kConflict when the server is set up already (says since when).
// Not for parallel calls.
[[nodiscard]] Result<void> check_setup_token(store::Store& store, const Clock& clock,
                                             std::string_view token,
                                             std::optional<std::string>& replaced);

// Notes that the set-up is done and forgets the token.
[[nodiscard]] Result<void> finish_setup(store::Store& store, const Clock& clock);

}  // namespace tl::api
