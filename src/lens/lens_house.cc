#include "lens/lens_house.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.h"

namespace tl::lens {
namespace {

Error stopping() { return make_error(ErrorCode::kStopping, "the server is stopping"); }

}  // namespace

LensHouse::LensHouse(OpenSource open, const Clock& clock, size_t memory_limit,
                     std::string snapshot_folder)
    : open_(std::move(open)),
      clock_(clock),
      memory_limit_(memory_limit),
      snapshot_folder_(std::move(snapshot_folder)) {}

LensHouse::~LensHouse() { stop(); }

Result<VersionPtr> LensHouse::pin(TenantId tenant) {
  TL_TRY(const auto lens, lens_of(tenant));
  return lens->pin();
}

Result<VersionPtr> LensHouse::pin_at(TenantId tenant, int64_t position, Millis at_most) {
  TL_TRY(const auto lens, lens_of(tenant));
  lens->wait_for_position(position, at_most);
  return lens->pin();
}

Result<std::shared_ptr<Lens>> LensHouse::lens_of(TenantId tenant) {
  std::vector<std::shared_ptr<Lens>> evicted;  // ends after the lock
  std::unique_lock lock(mutex_);
  while (!stop_.stop_requested()) {
    const auto [place, inserted] = slots_.try_emplace(tenant);
    place->second.last_use = ++uses_;
    if (place->second.lens) {
      if (uses_ % kUsesBetweenLooks == 0) evicted = take_evicted(tenant);
      return place->second.lens;
    }
    if (inserted) {
      lock.unlock();
      return load(tenant);
    }
    loaded_.wait(lock);  // another thread is loading it; when that fails, this one tries
  }
  return stopping();
}

Result<std::shared_ptr<Lens>> LensHouse::read(TenantId tenant) {
  TL_TRY(auto source, open_(tenant));
  std::string file;
  if (!snapshot_folder_.empty())
    file = fmt::format("{}/{}.snapshot", snapshot_folder_, tenant.value);
  TL_TRY(auto lens,
         Lens::load(tenant, std::move(source), clock_, stop_.get_token(), std::move(file)));
  return std::shared_ptr<Lens>(std::move(lens));
}

Result<std::shared_ptr<Lens>> LensHouse::load(TenantId tenant) {
  Result<std::shared_ptr<Lens>> loaded = make_error(ErrorCode::kInternal, "not loaded");
  try {
    loaded = read(tenant);
  } catch (...) {  // a bug; whoever waits must not wait for ever
    {
      const std::lock_guard lock(mutex_);
      slots_.erase(tenant);
    }
    loaded_.notify_all();
    throw;
  }
  std::vector<std::shared_ptr<Lens>> evicted;
  {
    const std::lock_guard lock(mutex_);
    if (loaded && stop_.stop_requested()) loaded = stopping();
    if (loaded) {
      slots_[tenant].lens = *loaded;
      (*loaded)->start();
      evicted = take_evicted(tenant);
    } else {
      slots_.erase(tenant);
    }
  }
  loaded_.notify_all();
  return loaded;
}

std::vector<std::shared_ptr<Lens>> LensHouse::take_evicted(TenantId keep) {
  std::vector<std::shared_ptr<Lens>> evicted;
  while (true) {
    size_t sum = 0;
    auto oldest = slots_.end();
    for (auto it = slots_.begin(); it != slots_.end(); ++it) {
      if (!it->second.lens) continue;
      const size_t bytes = it->second.lens->pin()->memory_bytes();
      sum += bytes;
      if (it->first == keep) note_too_large(keep, it->second, bytes);
      if (it->first == keep) continue;
      if (oldest == slots_.end() || it->second.last_use < oldest->second.last_use) oldest = it;
    }
    if (sum <= memory_limit_ || oldest == slots_.end()) return evicted;
    log_info("lens-{} leaves memory: all lenses take {} MB, the limit is {} MB",
             oldest->first.value, sum >> 20, memory_limit_ >> 20);
    evicted.push_back(std::move(oldest->second.lens));
    slots_.erase(oldest);
  }
}

void LensHouse::note_too_large(TenantId tenant, Slot& slot, size_t bytes) const {
  const bool before = std::exchange(slot.too_large, bytes > memory_limit_);
  if (slot.too_large && !before)
    log_warning("lens-{} takes {} MB alone, the limit for all is {} MB; it is served all the same",
                tenant.value, bytes >> 20, memory_limit_ >> 20);
}

void LensHouse::evict(TenantId tenant) {
  std::shared_ptr<Lens> lens;
  {
    const std::lock_guard lock(mutex_);
    const auto found = slots_.find(tenant);
    if (found == slots_.end() || !found->second.lens) return;
    lens = std::move(found->second.lens);
    slots_.erase(found);
  }
}  // joined here, when nobody else uses it

std::vector<LensStatus> LensHouse::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<LensStatus> all;
  for (const auto& [tenant, slot] : slots_) {
    if (!slot.lens) continue;
    const VersionPtr version = slot.lens->pin();
    all.push_back({tenant, version->position(), version->issue_count(), version->memory_bytes(),
                   version->built_at(), slot.lens->trouble()});
  }
  return all;
}

void LensHouse::stop() {
  std::map<TenantId, Slot> slots;
  {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
    slots.swap(slots_);
  }
  loaded_.notify_all();
  for (auto& [tenant, slot] : slots) {
    if (slot.lens) slot.lens->stop();
  }
}

}  // namespace tl::lens
