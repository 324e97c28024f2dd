#include "lens/follower.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.h"
#include "lens/lens_builder.h"
#include "lens/version_builder.h"
#include "lens/waiting.h"

namespace tl::lens {

namespace {

void sort_once(std::vector<IssueRef>& refs) {
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
}

void merge_rows(std::vector<IssueRow>& rows, std::vector<IssueRow> more) {
  if (more.empty()) return;
  rows.insert(rows.end(), std::make_move_iterator(more.begin()),
              std::make_move_iterator(more.end()));
  std::sort(rows.begin(), rows.end(),
            [](const IssueRow& a, const IssueRow& b) { return a.ref < b.ref; });
}

// `rows` (sorted) are what is stored now, of `refs` (sorted) and others.
void replace_rows(VersionBuilder& next, const std::vector<IssueRef>& refs,
                  const std::vector<IssueRow>& rows) {
  auto row = rows.begin();
  for (const IssueRef& ref : refs) {
    while (row != rows.end() && row->ref < ref) ++row;
    if (row == rows.end() || row->ref != ref) next.remove(ref);
  }
  ChunkBuilder chunk;
  for (const IssueRow& made : rows) {
    chunk.add(made);
    if (chunk.rows() == kMaxChunkRows) next.append(chunk.finish());
  }
  next.append(chunk.finish());
}

std::string name_of(TenantId tenant) { return fmt::format("lens-{}", tenant.value); }

// Real time, whatever the clock.
void rest(Millis time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, std::chrono::milliseconds(time.ms), [] { return false; });
}

}  // namespace

Lens::Lens(TenantId tenant, std::unique_ptr<LensSource> source, const Clock& clock,
           std::string snapshot_file)
    : tenant_(tenant),
      source_(std::move(source)),
      clock_(clock),
      keeper_(std::move(snapshot_file), name_of(tenant), tenant) {}

Lens::~Lens() { stop(); }

Result<std::unique_ptr<Lens>> Lens::load(TenantId tenant, std::unique_ptr<LensSource> source,
                                         const Clock& clock, const std::stop_token& stop,
                                         std::string snapshot_file) {
  std::unique_ptr<Lens> lens(new Lens(tenant, std::move(source), clock, std::move(snapshot_file)));
  TL_TRY(const bool restored, lens->restore(stop));
  if (!restored) TL_CHECK_OK(lens->rebuild(stop));
  return lens;
}

Result<bool> Lens::restore(const std::stop_token& stop) {
  TL_TRY(roles_, source_->load_roles());
  TL_TRY(VersionPtr version, keeper_.load(*source_, roles_));
  if (version == nullptr) return false;
  publish(std::move(version));
  TL_TRY(const int64_t head, source_->load_position());
  while (pin()->position() < head) {
    if (stop.stop_requested()) return make_error(ErrorCode::kStopping, "stopped while catching up");
    TL_TRY(const bool more, follow_once(stop));
    if (!more) break;
  }
  return true;
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
  if (std::exchange(stopped_, true)) return;
  keeper_.finish(pin(), roles_, *source_);
}

Result<void> Lens::rebuild(const std::stop_token& stop) {
  TL_TRY(const int64_t position, source_->load_position());
  LensBuilder builder;
  TL_CHECK_OK(source_->scan(builder, stop));
  if (stop.stop_requested()) return make_error(ErrorCode::kStopping, "stopped while reading facts");
  roles_ = builder.roles();
  built_ = true;
  publish(builder.finish(position, clock_.now()));
  return {};
}

Result<VersionPtr> Lens::next_version(const VersionPtr& from, const FeedNews& news) {
  DictionaryBuilder dictionary(from->dictionary());
  VersionBuilder next(*from);
  for (const auto& [instance, record] : news.records) dictionary.add_record(instance, record);
  for (const InstanceId instance : news.removed) next.remove_instance(instance);
  RowMaker maker(dictionary, roles_);
  std::vector<IssueRef> refs = news.issues;
  sort_once(refs);
  TL_TRY(std::vector<IssueRow> rows, source_->load_rows(refs, maker));
  // Issues that come or go change what others' keys mean.
  std::vector<IssueRef> more = find_concerned(*from, refs, rows);
  std::erase_if(more,
                [&](IssueRef ref) { return std::binary_search(refs.begin(), refs.end(), ref); });
  if (!more.empty()) {
    TL_TRY(std::vector<IssueRow> others, source_->load_rows(more, maker));
    merge_rows(rows, std::move(others));
  }
  replace_rows(next, refs, rows);
  next.set_dictionary(dictionary.finish());
  next.compact();
  return next.finish(news.position, clock_.now());
}

Result<bool> Lens::take_roles(const FeedNews& news) {
  if (news.fields.empty()) return true;
  TL_TRY(RoleMap roles, source_->load_roles());
  if (hash_of(roles) != hash_of(roles_)) return false;
  roles_ = std::move(roles);
  return true;
}

Result<bool> Lens::follow_once(const std::stop_token& stop) {
  const VersionPtr now = pin();
  TL_TRY(const FeedNews news, source_->load_news(now->position(), kFollowBatch));
  TL_TRY(const bool same_roles, take_roles(news));
  if (news.lost || !same_roles) {
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

void Lens::note(const std::optional<Error>& trouble) {
  const std::lock_guard lock(mutex_);
  trouble_ = trouble;
}

// A change is published at once when it comes alone. While they keep coming, those of kFollowPause
// make one version: a version costs a copy of the small parts, and readers derive columns from it.
void Lens::run(const std::stop_token& stop) {
  const std::string name = name_of(tenant_);
  pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
  while (!stop.stop_requested()) {
    const int64_t before = pin()->position();
    const Result<bool> changed = follow_once(stop);
    if (!changed && changed.error().code == ErrorCode::kStopping) return;
    if (!changed) {
      log_error(name, changed.error());
      note(changed.error());
      clock_.wait_for(kFollowRetry, stop);
      continue;
    }
    note(std::nullopt);
    const VersionPtr now = pin();
    keeper_.look(now, roles_, *source_, clock_.now(), std::exchange(built_, false));
    if (!*changed) {
      source_->wait_news(now->position(), kFollowPoll, stop);
    } else if (now->position() - before < static_cast<int64_t>(kFollowBatch)) {
      rest(kFollowPause, stop);
    }
  }
}

}  // namespace tl::lens
