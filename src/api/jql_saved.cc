#include "api/jql_saved.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>

#include "api/jql_tally.h"
#include "api/jql_view.h"
#include "api/numbers_call.h"
#include "api/runtime.h"
#include "base/text.h"
#include "base/zone.h"
#include "jql/search.h"
#include "measure/stopwatch.h"

namespace tl::api {
namespace {

// Undecided issues are looked at one by one up to here; they have not left.
constexpr size_t kMaxLookedAt = 20'000;

int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int64_t slot_of(jql::TimeNeed time, Instant now, const std::string& zone) {
  if (time == jql::TimeNeed::kMinute) return now.ms / minutes(1).ms;
  const auto date = date_in_zone(zone, now);
  return time == jql::TimeNeed::kDay && date ? date->days : 0;
}

// What a view of the page "jql" asks.
struct SavedQuery {
  JqlQuestion question;
  bool accept_undecided = false;
};

SavedQuery read_saved(const store::SavedView& view) {
  SavedQuery saved;
  net::ParsedTarget target;
  if (!net::parse_target("/jql" + view.search, target)) return saved;
  for (const auto& [name, value] : target.query) {
    if (name == "jql") saved.question.jql = value;
    if (name == "accept_undecided") saved.accept_undecided = value == "1" || value == "true";
    if (name == "instances" && !value.empty()) {
      saved.question.instances.emplace();
      for (const std::string_view one : split(value, ','))
        saved.question.instances->emplace_back(trim(one));
    }
  }
  return saved;
}

std::vector<IssueRef> refs_of(const lens::LensVersion& version, const jql::RowsOfParts& rows) {
  std::vector<IssueRef> refs;
  for (size_t part = 0; part < rows.parts.size(); ++part) {
    const lens::Chunk& chunk = *version.parts()[part].chunk;
    for (size_t word = 0; word < rows.parts[part].size(); ++word) {
      for (uint64_t bits = rows.parts[part][word]; bits != 0; bits &= bits - 1)
        refs.push_back(chunk.ref(static_cast<uint32_t>(word * 64 + std::countr_zero(bits))));
    }
  }
  return refs;
}

bool is_undecided(const JqlCall& begun, IssueRef issue) {
  const lens::LensVersion& version = *begun.world->view.version;
  const auto address = version.find(issue);
  const auto place = begun.world->place_of(issue.instance);
  if (!address || !place) return false;
  const lens::Chunk& chunk = *version.parts()[address->part].chunk;
  if ((chunk.flags[address->row] & lens::kRowDeleted) != 0) return false;
  return jql::evaluate_row(begun.asked.queries[*place], version, *address) ==
         jql::Truth::kUndecided;
}

int64_t count_left(const JqlCall& begun, const SavedCount& former, const SavedCount& fresh) {
  const auto gone = former.matched.without(fresh.matched);
  auto left = static_cast<int64_t>(gone.size());
  if (fresh.undecided == 0) return left;
  for (size_t i = 0; i < std::min(gone.size(), kMaxLookedAt); ++i) {
    if (is_undecided(begun, gone[i])) --left;
  }
  return left;
}

jql::Problem undecided_problem(const JqlCall& begun,
                               const std::vector<jql::InstanceCount>& counts) {
  jql::Problem problem;
  problem.kind = jql::ProblemKind::kUndecided;
  problem.message = undecided_words(*begun.world, begun.asked, counts);
  problem.remedy = "Change the clause, or accept that such issues are left out.";
  for (const jql::InstanceCount& count : counts) {
    if (count.clauses.empty()) continue;
    problem.span = count.clauses.front().span;
    jql::locate(problem, begun.asked.text);
    break;
  }
  return problem;
}

void tell(SavedCount& count, const jql::Problem& problem, const std::string& text) {
  JsonWriter out;
  render_jql_problem(out, problem, Utf16Offsets(text));
  count.problem = out.take();
}

// `former`: nullptr, or of the same query.
Result<SavedCountPtr> evaluate(Call& call, const LensView& view, const store::SavedView& saved,
                               const std::string& mark, const SavedCountPtr& former) {
  const Instant now = call.api.clock.now();
  const SavedQuery query = read_saved(saved);
  auto count = std::make_shared<SavedCount>();
  count->mark = mark;
  count->search = saved.search;
  count->evaluated = now;
  Problems ignored;  // instances that are gone
  JqlCall begun;
  TL_TRY(begun.world, open_jql_world(call, view, query.question.instances, now, ignored));
  TL_TRY(begun.asked, ask_jql(call, *begun.world, query.question.jql, JqlUse::kSearch));
  count->time = begun.asked.time();
  count->slot = slot_of(count->time, now, view.zone);
  count->follows_user = begun.asked.follows_user();
  if (!begun.asked.ok()) {
    tell(*count, begun.asked.problems.front(), begun.asked.text);
    if (former) count->matched = former->matched;
  } else {
    const auto selection = jql::select(*view.version, begun.asked.queries);
    count->undecided = total_undecided(selection.instances);
    count->matched = IssueSet(refs_of(*view.version, selection.matched));
    if (former) count->left = count_left(begun, *former, *count);
    if (count->undecided > 0 && !query.accept_undecided)
      tell(*count, undecided_problem(begun, selection.instances), begun.asked.text);
    else
      count->total = selection.total();
  }
  ++call.api.runtime->jql_tally.saved;
  return SavedCountPtr(std::move(count));
}

bool is_current(const SavedCount& count, const std::string& mark, Instant now,
                const std::string& zone) {
  return count.mark == mark && count.slot == slot_of(count.time, now, zone);
}

// One round over the saved queries of a person.
class Round {
 public:
  Round(Call& call, const LensView& view)
      : call_(call),
        view_(view),
        shelf_(call.api.runtime->saved_counts),
        resting_(shelf_.is_resting(call.tenant(), steady_us())) {}

