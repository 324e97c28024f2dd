// Webhooks out: registrations, bodies of events, and delivery with retries.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "sim/rng.h"
#include "sim/shapes.h"
#include "sim/world.h"

namespace tl::sim {

constexpr int kMaxWebhookRetries = 5;
constexpr size_t kMaxWebhooks = 100;
constexpr size_t kMaxSentLog = 200'000;    // the oldest entries are forgotten beyond it
constexpr size_t kMaxSentBodies = 20'000;  // the same for bodies of what was delivered

struct Webhook {
  int id = 0;
  std::string name;
  std::string url;
  std::vector<std::string> events;
  std::string filter;  // JQL; "" all issues
  std::string secret;  // "" unsigned
  bool exclude_body = false;
  bool enabled = true;
  int64_t updated = 0;
  int updated_by = 0;  // position
  int64_t created = 0;
  bool verify_tls = true;  // kept for 10.0 and later; there is no TLS here
};

struct WebhookSettings {
  int drop_percent = 0;
  int duplicate_percent = 0;
  bool paused = false;
  bool shuffle = false;
  int64_t delay_ms = 0;         // by the clock
  int64_t retry_seconds = 300;  // by the clock
};

// One event for one registration, as it goes out.
struct Delivery {
  int64_t seq = 0;
  int webhook = 0;
  std::string event;
  std::string identifier;
  std::string url;
  std::string body;
  std::string signature;  // of X-Hub-Signature; "" none
  bool with_ids = true;   // carries the headers X-Atlassian-Webhook-*
  int retries = kMaxWebhookRetries;
  bool secondary = false;
  std::string outcome = "waiting";  // waiting, sent, failed, dropped
  int status = 0;                   // of the last answer; 0: none
  int attempts = 0;
  int copies = 0;  // still to be sent, or under way
};

struct WebhookCounts {
  int64_t sent = 0, failed = 0, dropped = 0, waiting = 0, attempts = 0;
};

// What an event is about, for URL variables and filters.
struct EventContext {
  const Issue* issue = nullptr;
  const Sprint* sprint = nullptr;
  bool secondary = false;
  bool part = false;  // of a comment or worklog: Servers do not ask the filter
};

class WebhookHub {
 public:
  // All outlive the hub. Events are raised while the caller holds the world's lock for writing.
  WebhookHub(const World& world, const Shapes& shapes, const Clock& clock,
             WebhookSettings settings);
  ~WebhookHub();

  void start();
  void stop();

  // Registrations; thread-safe.
  [[nodiscard]] std::vector<Webhook> list() const;
  [[nodiscard]] std::optional<Webhook> find(int id) const;
  [[nodiscard]] std::optional<Webhook> add(Webhook webhook);  // nothing: too many
  bool replace(const Webhook& webhook);
  bool remove(int id);

  // Events.
  void issue_created(const Issue& issue, UserRef user);
  void issue_updated(const Issue& issue, UserRef user, int32_t history, const char* type_name);
  // `secondary`: it went because its parent was deleted.
  void issue_deleted(const Issue& issue, UserRef user, bool secondary = false);
  void comment(const char* event, const Issue& issue, const Comment& comment);
  void worklog(const char* event, const Issue& issue, const Worklog& worklog);
  // jira:worklog_updated of old Servers, whatever happened to the worklog.
  void old_worklog(const Issue& issue, UserRef user, int32_t history, const char* type_name);
  void issue_link(const char* event, const Link& link, int32_t source, int32_t target);
  void project(const char* event, const Project& project);
  // `merged_into`: of a deleted version, nullptr if none.
  void version(const char* event, const Project& project, const Version& version,
               const Version* merged_into);
  void user(const char* event, UserRef user);
  void sprint(const char* event, const Sprint& sprint, const Sprint* old);

  // Control.
  [[nodiscard]] WebhookSettings settings() const;
  void change_settings(const WebhookSettings& settings);
  [[nodiscard]] WebhookCounts counts() const;
  // Deliveries of one registration that ended well and that failed.
  [[nodiscard]] std::pair<int64_t, int64_t> counts_of(int webhook) const;
  // Entries with seq > since. Bodies of old ones are forgotten, see kMaxSentBodies.
  [[nodiscard]] std::string sent_json(int64_t since, bool bodies) const;

 private:
  struct Job {
    std::shared_ptr<Delivery> delivery;
    int64_t due;
  };

  [[nodiscard]] bool wanted(const char* event) const;
  [[nodiscard]] const Flavour& flavour() const { return *world_.catalog.flavour; }
  void issue_event(const char* event, const Issue& issue, UserRef user, int32_t history,
                   const char* type_name, const Comment* comment);
  void raise(const char* event, const EventContext& context, const std::string& body);
  void enqueue(const Webhook& webhook, const char* event, const EventContext& context,
               const std::string& body);
  [[nodiscard]] bool passes_filter(const Webhook& webhook, const EventContext& context) const;
  void work(const std::stop_token& stop);
  std::optional<Job> take_job(const std::stop_token& stop);
  void finish(const Job& job, int status);
  void forget_body(Delivery& delivery) const;

  const World& world_;
  const Shapes& shapes_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Webhook> webhooks_;
  int next_id_ = 1;
  WebhookSettings settings_;
  Rng rng_;
  int64_t next_seq_ = 1;
  std::deque<std::shared_ptr<Delivery>> log_;
  std::list<Job> jobs_;
  WebhookCounts counts_;
  std::vector<std::jthread> threads_;  // last: they use what stands above
};

// "${issue.id}" and "{issue.id}" and their likes in a webhook's address.
[[nodiscard]] std::string fill_url(const std::string& url, const World& world,
                                   const EventContext& context);

// The value of X-Hub-Signature.
[[nodiscard]] std::string hub_signature(const std::string& secret, const std::string& body);

// One POST with libcurl. The HTTP status, or 0 when there was no answer.
[[nodiscard]] int post_webhook_body(const Delivery& delivery, const std::stop_token& stop);

}  // namespace tl::sim
