#include "sync/ledger_book.h"

#include <fmt/format.h>

#include "base/json.h"

namespace tl::sync {
namespace {

constexpr int64_t kHour = 3'600'000;
constexpr int64_t kHoursKept = 24;

std::optional<JsonDocument> read(std::string_view json) {
  if (json.empty()) return std::nullopt;
  auto document = JsonDocument::parse(json);
  if (!document.ok() || !document->root().is_object()) return std::nullopt;
  return std::move(*document);
}

int64_t number(JsonElement root, std::string_view name) { return json_int(root, name).value_or(0); }
bool flag(JsonElement root, std::string_view name) { return json_bool(root, name).value_or(false); }
Instant instant(JsonElement root, std::string_view name) { return Instant(number(root, name)); }
std::string text(JsonElement root, std::string_view name) {
  return std::string(json_text(root, name).value_or(""));
}

}  // namespace

std::string render_book(const BookState& s) {
  JsonWriter out;
  out.begin_object();
  out.member("run", s.run).member("filter", s.filter);
  out.member("wanted", s.wanted).member("asked", s.asked).member("doubts", s.doubts);
  out.member("bias", s.bias).member("learns_bias", s.learns_bias);
  out.member("not_before", s.not_before.ms).member("running", s.running);
  out.member("until", s.until.ms).member("place", s.place).member("compared", s.compared);
  out.member("listed", s.listed).member("requests", s.requests).member("found", s.found);
  out.member("explained", s.explained).member("too_many", s.too_many);
  out.key("late").begin_array();
  for (const IssueId issue : s.late) out.value(issue.value);
  out.end_array().member("late_at", s.late_at.ms);
  if (s.proof) out.member("proof", s.proof->ms);
  out.end_object();
  return out.take();
}

BookState parse_book(std::string_view json) {
  BookState s;
  const auto document = read(json);
  if (!document) return s;
  const JsonElement root = document->root();
  s.run = text(root, "run");
  s.filter = text(root, "filter");
  s.wanted = flag(root, "wanted");
  s.asked = flag(root, "asked");
  s.doubts = static_cast<int>(number(root, "doubts"));
  s.bias = number(root, "bias");
  s.learns_bias = flag(root, "learns_bias");
  s.not_before = instant(root, "not_before");
  s.running = flag(root, "running");
  s.until = instant(root, "until");
  s.place = text(root, "place");
  s.compared = number(root, "compared");
  s.listed = number(root, "listed");
  s.requests = number(root, "requests");
  s.found = number(root, "found");
  s.explained = number(root, "explained");
  s.too_many = flag(root, "too_many");
  simdjson::dom::array late;
  if (const auto found = json_get(root, "late"); found && !found->get(late)) {
    for (const JsonElement issue : late) {
      int64_t id = 0;
      if (!issue.get(id)) s.late.emplace_back(id);
    }
  }
  s.late_at = instant(root, "late_at");
  if (const auto proof = json_int(root, "proof")) s.proof = Instant(*proof);
  return s;
}

std::string render_worklog_state(const WorklogState& s) {
  JsonWriter out;
  out.begin_object().member("running", s.running).member("from", s.from.ms);
  out.member("to", s.to.ms).member("walking", s.walking).member("walked", s.walked.ms);
  out.member("due", s.due.ms).member("compared", s.compared).member("found", s.found);
  out.member("requests", s.requests).member("pages", s.pages).end_object();
  return out.take();
}

WorklogState parse_worklog_state(std::string_view json) {
  WorklogState s;
  const auto document = read(json);
  if (!document) return s;
  const JsonElement root = document->root();
  s.running = flag(root, "running");
  s.from = instant(root, "from");
  s.to = instant(root, "to");
  s.walking = flag(root, "walking");
  s.walked = instant(root, "walked");
  s.due = instant(root, "due");
  s.compared = number(root, "compared");
  s.found = number(root, "found");
  s.requests = number(root, "requests");
  s.pages = static_cast<int>(number(root, "pages"));
  return s;
}

std::string render_sample_state(const SampleState& s) {
  JsonWriter out;
  out.begin_object().member("after", s.after.value).member("due", s.due.ms);
  out.member("round_began", s.round_began.ms).member("round", s.round);
  out.member("found", s.found).end_object();
  return out.take();
}

SampleState parse_sample_state(std::string_view json) {
  SampleState s;
  const auto document = read(json);
  if (!document) return s;
  const JsonElement root = document->root();
  s.after = IssueId(number(root, "after"));
  s.due = instant(root, "due");
  s.round_began = instant(root, "round_began");
  s.round = number(root, "round");
  s.found = number(root, "found");
  return s;
}

void SiteState::note_requests(Instant now, int64_t count) {
  if (count <= 0) return;
  const int64_t hour = now.ms / kHour;
  if (requests.empty() || requests.back().first != hour) requests.emplace_back(hour, 0);
  requests.back().second += count;
  while (requests.front().first <= hour - kHoursKept) requests.pop_front();
}

int64_t SiteState::requests_24h(Instant now) const {
  int64_t sum = 0;
  for (const auto& [hour, count] : requests) {
    if (hour > now.ms / kHour - kHoursKept) sum += count;
  }
  return sum;
}

int64_t SiteState::requests_this_hour(Instant now) const {
  const bool current = !requests.empty() && requests.back().first == now.ms / kHour;
  return current ? requests.back().second : 0;
}

std::string render_site_state(const SiteState& s) {
  JsonWriter out;
  out.begin_object().member("page_size", s.page_size).key("requests").begin_array();
  for (const auto& [hour, count] : s.requests) {
    out.begin_array().value(hour).value(count).end_array();
  }
  out.end_array();
  if (s.tallied) {
    const store::ArrivalTally& t = s.arrivals;
    out.member("tallied", s.tallied->ms).member("stored", t.stored).member("deleted", t.deleted);
    out.member("waiting", t.now.waiting).member("done", t.now.done);
    out.member("ignored", t.now.ignored).member("refused", t.now.refused);
    out.member("rejected", t.now.rejected).member("repeats", t.now.repeats);
  }
  out.end_object();
  return out.take();
}

SiteState parse_site_state(std::string_view json) {
  SiteState s;
  const auto document = read(json);
  if (!document) return s;
  const JsonElement root = document->root();
  s.page_size = number(root, "page_size");
  simdjson::dom::array requests;
  if (const auto found = json_get(root, "requests"); found && !found->get(requests)) {
    for (const JsonElement entry : requests) {
      simdjson::dom::array pair;
      int64_t hour = 0;
      int64_t count = 0;
      if (entry.get(pair) || pair.size() != 2) continue;
      if (pair.at(0).get(hour) || pair.at(1).get(count)) continue;
      s.requests.emplace_back(hour, count);
    }
  }
  if (const auto tallied = json_int(root, "tallied")) {
    s.tallied = Instant(*tallied);
    s.arrivals.stored = number(root, "stored");
    s.arrivals.deleted = number(root, "deleted");
    s.arrivals.now.waiting = number(root, "waiting");
    s.arrivals.now.done = number(root, "done");
    s.arrivals.now.ignored = number(root, "ignored");
    s.arrivals.now.refused = number(root, "refused");
    s.arrivals.now.rejected = number(root, "rejected");
    s.arrivals.now.repeats = number(root, "repeats");
  }
  return s;
}

Result<std::string> load_ledger_state(const store::TenantStore& tenant, InstanceId instance,
                                      std::string_view account) {
  TL_TRY(const auto cursor,
         tenant.load_cursor(instance, std::string(kLedgerCursors) + std::string(account)));
  return cursor ? cursor->state : std::string();
}

Result<void> save_ledger_state(store::TenantStore& tenant, InstanceId instance,
                               std::string_view account, std::string state) {
  return tenant.save_cursor(
      instance, {std::string(kLedgerCursors) + std::string(account), std::move(state), {}});
}

}  // namespace tl::sync
