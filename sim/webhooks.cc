#include "sim/webhooks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "sim/jql.h"

namespace tl::sim {

WebhookHub::WebhookHub(const World& world, const Shapes& shapes, const Clock& clock,
                       WebhookSettings settings)
    : world_(world), shapes_(shapes), clock_(clock), settings_(settings), rng_(77, 1) {}

WebhookHub::~WebhookHub() { stop(); }

std::vector<Webhook> WebhookHub::list() const {
  const std::lock_guard lock(mutex_);
  return webhooks_;
}

std::optional<Webhook> WebhookHub::find(int id) const {
  const std::lock_guard lock(mutex_);
  for (const auto& webhook : webhooks_)
    if (webhook.id == id) return webhook;
  return std::nullopt;
}

std::optional<Webhook> WebhookHub::add(Webhook webhook) {
  const std::lock_guard lock(mutex_);
  if (webhooks_.size() >= kMaxWebhooks) return std::nullopt;
  webhook.id = next_id_++;
  webhooks_.push_back(webhook);
  return webhook;
}

bool WebhookHub::replace(const Webhook& changed) {
  const std::lock_guard lock(mutex_);
  for (auto& webhook : webhooks_) {
    if (webhook.id != changed.id) continue;
    webhook = changed;
    return true;
  }
  return false;
}

bool WebhookHub::remove(int id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(webhooks_, [&](const Webhook& w) { return w.id == id; }) > 0;
}

WebhookSettings WebhookHub::settings() const {
  const std::lock_guard lock(mutex_);
  return settings_;
}

void WebhookHub::change_settings(const WebhookSettings& settings) {
  {
    const std::lock_guard lock(mutex_);
    settings_ = settings;
  }
  changed_.notify_all();
}

WebhookCounts WebhookHub::counts() const {
  const std::lock_guard lock(mutex_);
  auto counts = counts_;
  counts.waiting = static_cast<int64_t>(jobs_.size());
  return counts;
}

std::pair<int64_t, int64_t> WebhookHub::counts_of(int webhook) const {
  const std::lock_guard lock(mutex_);
  std::pair<int64_t, int64_t> out{0, 0};
  for (const auto& d : log_) {
    if (d->webhook != webhook) continue;
    if (d->outcome == "sent") ++out.first;
    if (d->outcome == "failed") ++out.second;
  }
  return out;
}

std::string hub_signature(const std::string& secret, const std::string& body) {
  return "sha256=" + to_hex(hmac_sha256(secret, body));
}

std::string fill_url(const std::string& url, const World& world, const EventContext& context) {
  std::vector<std::pair<std::string, std::string>> values;
  if (context.issue != nullptr) {
    const auto& project = world.catalog.projects[static_cast<size_t>(context.issue->project)];
    values.emplace_back("issue.id", std::to_string(context.issue->id));
    values.emplace_back("issue.key", world.key_of(*context.issue));
    values.emplace_back("project.id", std::to_string(project.id));
    values.emplace_back("project.key", project.key);
  }
  if (context.sprint != nullptr)
    values.emplace_back("sprint.id", std::to_string(context.sprint->id));
  const auto& flavour = *world.catalog.flavour;
  std::string out = url;
  for (const auto& [name, value] : values) {
    std::vector<std::string> patterns;
    if (flavour.dollar_variables) patterns.push_back("${" + name + "}");
    if (flavour.brace_variables) patterns.push_back("{" + name + "}");
    for (const auto& pattern : patterns) {
      for (size_t at = 0; (at = out.find(pattern, at)) != std::string::npos; at += value.size())
        out.replace(at, pattern.size(), url_encode(value));
    }
  }
  return out;
}

bool WebhookHub::wanted(const char* event) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(webhooks_.begin(), webhooks_.end(), [&](const Webhook& w) {
    return w.enabled && std::find(w.events.begin(), w.events.end(), event) != w.events.end();
  });
}

bool WebhookHub::passes_filter(const Webhook& webhook, const EventContext& context) const {
  if (webhook.filter.empty() || context.issue == nullptr) return true;
  if (context.part && !flavour().cloud()) return true;
  const auto& user = world_.catalog.users[static_cast<size_t>(webhook.updated_by)];
  const JqlContext jql{&world_, clock_.now().ms, webhook.updated_by, user.offset_minutes,
                       std::vector<bool>(world_.catalog.projects.size(), true)};
  const auto query = parse_jql(webhook.filter, jql);
  return query.errors.empty() && query.matches(*context.issue, context.issue->updated);
}

void WebhookHub::raise(const char* event, const EventContext& context, const std::string& body) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& webhook : webhooks_) {
      const auto& events = webhook.events;
      if (!webhook.enabled || std::find(events.begin(), events.end(), event) == events.end())
        continue;
      if (passes_filter(webhook, context)) enqueue(webhook, event, context, body);
    }
  }
  changed_.notify_all();
}

// REQUIRES: mutex_ is held.
void WebhookHub::enqueue(const Webhook& webhook, const char* event, const EventContext& context,
                         const std::string& body) {
  auto delivery = std::make_shared<Delivery>();
  delivery->seq = next_seq_++;
  delivery->webhook = webhook.id;
  delivery->event = event;
  delivery->secondary = context.secondary;
  delivery->with_ids = flavour().webhook_ids;
  delivery->retries = flavour().webhook_retries;
  delivery->url = fill_url(webhook.url, world_, context);
  if (!webhook.exclude_body) delivery->body = body;
  if (!webhook.secret.empty() && flavour().signs_webhooks)
    delivery->signature = hub_signature(webhook.secret, delivery->body);
  Rng id(static_cast<uint64_t>(delivery->seq), 99);
  const auto a = id.next();
  delivery->identifier =
      fmt::format("{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}", a >> 32, (a >> 16) & 0xffff,
                  (a >> 4) & 0xfff, id.next() & 0xfff, id.next() & 0xffffffffffff);
  log_.push_back(delivery);
  if (log_.size() > kMaxSentLog) log_.pop_front();
  if (log_.size() > kMaxSentBodies) forget_body(*log_[log_.size() - 1 - kMaxSentBodies]);
  if (rng_.below(100) < settings_.drop_percent) {
    delivery->outcome = "dropped";
    ++counts_.dropped;
    return;
  }
  const int copies = rng_.below(100) < settings_.duplicate_percent ? 2 : 1;
  delivery->copies = copies;
  for (int i = 0; i < copies; ++i)
    jobs_.push_back({delivery, clock_.now().ms + settings_.delay_ms});
}

// Of a delivery that is old and through with; otherwise nothing happens. REQUIRES: mutex_ is held.
void WebhookHub::forget_body(Delivery& delivery) const {
  const auto age = next_seq_ - delivery.seq;
  if (delivery.copies > 0 || age <= static_cast<int64_t>(kMaxSentBodies)) return;
  delivery.body.clear();
  delivery.body.shrink_to_fit();
}

}  // namespace tl::sim
