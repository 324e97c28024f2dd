// Backfill cost: pages of saved search answers through the connector's own stream and into an
// indexed SQLite database. CPU of the whole process an issue. Without TLS and without a network.
#include <fmt/format.h>

#include <cstdio>

#include "connectors/jira/jira.h"
#include "rows.h"
#include "saved_site.h"
#include "synthetic.h"

namespace tl::bench {
namespace {

constexpr int64_t kPage = 100;
constexpr int64_t kPages = 60;

struct Cost {
  double parse_us = 0;
  double whole_us = 0;
};

// The same bytes only parsed: what cannot be saved.
double parse_cost(const SavedSite& site) {
  const double begin = process_cpu_seconds();
  for (int i = 0; i < kPages; ++i) {
    if (!JsonDocument::parse(site.page()).ok()) return 0;
  }
  return (process_cpu_seconds() - begin) * 1e6 / static_cast<double>(kPages * kPage);
}

Result<Cost> run(SavedSite& site, const std::string& dir) {
  TL_TRY(Bed bed, make_bed(dir));
  net::RateBudget budget(*bed.clock);
  const auto connector = connectors::jira::make_connector();
  const domain::FieldCatalogue fields;
  const connector::Session session = site_session(site, budget, *bed.clock);
  connector::PullScope scope;
  scope.started = bed.clock->now();
  scope.fields = &fields;
  store::TenantStore tenant = bed.store->tenant(bed.tenant);
  Cost cost;
  cost.parse_us = parse_cost(site);
  const double begin = process_cpu_seconds();
  site.rewind();
  std::string state;
  for (bool done = false; !done;) {
    TL_TRY(connector::PulledPage page, connector->fetch_page(session, "issues", state, scope));
    done = page.done;
    state = page.next_state;
    store::ApplyContext context;
    context.cursors.push_back({"backfill/issues", state, {}});
    TL_CHECK_OK(tenant.apply(bed.instance, page.changes, context));
  }
  TL_TRY(const store::FactCounts counts, tenant.count_facts(bed.instance));
  if (counts.issues != kPage * kPages)
    return make_error(ErrorCode::kInternal, "issues are missing");
  cost.whole_us = (process_cpu_seconds() - begin) * 1e6 / static_cast<double>(counts.issues);
  return cost;
}

}  // namespace
}  // namespace tl::bench

int main(int argc, char** argv) {
  using namespace tl::bench;
  if (argc != 2) return 2;
  SavedSite site(1000, kPages, kPage);
  std::vector<double> parse;
  std::vector<double> whole;
  for (int i = 0; i < 5; ++i) {
    const auto cost = run(site, fmt::format("{}/backfill{}", argv[1], i));
    if (!cost.ok()) {
      fmt::print(stderr, "{}\n", cost.error().detail);
      return 1;
    }
    parse.push_back(cost->parse_us);
    whole.push_back(cost->whole_us);
  }
  fmt::print("backfill: {} issues of {} KB with 18 changes, {:.0f} MiB resident\n", 6000,
             site.page().size() / 100'000, resident_mib());
  print_row({.what = "backfill cost an issue (18 changes, no TLS)",
             .figure = median(whole),
             .unit = "µs CPU",
             .comparison = "JSON parse alone",
             .compared = median(parse),
             .target = "<= 150 µs CPU",
             .met = median(whole) <= 150});
  return 0;
}
