// The one writer thread of a database: group commit. Internal to store.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "store/sql.h"

namespace tl::store {

constexpr size_t kMaxGroupJobs = 256;     // in one transaction
constexpr int64_t kMaxGroupMillis = 50;   // after which a group takes no further job
constexpr size_t kMaxWriterQueue = 4096;  // jobs; above: kQueueFull

using Opener = std::function<std::unique_ptr<Session>()>;  // throws SqlFailure

class Writer {
 public:
  // Runs in the group's transaction, in a savepoint of its own: an error or an exception undoes
  // this job alone. Must not wait for another job of the same writer.
  using Job = std::function<Result<void>(Session&)>;
  // Called once on the writer thread after the commit (or its failure). Must not block.
  using Done = std::function<void(Result<void>)>;

  // `session` is the first connection; a lost one is replaced by `reopen`.
  Writer(std::unique_ptr<Session> session, Opener reopen);
  ~Writer();

  // Called on the writer thread when a whole group was undone, before the Done calls, and when the
  // connection is a new one. Set before the first job.
  void on_group_failure(std::function<void()> fn) { group_failed_ = std::move(fn); }

  void post(Job job, Done done);
  // Posts and waits. Not from the writer thread.
  [[nodiscard]] Result<void> run(Job job);
  // Refuses new jobs with kStopping, finishes the queued ones, joins. Idempotent.
  void close();

 private:
  struct Task {
    Job job;
    Done done;
    Result<void> outcome;
  };

  void loop();
  void run_group(std::deque<Task>& group);
  Result<void> run_jobs(std::deque<Task>& group);
  Result<void> begin();
  void run_in_savepoint(Task& task);
  bool take_more(std::deque<Task>& group);

  std::unique_ptr<Session> session_;
  Opener reopen_;
  std::function<void()> group_failed_;
  std::mutex mutex_;
  std::condition_variable woken_;
  std::deque<Task> queue_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tl::store
