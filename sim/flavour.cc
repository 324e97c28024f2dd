#include "sim/flavour.h"

#include <iterator>

namespace tl::sim {

namespace {

constexpr Flavour kFlavours[] = {{.bit = kCloud,
                                  .option = "cloud",
                                  .version = "1001.0.0-SNAPSHOT",
                                  .numbers = {1001, 0, 0},
                                  .build = 100290,
                                  .tokens = true,
                                  .field_ids = true,
                                  .signs_webhooks = true,
                                  .webhook_ids = true,
                                  .webhook_retries = 5,
                                  .dollar_variables = true,
                                  .brace_variables = true,
                                  .type_names = true},
                                 {.bit = kDc10,
                                  .option = "dc-10",
                                  .version = "10.3.24",
                                  .numbers = {10, 3, 24},
                                  .build = 10030024,
                                  .tokens = true,
                                  .field_ids = true,
                                  .sprint_text = SprintText::kSortedKeys,
                                  .signs_webhooks = true,
                                  .webhook_ids = true,
                                  .brace_variables = true,
                                  .type_names = true,
                                  .rate_limits = true},
                                 {.bit = kDc9,
                                  .option = "dc-9",
                                  .version = "9.12.4",
                                  .numbers = {9, 12, 4},
                                  .build = 9120004,
                                  .tokens = true,
                                  .field_ids = true,
                                  .sprint_text = SprintText::kGoalLast,
                                  .dollar_variables = true,
                                  .type_names = true,
                                  .rate_limits = true},
                                 {.bit = kServer8,
                                  .option = "server-8",
                                  .version = "8.5.1",
                                  .numbers = {8, 5, 1},
                                  .build = 805001,
                                  .field_ids = true,
                                  .sprint_text = SprintText::kGoalLast,
                                  .dollar_variables = true,
                                  .type_names = true,
                                  .old_worklog_event = true},
                                 {.bit = kServer7,
                                  .option = "server-7",
                                  .version = "7.2.3",
                                  .numbers = {7, 2, 3},
                                  .build = 72005,
                                  .sprint_text = SprintText::kIdLast,
                                  .dollar_variables = true,
                                  .old_worklog_event = true}};

}  // namespace

const std::vector<Flavour>& flavours() {
  static const std::vector<Flavour> list(std::begin(kFlavours), std::end(kFlavours));
  return list;
}

const Flavour* find_flavour(std::string_view option) {
  for (const auto& flavour : flavours())
    if (option == flavour.option) return &flavour;
  return nullptr;
}

const Flavour& cloud_flavour() { return flavours().front(); }

}  // namespace tl::sim
