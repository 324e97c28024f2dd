// /_sim/: load on the world, and how the search behaves.
#include <fmt/format.h>

#include "base/text.h"
#include "sim/handlers.h"
#include "sim/site.h"
#include "sim/work.h"

namespace tl::sim {

namespace {

constexpr int64_t kMostSteps = 10'000;
constexpr int64_t kMostEdits = 1'000'000;

}  // namespace

// {steps, rough?}: so many changes of every kind, at once.
Response post_sim_work(Call& call) {
  const auto steps = json_int(call.json(), "steps").value_or(1);
  if (steps < 0 || steps > kMostSteps)
    return refuse(400, fmt::format("steps must be 0 to {}.", kMostSteps));
  const bool rough = json_bool(call.json(), "rough").value_or(false);
  for (int64_t i = 0; i < steps; ++i) call.site.work->step(rough);
  return answer(fmt::format(R"({{"steps":{}}})", steps));
}

// {count, project?, label?}: a bulk edit.
Response post_sim_bulk_edit(Call& call) {
  const auto count = json_int(call.json(), "count").value_or(0);
  if (count < 0 || count > kMostEdits)
    return refuse(400, fmt::format("count must be 0 to {}.", kMostEdits));
  int project = -1;
  if (const auto key = json_text(call.json(), "project")) {
    project = call.catalog().project_by_key_or_id(*key);
    if (project < 0) return refuse(404, "No such project.");
  }
  const std::string label(json_text(call.json(), "label").value_or("bulk"));
  const int changed = edit_in_bulk(call.site, project, static_cast<int>(count), label);
  return answer(fmt::format(R"({{"changed":{}}})", changed));
}

// {lag_ms?, cap?, page?}: what is left out stays. `cap`: of Servers; `page`: of Cloud, 0 none.
Response post_sim_search(Call& call) {
  auto& options = call.site.options;
  const auto body = call.json();
  const auto lag = json_int(body, "lag_ms").value_or(options.search_lag_ms);
  const auto cap = json_int(body, "cap").value_or(options.search_cap);
  const auto page = json_int(body, "page").value_or(options.page_cap);
  if (lag < 0 || lag > 86'400'000 || cap < 1 || cap > 100'000 || page < 0 || page > 100'000)
    return refuse(400, "lag_ms must be at most a day, cap 1 to 100000, page 0 to 100000.");
  options.search_lag_ms = lag;
  options.search_cap = static_cast<int>(cap);
  options.page_cap = static_cast<int>(page);
  return answer(R"({"ok":true})");
}

}  // namespace tl::sim
