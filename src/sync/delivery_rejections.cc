#include "sync/delivery_rejections.h"

#include <fmt/format.h>

#include <vector>

#include "sync/delivery_headers.h"

namespace tl::sync {
namespace {

constexpr Millis kBetweenRows = seconds(1);
constexpr int64_t kHour = 3'600'000;

std::string_view to_text(RejectReason reason) {
  return reason == RejectReason::kSignature ? "signature" : "site";
}

}  // namespace

// A clock that was set back does not silence them.
bool Rejections::is_due(const Entry& entry, Instant now) {
  return entry.times > 0 && (now < entry.put_at || now - entry.put_at >= kBetweenRows);
}

void Rejections::note(TenantId tenant, InstanceId instance, RejectReason reason,
                      std::string_view detail, const net::Headers& headers) {
  const Instant now = runtime_.clock.now();
  Entry taken;
  {
    std::lock_guard lock(shared_->mutex);
    Entry& entry = shared_->entries[{instance, reason}];
    if (entry.times == 0) {
      entry.tenant = tenant;
      entry.instance = instance;
      entry.reason = reason;
      entry.detail = detail;
      entry.headers = render_kept_headers(headers);
      entry.attempt = attempt_of(headers);
    }
    ++entry.times;
    entry.last = now;
    if (!is_due(entry, now)) return;
    entry.put_at = now;
    taken = entry;
    entry.times = 0;
  }
  put(std::move(taken), false);
}

void Rejections::flush(bool wait) {
  const Instant now = runtime_.clock.now();
  std::vector<Entry> due;
  {
    std::lock_guard lock(shared_->mutex);
    for (auto& [key, entry] : shared_->entries) {
      if (entry.times == 0 || (!wait && !is_due(entry, now))) continue;
      entry.put_at = now;
      due.push_back(entry);
      entry.times = 0;
    }
  }
  for (Entry& entry : due) put(std::move(entry), wait);
}

void Rejections::put(Entry taken, bool wait) {
  store::Arrival arrival;
  arrival.tenant = taken.tenant;
  arrival.instance = taken.instance;
  // No vendor's id begins with white space, so none of them can be taken for it.
  arrival.key = fmt::format("\trejected:{}:{}", to_text(taken.reason), taken.last.ms / kHour);
  arrival.kind = "webhook";
  arrival.received = taken.last;
  arrival.headers = std::move(taken.headers);
  arrival.state = store::ArrivalState::kRejected;
  arrival.detail = std::move(taken.detail);
  arrival.attempt = taken.attempt;
  arrival.times = taken.times;
  store::Inbox& inbox = runtime_.store.inbox();
  if (wait) {
    (void)inbox.put_and_wait(std::move(arrival));
    return;
  }
  // What could not be stored is counted with the next row.
  inbox.put(std::move(arrival), [shared = shared_, key = std::pair(taken.instance, taken.reason),
                                 times = taken.times](const Result<store::PutOutcome>& stored) {
    if (stored.ok()) return;
    std::lock_guard lock(shared->mutex);
    shared->entries[key].times += times;
  });
}

}  // namespace tl::sync
