// A database as store's nouns use it: one writer, several readers, Results instead of exceptions.
// Internal to store.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/sql.h"
#include "store/writer.h"

namespace tl::store {

// R for a callable that gives R or Result<R>.
template <typename T>
struct PlainOf {
  using Type = T;
};
template <typename T>
struct PlainOf<Result<T>> {
  using Type = T;
};
template <typename F>
using PlainResult = Result<typename PlainOf<std::invoke_result_t<F&, Session&>>::Type>;

// Calls fn(session), whatever it returns, as a Result.
template <typename F>
PlainResult<F> call_plain(F& fn, Session& session) {
  if constexpr (std::is_void_v<std::invoke_result_t<F&, Session&>>) {
    fn(session);
    return {};
  } else {
    return fn(session);
  }
}

class Database {
 public:
  // `first` becomes the writer's connection. Readers are opened when they are needed.
  Database(std::unique_ptr<Session> first, Opener reopen_writer, Opener open_reader,
           size_t max_readers);

  // One statement, or several that need no common snapshot.
  template <typename F>
  PlainResult<F> read(F&& fn) {
    return with_reader([&](Session& session) { return call_plain(fn, session); });
  }

  // Several statements that see one state.
  template <typename F>
  PlainResult<F> read_snapshot(F&& fn) {
    return with_reader([&](Session& session) -> PlainResult<F> {
      session.begin_read();
      auto result = call_plain(fn, session);
      session.commit();
      return result;
    });
  }

  // Runs fn on the writer and waits for the commit. fn may run on another thread.
  template <typename F>
  PlainResult<F> write(F&& fn) {
    std::optional<PlainResult<F>> result;
    const Result<void> committed = writer_.run([&](Session& session) -> Result<void> {
      result.emplace(call_plain(fn, session));
      if (result->ok()) return {};
      return result->error();
    });
    if (!committed.ok()) return committed.error();
    return std::move(*result);
  }

  [[nodiscard]] Writer& writer() { return writer_; }
  void close();

 private:
  // A reader taken from the pool. It goes back, or away when it is broken.
  class Lease {
   public:
    explicit Lease(Database& database) : database_(database), session_(database.acquire()) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() { database_.release(std::move(session_)); }
    Session& operator*() { return *session_; }

   private:
    Database& database_;
    std::unique_ptr<Session> session_;
  };

  template <typename F>
  auto with_reader(F&& fn) -> std::invoke_result_t<F&, Session&> {
    try {
      Lease lease(*this);
      return fn(*lease);
    } catch (const SqlFailure& failure) {
      return failure.error();
    }
  }

  std::unique_ptr<Session> acquire();
  void release(std::unique_ptr<Session> session);

  Opener open_reader_;
  const size_t max_readers_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Session>> idle_;
  size_t open_ = 0;
  bool closed_ = false;
  Writer writer_;
};

}  // namespace tl::store
