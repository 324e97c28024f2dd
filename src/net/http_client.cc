#include "net/http_client.h"

#include <curl/curl.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/text.h"
#include "net/transfer.h"
#include "net/url.h"

namespace tl::net {
namespace {

constexpr int kMaxRedirects = 5;
constexpr int kPollMs = 1000;

void init_curl_once() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error("libcurl cannot be initialised");
}

Error stopping_error() {
  return make_error(ErrorCode::kStopping, "The server is stopping; the request was not finished.");
}

}  // namespace

// The thread owns the multi handle; callers reach it through two lists and a wake-up.
class HttpClient::Impl {
 public:
  explicit Impl(HttpClientOptions options) : options_(std::move(options)) {
    init_curl_once();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot be initialised");
    curl_multi_setopt(multi_, CURLMOPT_MAX_HOST_CONNECTIONS,
                      static_cast<long>(options_.max_connections_per_host));
    curl_multi_setopt(multi_, CURLMOPT_MAX_TOTAL_CONNECTIONS,
                      static_cast<long>(options_.max_connections));
    thread_ = std::jthread([this] { run(); });
  }

  ~Impl() {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  Result<HttpAnswer> exchange(const HttpRequest& request, const std::stop_token& stop) {
    if (stop.stop_requested()) return cancelled();
    TL_TRY(auto transfer, Transfer::make(request, options_.user_agent));
    if (!submit(transfer)) return stopping_error();
    auto result = transfer->wait(stop);
    if (result) return std::move(*result);
    {
      std::lock_guard lock(mutex_);
      cancelled_.push_back(transfer);
    }
    curl_multi_wakeup(multi_);
    return cancelled();
  }

 private:
  using TransferPtr = std::shared_ptr<Transfer>;

  static Error cancelled() {
    return make_error(ErrorCode::kCancelled, "The request was cancelled.");
  }
  bool submit(const TransferPtr& transfer);
  void run();
  bool take_lists();
  void remove(CURL* easy);
  void finish_done();

  const HttpClientOptions options_;
  CURLM* multi_ = nullptr;
  std::mutex mutex_;
  bool stopping_ = false;
  std::vector<TransferPtr> submitted_;
  std::vector<TransferPtr> cancelled_;
  std::map<CURL*, TransferPtr> running_;  // the thread's own
  std::jthread thread_;                   // last: it uses the members above
};

bool HttpClient::Impl::submit(const TransferPtr& transfer) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_) return false;
    submitted_.push_back(transfer);
  }
  curl_multi_wakeup(multi_);
  return true;
}

// False when the client stops.
bool HttpClient::Impl::take_lists() {
  std::vector<TransferPtr> added, dropped;
  bool stopping = false;
  {
    std::lock_guard lock(mutex_);
    added.swap(submitted_);
    dropped.swap(cancelled_);
    stopping = stopping_;
  }
  for (const TransferPtr& transfer : added) {
    running_.emplace(transfer->easy(), transfer);
    curl_multi_add_handle(multi_, transfer->easy());
  }
  for (const TransferPtr& transfer : dropped) remove(transfer->easy());
  return !stopping;
}

void HttpClient::Impl::remove(CURL* easy) {
  const auto found = running_.find(easy);
  if (found == running_.end()) return;
  curl_multi_remove_handle(multi_, easy);
  running_.erase(found);
}

void HttpClient::Impl::finish_done() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;
    const auto found = running_.find(easy);
    if (found == running_.end()) continue;
    const TransferPtr transfer = found->second;
    curl_multi_remove_handle(multi_, easy);
    running_.erase(found);
    transfer->complete(code);
  }
}

void HttpClient::Impl::run() {
  while (take_lists()) {
    int active = 0;
    curl_multi_perform(multi_, &active);
    finish_done();
    curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
  }
  while (!running_.empty()) {
    const TransferPtr transfer = running_.begin()->second;
    remove(transfer->easy());
    transfer->fail(stopping_error());
  }
}

HttpClient::HttpClient(HttpClientOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

namespace {

// Where to go on, when `answer` is a redirect that may be followed.
std::optional<std::string> next_hop(const HttpRequest& request, const HttpAnswer& answer) {
  const int status = answer.status;
  const bool redirect =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  const bool read = request.method == "GET" || request.method == "HEAD";
  if (!redirect || !read || !request.follow_redirects) return std::nullopt;
  const auto from = parse_url(request.url);
  const auto location = answer.headers.get("Location");
  if (!from.ok() || !location) return std::nullopt;
  const auto to = resolve_url(*from, *location);
  if (!to.ok() || to->host != from->host) return std::nullopt;
  const bool to_tls =
      from->scheme == "http" && from->default_port() && to->scheme == "https" && to->default_port();
  if (to->origin() != from->origin() && !to_tls) return std::nullopt;
  return to->text();
}

}  // namespace

Result<HttpAnswer> HttpClient::fetch(const HttpRequest& request, const std::stop_token& stop) {
  if (!request.follow_redirects) return impl_->exchange(request, stop);
  HttpRequest hop = request;
  for (int redirects = 0;; ++redirects) {
    auto answer = impl_->exchange(hop, stop);
    if (!answer.ok()) return answer;
    const auto next = next_hop(hop, *answer);
    if (!next || redirects == kMaxRedirects) return answer;
    hop.timeout_ms -= answer->elapsed.ms;
    if (hop.timeout_ms <= 0) {
      return make_error(ErrorCode::kTimedOut, "The redirects took longer than the time allowed.");
    }
    hop.url = *next;
  }
}

}  // namespace tl::net
