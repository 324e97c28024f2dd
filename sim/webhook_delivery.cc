#include <curl/curl.h>
#include <fmt/format.h>

#include <chrono>

#include "sim/webhooks.h"

namespace tl::sim {

namespace {

constexpr int kThreads = 4;
constexpr size_t kShuffleWindow = 64;  // of what is due, the first so many change places
constexpr long kConnectTimeoutMs = 5000;
constexpr long kAnswerTimeoutMs = 20'000;

bool worth_retrying(int status) {
  return status == 0 || status == 408 || status == 409 || status == 425 || status == 429 ||
         status >= 500;
}

size_t swallow(char*, size_t size, size_t count, void*) { return size * count; }

int watch_stop(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

}  // namespace

int post_webhook_body(const Delivery& delivery, const std::stop_token& stop) {
  CURL* curl = curl_easy_init();
  if (curl == nullptr) return 0;
  curl_slist* headers = nullptr;
  const auto add = [&](const std::string& line) {
    headers = curl_slist_append(headers, line.c_str());
  };
  add("Content-Type: application/json; charset=UTF-8");
  add("User-Agent: Atlassian HttpClient simulated");
  add("Expect:");
  if (delivery.with_ids) {
    add("X-Atlassian-Webhook-Identifier: " + delivery.identifier);
    add(fmt::format("X-Atlassian-Webhook-Flow: {}", delivery.secondary ? "Secondary" : "Primary"));
    if (delivery.attempts > 1)
      add(fmt::format("X-Atlassian-Webhook-Retry: {}", delivery.attempts - 1));
  }
  if (!delivery.signature.empty()) add("X-Hub-Signature: " + delivery.signature);
  curl_easy_setopt(curl, CURLOPT_URL, delivery.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POST, 1L);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(delivery.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, delivery.body.data());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerTimeoutMs);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch_stop);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &stop);
  long status = 0;
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return static_cast<int>(status);
}

void WebhookHub::start() {
  for (int i = 0; i < kThreads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void WebhookHub::stop() {
  for (auto& thread : threads_) thread.request_stop();
  changed_.notify_all();
  threads_.clear();
}

std::optional<WebhookHub::Job> WebhookHub::take_job(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    std::vector<std::list<Job>::iterator> due;
    const auto now = clock_.now().ms;
    for (auto it = jobs_.begin(); !settings_.paused && it != jobs_.end(); ++it) {
      if (it->due > now) continue;
      due.push_back(it);
      if (!settings_.shuffle || due.size() == kShuffleWindow) break;
    }
    if (!due.empty()) {
      const auto chosen = due[static_cast<size_t>(rng_.below(static_cast<int>(due.size())))];
      const Job job = *chosen;
      jobs_.erase(chosen);
      ++job.delivery->attempts;
      ++counts_.attempts;
      return job;
    }
    // Something waits for the clock, which a test may move: look again soon.
    if (jobs_.empty() || settings_.paused)
      changed_.wait(lock, stop, [&] { return !jobs_.empty() && !settings_.paused; });
    else
      changed_.wait_for(lock, std::chrono::milliseconds(10));
  }
  return std::nullopt;
}

void WebhookHub::finish(const Job& job, int status) {
  const std::lock_guard lock(mutex_);
  auto& delivery = *job.delivery;
  delivery.status = status;
  if (status >= 200 && status < 300) {
    delivery.outcome = "sent";
    ++counts_.sent;
  } else if (worth_retrying(status) && delivery.attempts <= delivery.retries) {
    jobs_.push_back({job.delivery, clock_.now().ms + settings_.retry_seconds * 1000});
    return;
  } else {
    if (delivery.outcome != "sent") delivery.outcome = "failed";
    ++counts_.failed;
  }
  --delivery.copies;
  forget_body(delivery);
}

void WebhookHub::work(const std::stop_token& stop) {
  while (auto job = take_job(stop)) {
    Delivery copy;
    {
      const std::lock_guard lock(mutex_);
      copy = *job->delivery;
    }
    const int status = post_webhook_body(copy, stop);
    if (stop.stop_requested()) return;
    finish(*job, status);
    changed_.notify_all();
  }
}

}  // namespace tl::sim