  Result<SavedCountPtr> count_of(const store::SavedView& saved) {
    const UserId user = call_.caller->who.user.id;
    const std::string mark = view_etag(call_, view_, saved.search);
    auto former = shelf_.find(call_.tenant(), saved.id, user);
    if (former && former->search != saved.search) former = nullptr;
    if (former && (resting_ || is_current(*former, mark, call_.api.clock.now(), view_.zone)))
      return former;
    const measure::Stopwatch watch;
    TL_TRY(auto fresh, evaluate(call_, view_, saved, mark, former));
    took_us_ += watch.us();
    shelf_.put(call_.tenant(), saved.id, user, fresh);
    return fresh;
  }
  void finish() { shelf_.note_round(call_.tenant(), steady_us(), took_us_); }

 private:
  Call& call_;
  const LensView& view_;
  SavedCounts& shelf_;
  const bool resting_;
  int64_t took_us_ = 0;
};

void render_saved(JsonWriter& out, const store::SavedView& view, const SavedCount& count) {
  out.begin_object().member("view", view.id).member("name", view.name);
  out.member("jql", read_saved(view).question.jql);
  if (count.total) out.member("total", *count.total);
  if (count.undecided > 0) out.member("undecided", count.undecided);
  if (!count.problem.empty()) out.key("problem").raw(count.problem);
  out.member("left", count.left).member("evaluated", format_instant(count.evaluated));
  out.member("time", to_text(count.time)).end_object();
}

Result<net::Response> list_saved(Call& call) {
  TL_TRY(const auto views, call.store().list_views(call.caller->who.user.id));
  TL_TRY(const LensView view, pin_view(call));
  Round round(call, view);
  JsonWriter out;
  out.begin_object().key("items").begin_array();
  for (const store::SavedView& saved : views) {
    if (saved.page != "jql") continue;
    TL_TRY(const auto count, round.count_of(saved));
    render_saved(out, saved, *count);
  }
  round.finish();
  out.end_array().end_object();
  return net::json_response(200, out.take());
}

}  // namespace

SavedCountPtr SavedCounts::find(TenantId tenant, const std::string& view, UserId user) {
  const std::lock_guard lock(mutex_);
  auto found = entries_.find({tenant, view, UserId()});
  if (found == entries_.end() || found->second.count->follows_user)
    found = entries_.find({tenant, view, user});
  if (found == entries_.end()) return nullptr;
  found->second.used = ++uses_;
  return found->second.count;
}

void SavedCounts::put(TenantId tenant, const std::string& view, UserId user, SavedCountPtr count) {
  const std::lock_guard lock(mutex_);
  if (count->follows_user) entries_.erase({tenant, view, UserId()});
  const UserId owner = count->follows_user ? user : UserId();
  entries_[{tenant, view, owner}] = {std::move(count), ++uses_};
  if (entries_.size() <= kMost) return;
  const auto oldest =
      std::min_element(entries_.begin(), entries_.end(),
                       [](const auto& a, const auto& b) { return a.second.used < b.second.used; });
  entries_.erase(oldest);
}

bool SavedCounts::is_resting(TenantId tenant, int64_t now_us) const {
  const std::lock_guard lock(mutex_);
  const auto found = rest_until_.find(tenant);
  return found != rest_until_.end() && now_us < found->second;
}

void SavedCounts::note_round(TenantId tenant, int64_t now_us, int64_t took_us) {
  if (took_us < kLongUs) return;
  const std::lock_guard lock(mutex_);
  rest_until_[tenant] = now_us + kRestFactor * took_us;
}

size_t SavedCounts::memory_bytes() const {
  const std::lock_guard lock(mutex_);
  size_t bytes = 0;
  for (const auto& [key, entry] : entries_)
    bytes += sizeof(SavedCount) + entry.count->matched.memory_bytes();
  return bytes;
}

void add_jql_saved_routes(Routes& routes) {
  routes.add("GET", "/api/v1/jql/saved", {Access::kAnyRole}, list_saved);
}

}  // namespace tl::api
