#include "lens/follower.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>

#include "base/log.h"
#include "lens/lens_builder.h"
#include "lens/version_builder.h"

namespace tl::lens {

Lens::Lens(TenantId tenant, std::unique_ptr<LensSource> source, const Clock& clock)
    : tenant_(tenant), source_(std::move(source)), clock_(clock) {}

Lens::~Lens() { stop(); }

Result<std::unique_ptr<Lens>> Lens::load(TenantId tenant, std::unique_ptr<LensSource> source,
                                         const Clock& clock, const std::stop_token& stop) {
  std::unique_ptr<Lens> lens(new Lens(tenant, std::move(source), clock));
  TL_CHECK_OK(lens->rebuild(stop));
  return lens;
}

VersionPtr Lens::pin() const {
  const std::lock_guard lock(mutex_);
  return version_;
}

void Lens::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Lens::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

Result<void> Lens::rebuild(const std::stop_token& stop) {
  TL_TRY(const int64_t position, source_->load_position());
  LensBuilder builder;
  TL_CHECK_OK(source_->scan(builder, stop));
  if (stop.stop_requested()) return make_error(ErrorCode::kStopping, "stopped while reading facts");
  publish(builder.finish(position, clock_.now()));
  return {};
}

Result<VersionPtr> Lens::next_version(const VersionPtr& from, const FeedNews& news) {
  DictionaryBuilder dictionary(from->dictionary());
  VersionBuilder next(*from);
  for (const auto& [instance, record] : news.records) dictionary.add_record(instance, record);
  for (const InstanceId instance : news.removed) next.remove_instance(instance);
  std::vector<IssueRef> refs = news.issues;
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  ChunkBuilder rows;
  for (const IssueRef& ref : refs) {
    TL_TRY(const auto issue, source_->load_issue(ref));
    if (issue)
      rows.add(make_row(dictionary, *issue));
    else
      next.remove(ref);
    if (rows.rows() == kMaxChunkRows) next.append(rows.finish());
  }
  next.append(rows.finish());
  next.set_dictionary(dictionary.finish());
  next.compact();
  return next.finish(news.position, clock_.now());
}

Result<bool> Lens::follow_once(const std::stop_token& stop) {
  const VersionPtr now = pin();
  TL_TRY(const FeedNews news, source_->load_news(now->position(), kFollowBatch));
  if (news.lost) {
    TL_CHECK_OK(rebuild(stop));
    return true;
  }
  if (news.position <= now->position()) return false;
  TL_TRY(VersionPtr next, next_version(now, news));
  publish(std::move(next));
  return true;
}

void Lens::publish(VersionPtr version) {
  {
    const std::lock_guard lock(mutex_);
    version_.swap(version);
    trouble_.reset();
  }
  published_.notify_all();
}  // the version before is let go here, outside of the lock

bool Lens::wait_for_position(int64_t position, Millis at_most) const {
  std::unique_lock lock(mutex_);
  return published_.wait_for(lock, std::chrono::milliseconds(at_most.ms),
                             [&] { return version_->position() >= position; });
}

std::optional<Error> Lens::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Lens::run(const std::stop_token& stop) {
  const std::string name = fmt::format("lens-{}", tenant_.value);
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  while (!stop.stop_requested()) {
    const Result<bool> changed = follow_once(stop);
    if (!changed && changed.error().code == ErrorCode::kStopping) return;
    if (!changed) {
      log_error(name, changed.error());
      {
        const std::lock_guard lock(mutex_);
        trouble_ = changed.error();
      }
      clock_.wait_for(kFollowRetry, stop);
      continue;
    }
    {
      const std::lock_guard lock(mutex_);
      trouble_.reset();
    }
    if (!*changed) source_->wait_news(pin()->position(), kFollowPoll, stop);
  }
}

}  // namespace tl::lens
