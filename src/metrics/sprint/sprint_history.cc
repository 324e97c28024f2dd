// The last sprints of a board, and the list of sprints. One sprint: sprint_report.cc.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/text.h"
#include "measure/stopwatch.h"
#include "metrics/sprint/sprint_build.h"

namespace tl::metrics::sprint {
namespace {

// Closed sprints of the board as of the question's instant, those that closed last first.
std::vector<SprintWindow> closed_sprints(const Facts& facts, const Question& question,
                                         InstanceId instance, const std::string& board) {
  const auto& sprints = facts.version.dictionary().field(lens::LensField::kSprint);
  std::vector<SprintWindow> out;
  for (lens::Code code = 1; code < sprints.size(); ++code) {
    const lens::DictionaryEntry& entry = sprints.at(code);
    if (entry.instance != instance || !entry.sprint || entry.deleted) continue;
    if (!board.empty() && entry.sprint->board != board) continue;
    auto window = decide_window(entry, code, question);
    if (window && !window->open) out.push_back(std::move(*window));
  }
  std::sort(out.begin(), out.end(), [](const SprintWindow& a, const SprintWindow& b) {
    return std::tie(a.close, a.code) > std::tie(b.close, b.code);
  });
  return out;
}

// Issues that were deleted count once, however many of the sprints they were in.
measure::Excluded excluded_of(const std::vector<SprintContent>& contents) {
  measure::Excluded out(sprint_reason_texts());
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const SprintContent& content : contents) {
    for (size_t reason = 0; reason < sprint_reason_texts().size(); ++reason) {
      for (const measure::Ended& item : content.excluded.of(reason)) {
        if (seen.emplace(item.part, item.row).second) out.add(reason, item);
      }
    }
  }
  return out;
}

size_t count_issues(const std::vector<SprintContent>& contents) {
  std::set<std::pair<uint32_t, uint32_t>> seen;
  for (const SprintContent& content : contents) {
    for (const SprintItem& item : content.items) seen.emplace(item.address.part, item.address.row);
  }
  return seen.size();
}

// Future ones first, then active ones, then the rest.
int rank_of(const lens::DictionaryEntry& entry) {
  if (!entry.sprint) return 0;
  if (entry.sprint->state == "future") return 2;
  return entry.sprint->state == "active" ? 1 : 0;
}

bool asks_for(const SprintQuery& query, const lens::DictionaryEntry& entry) {
  if (entry.deleted || (query.instance && entry.instance != *query.instance)) return false;
  const lens::SprintFacts facts = entry.sprint ? *entry.sprint : lens::SprintFacts();
  if (!query.board.empty() && facts.board != query.board) return false;
  const auto& states = query.states;
  if (!states.empty() && std::find(states.begin(), states.end(), facts.state) == states.end())
    return false;
  return query.text.empty() || to_lower(entry.name).find(to_lower(query.text)) != std::string::npos;
}

std::vector<size_t> count_members(const lens::LensVersion& version) {
  std::vector<size_t> counts(version.dictionary().field(lens::LensField::kSprint).size());
  for (const lens::Part& part : version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      const lens::Range members = chunk.members(row, lens::ChangeField::kSprint);
      if (members.empty() || !part.live(row) || (chunk.flags[row] & lens::kRowDeleted) != 0)
        continue;
      for (uint32_t i = members.begin; i < members.end; ++i) ++counts[chunk.member.code[i]];
    }
  }
  return counts;
}

auto newest_key(const lens::DictionaryEntry& entry) {
  const auto ms = [](const std::optional<Instant>& instant) {
    return instant ? instant->ms : lens::kNoInstant;
  };
  const lens::SprintFacts facts = entry.sprint ? *entry.sprint : lens::SprintFacts();
  return std::tuple(rank_of(entry), ms(facts.complete), ms(facts.end), ms(facts.start),
                    parse_int(entry.id).value_or(0), entry.instance.value, entry.id);
}

}  // namespace

const Definition kSprintHistory{
    "sprint.history",
    1,
    "Sprint history",
    "The last sprints of a board that were closed: what was committed, added, removed and "
    "completed in each, every sprint as of its own close.",
    "counts, and sums of points",
    "sprints that were completed last",
    "count"};

Result<SprintHistory> decide_sprint_history(const Facts& facts, const Question& question,
                                            InstanceId instance, const std::string& board,
                                            size_t count) {
  const measure::Stopwatch watch;
  if (count == 0 || count > kMaxSprintHistory)
    return make_error(ErrorCode::kInvalidArgument,
                      "last: between 1 and " + std::to_string(kMaxSprintHistory));
  Question asked = question;
  asked.sprints.clear();
  std::vector<SprintWindow> windows = closed_sprints(facts, asked, instance, board);
  if (windows.size() > count) windows.resize(count);
  std::reverse(windows.begin(), windows.end());
  asked.to = asked.seen_from();
  asked.from = asked.to;
  for (const SprintWindow& window : windows)
    asked.from = std::min(asked.from, Instant(window.start));
  SprintHistory answer;
  static_cast<About&>(answer) = measure::begin_about(kSprintHistory, facts, asked);
  if (!windows.empty()) {
    const std::vector<SprintContent> contents = build_sprints(facts, asked, windows);
    answer.n = count_issues(contents);
    excluded_of(contents).describe(facts.version, answer);
    for (const SprintContent& content : contents)
      answer.sprints.push_back({content.window.code, sum_up(content.items)});
  }
  answer.computed_in_us = watch.us();
  return answer;
}

std::vector<SprintFound> list_sprints(const lens::LensVersion& version, const SprintQuery& query) {
  const auto& sprints = version.dictionary().field(lens::LensField::kSprint);
  const std::vector<size_t> counts = count_members(version);
  std::vector<SprintFound> out;
  for (lens::Code code = 1; code < sprints.size(); ++code) {
    if (asks_for(query, sprints.at(code))) out.push_back({code, counts[code]});
  }
  std::sort(out.begin(), out.end(), [&](const SprintFound& a, const SprintFound& b) {
    return newest_key(sprints.at(a.sprint)) > newest_key(sprints.at(b.sprint));
  });
  return out;
}

}  // namespace tl::metrics::sprint
