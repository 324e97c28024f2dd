// Slows down guessing: at most so many attempts of one key (an e-mail, an address) in a window.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace tl::api {

struct ThrottleRule {
  int attempts = 5;
  Millis window = minutes(5);
};

// Thread-safe. Holds at most kMaxKeys keys; above, those that are idle longest are forgotten.
class AttemptThrottle {
 public:
  static constexpr size_t kMaxKeys = 20'000;

  explicit AttemptThrottle(ThrottleRule rule) : rule_(rule) {}

  // Counts an attempt before it is tried, so that parallel guesses count too. When there were too
  // many: how long to wait; nothing is counted then.
  [[nodiscard]] std::optional<Millis> begin(std::string_view key, Instant now);
  // The attempt was right: forgets all of this key.
  void forgive(std::string_view key);
  // The attempt was right: takes back that one alone. For keys that many people share.
  void refund(std::string_view key);

 private:
  void make_room(Instant now);

  const ThrottleRule rule_;
  std::mutex mutex_;
  std::unordered_map<std::string, std::deque<Instant>> attempts_;
};

}  // namespace tl::api
