#include "mapping/workflow.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "mapping/fold.h"

namespace tl::mapping {
namespace {

int rank_of(lens::StatusCategory category) {
  return static_cast<int>(category);  // unknown, undefined, new, indeterminate, done
}

// Blocked before review: a finish line drawn at review must not make blocked work done.
int rank_of(Stage stage) {
  switch (stage) {
    case Stage::kUnmapped:
      return 0;
    case Stage::kQueue:
      return 1;
    case Stage::kActive:
      return 2;
    case Stage::kBlocked:
      return 3;
    case Stage::kReview:
      return 4;
    case Stage::kDone:
      return 5;
    case Stage::kCancelled:
      return 6;
  }
  return 0;
}

// A place in the order: a status of the dictionary, or an id of the saved order that is not in it.
struct Place {
  PlacedStatus status;
  int category = 0;
  int stage = 0;
  std::string name;
  [[nodiscard]] auto key() const { return std::tie(category, stage, name, status.id); }
  [[nodiscard]] bool here() const { return status.code != lens::kNoCode; }
};

Place place_of(lens::Code code, const lens::DictionaryEntry& entry, const Mapping& mapping) {
  const auto set = mapping.statuses.find(entry.id);
  const Stage stage = set != mapping.statuses.end()
                          ? set->second
                          : decide_default_stage(entry.category, entry.name);
  return {{code, entry.id, stage, zone_of(stage)},
          rank_of(entry.category),
          rank_of(stage),
          fold_name(entry.name)};
}

std::vector<Place> default_order(const lens::FieldDictionary& statuses, InstanceId instance,
                                 const Mapping& mapping) {
  std::vector<Place> places;
  for (lens::Code code = 1; code < statuses.size(); ++code) {
    if (statuses.at(code).instance == instance)
      places.push_back(place_of(code, statuses.at(code), mapping));
  }
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.key() < b.key(); });
  return places;
}

void insert_newcomer(std::vector<Place>& saved, Place place) {
  const auto later = std::find_if(saved.begin(), saved.end(), [&](const Place& one) {
    return one.here() && place.key() < one.key();
  });
  saved.insert(later, std::move(place));
}

std::vector<Place> order_of(const lens::FieldDictionary& statuses, InstanceId instance,
                            const Mapping& mapping) {
  std::vector<Place> places = default_order(statuses, instance, mapping);
  if (mapping.order.empty()) return places;
  std::unordered_map<std::string_view, size_t> by_id;
  for (size_t i = 0; i < places.size(); ++i) by_id.emplace(places[i].status.id, i);
  std::vector<uint8_t> taken(places.size());
  std::vector<Place> saved;
  for (const std::string& id : mapping.order) {
    const auto known = by_id.find(id);
    if (known == by_id.end()) {
      saved.emplace_back().status.id = id;
      continue;
    }
    if (taken[known->second]++ == 0) saved.push_back(places[known->second]);
  }
  for (size_t i = 0; i < places.size(); ++i) {
    if (taken[i] == 0) insert_newcomer(saved, places[i]);
  }
  return saved;
}

std::optional<size_t> find_line(const std::vector<Place>& places,
                                const std::optional<std::string>& line) {
  if (!line) return std::nullopt;
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i].status.id == *line) return i;
  }
  return std::nullopt;
}

Zone zone_at(size_t place, Zone by_stage, std::optional<size_t> start,
             std::optional<size_t> finish) {
  if (by_stage == Zone::kUnknown || by_stage == Zone::kCancelled) return by_stage;
  const bool done = finish ? place >= *finish : by_stage == Zone::kDone;
  if (done) return Zone::kDone;
  const bool started = start ? place >= *start : by_stage != Zone::kBefore;
  return started ? Zone::kStarted : Zone::kBefore;
}

}  // namespace

std::vector<PlacedStatus> decide_workflow(const lens::FieldDictionary& statuses,
                                          InstanceId instance, const Mapping& mapping) {
  const std::vector<Place> places = order_of(statuses, instance, mapping);
  const auto start = find_line(places, mapping.start_line);
  const auto finish = find_line(places, mapping.finish_line);
  std::vector<PlacedStatus> workflow;
  for (size_t i = 0; i < places.size(); ++i) {
    if (!places[i].here()) continue;
    workflow.push_back(places[i].status);
    workflow.back().zone = zone_at(i, workflow.back().zone, start, finish);
  }
  return workflow;
}

std::optional<MemberProblem> check_lines(const lens::FieldDictionary& statuses, InstanceId instance,
                                         const Mapping& mapping) {
  const std::vector<Place> places = order_of(statuses, instance, mapping);
  const auto start = find_line(places, mapping.start_line);
  const auto finish = find_line(places, mapping.finish_line);
  if (mapping.start_line && !start)
    return MemberProblem{"start_line", "is not a status of this connection"};
  if (mapping.finish_line && !finish)
    return MemberProblem{"finish_line", "is not a status of this connection"};
  if (start && finish && *finish <= *start)
    return MemberProblem{"finish_line", "must come after the start line"};
  return std::nullopt;
}

}  // namespace tl::mapping
