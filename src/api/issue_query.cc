#include "api/issue_query.h"

#include <algorithm>
#include <tuple>

#include "api/lens_view.h"
#include "base/text.h"
#include "measure/flow_columns.h"
#include "measure/scope.h"

namespace tl::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

struct Hit {
  std::string_view project;
  int64_t number = 0;
  IssueRef ref;
  uint32_t part = 0;
  uint32_t row = 0;
};

auto place_of(const Hit& hit) {
  return std::tuple(hit.project, hit.number, hit.ref.instance.value, hit.ref.issue.value);
}

bool has_value(const Hit& hit) { return hit.number != lens::kNoInstant; }

class Finder {
 public:
  Finder(const measure::Facts& facts, const IssueFilter& filter, IssueSort sort, bool descending,
         const std::optional<IssuePlace>& after, size_t limit)
      : facts_(facts),
        version_(facts.version),
        scope_(facts.version, facts.stages, filter.measured),
        sort_(sort),
        descending_(descending),
        limit_(limit),
        needle_(to_lower(filter.text)) {
    allow_statuses(filter);
    allow_assignees(filter);
    if (after) after_ = Hit{after->project, after->number, after->ref, 0, 0};
  }

 private:
  void allow_statuses(const IssueFilter& filter) {
    const auto& known = version_.dictionary().field(lens::LensField::kStatus);
    const auto any = [](const auto& wanted, const auto& matches) {
      return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), matches);
    };
    for (lens::Code code = 0; code < known.size(); ++code) {
      const lens::DictionaryEntry& entry = known.at(code);
      statuses_.push_back(
          any(filter.status_categories,
              [&](const auto& category) { return to_text(entry.category) == category; }) &&
          any(filter.statuses,
              [&](const auto& name) { return equals_no_case(entry.name, name); }) &&
          any(filter.stages,
              [&](mapping::Stage stage) { return shown_stage(facts_.stages, code) == stage; }));
    }
  }

  void allow_assignees(const IssueFilter& filter) {
    const auto& known = version_.dictionary().field(lens::LensField::kAccount);
    assignees_.assign(known.size(), filter.assignees.empty() ? 1 : 0);
    for (const AccountRef& wanted : filter.assignees) {
      const lens::Code code =
          wanted.instance ? known.find(wanted.instance, wanted.id) : lens::kNoCode;
      if (!wanted.instance || code != lens::kNoCode) assignees_[code] = 1;
    }
  }

  [[nodiscard]] bool before(const Hit& a, const Hit& b) const {
    if (has_value(a) != has_value(b)) return has_value(a);
    return descending_ ? place_of(b) < place_of(a) : place_of(a) < place_of(b);
  }
  [[nodiscard]] auto order() const {
    return [this](const Hit& a, const Hit& b) { return before(a, b); };
  }

 public:
  IssuesFound run() {
    for (uint32_t part = 0; part < version_.parts().size(); ++part) scan(part);
    std::sort_heap(best_.begin(), best_.end(), order());
    IssuesFound found;
    found.total = total_;
    const bool more = best_.size() > limit_;
    if (more) best_.pop_back();
    for (const Hit& hit : best_) {
      found.rows.push_back(version_.parts()[hit.part].chunk->row(hit.row));
    }
    if (more) {
      const Hit& last = best_.back();
      found.next = IssuePlace{std::string(last.project), last.number, last.ref};
    }
    return found;
  }

 private:
  void scan(uint32_t index) {
    const lens::Part& part = version_.parts()[index];
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if ((chunk.flags[row] & lens::kRowDeleted) != 0 || !part.live(row)) continue;
      if (!matches(chunk, row)) continue;
      ++total_;
      take(hit_of(chunk, index, row));
    }
  }

  [[nodiscard]] bool matches(const lens::Chunk& chunk, uint32_t row) const {
    if (statuses_[chunk.status[row]] == 0 || assignees_[chunk.assignee[row]] == 0) return false;
    if (!scope_.holds(chunk, row)) return false;
    return needle_.empty() || contains_no_case(chunk.key.at(row), needle_) ||
           contains_no_case(chunk.summary.at(row), needle_);
  }

  [[nodiscard]] Hit hit_of(const lens::Chunk& chunk, uint32_t part, uint32_t row) const {
    Hit hit{{}, lens::kNoInstant, chunk.ref(row), part, row};
    switch (sort_) {
      case IssueSort::kUpdated:
        hit.number = chunk.updated[row];
        break;
      case IssueSort::kCreated:
        hit.number = chunk.created[row];
        break;
      case IssueSort::kKey:
        set_key(hit, chunk.key.at(row));
        break;
      case IssueSort::kPriority:
        hit.number = priority_rank(chunk.priority[row]);
        break;
      case IssueSort::kAge:
      case IssueSort::kCycle:
        hit.number = passage_value(chunk, row);
        break;
    }
    return hit;
  }

  static void set_key(Hit& hit, std::string_view key) {
    const size_t dash = key.rfind('-');
    hit.project = key.substr(0, dash);
    hit.number = 0;
    if (dash != std::string_view::npos) hit.number = parse_int(key.substr(dash + 1)).value_or(0);
  }

  // Vendors number priorities from the most urgent on.
  [[nodiscard]] int64_t priority_rank(lens::Code code) const {
    if (code == lens::kNoCode) return lens::kNoInstant;
    const auto& entry = version_.dictionary().at(lens::LensField::kPriority, code);
    return -parse_int(entry.id).value_or(1'000'000);
  }

  [[nodiscard]] int64_t passage_value(const lens::Chunk& chunk, uint32_t row) const {
    const measure::Passage passage = measure::decide_passage(chunk, row, facts_.stages);
    if (passage.first_start == lens::kNoInstant) return lens::kNoInstant;
    const bool finished = passage.outcome == measure::Outcome::kFinished;
    if (sort_ == IssueSort::kCycle)
      return finished ? passage.end - passage.first_start : lens::kNoInstant;
    const bool open = passage.outcome == measure::Outcome::kOpen ||
                      passage.outcome == measure::Outcome::kReopened;
    return open ? -passage.first_start : lens::kNoInstant;
  }

  // Keeps the limit + 1 first ones as a heap whose top is the last of them.
  void take(const Hit& hit) {
    if (after_ && !before(*after_, hit)) return;
    if (best_.size() <= limit_) {
      best_.push_back(hit);
      std::push_heap(best_.begin(), best_.end(), order());
    } else if (before(hit, best_.front())) {
      std::pop_heap(best_.begin(), best_.end(), order());
      best_.back() = hit;
      std::push_heap(best_.begin(), best_.end(), order());
    }
  }

  const measure::Facts& facts_;
  const lens::LensVersion& version_;
  measure::Scope scope_;
  IssueSort sort_;
  bool descending_;
  size_t limit_;
  std::string needle_;
  std::vector<uint8_t> statuses_, assignees_;  // by code
  std::optional<Hit> after_;
  std::vector<Hit> best_;
  int64_t total_ = 0;
};

}  // namespace

bool contains_no_case(std::string_view text, std::string_view lower_needle) {
  return std::search(text.begin(), text.end(), lower_needle.begin(), lower_needle.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end() ||
         lower_needle.empty();
}

IssuesFound find_issues(const measure::Facts& facts, const IssueFilter& filter, IssueSort sort,
                        bool descending, const std::optional<IssuePlace>& after, size_t limit) {
  return Finder(facts, filter, sort, descending, after, limit).run();
}

std::vector<int64_t> count_by_project(const lens::LensVersion& version) {
  std::vector<int64_t> counts(version.dictionary().field(lens::LensField::kProject).size());
  for (const lens::Part& part : version.parts()) {
    const lens::Chunk& chunk = *part.chunk;
    for (uint32_t row = 0; row < chunk.rows(); ++row) {
      if ((chunk.flags[row] & lens::kRowDeleted) == 0 && part.live(row)) {
        ++counts[chunk.project[row]];
      }
    }
  }
  return counts;
}

}  // namespace tl::api
