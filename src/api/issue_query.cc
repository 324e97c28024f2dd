#include "api/issue_query.h"

#include <algorithm>
#include <tuple>

#include "api/lens_view.h"
#include "base/text.h"

namespace tl::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Which codes of a field a filter lets through.
template <typename Matches>
std::vector<uint8_t> allow(const lens::FieldDictionary& known, const std::vector<std::string>& any,
                           Matches matches) {
  std::vector<uint8_t> allowed(known.size(), any.empty() ? 1 : 0);
  for (lens::Code code = 0; !any.empty() && code < known.size(); ++code) {
    allowed[code] = std::any_of(any.begin(), any.end(), [&](const std::string& wanted) {
      return matches(known.at(code), wanted);
    });
  }
  return allowed;
}

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

class Finder {
 public:
  Finder(const lens::LensVersion& version, const IssueFilter& filter, IssueSort sort,
         bool descending, const std::optional<IssuePlace>& after, size_t limit)
      : version_(version),
        filter_(filter),
        sort_(sort),
        descending_(descending),
        limit_(limit),
        needle_(to_lower(filter.text)) {
    const lens::Dictionary& dictionary = version.dictionary();
    projects_ = allow(dictionary.field(lens::LensField::kProject), filter.projects,
                      [](const auto& e, const auto& key) { return equals_no_case(e.key, key); });
    types_ = allow(dictionary.field(lens::LensField::kType), filter.types,
                   [](const auto& e, const auto& name) { return equals_no_case(e.name, name); });
    statuses_ =
        allow(dictionary.field(lens::LensField::kStatus), filter.categories,
              [](const auto& e, const auto& category) { return to_text(e.category) == category; });
    if (after) after_ = Hit{after->project, after->number, after->ref, 0, 0};
  }

 private:
  [[nodiscard]] bool before(const Hit& a, const Hit& b) const {
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
    if (filter_.instance && chunk.ref(row).instance != *filter_.instance) return false;
    if (projects_[chunk.project[row]] == 0 || types_[chunk.type[row]] == 0) return false;
    if (statuses_[chunk.status[row]] == 0) return false;
    return needle_.empty() || contains_no_case(chunk.key.at(row), needle_) ||
           contains_no_case(chunk.summary.at(row), needle_);
  }

  [[nodiscard]] Hit hit_of(const lens::Chunk& chunk, uint32_t part, uint32_t row) const {
    Hit hit{{}, 0, chunk.ref(row), part, row};
    if (sort_ == IssueSort::kUpdated) hit.number = chunk.updated[row];
    if (sort_ == IssueSort::kCreated) hit.number = chunk.created[row];
    if (sort_ == IssueSort::kKey) {
      const std::string_view key = chunk.key.at(row);
      const size_t dash = key.rfind('-');
      hit.project = key.substr(0, dash);
      if (dash != std::string_view::npos) hit.number = parse_int(key.substr(dash + 1)).value_or(0);
    }
    return hit;
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

  const lens::LensVersion& version_;
  const IssueFilter& filter_;
  IssueSort sort_;
  bool descending_;
  size_t limit_;
  std::string needle_;
  std::vector<uint8_t> projects_, types_, statuses_;
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

IssuesFound find_issues(const lens::LensVersion& version, const IssueFilter& filter, IssueSort sort,
                        bool descending, const std::optional<IssuePlace>& after, size_t limit) {
  return Finder(version, filter, sort, descending, after, limit).run();
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
