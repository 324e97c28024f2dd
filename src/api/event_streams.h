// Server-sent events: what sync publishes, sent on to the browsers of the tenant at a pace they can
// follow. Nothing is stored; a browser that reconnects loads the state again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/auth.h"
#include "net/router.h"
#include "sync/events.h"

namespace tl::api {

// The pace is kept in real time, whatever the clock of the facts does: it protects real browsers.
using StreamTime = std::chrono::steady_clock::time_point;

constexpr std::chrono::milliseconds kProgressPace{250};
constexpr std::chrono::milliseconds kFeedPace{200};
constexpr std::chrono::milliseconds kStreamTick{100};
constexpr std::chrono::seconds kPingEvery{15};
constexpr std::chrono::seconds kSessionCheckEvery{20};
constexpr size_t kMaxStreams = 1000;

// One message: "event: NAME\ndata: JSON\n\n". `json` has no line end.
[[nodiscard]] std::string render_event(std::string_view name, std::string_view json);

class EventStreams {
 public:
  // `context` must outlive this.
  explicit EventStreams(ApiContext& context);
  ~EventStreams() { stop(); }
  EventStreams(const EventStreams&) = delete;
  EventStreams& operator=(const EventStreams&) = delete;

  // False when there are too many.
  [[nodiscard]] bool open(const Caller& caller, const std::shared_ptr<net::StreamWriter>& writer);
  [[nodiscard]] size_t open_count() const;

  // One round: sends what is due, pings, ends streams whose session is over. The thread calls it;
  // tests may, without start().
  void tick(StreamTime now);
  void start();
  // Closes all streams and joins. Idempotent.
  void stop();

 private:
  struct Reader {
    Caller caller;
    std::shared_ptr<net::StreamWriter> writer;
    StreamTime last_sent;
    StreamTime last_check;
  };
  struct Paced {
    bool due = false;
    StreamTime last_sent{};
  };
  using InstanceKey = std::pair<TenantId, InstanceId>;
  struct Feed : Paced {
    int64_t position = 0;
  };
  struct Batch {
    std::vector<InstanceKey> connections;
    std::vector<InstanceKey> progress;
    std::vector<std::pair<TenantId, int64_t>> feeds;
  };

  void note(const sync::Event& event);
  Batch take_due(StreamTime now);
  void send(TenantId tenant, const std::string& message, StreamTime now);
  void send_connection(const InstanceKey& key, bool whole, StreamTime now);
  void tend_readers(StreamTime now);
  void run(const std::stop_token& stop);

  ApiContext& context_;
  mutable std::mutex mutex_;  // news; held for moments only, so that publishers never wait
  std::condition_variable_any woken_;
  std::map<InstanceKey, Paced> connections_, progress_;
  std::map<TenantId, Feed> feeds_;
  mutable std::mutex readers_mutex_;
  std::vector<Reader> readers_;
  bool stopped_ = false;
  sync::EventHub::Subscription subscription_;
  std::jthread thread_;  // last
};

}  // namespace tl::api
