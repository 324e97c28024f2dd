#include "domain/connection.h"

namespace tl::domain {

std::string_view to_text(ConnectionState state) {
  switch (state) {
    case ConnectionState::kActive:
      return "active";
    case ConnectionState::kPaused:
      return "paused";
    case ConnectionState::kNeedsSignIn:
      return "needs_sign_in";
    case ConnectionState::kDisconnected:
      return "disconnected";
  }
  return "unknown";
}

std::optional<ConnectionState> parse_connection_state(std::string_view text) {
  for (const auto state : {ConnectionState::kActive, ConnectionState::kPaused,
                           ConnectionState::kNeedsSignIn, ConnectionState::kDisconnected}) {
    if (to_text(state) == text) return state;
  }
  return std::nullopt;
}

}  // namespace tl::domain
