#include "sync/refilter.h"

#include <algorithm>

#include "base/json.h"
#include "base/zone.h"

namespace tl::sync {
namespace {

constexpr std::string_view kCursor = "$filter";
constexpr size_t kPage = 500;
constexpr size_t kMaxCandidates = 20'000;  // more of them: all issues are looked at
constexpr Millis kAtLeast = minutes(1);
constexpr int64_t kPauseTimes = 10;  // the pause after a pass, in lengths of the pass

}  // namespace

std::string render_place(const RefilterPlace& place) {
  JsonWriter out;
  out.begin_object().member("proven", place.proven).member("target", place.target);
  out.member("after", place.after.value).end_object();
  return out.take();
}

Result<RefilterPlace> parse_refilter_place(std::string_view json) {
  TL_TRY(const JsonDocument document, JsonDocument::parse(json));
  const auto number = [&](std::string_view name) {
    return json_int(document.root(), name).value_or(0);
  };
  return RefilterPlace{static_cast<uint64_t>(number("proven")),
                       static_cast<uint64_t>(number("target")), IssueId(number("after"))};
}

Result<void> forget_refilter(store::TenantStore& tenant, InstanceId instance) {
  return tenant.delete_cursor(instance, kCursor);
}

Result<void> Refilter::load() {
  TL_TRY(const std::optional<store::PullCursor> saved,
         runtime_.store.tenant(tenant_).load_cursor(instance_, kCursor));
  RefilterPlace place;
  if (saved) {
    if (auto read = parse_refilter_place(saved->state); read.ok()) place = *read;
  }
  if (place_ && *place_ == place) return {};
  place_ = place;  // somebody chose another filter meanwhile, and forgot all marks
  proven_.reset();
  target_.reset();
  return {};
}

Result<void> Refilter::save() {
  return runtime_.store.tenant(tenant_).save_cursor(
      instance_, {std::string(kCursor), render_place(*place_), {}});
}

// Nothing is decided here, so nothing is known to be right.
Result<void> Refilter::rest() {
  proven_.reset();
  target_.reset();
  candidates_.clear();
  due_.reset();
  not_before_.reset();
  if (*place_ == RefilterPlace{}) return {};
  place_ = RefilterPlace();
  return save();
}

Result<bool> Refilter::step(const domain::Connection& connection) {
  const bool unfiltered = connection.options.filter_jql.empty();
  if (unfiltered && place_ && *place_ == RefilterPlace{}) return false;
  TL_CHECK_OK(load());
  TL_TRY(const FilterHerePtr filter, runtime_.filters.of(tenant_, connection));
  if (filter == nullptr || !filter->decides_some()) {
    TL_CHECK_OK(rest());
    return false;
  }
  if (target_ == nullptr) {
    TL_TRY(const bool begun, begin(filter));
    if (!begun) return false;
  }
  return look(filter);
}

Result<bool> Refilter::begin(const FilterHerePtr& filter) {
  if (place_->proven == filter->fingerprint()) {
    proven_ = filter;
    set_due(*filter);
    return false;
  }
  const Instant now = runtime_.clock.now();
  const bool chosen_anew = proven_ != nullptr && proven_->jql() != filter->jql();
  if (not_before_ && now < *not_before_ && !chosen_anew) {
    due_ = not_before_;
    return false;
  }
  began_ = now;
  narrow_ = false;
  const auto spans = proven_ == nullptr ? std::nullopt : filter->moved_since(*proven_);
  if (spans) {
    TL_TRY(candidates_,
           runtime_.store.tenant(tenant_).list_dated_issues(instance_, *spans, kMaxCandidates));
    narrow_ = candidates_.size() < kMaxCandidates;
    if (!narrow_) candidates_.clear();
  }
  if (!narrow_ && place_->target != filter->fingerprint()) {
    place_->target = filter->fingerprint();
    place_->after = IssueId();
    TL_CHECK_OK(save());
  }
  target_ = filter;
  return true;
}

// `filter` may be a later one than that of the pass: what it finds is right too, and the next pass
// follows at once.
Result<bool> Refilter::look(const FilterHerePtr& filter) {
  const store::TenantStore tenant = runtime_.store.tenant(tenant_);
  const store::FilterJudge judge = filter->judge();
  store::FilterLook found;
  if (narrow_) {
    const size_t some = std::min(kPage, candidates_.size());
    const std::vector<IssueId> issues(candidates_.end() - static_cast<std::ptrdiff_t>(some),
                                      candidates_.end());
    TL_TRY(found, tenant.look_filter(instance_, judge, issues));
    candidates_.resize(candidates_.size() - some);
    found.done = candidates_.empty();
  } else {
    TL_TRY(found, tenant.look_filter(instance_, judge, place_->after, kPage));
    place_->after = std::max(place_->after, found.last);
  }
  TL_CHECK_OK(mark(filter, found.changed));
  if (!found.done) {
    if (!narrow_) TL_CHECK_OK(save());
    return true;
  }
  *place_ = {target_->fingerprint(), 0, IssueId()};
  TL_CHECK_OK(save());
  proven_ = std::move(target_);
  target_.reset();
  const Instant now = runtime_.clock.now();
  const Millis pause((now - began_).ms * kPauseTimes);
  not_before_ = now + (narrow_ ? kAtLeast : std::max(kAtLeast, pause));
  set_due(*proven_);
  return false;
}

// What was seen outside of a transaction is judged once more within one.
Result<void> Refilter::mark(const FilterHerePtr& filter, const std::vector<IssueId>& issues) {
  if (issues.empty()) return {};
  store::ApplyContext context;
  context.filter = filter->judge();
  context.judge_too = issues;
  auto marked = runtime_.store.tenant(tenant_).apply(instance_, {}, context);
  if (!marked.ok()) return std::move(marked).error();
  runtime_.events.publish({Event::Kind::kConnection, tenant_, instance_, 0});
  return {};
}

void Refilter::set_due(const FilterHere& filter) {
  due_.reset();
  const Instant now = runtime_.clock.now();
  if (filter.time() == jql::TimeNeed::kMinute) {
    due_ = now + Millis(kAtLeast.ms - now.ms % kAtLeast.ms);
  } else if (filter.time() == jql::TimeNeed::kDay) {
    const std::string_view zone = filter.zone().empty() ? "UTC" : std::string_view(filter.zone());
    const auto today = date_in_zone(zone, now);
    if (today) due_ = start_of_day(zone, CivilDate{today->days + 1});
  }
  if (due_ && not_before_) due_ = std::max(*due_, *not_before_);
}

}  // namespace tl::sync
