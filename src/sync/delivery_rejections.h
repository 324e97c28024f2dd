// Rejected deliveries: counted in memory and written down once for many, so that nobody can fill
// the disk or the queue with them. Per connection and reason one row an hour, with how often.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "net/headers.h"
#include "sync/runtime.h"

namespace tl::sync {

// Why, and the key of its rows.
enum class RejectReason : uint8_t { kSignature = 1, kSite };

class Rejections {
 public:
  explicit Rejections(Runtime& runtime) : runtime_(runtime) {}

  // Of a connection that exists, so what is remembered is bounded by what an admin connected. Puts
  // at most one row a second and reason; `headers` of one of them stand for all.
  void note(TenantId tenant, InstanceId instance, RejectReason reason, std::string_view detail,
            const net::Headers& headers);
  // Puts what was counted since the last row. `wait`: until it is stored; for the end.
  void flush(bool wait);

 private:
  struct Entry {
    TenantId tenant;
    InstanceId instance;
    RejectReason reason = RejectReason::kSignature;
    int64_t times = 0;
    std::string detail, headers;
    int64_t attempt = 0;
    Instant last;
    Instant put_at;
  };
  // Outlives this while a row is on its way.
  struct Shared {
    std::mutex mutex;
    std::map<std::pair<InstanceId, RejectReason>, Entry> entries;
  };
  static bool is_due(const Entry& entry, Instant now);
  void put(Entry taken, bool wait);

  Runtime& runtime_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace tl::sync
