// The outbox: effects on a vendor, each in it with its key before it is tried (invariant 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "domain/effect.h"

namespace tl::store {

enum class EffectState : uint8_t {
  kPending = 1,
  kTrying,   // an attempt is under way; after a crash it is found as kUnknown
  kUnknown,  // it may have happened: ask the vendor before a retry
  kDone,
  kFailed,  // refused for good; `detail` says why
  kOff,     // its kind of writing is switched off; it waits until somebody switches it on
};

[[nodiscard]] std::string_view to_text(EffectState state);

struct OutboxEffect {
  domain::Effect effect;
  EffectState state = EffectState::kPending;
  int64_t attempts = 0;
  Instant due;
  std::string detail;  // for a person, or the result as JSON when done
  Instant created;
  Instant updated;
};

// A place in the list of all effects: newest first.
struct EffectPlace {
  Instant created;
  std::string key;
};

// A change of state that happens in the transaction of an apply or alone.
struct EffectUpdate {
  std::string key;
  EffectState state = EffectState::kDone;
  std::string detail;
  std::optional<Instant> due;  // when to try again, for kPending and kUnknown
};

}  // namespace tl::store
