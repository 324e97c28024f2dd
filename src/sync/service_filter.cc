// The issue filter as it is decided here: of a connection, and of a text somebody types.
#include <algorithm>

#include "base/text.h"
#include "sync/filter_bind.h"
#include "sync/service_impl.h"

namespace tl::sync {
namespace {

constexpr int64_t kMaxCounted = 20'000;  // issues; about a second
constexpr size_t kPage = 500;

bool is_of_projects(const domain::Issue& issue, const std::vector<std::string>& keys) {
  if (keys.empty()) return true;
  const std::string key = domain::ref_of(issue.attributes, "project").name;
  return std::any_of(keys.begin(), keys.end(),
                     [&](const std::string& wanted) { return equals_no_case(wanted, key); });
}

// How many of the stored issues match.
Result<void> count_matches(const store::TenantStore& store, InstanceId instance,
                           const FilterHere& filter, const std::vector<std::string>& project_keys,
                           FilterHereCheck& check) {
  store::FilterJudge judge = filter.judge();
  TL_TRY(const store::IssueCounts counts, store.count_issues(instance));
  if (!judge || counts.present > kMaxCounted) return {};
  judge.decide = [inner = judge.decide, &project_keys](const store::MergedIssue& merged) {
    if (!is_of_projects(merged.issue, project_keys)) return store::FilterWord::kOut;
    return inner(merged);
  };
  int64_t in = 0;
  int64_t open = 0;
  store::FilterLook look;
  while (!look.done) {
    TL_TRY(look, store.look_filter(instance, judge, look.last, kPage));
    in += look.in;
    open += look.undecided;
  }
  check.matched = in;
  check.open = open;
  return {};
}

}  // namespace

FilterHereCheck Service::check_filter_here(std::string_view jql) {
  FilterHereCheck check;
  check.problem = check_form(jql);
  check.ok = !check.problem;
  return check;
}

Result<FilterHereCheck> Service::check_filter_here(TenantId tenant, InstanceId instance,
                                                   const connector::FilterQuery& query) {
  Runtime& runtime = impl_->runtime;
  store::TenantStore store = runtime.store.tenant(tenant);
  TL_TRY(const domain::Connection connection, store.load_connection(instance));
  const std::string text(trim(query.jql));
  TL_TRY(const FilterHerePtr filter, runtime.filters.look(tenant, connection, text));
  FilterHereCheck check;
  check.problem = filter->problem();
  check.ok = !check.problem;
  check.undecided = filter->undecided();
  check.warnings = filter->warnings();
  check.time = to_text(filter->time());
  if (check.ok) {
    check.not_ready = filter->not_ready();
    TL_CHECK_OK(count_matches(store, instance, *filter, query.project_keys, check));
  }
  return check;
}

// Of the connection's own filter; nothing without one.
Result<void> Service::Impl::add_filter_here(TenantId tenant, ConnectionStatus& status) {
  if (status.connection.options.filter_jql.empty()) return {};
  TL_TRY(const FilterHerePtr filter, runtime.filters.of(tenant, status.connection));
  FilterHereStatus& here = status.filter_here.emplace();
  here.why = filter->why();
  here.decided = here.why.empty();
  here.left = status.left_filter;
  here.time = to_text(filter->time());
  here.undecided = filter->undecided();
  return {};
}

}  // namespace tl::sync
