#include "lens/snapshot_keeper.h"

#include <chrono>

#include "base/log.h"
#include "base/random.h"

namespace tl::lens {
namespace {

Error unfit(std::string_view reason) {
  return make_error(ErrorCode::kUnreadable, std::string(reason));
}

}  // namespace

SnapshotKeeper::SnapshotKeeper(std::string file, std::string name, TenantId tenant)
    : file_(std::move(file)), name_(std::move(name)), tenant_(tenant) {}

SnapshotKeeper::~SnapshotKeeper() {
  if (writing_.valid()) writing_.wait();
}

Result<void> SnapshotKeeper::decide_believed(const SnapshotHead& head, const std::string& seal,
                                             int64_t head_now, uint64_t roles) const {
  if (head.tenant != tenant_) return unfit("it is of another tenant");
  if (seal.empty() || head.seal != seal) return unfit("it was taken of another state of the data");
  if (head.position > head_now) return unfit("it is newer than the data");
  if (head_now - head.position > kMaxCatchUp) return unfit("it is too far behind");
  if (head.roles != roles) return unfit("fields mean something else now");
  return {};
}

Result<VersionPtr> SnapshotKeeper::load(LensSource& source, const RoleMap& roles) {
  if (file_.empty()) return VersionPtr();
  TL_TRY(const std::string seal, source.load_seal());
  TL_TRY(const int64_t position, source.load_position());
  auto loaded = load_snapshot(file_, [&](const SnapshotHead& head) {
    return decide_believed(head, seal, position, hash_of(roles));
  });
  if (!loaded && loaded.error().code != ErrorCode::kNotFound)
    log_warning("{}: the snapshot is not used: {}; all facts are read", name_,
                loaded.error().detail);
  if (!loaded) return VersionPtr();
  written_ = loaded->head.position;
  return std::move(loaded->version);
}

void SnapshotKeeper::look(const VersionPtr& version, const RoleMap& roles, LensSource& source,
                          Instant now, bool built) {
  if (file_.empty()) return;
  if (writing_.valid()) {
    if (writing_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    end(source);
  }
  const bool moved = version->position() - written_ >= kSnapshotMoves;
  const bool rested = now.ms - begun_.ms >= kSnapshotPause.ms;
  if (built || (moved && rested)) begin(version, hash_of(roles), now);
}

void SnapshotKeeper::finish(const VersionPtr& version, const RoleMap& roles, LensSource& source) {
  if (file_.empty()) return;
  if (writing_.valid()) end(source);
  if (version == nullptr || version->position() == written_) return;
  begin(version, hash_of(roles), begun_);
  end(source);
}

void SnapshotKeeper::begin(const VersionPtr& version, uint64_t roles, Instant now) {
  begun_ = now;
  SnapshotHead head{tenant_, random_public_id(), version->position(), version->built_at(), roles};
  writing_ = std::async(std::launch::async, [file = file_, head, version]() -> Done {
    return {save_snapshot(file, head, *version), head.seal, head.position};
  });
}

// The seal goes to the database only now: a file that is older than the seal is not believed.
void SnapshotKeeper::end(LensSource& source) {
  Done done = writing_.get();
  if (done.result) done.result = source.save_seal(done.seal);
  if (done.result) {
    written_ = done.position;
    last_trouble_.clear();
    return;
  }
  written_ = -1;
  const Error& error = done.result.error();
  if (error.detail == last_trouble_) return;
  last_trouble_ = error.detail;
  log_error(name_ + ", snapshot (the next start takes longer)", error);
}

}  // namespace tl::lens
