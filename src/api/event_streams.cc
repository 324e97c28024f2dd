#include "api/event_streams.h"

#include <algorithm>
#include <utility>

#include "api/connection_view.h"
#include "api/route.h"
#include "api/runtime.h"
#include "base/json.h"
#include "base/log.h"

namespace tl::api {

std::string render_event(std::string_view name, std::string_view json) {
  std::string message = "event: ";
  message.append(name).append("\ndata: ").append(json).append("\n\n");
  return message;
}

EventStreams::EventStreams(ApiContext& context) : context_(context) {
  subscription_ = context_.service.events().subscribe([this](const sync::Event& e) { note(e); });
}

void EventStreams::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void EventStreams::stop() {
  subscription_ = {};
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  const std::lock_guard lock(readers_mutex_);
  stopped_ = true;
  for (const Reader& reader : readers_) reader.writer->close();
  readers_.clear();
}

bool EventStreams::open(const Caller& caller, const std::shared_ptr<net::StreamWriter>& writer) {
  // The time to wait before a reconnect, and a first byte so that proxies pass the head on.
  if (!writer->send("retry: 2000\n\n: connected\n\n")) return true;
  {
    const std::lock_guard lock(readers_mutex_);
    if (stopped_ || readers_.size() >= kMaxStreams) return false;
    const auto now = std::chrono::steady_clock::now();
    readers_.push_back({caller, writer, now, now});
  }
  woken_.notify_all();
  return true;
}

size_t EventStreams::open_count() const {
  const std::lock_guard lock(readers_mutex_);
  return readers_.size();
}

void EventStreams::note(const sync::Event& event) {
  {
    const std::lock_guard lock(mutex_);
    switch (event.kind) {
      case sync::Event::Kind::kConnection:
        connections_[{event.tenant, event.instance}].due = true;
        break;
      case sync::Event::Kind::kProgress:
        progress_[{event.tenant, event.instance}].due = true;
        break;
      case sync::Event::Kind::kFeed: {
        Feed& feed = feeds_[event.tenant];
        feed.due = true;
        feed.position = std::max(feed.position, event.feed_position);
        break;
      }
    }
  }
  woken_.notify_all();
}

EventStreams::Batch EventStreams::take_due(StreamTime now) {
  auto take = [now](Paced& paced, std::chrono::milliseconds pace) {
    if (!paced.due || now - paced.last_sent < pace) return false;
    paced.due = false;
    paced.last_sent = now;
    return true;
  };
  Batch batch;
  const std::lock_guard lock(mutex_);
  for (auto& [key, paced] : connections_) {
    if (take(paced, kProgressPace)) batch.connections.push_back(key);
  }
  for (auto& [key, paced] : progress_) {
    if (take(paced, kProgressPace)) batch.progress.push_back(key);
  }
  for (auto& [tenant, feed] : feeds_) {
    if (take(feed, kFeedPace)) batch.feeds.emplace_back(tenant, feed.position);
  }
  return batch;
}

void EventStreams::send(TenantId tenant, const std::string& message, StreamTime now) {
  const std::lock_guard lock(readers_mutex_);
  for (Reader& reader : readers_) {
    if (reader.caller.tenant() != tenant) continue;
    if (reader.writer->send(message)) reader.last_sent = now;
  }
}

// `whole`: the connection as it is now; else only its id.
void EventStreams::send_connection(const InstanceKey& key, bool whole, StreamTime now) {
  const auto status = context_.service.status(key.first, key.second);
  if (!status.ok()) return;  // gone meanwhile; browsers load the list again on their own
  JsonWriter out;
  if (whole) {
    render_connection(out, *status, context_.clock.now());
  } else {
    out.begin_object().member("id", status->connection.public_id).end_object();
  }
  send(key.first, render_event(whole ? "progress" : "connection", out.text()), now);
}

// Pings the silent, ends what is closed or no longer signed in.
void EventStreams::tend_readers(StreamTime now) {
  std::vector<std::pair<std::shared_ptr<net::StreamWriter>, Caller>> to_check;
  {
    const std::lock_guard lock(readers_mutex_);
    std::erase_if(readers_, [](const Reader& reader) { return reader.writer->closed(); });
    for (Reader& reader : readers_) {
      if (now - reader.last_sent >= kPingEvery) {
        reader.last_sent = now;
        reader.writer->send(render_event("ping", "{}"));
      }
      if (now - reader.last_check >= kSessionCheckEvery) {
        reader.last_check = now;
        to_check.emplace_back(reader.writer, reader.caller);
      }
    }
  }
  for (const auto& [writer, caller] : to_check) {
    if (!is_still_valid(context_, caller)) writer->close();
  }
}

void EventStreams::tick(StreamTime now) {
  const Batch batch = take_due(now);
  if (open_count() == 0) return;
  for (const InstanceKey& key : batch.connections) send_connection(key, false, now);
  for (const InstanceKey& key : batch.progress) send_connection(key, true, now);
  for (const auto& [tenant, position] : batch.feeds) {
    JsonWriter out;
    out.begin_object().member("position", position).end_object();
    send(tenant, render_event("feed", out.text()), now);
  }
  tend_readers(now);
}

void EventStreams::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(readers_mutex_);
      woken_.wait(lock, stop, [&] { return !readers_.empty(); });
    }
    try {
      tick(std::chrono::steady_clock::now());
    } catch (const std::exception& bug) {
      log_error("event streams", make_error(ErrorCode::kInternal, bug.what()));
    }
    std::unique_lock lock(readers_mutex_);
    woken_.wait_for(lock, stop, kStreamTick, [] { return false; });
  }
}

namespace {

std::optional<net::Response> open_stream(ApiContext& api, const net::Request& request,
                                         const std::shared_ptr<net::StreamWriter>& writer) {
  auto refuse = [&](const Error& error) {
    auto response = render_problem(route_name(request), error);
    harden(response);
    return response;
  };
  if (!request.query.empty()) {
    Problems problems;
    QueryReader(request, problems).refuse_unknown();
    return render_field_problems(route_name(request), std::move(problems));
  }
  const auto caller = load_caller(api, request);
  if (!caller.ok()) return refuse(caller.error());
  if (!api.runtime->streams.open(*caller, writer)) {
    return refuse(make_error(ErrorCode::kQueueFull, "Too many event streams are open."));
  }
  return std::nullopt;
}

}  // namespace

void add_event_routes(Routes& routes) {
  ApiContext* api = &routes.api();
  routes.router().add_stream(
      "/api/v1/events",
      [api](const net::Request& request, const std::shared_ptr<net::StreamWriter>& writer) {
        return open_stream(*api, request, writer);
      });
}

}  // namespace tl::api
