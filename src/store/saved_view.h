// Saved views: an address of a page under a name, of one person or of all, with what each person
// made of it (a star, the page's default). And links: long addresses under a short id. Plain data.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/ids.h"

namespace tl::store {

inline constexpr size_t kMaxViews = 2000;  // of a tenant
inline constexpr size_t kMaxLinks = 100'000;

struct SavedView {
  std::string id;  // public, random
  UserId owner;
  std::string page;  // "flow", "sprint", ...
  std::string name;
  std::string search;   // the address behind the page: "?v=1&..."
  bool shared = false;  // everybody of the tenant sees it; else the owner alone
  Instant created;
  Instant updated;
  int64_t revision = 1;
  // Of the person who asks.
  bool starred = false;
  bool is_default = false;
};

struct ShortLink {
  std::string id;
  std::string page;
  std::string search;
};

}  // namespace tl::store
