#include "store/database.h"

namespace tl::store {

Database::Database(std::unique_ptr<Session> first, Opener reopen_writer, Opener open_reader,
                   size_t max_readers)
    : open_reader_(std::move(open_reader)),
      max_readers_(max_readers),
      writer_(std::move(first), std::move(reopen_writer)) {}

std::unique_ptr<Session> Database::acquire() {
  std::unique_lock lock(mutex_);
  returned_.wait(lock, [this] { return closed_ || !idle_.empty() || open_ < max_readers_; });
  if (closed_) fail_sql(ErrorCode::kStopping, "the store is closing");
  while (!idle_.empty()) {
    auto session = std::move(idle_.back());
    idle_.pop_back();
    if (session->still_there()) return session;
    --open_;  // the server was started anew, say
  }
  ++open_;
  lock.unlock();
  try {
    return open_reader_();
  } catch (...) {
    lock.lock();
    --open_;
    returned_.notify_one();
    throw;
  }
}

void Database::release(std::unique_ptr<Session> session) {
  session->rollback();  // when a failure left a transaction open
  std::lock_guard lock(mutex_);
  if (session->usable() && !closed_) {
    idle_.push_back(std::move(session));
  } else {
    session.reset();
    --open_;
  }
  returned_.notify_all();
}

void Database::close() {
  writer_.close();
  std::unique_lock lock(mutex_);
  closed_ = true;
  returned_.notify_all();
  open_ -= idle_.size();
  idle_.clear();
  returned_.wait(lock, [this] { return open_ == 0; });
}

}  // namespace tl::store
