#include "store/writer.h"

#include <chrono>
#include <future>

#include "base/log.h"

namespace tl::store {
namespace {

using SteadyClock = std::chrono::steady_clock;

// Runs `step`; exceptions become errors.
template <typename F>
Result<void> guarded(F&& step) {
  try {
    return step();
  } catch (const SqlFailure& failure) {
    return failure.error();
  } catch (const std::exception& bug) {
    return make_error(ErrorCode::kInternal, std::string("in a write: ") + bug.what());
  }
}

}  // namespace

Writer::Writer(std::unique_ptr<Session> session, Opener reopen)
    : session_(std::move(session)), reopen_(std::move(reopen)), thread_([this] { loop(); }) {}

Writer::~Writer() { close(); }

void Writer::post(Job job, Done done) {
  Error refusal;
  {
    std::lock_guard lock(mutex_);
    if (!stopping_ && queue_.size() < kMaxWriterQueue) {
      queue_.push_back(Task{std::move(job), std::move(done), {}});
      woken_.notify_one();
      return;
    }
    refusal = stopping_ ? make_error(ErrorCode::kStopping, "the store is closing")
                        : make_error(ErrorCode::kQueueFull, "too many writes wait (4096)");
  }
  done(std::move(refusal));
}

Result<void> Writer::run(Job job) {
  // Shared: the waiter may be gone before set_value has returned.
  const auto promise = std::make_shared<std::promise<Result<void>>>();
  auto outcome = promise->get_future();
  post(std::move(job), [promise](Result<void> result) { promise->set_value(std::move(result)); });
  return outcome.get();
}

void Writer::close() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    woken_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Writer::loop() {
  std::deque<Task> group;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      woken_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      group.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    run_group(group);
    group.clear();
  }
}

void Writer::run_group(std::deque<Task>& group) {
  const Result<void> committed = run_jobs(group);
  if (!committed.ok()) {
    session_->rollback();
    if (group_failed_) group_failed_();
  }
  for (Task& task : group) {
    const auto told = guarded([&]() -> Result<void> {
      task.done(committed.ok() || !task.outcome.ok() ? std::move(task.outcome) : committed);
      return {};
    });
    if (!told.ok()) log_error("store writer, after a commit", told.error());
  }
}

Result<void> Writer::run_jobs(std::deque<Task>& group) {
  if (auto begun = begin(); !begun.ok()) {
    take_more(group);  // they would fail alike, each after the time that this one took
    return begun;
  }
  return guarded([&]() -> Result<void> {
    const auto begun = SteadyClock::now();
    // The first job needs no savepoint: when it fails, there is nobody else to protect yet.
    group.front().outcome = guarded([&] { return group.front().job(*session_); });
    if (!group.front().outcome.ok()) {
      session_->rollback();
      return {};
    }
    size_t done = 1;
    while (SteadyClock::now() - begun < std::chrono::milliseconds(kMaxGroupMillis) &&
           take_more(group)) {
      for (; done < group.size(); ++done) run_in_savepoint(group[done]);
    }
    session_->commit();
    return {};
  });
}

// A connection that was lost while idle is opened anew, once.
Result<void> Writer::begin() {
  if (session_->still_there()) {
    const auto begun = guarded([&]() -> Result<void> {
      session_->begin_write();
      return {};
    });
    if (begun.ok() || session_->usable()) return begun;
  }
  return guarded([&]() -> Result<void> {
    session_ = reopen_();
    if (group_failed_) group_failed_();  // another server may have written in between
    session_->begin_write();
    return {};
  });
}

void Writer::run_in_savepoint(Task& task) {
  session_->script("SAVEPOINT job");
  task.outcome = guarded([&] { return task.job(*session_); });
  // Nothing is left to go back to: all of the group is undone, for this reason.
  if (!task.outcome.ok() && !session_->in_transaction()) throw SqlFailure(task.outcome.error());
  session_->script(task.outcome.ok() ? "RELEASE SAVEPOINT job"
                                     : "ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job");
}

bool Writer::take_more(std::deque<Task>& group) {
  std::lock_guard lock(mutex_);
  bool any = false;
  while (!queue_.empty() && group.size() < kMaxGroupJobs) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
    any = true;
  }
  return any;
}

}  // namespace tl::store
