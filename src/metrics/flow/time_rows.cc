#include "metrics/flow/time_rows.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.h"

namespace tl::metrics::flow {
namespace {

size_t workflow_place(Stage stage) {
  return static_cast<size_t>(std::find(kWorkflow.begin(), kWorkflow.end(), stage) -
                             kWorkflow.begin());
}

struct RowKey {
  size_t place;  // of the stage
  std::string folded;
  InstanceId instance;  // none for statuses of no single project
  std::string project;
  auto operator<=>(const RowKey&) const = default;
};

bool counts(const StageMap& stages, lens::Code status) {
  const Zone zone = stages.zone(status);
  return status != lens::kNoCode && zone != Zone::kDone && zone != Zone::kCancelled;
}

std::string key_of_project(const Facts& facts, InstanceId instance, const std::string& project) {
  const auto& projects = facts.version.dictionary().field(lens::LensField::kProject);
  const lens::Code code = projects.find(instance, project);
  const std::string& key = projects.at(code).key;
  return key.empty() ? project : key;
}

// Of many values: a count of equal leading digits tells in which few the rank lies.
int64_t select_of_many(std::span<const int64_t> values, size_t rank) {
  constexpr int kBits = 12;
  const int64_t greatest = *std::max_element(values.begin(), values.end());
  int shift = 0;
  while (greatest >> shift >= int64_t{1} << kBits) ++shift;
  std::vector<size_t> counts(size_t{1} << kBits);
  for (const int64_t value : values) ++counts[static_cast<size_t>(value >> shift)];
  size_t digit = 0;
  while (rank >= counts[digit]) rank -= counts[digit++];
  std::vector<int64_t> close;
  close.reserve(counts[digit]);
  for (const int64_t value : values) {
    if (static_cast<size_t>(value >> shift) == digit) close.push_back(value);
  }
  const auto wanted = close.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(close.begin(), wanted, close.end());
  return *wanted;
}

StatusRows by_stage(const Facts& facts, lens::Code size) {
  StatusRows out;
  out.row_of.assign(size, kNoRow);
  for (const Stage stage : kWorkflow) {
    TimeRow row;
    row.name = to_text(stage);
    row.stage = stage;
    for (lens::Code code = 1; code < size; ++code) {
      if (facts.stages.stage(code) != stage || !counts(facts.stages, code)) continue;
      out.row_of[code] = static_cast<uint32_t>(out.rows.size());
      row.statuses.push_back(code);
    }
    if (!row.statuses.empty()) out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace

std::optional<size_t> rank_of(size_t n, int percent) {
  for (const PercentileRule& rule : kPercentileRules) {
    if (rule.percent == percent && n >= rule.needed)
      return (n * static_cast<size_t>(percent) + 99) / 100 - 1;
  }
  return std::nullopt;
}

std::optional<int64_t> select_percentile(std::span<int64_t> values, int percent) {
  constexpr size_t kMany = 20'000;
  const auto rank = rank_of(values.size(), percent);
  if (!rank) return std::nullopt;
  if (values.size() > kMany) return select_of_many(values, *rank);
  const auto wanted = values.begin() + static_cast<std::ptrdiff_t>(*rank);
  std::nth_element(values.begin(), wanted, values.end());
  return *wanted;
}

StatusRows decide_status_rows(const Facts& facts, StayUnit by) {
  const auto& statuses = facts.version.dictionary().field(lens::LensField::kStatus);
  if (by == StayUnit::kStage) return by_stage(facts, statuses.size());
  std::map<RowKey, TimeRow> rows;
  std::map<std::tuple<size_t, std::string>, int> same_name;
  for (lens::Code code = 1; code < statuses.size(); ++code) {
    if (!counts(facts.stages, code)) continue;
    const lens::DictionaryEntry& entry = statuses.at(code);
    const Stage stage = facts.stages.stage(code);
    const RowKey key{workflow_place(stage), to_lower(entry.name),
                     entry.project.empty() ? InstanceId() : entry.instance, entry.project};
    TimeRow& row = rows[key];
    if (row.statuses.empty()) {
      row.name = entry.name.empty() ? entry.id : entry.name;
      row.stage = stage;
      ++same_name[{key.place, key.folded}];
    }
    row.statuses.push_back(code);
  }
  StatusRows out;
  out.row_of.assign(statuses.size(), kNoRow);
  for (auto& [key, row] : rows) {
    for (const lens::Code code : row.statuses)
      out.row_of[code] = static_cast<uint32_t>(out.rows.size());
    if (!key.project.empty() && same_name[{key.place, key.folded}] > 1)
      row.name += " (" + key_of_project(facts, key.instance, key.project) + ")";
    out.rows.push_back(std::move(row));
  }
  return out;
}

}  // namespace tl::metrics::flow
